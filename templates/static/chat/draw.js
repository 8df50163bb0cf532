// One message as it stands on the page, and what pressing its buttons does.

import { $, Refusal, ask, language, make, paper, sizeOf, toast, words } from "./page.js";
import { SAFE, fill } from "./text.js";

export const shown = new Map(); // message id -> {message, node}

export function draw(message) {
  const node = make("article", { class: message.mine ? "message mine" : "message", "data-id": message.id, "data-at": message.at });
  const bare = message.file?.image && !message.text && !message.reply_to;
  const bubble = make("div", { class: bare ? "bubble bare" : "bubble", title: new Date(message.at).toLocaleString(language) },
    make("span", { class: "unseen" }, message.mine ? words.me : words.house));
  if (message.reply_to) bubble.append(quote(message.reply_to));
  if (message.file) bubble.append(message.file.image ? picture(message.file) : fileLink(message.file));
  if (message.text) {
    bubble.append(fill(make("p", { class: "words" }), message.text, 0, message.text.length, message.entities || []));
  }
  node.append(bubble);
  if (message.keyboard) node.append(keyboard(message));
  return node;
}

function quote(id) {
  const found = shown.get(id);
  if (!found) return "";
  const short = (found.message.text || found.message.file?.name || "").split("\n")[0].slice(0, 80);
  return make("button", { type: "button", class: "quote", onclick: () => flash(id) }, short);
}

function flash(id) {
  const node = shown.get(id)?.node;
  if (!node) return;
  node.scrollIntoView({ block: "center" });
  node.classList.add("flash");
  setTimeout(() => node.classList.remove("flash"), 1300);
}

function picture(file) {
  const address = `/chat/files/${file.id}`;
  const image = make("img", { src: address, alt: `${words.picture} ${file.name}`, loading: "lazy", decoding: "async" });
  return make("a", { class: "picture", href: address, target: "_blank", rel: "noopener" }, image);
}

function fileLink(file) {
  return make("a", { class: "file", href: `/chat/files/${file.id}`, download: file.name }, paper(),
    make("span", {}, file.name, make("small", {}, sizeOf(file.size))));
}

function keyboard(message) {
  const rows = message.keyboard.map((row) => make("div", { class: "row" }, ...row.map((button) => key(message, button))));
  return make("div", { class: "keyboard", role: "group" }, ...rows);
}

function key(message, button) {
  const looks = `key ${button.style || ""}`.trim();
  if (button.url) {
    return SAFE.test(button.url)
      ? make("a", { class: looks, href: button.url, target: "_blank", rel: "noopener noreferrer" }, button.text)
      : make("span", { class: looks }, button.text);
  }
  const action = button.copy ? () => copy(button.copy) : (event) => press(message.id, button.key, event.currentTarget);
  return make("button", { type: "button", class: looks, onclick: action }, button.text);
}

async function press(id, button, node) {
  const all = node.closest(".keyboard").querySelectorAll("button");
  if (node.getAttribute("aria-busy")) return;
  node.setAttribute("aria-busy", "true");
  all.forEach((one) => { one.disabled = true; });
  try {
    answered(await ask("/chat/press", { message_id: id, button }));
  } catch (error) {
    toast(error instanceof Refusal ? error.message : words.no_link);
  }
  node.removeAttribute("aria-busy");
  all.forEach((one) => { one.disabled = false; });
}

function answered(answer) {
  if (answer.toast && answer.alert) {
    $("alert").querySelector(".words").textContent = answer.toast;
    $("alert").showModal();
  } else if (answer.toast) toast(answer.toast);
  if (answer.url && SAFE.test(answer.url)) window.open(answer.url, "_blank", "noopener");
}

async function copy(value) {
  try {
    await navigator.clipboard.writeText(value);
  } catch {
    const area = make("textarea", { class: "unseen" }); // a page without https has no clipboard
    area.value = value;
    document.body.append(area);
    area.select();
    document.execCommand("copy");
    area.remove();
  }
  toast(words.copied);
}
