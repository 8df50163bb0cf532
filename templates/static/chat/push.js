// The browser's own notices: asked for by a press, and by nothing else. What the browser answers goes with the press.

const WORKER = "/push-worker.js", SCOPE = "/push-worker/"; // no page of ours is below it: it has nothing to do with them

/** The subscription of this browser to messages of that key, as JSON; empty where it has none to give. */
export async function subscribed(key) {
  if (!("serviceWorker" in navigator) || !("PushManager" in window) || !("Notification" in window)) return "";
  try {
    if (await Notification.requestPermission() !== "granted") return "";
    const worker = await navigator.serviceWorker.register(WORKER, { scope: SCOPE });
    await active(worker);
    const known = await worker.pushManager.getSubscription();
    const found = known || await worker.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: bytes(key) });
    return JSON.stringify(found);
  } catch {
    return "";
  }
}

function active(registration) {
  const coming = registration.installing || registration.waiting;
  if (registration.active || !coming) return null;
  return new Promise((done) => coming.addEventListener("statechange", () => { if (coming.state === "activated") done(); }));
}

function bytes(text) {
  const plain = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(plain, (one) => one.charCodeAt(0));
}
