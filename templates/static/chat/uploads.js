// Files on their way to the house, with how far they have come and a way to stop them.

import { Refusal, make, words } from "./page.js";

/** The messages they became. Throws as `ask` does, and AbortError when the person stopped it. */
export function upload(item) {
  const form = new FormData();
  form.append("client_id", item.id);
  form.append("caption", item.text);
  item.files.forEach((file) => form.append("file", file, file.name));
  const request = new XMLHttpRequest(), bar = item.node.querySelector(".progress");
  item.status.replaceChildren(make("button", { type: "button", class: "stop", onclick: () => request.abort() }, words.cancel));
  return new Promise((resolve, reject) => {
    request.upload.onprogress = (event) => {
      const part = Math.round((100 * event.loaded) / event.total);
      bar.setAttribute("aria-valuenow", part);
      bar.firstElementChild.style.width = `${part}%`;
      if (part === 100) item.status.replaceChildren(words.sending);
    };
    request.onload = () => {
      if (!request.response) reject(new TypeError("no answer of ours"));
      else if (request.status === 200) resolve(request.response.messages);
      else if (request.status === 423) document.dispatchEvent(new Event("locked"));
      else reject(new Refusal(request.status, request.response.error || words.no_link, request.response.again));
    };
    request.onerror = () => reject(new TypeError("network"));
    request.onabort = () => reject(new DOMException("stopped", "AbortError"));
    request.open("POST", "/chat/files");
    request.responseType = "json";
    request.send(form);
  });
}
