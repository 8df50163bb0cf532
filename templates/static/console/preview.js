// Shows an answer as its reader will see it, before it goes; whatever is typed after that takes the picture away again.

import { number, ofCase, tell } from "./page.js";

document.addEventListener("click", async (event) => {
  const { target } = event;
  if (!target.matches?.("[data-preview]")) return;
  event.preventDefault(); // without this script the button sends the form
  const { form } = target, of = number();
  const { text, files } = form.elements;
  const answer = await tell(ofCase("preview", of), { verb: form.dataset.verb, text: text.value, files: files.value });
  if (!answer || ![200, 422].includes(answer.status) || of !== number()) return;
  const shown = document.createRange().createContextualFragment(await answer.text()).firstElementChild;
  form.querySelector(".preview")?.remove();
  form.querySelector(".send").before(shown);
  shown.scrollIntoView({ block: "nearest" });
});

document.addEventListener("input", ({ target }) => target.form?.querySelector(".preview")?.remove());
