// The conversation: every message in its place, the times between them, and where the reader has scrolled to.

import { draw, shown } from "./draw.js";
import { $, ask, log, make, moment, text, words } from "./page.js";
import { settle } from "./waiting.js";

const scroll = $("scroll");
const title = document.title;
export const known = { event: 0, oldest: null, more: false }; // how far the conversation is here, in both directions
let stuck = true, unread = 0; // whether the newest stays in view

/** Put a message where it belongs; a changed one takes the place of its older self. */
export function show(message, { quiet = false } = {}) {
  if (message.event > known.event) known.event = message.event;
  const before = shown.get(message.id);
  if (before && before.message.event >= message.event) return settle(message.client_id);
  if (!before && known.more && known.oldest != null && message.id < known.oldest) return undefined; // not loaded yet
  settle(message.client_id);
  if (message.deleted) {
    before?.node.remove();
    shown.delete(message.id);
    return quiet || tidy();
  }
  const node = draw(message);
  const focused = before?.node.contains(document.activeElement);
  if (before) before.node.replaceWith(node);
  else place(node, message.id);
  shown.set(message.id, { message, node });
  if (focused) (node.querySelector(".key") || text).focus({ preventScroll: true });
  if (!message.mine) $("typing").hidden = true;
  if (!before && !quiet) arrived(message, node);
  return quiet || tidy();
}

function place(node, id) {
  let after = log.lastElementChild;
  while (after && (after.dataset.client || after.className === "moment" || Number(after.dataset.id) > id)) after = after.previousElementSibling;
  if (after) after.after(node);
  else log.prepend(node);
}

function arrived(message, node) {
  node.classList.add("arrives");
  if (message.mine) return;
  if (!stuck) unread += 1;
  $("pill").hidden = unread === 0;
  $("pill").firstElementChild.textContent = words.new;
  if (document.hidden) document.title = `● ${title}`;
}

document.addEventListener("visibilitychange", () => { if (!document.hidden) document.title = title; });

const PAUSE = 5 * 60000; // after which the time is said again

/** Time lines, and messages of one side close together. Touches only what changed, as a screen reader follows along. */
export function tidy() {
  let before = null, line = null, then = 0;
  for (const node of [...log.children]) {
    if (node.className === "moment") {
      line?.remove(); // two in a row: the upper one has no message left
      line = node;
      continue;
    }
    const at = new Date(node.dataset.at), apart = at - then > PAUSE || at.getDate() !== new Date(then).getDate();
    if (!apart) line?.remove();
    else if (line) line.textContent = moment(at);
    else node.before(make("p", { class: "moment" }, moment(at)));
    const follows = !apart && before?.classList.contains("mine") === node.classList.contains("mine");
    node.classList.toggle("follows", follows);
    [before, line, then] = [node, null, Math.max(then, at)];
  }
  stick();
}

/** A page of the past, as the house gives it: many messages at once, which a screen reader need not read out. */
export function showPage(page) {
  known.more = page.more;
  known.oldest = page.oldest ?? known.oldest;
  log.setAttribute("aria-live", "off");
  page.messages.forEach((message) => show(message, { quiet: true }));
  tidy();
  setTimeout(() => log.setAttribute("aria-live", "polite"), 500);
  $("older").hidden = !known.more;
}

export function stick() {
  if (stuck) scroll.scrollTop = scroll.scrollHeight;
}

export function toBottom() {
  stuck = true;
  seen();
  stick();
}

function seen() {
  unread = 0;
  $("pill").hidden = true;
}

let lastTop = 0;
scroll.addEventListener("scroll", () => {
  const near = scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight < 60;
  // only going up lets go of the bottom: a picture that arrives makes the page longer, and is no wish to read higher up
  if (near || scroll.scrollTop < lastTop - 2) stuck = near;
  lastTop = scroll.scrollTop;
  if (stuck) seen();
  if (scroll.scrollTop < 200 && known.more) loadOlder();
}, { passive: true });

new ResizeObserver(stick).observe(log);
new ResizeObserver(stick).observe(scroll);
$("pill").addEventListener("click", toBottom);
$("older").addEventListener("click", loadOlder);

let loading = false;
async function loadOlder() {
  if (loading || !known.more) return;
  loading = true;
  try {
    const page = await ask(`/chat/history?before=${known.oldest}`);
    const height = scroll.scrollHeight, top = scroll.scrollTop;
    showPage(page);
    scroll.scrollTop = top + scroll.scrollHeight - height;
  } catch {
    // the button stays for another try
  }
  loading = false;
}

let typingTimer = 0;
export function typing() {
  $("typing").hidden = false;
  stick();
  clearTimeout(typingTimer);
  typingTimer = setTimeout(() => { $("typing").hidden = true; }, 6000);
}
