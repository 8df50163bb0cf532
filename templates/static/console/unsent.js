// Keeps what is typed into the composer at the house, after a pause and before this page is left: another page, another
// device or tomorrow has it again. What is being typed now is in ../console.js.

import { all, number, ofCase, tell } from "./page.js";

const PAUSE = 1_500, AGAIN = 5_000;
const waiting = new Map(); // "number verb" -> {timer, save}

const isComposers = (field) => field.matches?.("#composer textarea[data-kept]");
const verbOf = (field) => field.form.dataset.verb;

document.addEventListener("input", ({ target }) => {
  if (!isComposers(target)) return;
  show(target, false);
  plan(number(), verbOf(target), target, PAUSE);
});

function plan(of, verb, field, after) {
  const key = `${of} ${verb}`;
  clearTimeout(waiting.get(key)?.timer);
  const save = (options) => keep(of, verb, field, options);
  waiting.set(key, { save, timer: setTimeout(save, after) });
}

async function keep(of, verb, field, options) {
  waiting.delete(`${of} ${verb}`);
  const text = field.value;
  if (text === field.dataset.kept) return;
  const answer = await tell(ofCase("unsent", of), { verb, text }, options);
  const isAway = !answer || answer.status >= 500;
  if (isAway && !waiting.has(`${of} ${verb}`)) plan(of, verb, field, AGAIN); // until the house has it
  if (answer?.status !== 204) return;
  field.dataset.kept = text;
  document.dispatchEvent(new CustomEvent("kept", { detail: { key: `${of} ${verb}`, text } }));
  if (field.value === text) show(field, text !== "");
}

function show(field, isKept) {
  const mark = field.form?.querySelector(".kept-mark");
  if (mark) mark.hidden = !isKept;
}

function keepAll(options) {
  for (const { timer, save } of [...waiting.values()]) {
    clearTimeout(timer);
    save(options);
  }
}

// a form that is sent keeps nothing; whatever else leaves the case does
document.addEventListener("htmx:beforeRequest", ({ detail }) => {
  const key = `${number()} ${detail.elt.dataset.verb}`;
  clearTimeout(waiting.get(key)?.timer);
  waiting.delete(key);
  if (detail.target.id === "case") keepAll();
});
document.addEventListener("htmx:afterRequest", ({ detail }) => {
  const field = detail.elt.querySelector?.("#composer textarea[data-kept]");
  if (field && !detail.successful) plan(number(), verbOf(field), field, PAUSE); // it was not sent after all
});
document.addEventListener("htmx:sseOpen", () => keepAll());
document.addEventListener("visibilitychange", () => document.hidden && keepAll({ last: true }));
addEventListener("pagehide", () => keepAll({ last: true }));

for (const field of all("#composer textarea")) show(field, field.value !== "" && field.value === field.dataset.kept);
