// The command palette: what can be done with the open case, cases and pages, found by Chinese, English or pinyin initials.
// Keyboard alone is enough: type, up and down, Enter; Escape leaves.

import { $, all, number } from "./page.js";
import { formOf, go } from "./verbs.js";

const MOST = 12;
const box = $("#palette"), words = $("#palette-words"), list = $("#palette-list");
let offers = [];
let shown = [];
let at = 0;

export async function open() {
  if (!box || box.open) return;
  words.value = "";
  offers = [];
  draw();
  box.showModal();
  words.focus();
  try {
    const answer = await fetch(`/console/palette?number=${encodeURIComponent(number())}`, { headers: { "HX-Request": "true" } });
    if (answer.ok) offers = (await answer.json()).filter(({ verb }) => !verb || formOf(verb));
  } catch {
    return; // no line: searching is still offered
  }
  draw();
}

/** All the words typed, anywhere; what begins so comes first, else the order is the house's. */
function found() {
  const typed = words.value.trim().toLowerCase();
  const parts = typed.split(/\s+/);
  const hits = offers.filter(({ found_by: by }) => parts.every((part) => by.includes(part)));
  const begins = ({ found_by: by }) => (by.split(" ").some((word) => word.startsWith(typed)) ? 0 : 1);
  if (typed) hits.sort((one, other) => begins(one) - begins(other));
  const search = typed ? [{ kind: "search", label: list.dataset.elsewhere.replace("{words}", words.value.trim()) }] : [];
  return [...hits.slice(0, MOST), ...search];
}

function draw() {
  shown = found();
  at = 0;
  list.replaceChildren(...shown.map(line));
  mark();
}

function line(offer, index) {
  const row = document.createElement("li");
  row.id = `palette-${index}`;
  row.role = "option";
  row.append(part("what", list.dataset[offer.kind] || ""), part("label", offer.label), part("hint", offer.hint || ""));
  if (offer.key) row.append(Object.assign(document.createElement("kbd"), { textContent: offer.key }));
  row.addEventListener("click", () => choose(index));
  return row;
}

const part = (name, text) => Object.assign(document.createElement("span"), { className: name, textContent: text });

function mark() {
  all("li", list).forEach((row, index) => row.setAttribute("aria-selected", index === at));
  words.setAttribute("aria-activedescendant", shown.length ? `palette-${at}` : "");
  $(`#palette-${at}`)?.scrollIntoView({ block: "nearest" });
}

function choose(index) {
  const offer = shown[index];
  if (!offer) return;
  box.close();
  if (offer.kind === "verb") go(offer.verb);
  else if (offer.kind === "search") search();
  else if (offer.href.startsWith("#")) $(offer.href)?.focus();
  else location.assign(offer.href);
}

function search() {
  const field = $("#search-words");
  if (!field) return;
  field.value = words.value.trim();
  field.form.requestSubmit();
}

if (box) {
  words.addEventListener("input", draw);
  words.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (by && shown.length) {
      at = (at + by + shown.length) % shown.length;
      mark();
    } else if (event.key === "Enter") choose(at);
    else return;
    event.preventDefault();
  });
  box.addEventListener("click", (event) => event.target === box && box.close());
}
