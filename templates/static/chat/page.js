// What every part of the chat page uses: its nodes, its words, and asking the house.

import { solve } from "./work.js";

export const $ = (id) => document.getElementById(id);
export const words = JSON.parse($("words").textContent);
export const limits = JSON.parse($("limits").textContent);
/** The language the page is in; it may change while it is open. */
export const tongue = () => document.documentElement.lang;
export const log = $("log"), text = $("text");

/** What this tab shows: the tag of this browser's chat once it is open, and whether the house has closed it. */
export const tab = { chat: null, isOver: false };

export function make(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name === "class") node.className = value;
    else if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (value === true) node.setAttribute(name, "");
    else if (value !== false && value != null) node.setAttribute(name, value);
  }
  node.append(...children.filter((child) => child != null && child !== ""));
  return node;
}

const PAPER = "M14 3H7a2 2 0 0 0-2 2v14a2 2 0 0 0 2 2h10a2 2 0 0 0 2-2V8Zm0 0v5h5";
const BELL = "M6.6 3.5 9.4 4l1.2 4-2 1.7a12 12 0 0 0 5.7 5.7l1.7-2 4 1.2.5 2.8a2 2 0 0 1-2 2.4C10.9 19.5 4.5 13.1 4.2 5.5a2 2 0 0 1 2.4-2Z";

function icon(path) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  const line = document.createElementNS("http://www.w3.org/2000/svg", "path");
  line.setAttribute("d", path);
  svg.append(line);
  return svg;
}
export const paper = () => icon(PAPER);
export const bell = () => icon(BELL);

export const say = (key, facts = {}) => words[key].replace(/\{(\w+)\}/g, (_, name) => facts[name]);
const number = (value) => value.toLocaleString(tongue(), { maximumFractionDigits: 1 });

export function sizeOf(bytes) {
  return bytes < 1048576 ? `${number(Math.max(1, bytes / 1024))} KB` : `${number(bytes / 1048576)} MB`;
}

const clock = (at) => at.toLocaleTimeString(tongue(), { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
const calendar = (at) => at.toLocaleDateString(tongue(), { month: "long", day: "numeric", weekday: "short" });

/** 14:32 today, else with its day. */
export function moment(at) {
  const midnight = (date) => new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();
  const days = Math.round((midnight(new Date()) - midnight(at)) / 86400000);
  const day = days === 0 ? "" : days === 1 ? words.yesterday : calendar(at);
  return `${day} ${clock(at)}`.trim();
}

let toastTimer = 0;
export function toast(message) {
  const node = $("toast");
  node.textContent = message;
  node.hidden = false;
  clearTimeout(toastTimer);
  toastTimer = setTimeout(() => { node.hidden = true; }, 3000 + message.length * 80);
}

export class Refusal extends Error {
  /** `again`: nothing is wrong with what was asked, and it may be asked again by itself. */
  constructor(status, message, again = false) {
    super(message);
    this.status = status;
    this.again = again;
  }
}

/**
 * JSON from the house. Throws Refusal with its words; TypeError when nothing got through, or somebody else answered: a proxy
 * has a page of its own, and nobody knows then whether we were asked at all. `solved` is the work that was asked for.
 */
export async function ask(path, facts, solved = "") {
  const options = facts && { method: "POST", headers: { "Content-Type": "application/json", ...(solved && { "X-Work": solved }) }, body: JSON.stringify(facts) };
  const signal = AbortSignal.timeout?.(60000); // a dead network answers nothing at all
  const response = await fetch(path, { credentials: "same-origin", cache: "no-store", signal, ...options });
  const answer = await response.json().catch(() => { throw new TypeError("no answer of ours"); });
  if (response.status === 428 && answer.work) return ask(path, facts, await solve(answer.work));
  if (response.status === 423) document.dispatchEvent(new Event("locked"));
  if (!response.ok) throw new Refusal(response.status, answer.error || words.no_link, answer.again);
  return answer;
}
