// What lay on the screen of a visible, unlocked page: the house is told once of each message, several together.
//
// A page that locks tells nothing: nobody knows who holds the device. Nor does an officer's.

import { mayBeAnother } from "./lock.js";
import { $, ask } from "./page.js";

const MOMENT = 1000; // a message that flew past was not read
const PAUSE = 1500; // what comes into view together is told together
const AT_ONCE = 40;
const PART = 0.6; // of the message, or of the screen where it is longer than that

const watched = new Map(); // node -> message id, until the house knows
const lookedAt = new Map(); // node -> timer
const untold = new Map(); // node -> message id
let telling = 0;

const mayTell = () => !document.hidden && !mayBeAnother() && !("desk" in document.documentElement.dataset);

const eye = "IntersectionObserver" in window && new IntersectionObserver((entries) => {
  for (const { target, intersectionRatio, intersectionRect, rootBounds } of entries) {
    const there = intersectionRatio >= PART || intersectionRect.height >= PART * (rootBounds?.height ?? Infinity);
    if (!there) forget(target);
    else if (!lookedAt.has(target)) lookedAt.set(target, setTimeout(look, MOMENT, target));
  }
}, { root: $("scroll"), threshold: [0, 0.1, 0.2, 0.3, 0.4, 0.5, PART, 0.8, 1] });

/** Follow a message of the house's until it was on the screen. */
export function watch(message, node) {
  if (!eye || !message.unseen || watched.has(node)) return;
  watched.set(node, message.id);
  eye.observe(node);
}

function forget(node) {
  clearTimeout(lookedAt.get(node));
  lookedAt.delete(node);
}

function look(node) {
  forget(node);
  if (!mayTell() || !node.isConnected) return;
  eye.unobserve(node);
  untold.set(node, watched.get(node));
  soon();
}

function soon() {
  if (untold.size && !telling) telling = setTimeout(tell, PAUSE);
}

async function tell() {
  telling = 0;
  const some = [...untold].slice(0, AT_ONCE);
  if (!some.length || !mayTell()) return;
  try {
    await ask("/chat/seen", { messages: some.map(([, id]) => id) });
  } catch {
    return; // told with the next
  }
  for (const [node] of some) [untold, watched].forEach((one) => one.delete(node));
  soon();
}

/** What stood there while the tab was out of sight is looked at only now. */
document.addEventListener("visibilitychange", () => {
  [...lookedAt.keys()].forEach(forget);
  if (document.hidden) return;
  for (const node of watched.keys()) {
    if (untold.has(node)) continue;
    eye.unobserve(node);
    eye.observe(node);
  }
  soon();
});
