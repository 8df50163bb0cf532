// What signs in stands behind the # of the link, which no server is told: here it goes into the form, and out of the address.
"use strict";

function fill() {
  const code = location.hash.slice(1);
  if (!code) return;
  history.replaceState(null, "", location.pathname);
  document.getElementById("code").value = code;
  document.getElementById("paste").hidden = true;
  document.querySelector("#login button").focus();
}

fill();
window.addEventListener("hashchange", fill); // the next link, opened in the same tab
