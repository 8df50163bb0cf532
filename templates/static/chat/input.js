// Where people write and choose files: the text, the tray of files, pasting and dropping.

import { isReturnCode } from "./codes.js";
import { stick, toBottom } from "./conversation.js";
import { $, limits, make, say, sizeOf, text, toast, words } from "./page.js";
import { queue } from "./sending.js";
import { remember, remembered } from "./waiting.js";

const tray = $("tray");
let chosen = []; // files in the tray: {file, url}

function pieces(source) {
  const parts = [];
  let rest = source.trim();
  while (rest.length > limits.text) {
    const cut = Math.max(rest.lastIndexOf("\n", limits.text), rest.lastIndexOf("。", limits.text) + 1);
    let at = cut > limits.text / 2 ? cut : limits.text;
    if (/[\uD800-\uDBFF]/.test(rest[at - 1])) at -= 1; // never through the middle of a character
    parts.push(rest.slice(0, at).trim());
    rest = rest.slice(at).trim();
  }
  return [...parts, rest].filter(Boolean);
}

function submit() {
  const said = text.value.trim(), files = chosen.map((one) => one.file);
  if (!said && !files.length) return;
  if (isReturnCode(said) && !files.length) { // it opens a chat in its own place, and is a word of none
    text.value = "";
    grew();
    remember();
    $("code").value = said;
    $("returning").showModal();
    return;
  }
  const caption = files.length && said.length <= limits.caption ? said : "";
  if (!caption) pieces(said).forEach((piece) => queue({ kind: "text", text: piece }));
  if (files.length) queue({ kind: "files", text: caption, files });
  text.value = "";
  emptyTray();
  grew();
  toBottom();
}

/** What this tab had typed and not yet sent before it was loaded again. */
export function restore() {
  const kept = remembered();
  text.value = text.value || kept.draft || "";
  (kept.texts || []).forEach(({ id, said }) => queue({ kind: "text", text: said }, id));
  remember(); // also what was said and typed before the chat was open
  grew();
}

function grew() {
  text.style.height = "auto";
  text.style.height = `${text.scrollHeight + 2}px`;
  $("send").disabled = !text.value.trim() && !chosen.length;
  stick();
}

text.addEventListener("input", () => { grew(); remember(); });
text.addEventListener("keydown", (event) => {
  const composing = event.isComposing || event.keyCode === 229; // Enter takes a word from the input method
  const onGlass = matchMedia("(pointer: coarse)").matches; // there Enter is the only way to a new line
  if (event.key !== "Enter" || event.shiftKey || composing || onGlass) return;
  event.preventDefault();
  submit();
});
$("composer").addEventListener("submit", (event) => { event.preventDefault(); submit(); text.focus(); });
document.querySelectorAll("[data-says]").forEach((button) => button.addEventListener("click", () => {
  queue({ kind: "text", text: button.dataset.says || button.textContent.trim() }); // as if the person had typed it
  toBottom();
}));
$("attach").addEventListener("click", () => $("files").click());
$("files").addEventListener("change", () => { take($("files").files); $("files").value = ""; });
text.addEventListener("paste", (event) => {
  if (!event.clipboardData?.files.length) return;
  event.preventDefault();
  take(event.clipboardData.files);
});

function take(files) {
  for (const file of files) {
    if (chosen.length === limits.files) {
      toast(say("many", { limit: limits.files }));
      break;
    }
    if (!file.size) toast(say("empty", { name: file.name }));
    else if (file.size > limits.megabytes * 1048576) toast(say("large", { name: file.name, limit: limits.megabytes }));
    else chosen.push({ file, url: /^image\/(png|jpeg|webp|gif)$/.test(file.type) ? URL.createObjectURL(file) : null });
  }
  drawTray();
  text.focus();
}

function drawTray() {
  tray.replaceChildren(...chosen.map((one) => make("li", {},
    one.url ? make("img", { src: one.url, alt: "" }) : null,
    make("span", {}, one.file.name), make("small", {}, sizeOf(one.file.size)),
    make("button", { type: "button", "aria-label": `${words.remove} ${one.file.name}`, onclick: () => putBack(one) }, "✕"))));
  tray.hidden = !chosen.length;
  grew();
}

function putBack(one) {
  if (one.url) URL.revokeObjectURL(one.url);
  chosen = chosen.filter((other) => other !== one);
  drawTray();
}

function emptyTray() {
  [...chosen].forEach(putBack);
}

const carriesFiles = (event) => event.dataTransfer?.types.includes("Files");
window.addEventListener("dragover", (event) => { if (carriesFiles(event)) { event.preventDefault(); $("drop").hidden = false; } });
window.addEventListener("dragleave", (event) => { if (!event.relatedTarget) $("drop").hidden = true; });
window.addEventListener("drop", (event) => {
  if (!carriesFiles(event)) return;
  event.preventDefault();
  $("drop").hidden = true;
  take(event.dataTransfer.files);
});
