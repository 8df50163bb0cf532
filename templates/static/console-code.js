// The page that shows a sign-in code: it opens the console by itself once the code was confirmed, and says so when it is over.
"use strict";

const look = async () => {
  const answer = await fetch("/console/code/state", { credentials: "same-origin", cache: "no-store" }).catch(() => null);
  if (answer && answer.status !== 204) location.replace("/console/code");
  else setTimeout(look, 2000);
};
setTimeout(look, 2000);
