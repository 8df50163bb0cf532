// What always stands above the conversation: the number of the case and its stage, when to expect what from whom.

import { $, make } from "./page.js";

/** Lines of words as the house says them; none where there is nothing to show. */
export function drawTop(lines) {
  $("top").hidden = !lines.length;
  $("top").firstElementChild.replaceChildren(...lines.map((line) => make("span", {}, line)));
}
