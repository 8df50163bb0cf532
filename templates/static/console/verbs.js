// From the name of a verb to its form on the page: opened, in view, and with the cursor in it; a press stays a press.

import { $ } from "./page.js";

export const formOf = (verb) => $(`#case form.verb[data-verb="${CSS.escape(verb)}"]`);

/** False where the case has no such form now. */
export function go(verb) {
  const form = formOf(verb);
  if (!form) return false;
  if (verb === "take") {
    $("button", form)?.click();
    return true;
  }
  const tab = $(`#compose-${CSS.escape(verb)}`);
  if (tab && !tab.checked) {
    tab.checked = true;
    tab.dispatchEvent(new Event("change", { bubbles: true }));
  }
  for (let fold = form.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
  const first = $("textarea, select, input:not([type=hidden]), button:not([type=button])", form);
  form.scrollIntoView({ block: "nearest" });
  first?.focus();
  return true;
}
