// The page follows the language in which the chat speaks, without being loaded anew.

import { tidy } from "./conversation.js";
import { tongue, words } from "./page.js";

const SAID = "body > header, body > footer, body > dialog, body > .demonstration, #older, #typing, #drop, #log";
const NAMES = ["aria-label", "placeholder", "href", "action", "lang", "data-says"];

/** The house remembers the language for the next time, and answers with the page in it: its words come over here. */
export async function follow(language) {
  if (tongue().startsWith(language)) return;
  const asked = { method: "POST", credentials: "same-origin", cache: "no-store" };
  const answer = await fetch(`/chat/language/${language}`, asked);
  if (!answer.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  document.documentElement.lang = page.documentElement.lang;
  document.title = page.title;
  Object.assign(words, JSON.parse(page.getElementById("words").textContent));
  const here = document.querySelectorAll(SAID), there = page.querySelectorAll(SAID);
  here.forEach((node, place) => reword(node, there[place]));
  tidy(); // the times between the messages
}

function reword(node, said) {
  NAMES.filter((name) => said.hasAttribute(name)).forEach((name) => node.setAttribute(name, said.getAttribute(name)));
  [...said.childNodes].forEach((child, place) => {
    const own = node.childNodes[place];
    if (own?.nodeName !== child.nodeName) return;
    if (child.nodeType === Node.TEXT_NODE) own.data = child.data;
    else if (child.nodeType === Node.ELEMENT_NODE) reword(own, child);
  });
}
