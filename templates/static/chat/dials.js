// Lines of a message that are a number to ring: "☎ 110 报警电话".

import { bell, make } from "./page.js";

const LINE = /^☎\uFE0F? ?(\+?\d[\d-]{1,18}\d)(?=\s|$)/gm; // only digits, + and - can come into the address

/** As entities; red is 110, and the first of several. */
export function dialsIn(source) {
  const found = [...source.matchAll(LINE)];
  return found.map(({ 0: begin, 1: number, index }, place) => {
    const end = source.indexOf("\n", index), behind = index + begin.length;
    const urgent = number === "110" || (place === 0 && found.length > 1);
    return { type: "dial", offset: index, length: (end < 0 ? source.length : end) - index, number, behind, urgent };
  });
}

/** The number large, the words behind it; the sign that made the line a number to ring becomes a picture. */
export function dial({ offset, length, number, behind, urgent }, source) {
  return make("a", { class: urgent ? "dial urgent" : "dial", href: `tel:${number}` },
    bell(), make("b", {}, number), " ", make("span", {}, source.slice(behind, offset + length).trim()));
}
