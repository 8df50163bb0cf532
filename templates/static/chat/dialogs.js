// The menu, and the dialogs: coming back by a code, leaving, and what an answer has to say aloud.

import { setLock, unlocked } from "./lock.js";
import { $, Refusal, ask, tab, toast, words } from "./page.js";

const menu = document.querySelector(".menu");
document.addEventListener("click", (event) => { if (!menu.contains(event.target)) menu.open = false; });
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || !menu.open) return;
  menu.open = false;
  menu.querySelector("summary").focus();
});

document.querySelectorAll("[data-opens]").forEach((button) => {
  button.hidden = false;
  button.addEventListener("click", () => {
    menu.open = false;
    $("ended").close();
    $(button.dataset.opens).querySelector(".error").hidden = true;
    $(button.dataset.opens).showModal();
  });
});
menu.querySelectorAll("[data-says]").forEach((button) => button.addEventListener("click", () => { menu.open = false; }));
document.querySelectorAll("[data-closes]").forEach((button) => button.addEventListener("click", () => button.closest("dialog").close()));

/** Ask, then start the page anew; a refusal is shown in the dialog. */
function dialog(id, path, facts, afterwards = () => {}) {
  $(id).addEventListener("submit", async (event) => {
    event.preventDefault();
    const error = $(id).querySelector(".error");
    try {
      await ask(path, facts());
      sessionStorage.clear();
      afterwards();
      location.reload();
    } catch (refusal) {
      error.textContent = refusal instanceof Refusal ? refusal.message : words.no_link;
      error.hidden = false;
    }
  });
}
/** Show it; whether its main button was pressed. */
export function asked(id) {
  return new Promise((resolve) => {
    $(id).returnValue = "";
    $(id).addEventListener("close", () => resolve($(id).returnValue === "yes"), { once: true });
    $(id).showModal();
  });
}

$("back").addEventListener("click", async () => {
  try {
    await ask("/chat/back", {});
  } catch (refusal) {
    if (!(refusal instanceof Refusal)) return toast(words.no_link);
  }
  sessionStorage.clear();
  location.reload();
});
dialog("returning", "/chat/return", () => ({ code: $("code").value }));
dialog("lock", "/chat/return", () => ({ code: $("lock-code").value }), unlocked);
dialog("leaving", "/chat/leave", () => ({}), () => setLock(false));
$("ended").addEventListener("close", () => { if (!$("returning").open) location.reload(); });
$("returning").addEventListener("close", () => { if (tab.isOver) $("ended").showModal(); });

if (location.hash === "#returning") { // a link from elsewhere: a chat on Telegram, or a page that was printed
  history.replaceState(null, "", location.pathname + location.search);
  $("returning").showModal();
}
