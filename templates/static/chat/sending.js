// Sending what was said, one after the other, and again until it has arrived.

import { show, tidy } from "./conversation.js";
import { lost, onUp, recover } from "./line.js";
import { Refusal, ask, log, make, tab, words } from "./page.js";
import { upload } from "./uploads.js";
import { drawWaiting, remember, settle, waiting } from "./waiting.js";

const newId = () => Array.from(crypto.getRandomValues(new Uint8Array(12)), (one) => one.toString(16).padStart(2, "0")).join("");

export function queue(item, id = newId()) {
  waiting.set(id, { ...item, id, state: "new", at: new Date().toISOString() });
  log.append(drawWaiting(waiting.get(id)));
  remember();
  tidy();
  sendNext();
}

let sending = false;

/** One after the other, so that things arrive in the order they were said. */
export async function sendNext() {
  if (sending || !tab.chat) return; // said before the chat was open: it goes out then
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
  if (error.again) return soon(item, error);
  const reason = item.error ? `${error.message} ` : "";
  const again = make("button", { type: "button", class: "again", onclick: () => retry(item) },
    reason + (item.files ? words.broken : words.failed));
  item.status.replaceChildren(again);
  if (error.status === 401) recover();
  else if (!item.error) lost();
}

/** The house cannot keep it yet: said with its words, and sent again by itself under the same id. */
function soon(item, error) {
  item.tries = (item.tries || 0) + 1;
  item.status.replaceChildren(error.message);
  setTimeout(() => { if (waiting.has(item.id) && item.state === "failed") retry(item); }, Math.min(2000 * item.tries, 15000));
}

function retry(item) {
  item.state = "new";
  item.status.replaceChildren(words.sending);
  sendNext();
}

/** The network is back: what failed for want of it goes out by itself; the client id keeps it from going twice. */
onUp(() => [...waiting.values()].filter((item) => item.state === "failed" && !item.error).forEach(retry));
