// Putting a message right begins with what it says now; choosing another one brings that one's words.

const begun = new Map(); // message and wording -> what was typed over its words on this page

document.addEventListener("change", ({ target }) => {
  if (!target.matches?.("form.revise select[name=message]")) return;
  const { text, words_of: of } = target.form.elements;
  begun.set(of.value, text.value);
  const { words, wordsOf } = target.selectedOptions[0].dataset;
  of.value = wordsOf;
  text.value = begun.get(wordsOf) ?? words;
  text.dispatchEvent(new Event("input", { bubbles: true })); // it is kept like anything typed
});
