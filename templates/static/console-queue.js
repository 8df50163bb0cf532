// Choosing rows of the queue, also by keyboard, and keeping what was chosen while news comes in; the board's own news.
// Without it every box, form and link still works.
"use strict";

(() => {
  const $ = (selector, root = document) => root.querySelector(selector);
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const boxes = () => all("#rows .pick input");
  const numberOf = (box) => box.value.split("~")[0];
  const chosen = new Set(); // numbers of cases
  let last = null; // the box pressed before, where a run begins

  function show() {
    const count = $(".chosen-count");
    if (count) count.textContent = chosen.size ? count.dataset.words.replace("{n}", chosen.size) : "";
  }

  function note(box) {
    if (box.checked) chosen.add(numberOf(box));
    else chosen.delete(numberOf(box));
  }

  function choose(box, on, run) {
    const row = boxes();
    const from = run && last && row.includes(last) ? row.indexOf(last) : row.indexOf(box);
    const [first, end] = [from, row.indexOf(box)].sort((a, b) => a - b);
    for (const one of row.slice(first, end + 1)) {
      one.checked = on;
      note(one);
    }
    last = box;
    show();
  }

  document.addEventListener("click", (event) => {
    if (event.target.matches("#rows .pick input")) choose(event.target, event.target.checked, event.shiftKey);
    if (event.target.id === "choose-all") {
      const most = Number($("#bulk").dataset.most);
      for (const box of boxes().slice(0, most)) {
        box.checked = true;
        note(box);
      }
      show();
    }
  });

  document.addEventListener("click", ({ target }) => target.closest(".dismiss")?.parentElement.replaceChildren());

  document.addEventListener("reset", (event) => {
    if (event.target.id !== "bulk") return;
    chosen.clear();
    show();
  });

  // typing in the bar must not be lost to news, nor the folds closed that somebody has open: it waits behind the pill
  const isWorking = () => Boolean($("#queue .fold[open], #board .fold[open], #bulk textarea:focus, #bulk select:focus, #board .moves :focus"));
  const isNews = (elt, cause) => ["queue", "board"].includes(elt.id) && ["sse:queue", "refresh"].includes(cause?.type) && !cause.detail?.asked;
  let waits = false;
  function letWait(cause) {
    waits = true;
    const numbers = cause.type === "sse:queue" ? JSON.parse(cause.detail.data).numbers : [];
    document.dispatchEvent(new CustomEvent("news-waits", { detail: numbers }));
  }
  document.addEventListener("htmx:confirm", (event) => {
    const { elt, triggeringEvent } = event.detail;
    if (!isNews(elt, triggeringEvent) || !isWorking()) return;
    event.preventDefault();
    letWait(triggeringEvent);
  });
  document.addEventListener("htmx:beforeSwap", ({ detail }) => { // opened while the news was on its way
    const { elt, triggeringEvent } = detail.requestConfig;
    if (!isNews(elt, triggeringEvent) || !isWorking()) return;
    detail.shouldSwap = false;
    letWait(triggeringEvent);
  });
  document.addEventListener("toggle", () => {
    if (!waits || isWorking()) return;
    waits = false;
    for (const list of all("#queue, #board")) htmx.trigger(list, "refresh");
  }, true);

  document.addEventListener("htmx:afterSwap", (event) => {
    const { target, requestConfig } = event.detail;
    if (target.id === "bulk") show(); // it lacked something: what is chosen stays chosen
    if (target.id !== "queue") return;
    if (requestConfig?.verb === "post" && requestConfig.path.startsWith("/console/bulk")) chosen.clear();
    for (const box of boxes()) box.checked = chosen.has(numberOf(box));
    const there = new Set(boxes().map(numberOf));
    for (const number of chosen) if (!there.has(number)) chosen.delete(number);
    last = null;
    show();
  });

  document.addEventListener("keydown", (event) => {
    const writes = event.target.closest("input:not([type=radio]):not([type=checkbox]), textarea, select, dialog");
    if (writes || event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.key.toLowerCase() !== "x") return;
    const box = $(".pick input", $("#rows a:focus, #rows .pick input:focus, #rows a[aria-current]")?.closest(".row") || document.createElement("i"));
    if (!box) return;
    choose(box, event.shiftKey || !box.checked, event.shiftKey);
    event.preventDefault();
  });

  const toTab = () => $(".shows [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });
  document.addEventListener("htmx:afterSwap", (event) => event.detail.target.id === "queue" && toTab());
  toTab();

  if ($("#board")) {
    const again = () => document.hidden || htmx.trigger("#board", "refresh");
    setInterval(again, 60_000);
    document.addEventListener("visibilitychange", again);
    document.addEventListener("htmx:sseOpen", again);
  }
})();
