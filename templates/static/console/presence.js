// Says that this page shows a case, and that somebody types in it; and shows who else does. The house forgets both soon.

import { $, number, ofCase, tell, whenCaseOpens } from "./page.js";

const HERE = 30_000;
const WRITES = 10_000; // not oftener, however fast somebody types
const OVER = 26_000; // by then the house no longer counts them as writing
let wrote = 0;
let at = "";
let over = 0;

async function say(fields = {}) {
  const of = number();
  if (!of || document.hidden) return;
  const answer = await tell(ofCase("presence", of), fields);
  if (!answer?.ok || answer.status === 204 || of !== number()) return;
  const shown = document.createRange().createContextualFragment(await answer.text()).firstElementChild;
  if (shown && $("#presence")) $("#presence").replaceWith(shown);
  lookWhenOver();
}

function lookWhenOver() {
  clearTimeout(over);
  if ($("#presence .writes")) over = setTimeout(() => $("#at-news") && htmx.trigger("#at-news", "refresh"), OVER);
}

const leave = () => at && tell(ofCase("presence", at), { left: "1" }, { last: true });

whenCaseOpens((now) => {
  if (at && at !== now) leave();
  at = now;
  wrote = 0;
  say();
});

document.addEventListener("input", (event) => {
  if (!event.target.form?.elements.read || Date.now() - wrote < WRITES) return; // what the reporter will read
  wrote = Date.now();
  say({ writes: "1" });
});
document.addEventListener("htmx:afterSwap", (event) => {
  if (event.detail.target.id === "presence") lookWhenOver();
  if (event.detail.target.id === "case") wrote = 0;
});
document.addEventListener("visibilitychange", () => say());
addEventListener("pagehide", leave);
setInterval(say, HERE);
