// The quiet lock: where somebody else may take this device, the conversation goes behind its return code when it is left.
//
// The house turns it on and off for this chat by an event of its stream, `lock` with {"locks": true}; this browser keeps the
// word, so that it holds before the first request of the next visit. It hides what is on the screen; what a browser that
// holds the cookie may still fetch is the house's to refuse.

import { $ } from "./page.js";

const LOCKS = "locks", LEFT = "left"; // the first for this browser, the second for this tab
const PATIENCE = 60000; // out of sight for so long, and it locks

/** Whether this visit begins locked: the lock is on, and this tab was not open a moment ago. */
export const beginsLocked = () => locks() && Date.now() - leftAt() > PATIENCE;

/** The house says whether this chat locks. */
export function setLock(on) {
  kept(() => (on ? localStorage.setItem(LOCKS, "1") : localStorage.removeItem(LOCKS)));
}

/** The screen that asks for the code; nothing of the conversation has been loaded. */
export function showLock() {
  isLocked = true;
  document.title = $("lock-title").textContent;
  $("lock").showModal();
}

/** After the right code, and when this tab is left: what is loaded within the next minute is open. */
export const unlocked = () => kept(() => sessionStorage.setItem(LEFT, Date.now()));

/** Begin the visit anew, so that nothing of the conversation stays in the page, not even what was typed and not sent. */
function lock() {
  isLocked = true;
  sessionStorage.clear();
  location.reload();
}

const locks = () => kept(() => localStorage.getItem(LOCKS)) === "1";
const leftAt = () => Number(kept(() => sessionStorage.getItem(LEFT)));
let timer = 0, isLocked = false;

/** Gone out of sight: veiled at once, as a phone keeps a picture of every page it puts aside. */
function left() {
  if (!locks() || isLocked) return;
  document.documentElement.classList.add("veiled");
  unlocked();
  clearTimeout(timer);
  timer = setTimeout(lock, PATIENCE);
}

function back() {
  clearTimeout(timer);
  if (isLocked) return;
  if (document.documentElement.classList.contains("veiled") && beginsLocked()) lock();
  document.documentElement.classList.remove("veiled");
}

document.addEventListener("visibilitychange", () => (document.hidden ? left() : back()));
window.addEventListener("pagehide", left);
window.addEventListener("pageshow", back);
$("lock").addEventListener("close", () => $("lock").showModal()); // Escape opens nothing

/** A browser that keeps nothing has nothing to lock by. */
function kept(action) {
  try {
    return action();
  } catch {
    return null;
  }
}
