// What every part of the console's script uses: its nodes, the case that is open, and telling the house something.

export const $ = (selector, root = document) => root.querySelector(selector);
export const all = (selector, root = document) => [...root.querySelectorAll(selector)];

/** The number of the case that is open, or "". */
export const number = () => $("#case")?.dataset.number || "";
export const ofCase = (rest, of = number()) => `/console/cases/${of}/${rest}`;

/** A form of ours, sent without leaving the page; undefined when it could not be. It survives the page with `last`. */
export async function tell(path, fields, { last = false } = {}) {
  const body = new URLSearchParams({ csrf: $("input[name=csrf]")?.value || "", ...fields });
  try {
    return await fetch(path, { method: "POST", body, keepalive: last, headers: { "HX-Request": "true" } });
  } catch {
    return undefined; // no line: the page says so by itself
  }
}

/** Call it for each case that is opened, with its number; "" when none is any more. */
export function whenCaseOpens(act) {
  let at = null;
  const look = () => {
    if (at === number()) return;
    at = number();
    act(at);
  };
  document.addEventListener("htmx:afterSwap", look);
  look();
}
