// Putting a message right begins with what it says now; choosing another one brings that one's words.

const begun = new Map(); // message id -> what was typed over its words on this page

document.addEventListener("change", ({ target }) => {
  if (!target.matches?.("form.revise select[name=message]")) return;
  const { text, words_of: of } = target.form.elements;
  begun.set(of.value, text.value);
  of.value = target.value;
  text.value = begun.get(target.value) ?? target.selectedOptions[0].dataset.words;
  text.dispatchEvent(new Event("input", { bubbles: true })); // it is kept like anything typed
});
