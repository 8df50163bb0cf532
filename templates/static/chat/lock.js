// The quiet lock: where somebody else may take this device, the conversation goes behind its return code when it is left.
//
// The house turns it on and off for this chat by an event of its stream, `lock` with {"locks": true}, and is told when the
// page is out of sight and when somebody is at it: a browser that is locked gets nothing from the house but this screen.
// This browser keeps the word too, so that a new tab asks for the code before it asks the house for anything.

import { $, ask } from "./page.js";

const LOCKS = "locks", LEFT = "left"; // the first for this browser, the second for this tab
const PATIENCE = 60000; // out of sight for so long, and it locks
const IDLE = 5 * 60000; // nothing done for so long, and it locks
const OFTEN = 60000; // the house need not hear more often that somebody is here

/** Whether this visit begins locked: by the house's word, or because the lock is on and this tab was not open a moment ago. */
export const beginsLocked = () => "locked" in document.documentElement.dataset || (locks() && Date.now() - leftAt() > PATIENCE);

/** The house says whether this chat locks, and whether this browser is locked. */
export function setLock(on, locked = false) {
  kept(() => (on ? localStorage.setItem(LOCKS, "1") : localStorage.removeItem(LOCKS)));
  $("lock-now").hidden = !on;
  if (locked) lock();
  else if (on && !document.hidden) here();
  else if (!on) [timer, idle].forEach(clearTimeout);
}

/** Whether somebody else may be at this page: it locks, or is about to. */
export const mayBeAnother = () => isLocked || locks() || document.documentElement.classList.contains("veiled");

/** The screen that asks for the code; nothing of the conversation has been loaded. */
export function showLock() {
  isLocked = true;
  document.title = $("lock-title").textContent;
  $("lock").showModal();
  tell("/chat/away", { at_once: true });
}

/** After the right code, and when this tab is left: what is loaded within the next minute is open. */
export const unlocked = () => kept(() => sessionStorage.setItem(LEFT, Date.now()));

/** Begin the visit anew, so that nothing of the conversation stays in the page, not even what was typed and not sent. */
async function lock() {
  if (isLocked) return;
  isLocked = true;
  veil();
  sessionStorage.clear();
  await tell("/chat/away", { at_once: true });
  location.reload();
}

const locks = () => kept(() => localStorage.getItem(LOCKS)) === "1";
const leftAt = () => Number(kept(() => sessionStorage.getItem(LEFT)));
let timer = 0, idle = 0, toldAt = 0, patience = PATIENCE, isLocked = false, choosing = false, title = "";

/** Nothing to be seen, not even in the list of tabs: a phone keeps a picture of every page it puts aside. */
function veil() {
  if (document.documentElement.classList.contains("veiled")) return;
  document.documentElement.classList.add("veiled");
  title = document.title;
  document.title = $("lock-title").textContent;
}

function unveil() {
  if (!document.documentElement.classList.contains("veiled")) return;
  document.documentElement.classList.remove("veiled");
  document.title = title;
}

function left() {
  if (!locks() || isLocked) return;
  veil();
  unlocked();
  clearTimeout(timer);
  patience = choosing ? IDLE : PATIENCE; // a picture that is being taken or looked for has its time
  timer = setTimeout(lock, patience);
  if (!choosing) tell("/chat/away", {});
}

function back() {
  clearTimeout(timer);
  if (isLocked) return;
  if (document.documentElement.classList.contains("veiled") && Date.now() - leftAt() > patience) lock();
  else if (locks()) here(true);
}

/** Somebody is at the page. It shows itself again when the house agrees. */
function here(now = false) {
  clearTimeout(idle);
  idle = setTimeout(lock, IDLE);
  if (!now && Date.now() - toldAt < OFTEN) return;
  toldAt = Date.now();
  ask("/chat/here", {}).then(unveil, (error) => { if (error.status !== 423) unveil(); }); // without a line nothing new is shown
}

const tell = (path, facts) => fetch(path, {
  method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(facts), credentials: "same-origin", keepalive: true,
  signal: AbortSignal.timeout?.(3000), // nobody waits at a veiled page for a network that is gone
}).catch(() => {}); // it locks by itself in a while

document.addEventListener("visibilitychange", () => (document.hidden ? left() : back()));
window.addEventListener("pagehide", left);
window.addEventListener("pageshow", back);
document.addEventListener("locked", lock); // some request was refused
for (const name of ["pointerdown", "keydown", "wheel", "touchmove"]) {
  document.addEventListener(name, () => {
    choosing = false;
    if (locks() && !isLocked && !document.hidden) here();
  }, { passive: true });
}
$("lock-now").addEventListener("click", lock);
$("files").addEventListener("click", () => { choosing = true; });
for (const name of ["change", "cancel"]) $("files").addEventListener(name, () => { choosing = false; });
$("lock").addEventListener("close", () => $("lock").showModal()); // Escape opens nothing

/** A browser that keeps nothing has nothing to lock by but the house. */
function kept(action) {
  try {
    return action();
  } catch {
    return null;
  }
}
