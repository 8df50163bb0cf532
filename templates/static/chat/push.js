// The browser's own notices: asked for by a press, and by nothing else. What the browser answers goes with the press.

const WORKER = "/push-worker.js", SCOPE = "/push-worker/"; // no page of ours is below it: it has nothing to do with them
const WITHIN = 20_000; // milliseconds; a push service that is out of reach may never answer

/** Whether this browser can show notices at all; on some phones only of pages that were put on the home screen. */
export const canNotify = "serviceWorker" in navigator && "PushManager" in window && "Notification" in window;

/** The subscription of this browser to messages of that key, as JSON; empty where it has none to give. */
export async function subscribed(key) {
  try {
    if (!canNotify || await Notification.requestPermission() !== "granted") return "";
    return await Promise.race([subscription(bytes(key)), tooLate()]);
  } catch {
    return "";
  }
}

async function subscription(key) {
  const worker = await navigator.serviceWorker.register(WORKER, { scope: SCOPE });
  await active(worker);
  const known = await worker.pushManager.getSubscription();
  if (known && isOf(known, key)) return JSON.stringify(known);
  await known?.unsubscribe(); // of a key that is not ours any more
  return JSON.stringify(await worker.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key }));
}

function active(registration) {
  const coming = registration.installing || registration.waiting;
  if (registration.active || !coming) return null;
  return new Promise((done) => coming.addEventListener("statechange", () => { if (coming.state === "activated") done(); }));
}

const tooLate = () => new Promise((done) => setTimeout(done, WITHIN, ""));

function isOf(known, key) {
  const theirs = known.options?.applicationServerKey;
  return !theirs || String(new Uint8Array(theirs)) === String(key);
}

function bytes(text) {
  const plain = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(plain, (one) => one.charCodeAt(0));
}
