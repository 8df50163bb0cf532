// What stays awake in a browser whose page is closed: it shows that there is news, and brings the chat to the front. It
// reads no page of ours and keeps nothing; what it is told holds no word of a case.

addEventListener("install", () => skipWaiting());

addEventListener("push", (event) => {
  const said = event.data ? event.data.json() : {};
  event.waitUntil(registration.showNotification(said.title || "", { body: said.body || "", tag: "news", renotify: true }));
});

addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(comesToTheFront());
});

/** The chat that is open somewhere, or a new one: a second tab would lock a chat that locks. */
async function comesToTheFront() {
  const pages = await clients.matchAll({ type: "window", includeUncontrolled: true });
  const chat = pages.find((one) => new URL(one.url).pathname === "/");
  return chat ? chat.focus() : clients.openWindow("/");
}
