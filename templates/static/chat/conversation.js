// The conversation: every message in its place, the times between them, and where the reader has scrolled to.

import { draw, revise, shown } from "./draw.js";
import { lead, rescue } from "./focus.js";
import { $, ask, log, make, moment, words } from "./page.js";
import { watch } from "./seen.js";
import { settle } from "./waiting.js";

const scroll = $("scroll");
export const known = { event: 0, oldest: null, more: false }; // how far the conversation is here, in both directions
let stuck = true, unread = 0; // whether the newest stays in view
let held = null; // a message with numbers to ring: its top stays in view, whatever comes below it

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
  const fresh = draw(message);
  if (before) change(before.node, fresh);
  else place(fresh, message.id);
  shown.set(message.id, { message, node: before?.node || fresh });
  watch(message, before?.node || fresh);
  if (!message.mine) $("typing").hidden = true;
  if (quiet) return undefined;
  return before ? tidy() : arrived(message, fresh);
}

function change(node, fresh) {
  const focused = node.contains(document.activeElement);
  revise(node, fresh);
  if (focused && !node.contains(document.activeElement)) rescue(node);
}

function place(node, id) {
  let after = log.lastElementChild;
  while (after && (after.dataset.client || after.className === "moment" || Number(after.dataset.id) > id)) after = after.previousElementSibling;
  if (after) after.after(node);
  else log.prepend(node);
}

function arrived(message, node) {
  node.classList.add("arrives");
  if (!message.mine && stuck) held = holding(node) || held;
  tidy();
  if (message.mine) return;
  lead(node);
  if (!isNear()) unread += 1;
  $("pill").hidden = unread === 0;
  $("pill").firstElementChild.textContent = words.new;
  if (document.hidden && !document.documentElement.classList.contains("veiled")) document.title = NEWS + document.title.replace(NEWS, "");
}

const NEWS = "● ";
document.addEventListener("visibilitychange", () => { if (!document.hidden) document.title = document.title.replace(NEWS, ""); });

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
  age();
  stick();
}

/** Below the newest question stand the answers of now; those of older ones are drawn quiet. */
function age() {
  const asking = [...log.children].filter((node) => node.lastElementChild?.className === "keyboard");
  asking.forEach((node, place) => node.classList.toggle("old", place < asking.length - 1));
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

const holding = (node) => (node?.querySelector(".dial") ? node : null);
const topOf = (node) => node.offsetTop - 8;
const isNear = () => scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight < 60;

export function stick() {
  if (stuck) scroll.scrollTop = held?.isConnected ? Math.min(topOf(held), scroll.scrollHeight) : scroll.scrollHeight;
}

export function toBottom() {
  held = null;
  stuck = true;
  seen();
  stick();
}

/** Where a person wants to be when the page opens: at the end, or at the numbers to ring when they are the last that was said. */
export function toNewest() {
  toBottom();
  held = holding(log.lastElementChild);
  stick();
}

function seen() {
  unread = 0;
  $("pill").hidden = true;
}

// whoever answers the question of now wants to see what comes of it
log.addEventListener("click", (event) => {
  if (!event.target.closest(".message:not(.old) .key")) return;
  held = null;
  stuck = true;
});

let lastTop = 0;
scroll.addEventListener("scroll", () => {
  const near = isNear(), past = held && scroll.scrollTop > topOf(held) + 2;
  if (past) held = null;
  // only going up lets go of the bottom: a picture that arrives makes the page longer, and is no wish to read higher up
  if (near || past || scroll.scrollTop < lastTop - 2) stuck = near;
  lastTop = scroll.scrollTop;
  if (near) seen();
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
