// Where more people come than usual, the house asks each page for some work before it lets it in (bot/webchat/work.py).

import { search } from "./hashing.js";

const SHORT = 400; // milliseconds nobody needs to be told of
const AT_ONCE = 2000;

/** What the house wants to hear: the riddle and its number. Whoever waits sees why, and whom to ring meanwhile. */
export async function solve(riddle) {
  const notice = document.getElementById("working");
  const timer = setTimeout(() => { if (!notice.open) notice.showModal(); }, SHORT);
  try {
    return `${riddle} ${await beside(riddle).catch(() => inSlices(riddle))}`;
  } finally {
    clearTimeout(timer);
    notice.close();
  }
}

function beside(riddle) {
  return new Promise((found, failed) => {
    const worker = new Worker(new URL("./worker.js", import.meta.url), { type: "module" });
    worker.onmessage = ({ data }) => { worker.terminate(); found(data); };
    worker.onerror = failed; // an older browser has no workers of this kind
    worker.postMessage(riddle);
  });
}

async function inSlices(riddle) {
  for (let from = 0; ; from += AT_ONCE) {
    const number = search(riddle, from, AT_ONCE);
    if (number >= 0) return number;
    await new Promise((go) => { setTimeout(go); });
  }
}
