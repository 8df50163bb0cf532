// An answer that the unit often gives, picked into the words that are being typed.

import { number, ofCase } from "./page.js";

document.addEventListener("click", async (event) => {
  const link = event.target.closest("a[data-canned]");
  if (!link || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  const of = number(), fold = link.closest("details"), field = link.closest("form").elements.text;
  const found = await ask(ofCase(`canned/${link.dataset.canned}`, of));
  if (of !== number()) return;
  fold.querySelector(".trouble")?.remove();
  if (found.trouble) fold.append(Object.assign(document.createElement("p"), { className: "trouble", role: "alert", textContent: found.trouble }));
  if (!found.text) return;
  fold.open = false;
  field.focus();
  field.setRangeText(found.text, field.selectionStart, field.selectionEnd, "end");
  field.dispatchEvent(new InputEvent("input", { bubbles: true }));
});

async function ask(path) {
  try {
    const answer = await fetch(path, { headers: { "HX-Request": "true" } });
    return answer.headers.get("content-type")?.startsWith("application/json") ? await answer.json() : {};
  } catch {
    return {}; // no line: the page says so by itself
  }
}
