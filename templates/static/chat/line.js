// The line to the house: opening the chat, the stream of what happens, and getting it back when it is lost.

import { known, show, showPage, toNewest, typing } from "./conversation.js";
import { follow } from "./language.js";
import { setLock } from "./lock.js";
import { asked } from "./dialogs.js";
import { $, Refusal, ask, log, tab, toast, tongue, words } from "./page.js";
import { drawTop } from "./top.js";

let stream = null, heardAt = 0, retryIn = 1000, retryTimer = 0, isJoining = false, isResting = false;
const whenUp = [];

/** Do this each time the line is there, the first time too. */
export const onUp = (action) => whenUp.push(action);

/** Open the chat and listen, however often it takes; then do the rest. */
export async function start(afterwards) {
  try {
    await open();
    listen();
    afterwards();
  } catch (error) {
    $("waiting").textContent = error instanceof Refusal && !error.again ? error.message : words.failed_open;
    $("meanwhile").hidden = false;
    later(() => start(afterwards));
  }
}

function later(action) {
  retryTimer = setTimeout(action, retryIn);
  retryIn = Math.min(retryIn * 2, 20000);
}

/** The word of a link stands behind its #, which no proxy is told; in links of a version before, in the query. */
function wordOfLink() {
  const said = new URLSearchParams(location.hash.slice(1)).get("start") || new URL(location.href).searchParams.get("start");
  return (said || "").replace(/[^\w-]/g, "").slice(0, 64);
}

/** A press in the console of this browser led here. Without one there is nothing to open, and the page stays as it was. */
async function openOwn() {
  try {
    await ask("/chat/own", {});
  } catch (error) {
    if (error.status !== 404) throw error;
    toast(error.message);
  }
}

/** What a link says is done after a press alone: whoever sent it may be anybody. */
async function open() {
  const isOwn = location.hash === "#own", word = wordOfLink();
  const wanted = word.startsWith("join-") ? !isJoining && await asked("joining") : word.startsWith("with-") && await asked("named");
  const payload = wanted ? word : "";
  if (isOwn) await openOwn();
  await ask("/chat/open", { start: payload });
  if (isOwn || word || location.search) history.replaceState(null, "", location.pathname);
  isJoining = payload.startsWith("join-");
  const page = await ask("/chat/history");
  tab.chat = page.chat;
  dress(page.desk);
  drawTop(page.top);
  $("back").hidden = !page.before;
  known.event = Math.max(known.event, page.event);
  showPage(page);
  $("waiting").hidden = $("meanwhile").hidden = true;
  $("money").hidden = false;
  toNewest();
}

/** An officer's chat says who is signed in, and has nothing of a reporter's. */
function dress(desk) {
  document.documentElement.toggleAttribute("data-desk", Boolean(desk));
  $("desk").textContent = desk || "";
}

/** The invitation was used after the page was opened, and is confirmed later: look each time whose chat this is by now. */
function welcome(message) {
  if (!isJoining || message.mine) return;
  ask("/chat/history").then((page) => { isJoining = !page.desk; dress(page.desk); }).catch(() => {});
}

function listen() {
  stream?.close();
  stream = new EventSource(`/chat/events?after=${known.event}&chat=${tab.chat}&language=${tongue().slice(0, 2)}`);
  heardAt = Date.now();
  stream.onopen = () => linkIs(true);
  stream.onerror = () => (stream.readyState === EventSource.CLOSED ? recover() : linkIs(false));
  stream.addEventListener("message", (event) => { const message = JSON.parse(event.data); heard(); show(message); welcome(message); });
  stream.addEventListener("top", (event) => { heard(); drawTop(JSON.parse(event.data).lines); });
  stream.addEventListener("typing", () => { heard(); typing(); });
  stream.addEventListener("beat", heard);
  stream.addEventListener("paused", rest);
  stream.addEventListener("language", (event) => follow(JSON.parse(event.data).language).catch(() => {})); // said again when it connects again
  stream.addEventListener("lock", (event) => { const said = JSON.parse(event.data); setLock(said.locks, said.locked); });
}

/** Newer pages took the places there are. Asking at once would take theirs: this one waits until somebody looks at it. */
function rest() {
  isResting = true;
  stream.close();
  stream = null;
  $("paused").hidden = false;
}

function wake() {
  if (!isResting || document.hidden) return;
  isResting = false;
  $("paused").hidden = true;
  recover();
}
for (const name of ["pointerdown", "keydown", "focus"]) window.addEventListener(name, wake);

const heard = () => { heardAt = Date.now(); };
let offlineTimer = 0;

function linkIs(up) {
  if (!up) {
    offlineTimer ||= setTimeout(() => { $("offline").hidden = false; }, 1500); // a short gap is nobody's business
    return;
  }
  heard();
  clearTimeout(offlineTimer);
  offlineTimer = 0;
  $("offline").hidden = true;
  retryIn = 1000;
  whenUp.forEach((action) => action());
}

/** The stream was refused or lost: look what is the matter, and start again from the last event. */
export async function recover() {
  linkIs(false);
  stream?.close();
  clearTimeout(retryTimer);
  try {
    const page = await ask("/chat/history");
    if (page.chat !== tab.chat) return location.reload();
    dress(page.desk);
    drawTop(page.top);
    return listen();
  } catch (error) {
    if (error.status === 401) return ended();
  }
  later(recover);
}

/** Something sent found no way out: whatever the open stream believes, the line is down until a look at it succeeds. */
export function lost() {
  linkIs(false);
  clearTimeout(retryTimer);
  retryTimer = setTimeout(recover, retryIn);
}

function ended() {
  tab.isOver = true;
  log.replaceChildren(); // who was put out reads nothing more
  drawTop([]);
  $("offline").hidden = true;
  clearTimeout(offlineTimer);
  $("ended").showModal();
}

setInterval(() => { if (stream && Date.now() - heardAt > 45000) recover(); }, 5000); // a line that died silently
window.addEventListener("online", () => { if (tab.chat && !isResting) recover(); });
window.addEventListener("offline", () => linkIs(false));
document.addEventListener("visibilitychange", () => {
  if (document.hidden || !tab.chat) return;
  if (isResting) return wake();
  if (stream?.readyState === EventSource.CLOSED || Date.now() - heardAt > 20000) recover();
});
