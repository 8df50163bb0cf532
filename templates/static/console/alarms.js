// Rings and shows a notice for what cannot wait, where the person turned that on in this browser: one press, remembered
// here. No service outside is asked; what was rung for is rung for once, in all pages of this browser together.

import { $ } from "./page.js";

const ON = "console-alarms";
const RUNG = "console-alarms-rung";
const MOST = 300;
const EVERY = 60_000;
const button = $("#alarms");
let sound = null;

const read = (name) => {
  try {
    return JSON.parse(localStorage.getItem(name)) ?? null;
  } catch {
    return null;
  }
};
const keep = (name, value) => {
  try {
    localStorage.setItem(name, JSON.stringify(value));
  } catch {
    // a browser that keeps nothing: on until this page is left
  }
};

let isOn = Boolean(read(ON));

function show() {
  button.setAttribute("aria-pressed", isOn);
  button.textContent = isOn ? button.dataset.on : button.dataset.off;
}

async function turn() {
  isOn = !isOn;
  keep(ON, isOn);
  if (isOn) {
    ring(1); // so that it is known how it sounds, and the browser lets us
    if ("Notification" in window && Notification.permission === "default") await Notification.requestPermission();
    const isSilent = !("Notification" in window) || Notification.permission !== "granted";
    if (isSilent) $("#told").textContent = button.dataset.silent;
    button.title = isSilent ? button.dataset.silent : "";
    look();
  }
  show();
}

/** Two tones for each alarm that is urgent, one for another. */
function ring(times) {
  sound ??= new AudioContext();
  if (sound.state === "suspended") sound.resume();
  for (let at = 0; at < times; at += 1) {
    const tone = sound.createOscillator(), loud = sound.createGain(), from = sound.currentTime + at * 0.35;
    tone.frequency.value = at % 2 ? 660 : 880;
    loud.gain.setValueAtTime(0.0001, from);
    loud.gain.exponentialRampToValueAtTime(0.25, from + 0.02);
    loud.gain.exponentialRampToValueAtTime(0.0001, from + 0.3);
    tone.connect(loud).connect(sound.destination);
    tone.start(from);
    tone.stop(from + 0.32);
  }
}

function notice({ key, number, words, is_urgent: isUrgent }) {
  if (!("Notification" in window) || Notification.permission !== "granted") return;
  try {
    const shown = new Notification(words, { tag: key, requireInteraction: isUrgent, icon: button.dataset.icon });
    shown.onclick = () => {
      focus();
      location.assign(`/console/cases/${number}`);
    };
  } catch {
    // a phone that shows notices only through a worker: the sound is there
  }
}

async function look() {
  if (!isOn) return;
  let found = [];
  try {
    const answer = await fetch("/console/alarms", { headers: { "HX-Request": "true" } });
    if (!answer.ok) return;
    found = await answer.json();
  } catch {
    return;
  }
  const rung = read(RUNG) || [];
  const fresh = found.filter(({ key }) => !rung.includes(key));
  if (!fresh.length) return;
  keep(RUNG, [...rung, ...fresh.map(({ key }) => key)].slice(-MOST));
  document.dispatchEvent(new CustomEvent("alarm", { detail: fresh }));
  ring(fresh.some((one) => one.is_urgent) ? 4 : 1);
  fresh.forEach(notice);
}

if (button) {
  show();
  button.addEventListener("click", turn);
  document.addEventListener("htmx:sseOpen", (event) => event.detail.source.addEventListener("queue", look));
  setInterval(look, EVERY);
  look();
}
