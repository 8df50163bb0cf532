// The buttons below a message: which are answers and which are ways, where they stand, and what pressing them does.

import { savePicture } from "./card.js";
import { pressing, rescue } from "./focus.js";
import { lost } from "./line.js";
import { $, Refusal, ask, log, make, toast, words } from "./page.js";
import { canNotify, subscribed } from "./push.js";
import { SAFE } from "./text.js";

// as wide as that many Chinese characters: two such labels stand side by side at 320 px, and on a screen that is wide
const SHORT = 7, MIDDLING = 11;
const widthOf = (label) => [...label].reduce((sum, one) => sum + (one.codePointAt(0) < 0x2e80 ? 0.55 : 1), 0);

/**
 * Where a button has a style, those with one are the answers and the plain ones the ways (back, skip, why); else all are
 * answers but those that are said to be ways.
 * "success" on a pressed kind is a tick, so there are several to choose, and the last "primary" is what ends the choosing.
 */
export function keyboard(buttons) {
  const all = buttons.flat().filter((one) => !one.push || canNotify), styled = all.some((one) => one.style);
  const isWay = (one) => !one.style && (styled || one.way);
  const answers = all.filter((one) => !isWay(one)), ways = all.filter(isWay);
  const several = answers.some((one) => one.key && one.style === "success");
  const primary = answers.filter((one) => one.key && one.style === "primary");
  const main = several || (answers.length === 1 && primary.length) ? primary[primary.length - 1] : null;
  const options = answers.filter((one) => one !== main).flatMap((one) => withPicture(one));
  const longest = options.length > 1 ? Math.max(...options.map((one) => widthOf(one.text))) : Infinity;
  const columns = longest <= SHORT ? "two" : longest <= MIDDLING ? "wide" : "one";
  return make("div", { class: "keyboard", role: "group" },
    answers.length ? make("div", { class: `answers ${columns}` },
      ...options.map((one) => key(one, one.style, several && one.key && one.style)), main && key(main, "main")) : null,
    ways.length ? make("div", { class: "ways" }, ...ways.map((one) => key(one, "way"))) : null);
}

/** What is copied in green is worth keeping: it can be had as a picture too. */
function withPicture(button) {
  return button.copy && button.style === "success" ? [button, { text: words.save_picture, picture: button.copy, style: "primary" }] : [button];
}

const TICK = /^✓\s*/; // drawn by the style sheet

function key(button, style, choosable) {
  const looks = { class: `key ${style || ""}`.trim() };
  if (button.url) {
    const opens = dialogAt(button.url);
    if (opens) return make("button", { type: "button", ...looks, "data-opens": opens }, button.text);
    return SAFE.test(button.url)
      ? make("a", { ...looks, href: button.url, target: "_blank", rel: "noopener noreferrer" }, button.text)
      : make("span", looks, button.text);
  }
  const pressed = choosable ? String(style === "success") : null;
  return make("button", { type: "button", ...looks, "aria-pressed": pressed, "data-key": button.key, "data-copy": button.copy, "data-picture": button.picture, "data-push": button.push },
    pressed ? button.text.replace(TICK, "") : button.text);
}

/** The dialog of this page that an address of ours leads to: it opens here, and not in another tab. */
function dialogAt(address) {
  if (!SAFE.test(address)) return null;
  const { origin, pathname, hash } = new URL(address, location.href);
  const found = hash && document.getElementById(hash.slice(1));
  return origin === location.origin && pathname === location.pathname && found instanceof HTMLDialogElement ? found.id : null;
}

// one ear for all keys: a key that is changed in place keeps the focus, and says by its data what it does now
log.addEventListener("click", (event) => {
  const node = event.target.closest("button.key");
  if (!node || node.getAttribute("aria-disabled")) return;
  if (node.dataset.opens) $(node.dataset.opens).showModal();
  else if (node.dataset.copy) copy(node.dataset.copy);
  else if (node.dataset.picture) savePicture(node.closest("article").querySelector(".words")?.innerText || "", node.dataset.picture);
  else press(node);
});
log.addEventListener("keydown", (event) => {
  if (event.repeat && event.target.closest("button.key")) event.preventDefault(); // a key held down answers one question, not the next as well
});

async function press(node) {
  const all = node.closest(".keyboard").querySelectorAll("button");
  const done = pressing(node);
  node.setAttribute("aria-busy", "true");
  all.forEach((one) => one.setAttribute("aria-disabled", "true")); // not disabled: the focus would fall out of the page
  try {
    const brought = node.dataset.push ? { brought: await subscribed(node.dataset.push) } : {};
    answered(await begun({ message_id: Number(node.closest("article").dataset.id), button: node.dataset.key, ...brought }));
  } catch (error) {
    toast(error instanceof Refusal ? error.message : words.no_link);
    if (!(error instanceof Refusal)) lost();
  }
  done();
  node.removeAttribute("aria-busy");
  all.forEach((one) => one.removeAttribute("aria-disabled"));
}

const UNTOUCHED = "untouched", TRIES = 8; // bot/leaving.py: whoever answers so goes, and another is asked instead

/** A press that was not begun is asked again by itself; of any other nobody knows what became, and the person looks. */
async function begun(facts, tries = 1) {
  try {
    return await ask("/chat/press", facts);
  } catch (error) {
    if (error.again !== UNTOUCHED || tries === TRIES) throw error;
    await new Promise((done) => { setTimeout(done, 250 * tries); });
    return begun(facts, tries + 1);
  }
}

function answered(answer) {
  if (answer.toast && answer.alert) {
    $("alert").querySelector(".words").textContent = answer.toast;
    $("alert").showModal();
  } else if (answer.toast) toast(answer.toast);
  if (answer.url && SAFE.test(answer.url)) window.open(answer.url, "_blank", "noopener");
}

// what had the focus may have gone while the alert was open
$("alert").addEventListener("close", () => { if (document.activeElement === document.body && log.lastElementChild) rescue(log.lastElementChild); });

async function copy(value) {
  try {
    await navigator.clipboard.writeText(value);
  } catch {
    const area = make("textarea", { class: "unseen" }), before = document.activeElement; // a page without https has no clipboard
    area.value = value;
    document.body.append(area);
    area.select();
    document.execCommand("copy");
    area.remove();
    before?.focus({ preventScroll: true });
  }
  toast(words.copied);
}
