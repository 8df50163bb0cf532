// One file, as its bytes, to this page's own address.
const form = document.getElementById("form");
const said = document.getElementById("said");

form?.addEventListener("submit", (event) => {
  event.preventDefault();
  const file = document.getElementById("file").files[0];
  if (!file) {
    said.textContent = said.dataset.chosen;
    return;
  }
  send(file);
});

function send(file) {
  const progress = document.getElementById("progress");
  const button = form.querySelector("button");
  const request = new XMLHttpRequest();
  request.open("PUT", location.pathname);
  request.setRequestHeader("X-File-Name", encodeURIComponent(file.name));
  request.setRequestHeader("Content-Type", file.type || "application/octet-stream");
  request.upload.onprogress = (event) => { progress.value = event.loaded / event.total; };
  request.onload = () => {
    said.textContent = request.responseText;
    progress.hidden = true;
    form.hidden = request.status === 200;
    button.disabled = false;
  };
  request.onerror = () => {
    said.textContent = said.dataset.broken;
    progress.hidden = true;
    button.disabled = false;
  };
  progress.hidden = false;
  button.disabled = true;
  said.textContent = "";
  request.send(file);
}
