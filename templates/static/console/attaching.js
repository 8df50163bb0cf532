// Files for a reporter: sealed at the house as soon as they are chosen, and sent with the next words.

import { $, all, number, ofCase, tell } from "./page.js";

const csrf = () => $("input[name=csrf]")?.value || "";

document.addEventListener("change", async ({ target }) => {
  if (!target.matches?.("input[data-attach]")) return;
  const of = number();
  target.disabled = true;
  for (const file of target.files) await show(of, await send(of, file));
  target.value = "";
  target.disabled = false;
});

async function send(of, file) {
  try {
    return await fetch(`${ofCase("attach", of)}?name=${encodeURIComponent(file.name)}`, {
      method: "POST",
      body: file,
      headers: { "HX-Request": "true", "X-CSRF": csrf(), "Content-Type": file.type || "application/octet-stream" },
    });
  } catch {
    return undefined;
  }
}

document.addEventListener("click", async (event) => {
  const { drop } = event.target.dataset ?? {};
  if (!drop) return;
  event.preventDefault(); // without this script the button sends the form
  await show(number(), await tell(ofCase(`attach/${drop}/drop`), {}));
});

/** The same files stand at every form that goes to the reporter. */
async function show(of, answer) {
  if (!answer || of !== number()) {
    if (!answer) $("#failed").hidden = false;
    return;
  }
  if (![200, 422].includes(answer.status)) return;
  const list = await answer.text();
  for (const old of all("#composer [data-list]")) {
    old.replaceWith(document.createRange().createContextualFragment(list).firstElementChild);
  }
}
