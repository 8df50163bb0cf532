// Where the focus goes after a press: never out of the page, but to what came of it.

import { log, text } from "./page.js";

const LATER = 3000; // what comes of a press may arrive a little after its answer
const led = { until: 0, byKeys: false, to: null };

/** A button was pressed; call what comes back when it is answered. */
export function pressing(node) {
  const held = document.activeElement === node; // not so on phones whose browser focuses nothing that is touched
  Object.assign(led, { until: held ? Infinity : 0, byKeys: held && node.matches(":focus-visible"), to: null });
  return () => { if (led.until === Infinity) led.until = performance.now() + LATER; };
}

/** A new message of the house: to its first answer, or to the input when it has none and nothing before it had. */
export function lead(node) {
  if (performance.now() > led.until || !isOurs(document.activeElement)) return;
  const first = node.querySelector(".answers .key");
  if (first) to(first);
  else if (!led.to?.matches(".key") || !led.to.isConnected) to(canType() ? text : node);
}

/** The focus stood in a message whose part with it is gone: to its first answer, else to the message itself. */
export function rescue(node) {
  to(node.querySelector(".answers .key") || node);
}

const isOurs = (active) => active === document.body || active === led.to || log.contains(active);
const canType = () => led.byKeys || matchMedia("(pointer: fine)").matches; // else a keyboard of glass would cover the answer

function to(node) {
  if (node.tagName === "ARTICLE") node.tabIndex = -1;
  node.focus({ preventScroll: true });
  led.to = node;
}
