// The keyboard of the console, outside of fields: one key per verb (the table in the help is what is read here), the palette
// and the help. The keys of the queue are in ../console.js.

import { $, all } from "./page.js";
import { open } from "./palette.js";
import { go } from "./verbs.js";

const verbs = new Map(all("#keys kbd[data-verb]").map((key) => [key.textContent, key.dataset.verb]));
const help = () => $("#keys")?.showModal();

const isFree = ({ target }) => !target.closest?.("input:not([type=radio]):not([type=checkbox]), textarea, select, dialog");

document.addEventListener("keydown", (event) => {
  if (event.isComposing) return;
  if ((event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === "k" && !$("dialog[open]")) {
    event.preventDefault();
    open();
    return;
  }
  if ((event.ctrlKey || event.metaKey) && event.key === "Enter") { // what is typed goes, as by its button
    const form = event.target.closest?.("form.verb");
    if (!form) return;
    event.preventDefault();
    form.requestSubmit();
    return;
  }
  if (!isFree(event) || event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
  if (event.key === "/") open();
  else if (event.key === "?") help();
  else if (!verbs.has(event.key) || !go(verbs.get(event.key))) return;
  event.preventDefault();
});

document.addEventListener("click", (event) => {
  if (event.target.id === "show-keys") help();
});
