// The chat page. Talks to /chat/*, draws with DOM nodes only, keeps nothing beyond this tab.

const $ = (id) => document.getElementById(id);
const words = JSON.parse($("words").textContent);
const limits = JSON.parse($("limits").textContent);
const language = document.documentElement.lang;
const scroll = $("scroll"), log = $("log"), text = $("text"), tray = $("tray");

const shown = new Map(); // message id -> {message, node}
const waiting = new Map(); // client id -> what is still being sent: {kind, text, files, node, state}
let chat = null; // the tag of this browser's chat
let oldest = null, more = false, lastEvent = 0;
let stream = null, heardAt = 0, retryIn = 1000, retryTimer = 0;
let chosen = []; // files in the tray: {file, url}
let stuck = true, unread = 0;

// ---------------------------------------------------------------- small things

function make(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name === "class") node.className = value;
    else if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (value === true) node.setAttribute(name, "");
    else if (value !== false && value != null) node.setAttribute(name, value);
  }
  node.append(...children.filter((child) => child != null && child !== ""));
  return node;
}

function icon(path) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  const line = document.createElementNS("http://www.w3.org/2000/svg", "path");
  line.setAttribute("d", path);
  svg.append(line);
  return svg;
}

const say = (key, facts = {}) => words[key].replace(/\{(\w+)\}/g, (_, name) => facts[name]);
const newId = () => Array.from(crypto.getRandomValues(new Uint8Array(12)), (one) => one.toString(16).padStart(2, "0")).join("");
const number = (value) => value.toLocaleString(language, { maximumFractionDigits: 1 });

function sizeOf(bytes) {
  if (bytes < 1024) return `${bytes} B`;
  return bytes < 1048576 ? `${number(bytes / 1024)} KB` : `${number(bytes / 1048576)} MB`;
}

const clock = new Intl.DateTimeFormat(language, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
const calendar = new Intl.DateTimeFormat(language, { month: "long", day: "numeric", weekday: "short" });

/** 14:32 today, else with its day. */
function moment(at) {
  const midnight = (date) => new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();
  const days = Math.round((midnight(new Date()) - midnight(at)) / 86400000);
  const day = days === 0 ? "" : days === 1 ? words.yesterday : calendar.format(at);
  return `${day} ${clock.format(at)}`.trim();
}

let toastTimer = 0;
function toast(message) {
  const node = $("toast");
  node.textContent = message;
  node.hidden = false;
  clearTimeout(toastTimer);
  toastTimer = setTimeout(() => { node.hidden = true; }, 3000 + message.length * 80);
}

class Refusal extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

/** JSON from the house. Throws Refusal with its words, TypeError when nothing got through. */
async function ask(path, facts) {
  const options = facts && { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(facts) };
  const signal = AbortSignal.timeout?.(60000); // a dead network answers nothing at all
  const response = await fetch(path, { credentials: "same-origin", cache: "no-store", signal, ...options });
  const answer = await response.json().catch(() => ({}));
  if (!response.ok) throw new Refusal(response.status, answer.error || words.no_link);
  return answer;
}

// ---------------------------------------------------------------- text with entities

const TAGS = {
  bold: "b", italic: "i", underline: "u", strikethrough: "s", code: "code", pre: "pre",
  blockquote: "blockquote", expandable_blockquote: "blockquote", spoiler: "span", text_link: "a",
};
const SAFE = /^(https?:\/\/|tg:)/i;

function linked(source) {
  const pieces = [];
  let at = 0;
  for (const found of source.matchAll(/https?:\/\/[^\s<>"'，。；！？、）】」》]+/gi)) {
    pieces.push(source.slice(at, found.index), anchor(found[0], found[0]));
    at = found.index + found[0].length;
  }
  return [...pieces, source.slice(at)].filter((piece) => piece !== "");
}

const anchor = (url, ...inside) => make("a", { href: url, target: "_blank", rel: "noopener noreferrer" }, ...inside);

function element(entity) {
  if (entity.type === "text_link") return SAFE.test(entity.url) ? anchor(entity.url) : make("span");
  const node = make(TAGS[entity.type] || "span");
  if (entity.type === "spoiler") {
    node.className = "spoiler";
    node.addEventListener("click", () => node.classList.add("open"));
  }
  return node;
}

/** Entities come outer before inner and count UTF-16 units, as JavaScript does. */
function fill(node, source, from, to, entities, isLink = false) {
  const plain = (start, end) => (isLink ? [source.slice(start, end)] : linked(source.slice(start, end)));
  let at = from, next = 0;
  while (next < entities.length) {
    const entity = entities[next++], stop = Math.min(entity.offset + entity.length, to), inner = [];
    while (next < entities.length && entities[next].offset < stop) inner.push(entities[next++]);
    const child = element(entity), block = ["BLOCKQUOTE", "PRE"].includes(child.tagName);
    fill(child, source, entity.offset, stop, inner, isLink || entity.type === "text_link");
    const before = source.slice(at, entity.offset);
    node.append(...plain(at, entity.offset - (block && before.endsWith("\n") ? 1 : 0)), child);
    at = block && stop < to && source[stop] === "\n" ? stop + 1 : stop; // a block begins and ends its own line
  }
  node.append(...plain(at, to));
  return node;
}

// ---------------------------------------------------------------- one message

function draw(message) {
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

const PAPER = "M14 3H7a2 2 0 0 0-2 2v14a2 2 0 0 0 2 2h10a2 2 0 0 0 2-2V8Zm0 0v5h5";

function fileLink(file) {
  return make("a", { class: "file", href: `/chat/files/${file.id}`, download: file.name }, icon(PAPER),
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

// ---------------------------------------------------------------- the conversation

/** Put a message where it belongs; a changed one takes the place of its older self. */
function show(message, { quiet = false } = {}) {
  if (message.event > lastEvent) lastEvent = message.event;
  const known = shown.get(message.id);
  if (known && known.message.event >= message.event) return settle(message.client_id);
  if (!known && more && oldest != null && message.id < oldest) return undefined; // not loaded yet
  settle(message.client_id);
  if (message.deleted) {
    known?.node.remove();
    shown.delete(message.id);
    return quiet || tidy();
  }
  const node = draw(message);
  const focused = known?.node.contains(document.activeElement);
  if (known) known.node.replaceWith(node);
  else place(node, message.id);
  shown.set(message.id, { message, node });
  if (focused) (node.querySelector(".key") || text).focus({ preventScroll: true });
  if (!message.mine) $("typing").hidden = true;
  if (!known && !quiet) arrived(message, node);
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
const title = document.title;

const PAUSE = 5 * 60000; // after which the time is said again

/** Time lines, and messages of one side close together. Touches only what changed, as a screen reader follows along. */
function tidy() {
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

/** Many messages at once, which a screen reader need not read out. */
function showAll(messages) {
  log.setAttribute("aria-live", "off");
  messages.forEach((message) => show(message, { quiet: true }));
  tidy();
  setTimeout(() => log.setAttribute("aria-live", "polite"), 500);
}

function stick() {
  if (stuck) scroll.scrollTop = scroll.scrollHeight;
}

function toBottom() {
  stuck = true;
  unread = 0;
  $("pill").hidden = true;
  stick();
}

let lastTop = 0;
scroll.addEventListener("scroll", () => {
  const near = scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight < 60;
  // only going up lets go of the bottom: a picture that arrives makes the page longer, and is no wish to read higher up
  if (near || scroll.scrollTop < lastTop - 2) stuck = near;
  lastTop = scroll.scrollTop;
  if (stuck) toBottomSeen();
  if (scroll.scrollTop < 200 && more) loadOlder();
}, { passive: true });

function toBottomSeen() {
  unread = 0;
  $("pill").hidden = true;
}

new ResizeObserver(stick).observe(log);
new ResizeObserver(stick).observe(scroll);
$("pill").addEventListener("click", toBottom);
$("older").addEventListener("click", loadOlder);

let loading = false;
async function loadOlder() {
  if (loading || !more) return;
  loading = true;
  try {
    const page = await ask(`/chat/history?before=${oldest}`);
    const height = scroll.scrollHeight, top = scroll.scrollTop;
    ({ more } = page);
    oldest = page.oldest ?? oldest;
    showAll(page.messages);
    scroll.scrollTop = top + scroll.scrollHeight - height;
  } catch {
    // the button stays for another try
  }
  $("older").hidden = !more;
  loading = false;
}

let typingTimer = 0;
function typing() {
  $("typing").hidden = false;
  stick();
  clearTimeout(typingTimer);
  typingTimer = setTimeout(() => { $("typing").hidden = true; }, 6000);
}

// ---------------------------------------------------------------- the line to the house

async function open() {
  const address = new URL(location.href);
  const start = (address.searchParams.get("start") || "").replace(/[^\w-]/g, "").slice(0, 64);
  await ask("/chat/open", { start });
  if (address.search) history.replaceState(null, "", address.pathname);
  const page = await ask("/chat/history");
  ({ chat, more, oldest } = page);
  lastEvent = Math.max(lastEvent, page.event);
  showAll(page.messages);
  $("older").hidden = !more;
  $("waiting").hidden = true;
  $("money").hidden = false;
  toBottom();
}

function listen() {
  stream?.close();
  stream = new EventSource(`/chat/events?after=${lastEvent}&chat=${chat}`);
  heardAt = Date.now();
  stream.onopen = () => linkIs(true);
  stream.onerror = () => (stream.readyState === EventSource.CLOSED ? recover() : linkIs(false));
  stream.addEventListener("message", (event) => { heard(); show(JSON.parse(event.data)); });
  stream.addEventListener("typing", () => { heard(); typing(); });
  stream.addEventListener("beat", heard);
}

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
  resend();
}

/** The stream was refused or lost: look what is the matter, and start again from the last event. */
async function recover() {
  linkIs(false);
  stream?.close();
  clearTimeout(retryTimer);
  try {
    const page = await ask("/chat/history");
    if (page.chat !== chat) return location.reload();
    return listen();
  } catch (error) {
    if (error.status === 401) return ended();
  }
  retryTimer = setTimeout(recover, retryIn);
  retryIn = Math.min(retryIn * 2, 20000);
}

/** Something sent found no way out: whatever the open stream believes, the line is down until a look at it succeeds. */
function lost() {
  linkIs(false);
  clearTimeout(retryTimer);
  retryTimer = setTimeout(recover, retryIn);
}

let over = false;
function ended() {
  over = true;
  $("offline").hidden = true;
  clearTimeout(offlineTimer);
  $("ended").showModal();
}

async function start() {
  try {
    await open();
    listen();
    restore();
    sendNext();
    if (matchMedia("(pointer: fine)").matches) text.focus();
  } catch (error) {
    $("waiting").textContent = error instanceof Refusal ? error.message : words.failed_open;
    retryTimer = setTimeout(start, retryIn);
    retryIn = Math.min(retryIn * 2, 20000);
  }
}

setInterval(() => { if (stream && Date.now() - heardAt > 45000) recover(); }, 5000); // a line that died silently
window.addEventListener("online", () => { if (chat) recover(); });
window.addEventListener("offline", () => linkIs(false));
document.addEventListener("visibilitychange", () => {
  if (document.hidden) return;
  document.title = title;
  if (chat && (stream?.readyState === EventSource.CLOSED || Date.now() - heardAt > 20000)) recover();
});

// ---------------------------------------------------------------- sending

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
  const caption = files.length && said.length <= limits.caption ? said : "";
  if (!caption) pieces(said).forEach((piece) => queue({ kind: "text", text: piece }));
  if (files.length) queue({ kind: "files", text: caption, files });
  text.value = "";
  emptyTray();
  grew();
  toBottom();
}

function queue(item, id = newId()) {
  waiting.set(id, { ...item, id, state: "new", at: new Date().toISOString() });
  log.append(drawWaiting(waiting.get(id)));
  remember();
  tidy();
  sendNext();
}

function drawWaiting(item) {
  const bubble = make("div", { class: "bubble" }, make("span", { class: "unseen" }, words.me));
  for (const file of item.files || []) {
    bubble.append(make("div", { class: "file" }, icon(PAPER), make("span", {}, file.name, make("small", {}, sizeOf(file.size)))));
  }
  if (item.text) bubble.append(make("p", { class: "words" }, item.text));
  if (item.files) bubble.append(make("div", { class: "progress", role: "progressbar", "aria-label": words.uploading }, make("i")));
  item.status = make("div", { class: "meta" }, words.sending);
  item.node = make("article", { class: "message mine pending", "data-client": item.id, "data-at": item.at }, bubble, item.status);
  return item.node;
}

let sending = false;

/** One after the other, so that things arrive in the order they were said. */
async function sendNext() {
  if (sending || !chat) return; // said before the chat was open: it goes out then
  const item = [...waiting.values()].find((one) => one.state === "new");
  if (!item) return;
  sending = true;
  item.state = "sending";
  item.status.replaceChildren(item.files ? words.uploading : words.sending);
  try {
    const messages = item.kind === "text" ? [await ask("/chat/say", { text: item.text, client_id: item.id })] : await upload(item);
    messages.forEach((message) => show(message));
    settle(item.id);
  } catch (error) {
    failed(item, error);
  }
  sending = false;
  sendNext();
}

function failed(item, error) {
  if (!waiting.has(item.id)) return;
  if (error.name === "AbortError") return settle(item.id);
  item.state = "failed";
  item.error = error instanceof Refusal;
  const reason = item.error ? `${error.message} ` : "";
  const again = make("button", { type: "button", class: "again", onclick: () => retry(item) },
    reason + (item.files ? words.broken : words.failed));
  item.status.replaceChildren(again);
  if (error.status === 401) recover();
  else if (!item.error) lost();
}

function retry(item) {
  item.state = "new";
  item.status.replaceChildren(words.sending);
  sendNext();
}

/** The network is back: what failed for want of it goes out by itself; the client id keeps it from going twice. */
function resend() {
  [...waiting.values()].filter((item) => item.state === "failed" && !item.error).forEach(retry);
}

function settle(id) {
  const item = waiting.get(id);
  if (!item) return;
  item.node.remove();
  waiting.delete(id);
  remember();
}

function upload(item) {
  const form = new FormData();
  form.append("client_id", item.id);
  form.append("caption", item.text);
  item.files.forEach((file) => form.append("file", file, file.name));
  const request = new XMLHttpRequest(), bar = item.node.querySelector(".progress");
  item.status.replaceChildren(make("button", { type: "button", class: "stop", onclick: () => request.abort() }, words.cancel));
  return new Promise((resolve, reject) => {
    request.upload.onprogress = (event) => {
      const part = Math.round((100 * event.loaded) / event.total);
      bar.setAttribute("aria-valuenow", part);
      bar.firstElementChild.style.width = `${part}%`;
      if (part === 100) item.status.replaceChildren(words.sending);
    };
    request.onload = () => {
      if (request.status === 200 && request.response) resolve(request.response.messages);
      else reject(new Refusal(request.status, request.response?.error || words.no_link));
    };
    request.onerror = () => reject(new TypeError("network"));
    request.onabort = () => reject(new DOMException("stopped", "AbortError"));
    request.open("POST", "/chat/files");
    request.responseType = "json";
    request.send(form);
  });
}

// What was typed and not yet sent survives a reload of this tab, and nothing more.
const UNSENT = "unsent";

function remember() {
  const texts = [...waiting.values()].filter((item) => item.kind === "text").map(({ id, text: said }) => ({ id, said }));
  try {
    sessionStorage.setItem(UNSENT, JSON.stringify({ chat, texts, draft: text.value }));
  } catch {
    // a browser without storage only loses this comfort
  }
}

function restore() {
  try {
    const kept = JSON.parse(sessionStorage.getItem(UNSENT) || "{}");
    if (kept.chat !== chat) return;
    text.value = text.value || kept.draft || "";
    (kept.texts || []).forEach(({ id, said }) => queue({ kind: "text", text: said }, id));
    grew();
  } catch {
    sessionStorage.removeItem(UNSENT);
  }
}

// ---------------------------------------------------------------- the input

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
$("money").addEventListener("click", () => { queue({ kind: "text", text: $("money").textContent }); toBottom(); });
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

// ---------------------------------------------------------------- menu and dialogs

const menu = document.querySelector(".menu");
document.addEventListener("click", (event) => { if (!menu.contains(event.target)) menu.open = false; });
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || !menu.open) return;
  menu.open = false;
  menu.querySelector("summary").focus();
});

document.querySelectorAll("[data-opens]").forEach((button) => {
  button.hidden = false;
  button.addEventListener("click", () => {
    menu.open = false;
    $("ended").close();
    $(button.dataset.opens).querySelector(".error").hidden = true;
    $(button.dataset.opens).showModal();
  });
});
document.querySelectorAll("[data-closes]").forEach((button) => button.addEventListener("click", () => button.closest("dialog").close()));

/** Ask, then start the page anew; a refusal is shown in the dialog. */
function dialog(id, path, facts) {
  $(id).addEventListener("submit", async (event) => {
    event.preventDefault();
    const error = $(id).querySelector(".error");
    try {
      await ask(path, facts());
      sessionStorage.clear();
      location.reload();
    } catch (refusal) {
      error.textContent = refusal instanceof Refusal ? refusal.message : words.no_link;
      error.hidden = false;
    }
  });
}
dialog("returning", "/chat/return", () => ({ code: $("code").value }));
dialog("leaving", "/chat/leave", () => ({}));
$("ended").addEventListener("close", () => { if (!$("returning").open) location.reload(); });
$("returning").addEventListener("close", () => { if (over) $("ended").showModal(); });

$("no-script").remove();
$("bottom").hidden = false;
$("waiting").hidden = false;
start();
