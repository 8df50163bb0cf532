// What was said here and is not yet at the house: drawn as pending, and kept over a reload of this tab.

import { make, paper, sizeOf, tab, text, words } from "./page.js";

export const waiting = new Map(); // client id -> what is still being sent: {kind, text, files, node, state}

export function drawWaiting(item) {
  const bubble = make("div", { class: "bubble" }, make("span", { class: "unseen" }, words.me));
  for (const file of item.files || []) {
    bubble.append(make("div", { class: "file" }, paper(), make("span", {}, file.name, make("small", {}, sizeOf(file.size)))));
  }
  if (item.text) bubble.append(make("p", { class: "words" }, item.text));
  if (item.files) bubble.append(make("div", { class: "progress", role: "progressbar", "aria-label": words.uploading }, make("i")));
  item.status = make("div", { class: "meta" }, words.sending);
  item.node = make("article", { class: "message mine pending", "data-client": item.id, "data-at": item.at }, bubble, item.status);
  return item.node;
}

/** It has arrived, or is wanted no more. */
export function settle(id) {
  const item = waiting.get(id);
  if (!item) return;
  item.node.remove();
  waiting.delete(id);
  remember();
}

// What was typed and not yet sent survives a reload of this tab, and nothing more.
const UNSENT = "unsent";

export function remember() {
  if (!tab.chat) return; // or it would write over what this tab kept of the chat that is about to open
  const texts = [...waiting.values()].filter((item) => item.kind === "text").map(({ id, text: said }) => ({ id, said }));
  try {
    sessionStorage.setItem(UNSENT, JSON.stringify({ chat: tab.chat, texts, draft: text.value }));
  } catch {
    // a browser without storage only loses this comfort
  }
}

/** What this tab kept of the chat that is open now: {texts, draft}. */
export function remembered() {
  try {
    const kept = JSON.parse(sessionStorage.getItem(UNSENT) || "{}");
    return kept.chat === tab.chat ? kept : {};
  } catch {
    sessionStorage.removeItem(UNSENT);
    return {};
  }
}
