// One message as it stands on the page.

import { keyboard } from "./keys.js";
import { make, paper, sizeOf, tongue, words } from "./page.js";
import { choiceIn, fill } from "./text.js";

export const shown = new Map(); // message id -> {message, node}

export function draw(message) {
  const choice = message.mine ? null : choiceIn(message);
  const node = make("article", { class: message.mine ? "message mine" : "message", "data-id": message.id, "data-at": message.at });
  if (!choice || choice.offset || message.file) node.append(said(message, choice));
  if (choice) node.append(chosen(message, choice));
  if (message.keyboard) node.append(keyboard(message.keyboard));
  return node;
}

function said(message, choice) {
  const bare = message.file?.image && !message.text && !message.reply_to;
  const side = message.mine ? "own" : "theirs";
  const bubble = make("div", { class: `bubble ${side}${bare ? " bare" : ""}`, title: new Date(message.at).toLocaleString(tongue()) },
    make("span", { class: "unseen" }, message.mine ? words.me : words.house));
  if (message.reply_to) bubble.append(quote(message.reply_to));
  if (message.file) bubble.append(fileOf(message.file));
  const text = choice ? message.text.slice(0, choice.offset).trimEnd() : message.text;
  const entities = (message.entities || []).filter((one) => one !== choice && one.offset < text.length);
  if (text) bubble.append(fill(make("p", { class: "words" }), text, entities, { dials: !message.mine }));
  return bubble;
}

/** What was pressed below a message: the person's own words, as the conversation went. */
function chosen(message, choice) {
  return make("div", { class: "bubble own choice" }, make("span", { class: "unseen" }, words.me),
    make("p", { class: "words" }, message.text.slice(choice.offset, choice.offset + choice.length).trim()));
}

/**
 * Let a drawn message say what a fresh drawing of it says, touching only what differs: a screen reader hears no question
 * twice, and a key that only changes its tick keeps the focus.
 */
export function revise(node, fresh) {
  const part = (of, name) => of.querySelector(`:scope > ${name}`);
  const theSame = part(node, ".theirs")?.isEqualNode(part(fresh, ".theirs"));
  for (const name of [".theirs", ".own:not(.choice)", ".choice", ".keyboard"]) {
    const old = part(node, name), now = part(fresh, name);
    if (old && !now) old.remove();
    else if (old && name === ".keyboard" && theSame) morph(old, now);
    else if (old && !old.isEqualNode(now)) old.replaceWith(now);
    else if (!old && now && name === ".choice") node.insertBefore(now, part(node, ".keyboard"));
    else if (!old && now) node[name === ".theirs" ? "prepend" : "append"](now);
  }
}

function morph(node, fresh) {
  if (node.isEqualNode(fresh)) return;
  if (node.nodeName !== fresh.nodeName || node.nodeType !== Node.ELEMENT_NODE) {
    node.replaceWith(fresh);
    return;
  }
  [...node.attributes].filter(({ name }) => !fresh.hasAttribute(name)).forEach(({ name }) => node.removeAttribute(name));
  [...fresh.attributes].forEach(({ name, value }) => node.setAttribute(name, value));
  const old = [...node.childNodes], now = [...fresh.childNodes];
  now.forEach((child, place) => (old[place] ? morph(old[place], child) : node.append(child)));
  old.slice(now.length).forEach((child) => child.remove());
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

function fileOf(file) {
  if (file.gone) return make("span", { class: "file gone" }, paper(), make("span", {}, file.name, make("small", {}, words.not_kept)));
  return file.image ? picture(file) : fileLink(file);
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
