// A message as a picture to keep, such as the return code: a white card drawn here, with nothing from elsewhere.

import { $, make } from "./page.js";

const WIDE = 1080, EDGE = 72, ROOM = WIDE - 2 * EDGE, GAP = 36;
const HOUSE = '"PingFang SC", "Microsoft YaHei", "Noto Sans SC", "Noto Sans CJK SC", sans-serif';
const CODE = "ui-monospace, Menlo, Consolas, monospace";

/** Saves it as a PNG, and shows it: some browsers, such as WeChat's, keep only a picture that is pressed for long. */
export function savePicture(words, code) {
  const canvas = drawn(words, code);
  $("picture").querySelector("img").src = canvas.toDataURL("image/png");
  canvas.toBlob((blob) => {
    const link = make("a", { href: URL.createObjectURL(blob), download: `${title()}.png` });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60000);
    if (matchMedia("(pointer: coarse)").matches) $("picture").showModal();
  });
}

const title = () => document.querySelector("h1").firstChild.data.trim(); // the unit's name, without what stands below it

function drawn(words, code) {
  const canvas = make("canvas"), pen = canvas.getContext("2d");
  const blocks = blocksOf(pen, words, code).map((block) => ({ ...block, lines: wrapped(pen, block) }));
  const high = blocks.reduce((sum, { lines, size }) => sum + lines.length * size * 1.6 + GAP, 2 * EDGE);
  Object.assign(canvas, { width: WIDE, height: Math.ceil(high) }); // which forgets what the pen was told before
  Object.assign(pen, { fillStyle: "#ffffff", textBaseline: "middle" });
  pen.fillRect(0, 0, WIDE, high);
  let top = EDGE;
  for (const { font, size, colour, lines } of blocks) {
    Object.assign(pen, { font, fillStyle: colour });
    lines.forEach((line, place) => pen.fillText(line, EDGE, top + (place + 0.5) * size * 1.6));
    top += lines.length * size * 1.6 + GAP;
  }
  return canvas;
}

/** Who says it, what stands before the code, the code as large as it fits, what stands behind it. */
function blocksOf(pen, words, code) {
  const found = words.indexOf(code), before = found < 0 ? words : words.slice(0, found), after = found < 0 ? "" : words.slice(found + code.length);
  const plain = { font: `34px ${HOUSE}`, size: 34, colour: "#15201f" };
  return [
    { font: `600 40px ${HOUSE}`, size: 40, colour: "#0b6663", lines: [title()] },
    { ...plain, lines: before.trim().split("\n") },
    { font: `600 ${fitting(pen, code)}px ${CODE}`, size: 96, colour: "#15201f", lines: [code] },
    { ...plain, lines: after.trim().split("\n") },
  ];
}

/** The largest size in which the code stands in one line. */
function fitting(pen, code) {
  pen.font = `600 100px ${CODE}`;
  return Math.min(96, Math.floor((100 * ROOM) / pen.measureText(code).width));
}

function wrapped(pen, { font, lines }) {
  pen.font = font;
  return lines.filter(Boolean).flatMap((line) => {
    const rows = [""];
    for (const piece of line.match(/[\x21-\x7e]+\s*|[^\x21-\x7e]/g) || []) { // Latin words and numbers stay whole
      const row = rows[rows.length - 1] + piece;
      if (pen.measureText(row).width <= ROOM || !rows[rows.length - 1]) rows[rows.length - 1] = row;
      else rows.push(piece);
    }
    return rows;
  });
}
