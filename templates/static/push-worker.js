// What stays awake in a browser whose page is closed: it shows that there is news, and opens the page. It sees no page of
// ours and keeps nothing; what it is told holds no word of a case.

addEventListener("install", () => skipWaiting());

addEventListener("push", (event) => {
  const said = event.data ? event.data.json() : {};
  event.waitUntil(registration.showNotification(said.title || "", { body: said.body || "", tag: "news", renotify: true }));
});

addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(clients.openWindow("/"));
});
