// The console in the browser: the queue by keyboard, live news that never moves what is under the cursor, and typing that is never lost.
// Everything here is comfort: without it each link and form still works.
"use strict";

(() => {
  const $ = (selector, root = document) => root.querySelector(selector);
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const title = document.title.replace(/^\(\d+\+?\) /, "");
  const hovers = matchMedia("(hover: hover)").matches;
  const narrow = matchMedia("(max-width: 1023px)");
  const changed = new Set(); // cases the queue does not show as they are now
  const asked = new Map(); // requests for a case under way -> news that came meanwhile, which the answer may not hold yet
  const drafts = new Map(); // "number verb" -> what was typed and not sent
  const kept = new Map(); // and what of it the house keeps (console/unsent.js)
  let tab = null; // which of the three message forms is chosen

  const number = () => $("#case")?.dataset.number || "";

  // --- the queue ---

  const isBusy = () => Boolean((hovers && $("#rows:hover")) || $("#rows :focus-visible"));

  function showPill() {
    const pill = $("#pill");
    pill.textContent = pill.dataset.words.replace("{n}", changed.size);
    pill.hidden = changed.size === 0;
    $("#told").textContent = changed.size ? pill.textContent : "";
  }

  function waitsForPress(numbers) {
    for (const one of numbers) changed.add(one);
    showPill();
  }
  document.addEventListener("news-waits", ({ detail }) => waitsForPress(detail)); // console-queue.js

  function refreshQueue(asked = false) {
    const list = $("#queue, #board");
    if (list) htmx.trigger(list, "refresh", { asked });
  }

  function queueIsFresh() {
    changed.clear();
    showPill();
    showWaiting($("#queue, #board").dataset);
    markOpen();
  }

  const MOST_ASKED = 100; // those who ask are counted no further (storage/queue.py)
  function showWaiting({ waiting, asked }) {
    const count = Number(waiting) + Number(asked);
    const said = Number(asked) < MOST_ASKED ? count : `${count - 1}+`;
    document.title = (count ? `(${said}) ` : "") + (number() || title);
  }

  // the way back is the queue as it stands now, at the row that was opened
  function atRow(address, of) {
    const url = new URL(address, location.href), rows = all("#rows a[data-number]").length;
    if (rows > Number($("#queue")?.dataset.page)) url.searchParams.set("shown", rows);
    if ($(`#row-${of}`)) url.hash = `row-${of}`;
    return url.href;
  }
  const toRow = () => location.hash.startsWith("#row-") && $(location.hash)?.scrollIntoView({ block: "center" });
  addEventListener("pageshow", () => requestAnimationFrame(toRow)); // after the browser put the window where it was

  function markOpen() {
    for (const link of all("#rows a[data-number]")) {
      if (link.dataset.number === number()) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    }
  }

  // --- the case ---

  function caseIsOpen() {
    $(".split").classList.toggle("has-case", Boolean(number()));
    if (tab && $(`#${tab}`)) $(`#${tab}`).checked = true;
    restoreDrafts();
    toEnd();
    markOpen();
    if ($("#queue")) showWaiting($("#queue").dataset);
    $("#case .trouble")?.scrollIntoView({ block: "nearest" });
  }

  function anotherCase() {
    tab = null;
    $("#case-pane").scrollTop = 0;
    if (narrow.matches) {
      scrollTo(0, 0);
      $("#case-title")?.focus({ preventScroll: true });
    }
  }

  function toEnd() {
    for (const box of all("[data-end]")) box.scrollTop = box.scrollHeight;
  }

  function keepDraft(field) {
    const form = field.closest("form.verb");
    if (!form) return;
    const key = draftOf(field);
    if (field.value && !isAsBegun(field)) drafts.set(key, field.value);
    else drafts.delete(key);
    if (field.dataset.kept && field.dataset.kept === field.value) kept.set(key, field.value);
  }

  /** A correction is of one message, and its words belong to no other. */
  const draftOf = ({ form }) => [number(), form.dataset.verb, form.elements.words_of?.value].filter(Boolean).join(" ");

  /** A correction begins with words that somebody else typed, and nothing of it is lost with the page. */
  const isAsBegun = (field) => field.form.elements.words_of && field.value === field.form.elements.message.selectedOptions[0]?.dataset.words;

  function restoreDrafts() {
    for (const field of all("#case form.verb textarea")) {
      const key = draftOf(field);
      const typed = drafts.get(key);
      if (typed && (!field.value || isAsBegun(field) || typed !== kept.get(key))) field.value = typed;
      else if (field.value) keepDraft(field);
    }
  }

  function forgetDrafts(of) {
    for (const key of [...drafts.keys()]) if (key === of || key.startsWith(`${of} `)) drafts.delete(key);
  }

  const isInUse = (element) =>
    element.contains(document.activeElement) || Boolean($("details[open], .trouble", element)) || (hovers && element.matches(":hover"));

  // --- what htmx tells ---

  // news of what this list was read after, as of one's own press on many: before anybody else makes something of it
  // (each process counts by itself: what another counted says nothing, and is news)
  function isShown(news) {
    const [by, count] = news.lastEventId.split(".");
    const [shownBy, shown] = ($("#queue, #board")?.dataset.since || "").split(".");
    return by === shownBy && Number(count) <= Number(shown);
  }
  document.addEventListener("htmx:confirm", (event) => {
    const { elt, triggeringEvent } = event.detail;
    if (!["queue", "board"].includes(elt.id) || triggeringEvent?.type !== "sse:queue" || !isShown(triggeringEvent.detail)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  }, true);

  document.addEventListener("htmx:confirm", (event) => {
    const { elt, triggeringEvent } = event.detail;
    if (elt.id !== "queue" || triggeringEvent?.type !== "sse:queue") return;
    const news = JSON.parse(triggeringEvent.detail.data);
    showWaiting(news);
    if (!isBusy()) return;
    event.preventDefault();
    waitsForPress(news.numbers);
  });

  document.addEventListener("htmx:configRequest", (event) => {
    if (event.detail.elt.id !== "queue") return;
    event.detail.parameters.set("shown", all("#rows a[data-number]").length);
    event.detail.parameters.set("open", number());
  });

  let before = null;
  document.addEventListener("htmx:beforeSwap", (event) => {
    const { target, requestConfig, isError } = event.detail;
    if (target.id !== "case") return;
    before = number();
    const verb = requestConfig.elt.dataset.verb;
    if (verb && !isError && event.detail.xhr.status < 400) forgetDrafts(`${before} ${verb}`);
  });

  document.addEventListener("htmx:afterSwap", (event) => {
    if (["queue", "board"].includes(event.detail.target.id)) queueIsFresh();
    if (event.detail.target.id !== "case") return;
    if (before !== number()) anotherCase();
    caseIsOpen();
  });

  // while a part is fetched nobody listens for its news: what came meanwhile makes it be fetched once more
  document.addEventListener("htmx:beforeRequest", ({ detail }) => {
    if (["case", "queue", "board"].includes(detail.target.id)) asked.set(detail.xhr, { cause: detail.requestConfig.triggeringEvent?.detail, news: [] });
  });
  function cameMeanwhile(news) {
    for (const one of asked.values()) if (one.cause !== news) one.news.push(news);
  }
  document.addEventListener("htmx:afterSettle", ({ detail }) => {
    const isCase = detail.target?.id === "case";
    const came = (asked.get(detail.xhr)?.news || []).filter((news) => isCase || !isShown(news));
    const missed = new Set(came.flatMap((news) => JSON.parse(news.data).numbers));
    asked.delete(detail.xhr);
    if (!missed.size) return;
    if (missed.has(number())) htmx.trigger("#case-news", "refresh");
    if ($("#board") || !isBusy()) refreshQueue();
    else waitsForPress(missed);
  });
  // what was refused, lost, or not put in its place is never settled
  document.addEventListener("htmx:afterRequest", ({ detail }) => setTimeout(() => asked.delete(detail.xhr), 1000));

  // the money lane's case became a whole report: the page has parts now that it had not; what was typed is kept
  function whenWhole() {
    if ($("#case").dataset.told === $("#case-head").dataset.told) return;
    $("#case").dataset.told = $("#case-head").dataset.told;
    htmx.ajax("GET", `/console/cases/${number()}`, { target: "#case", swap: "outerHTML" });
  }

  // live parts of the case: the place in the conversation and open folds stay as they are
  let place = null;
  document.addEventListener("htmx:oobBeforeSwap", (event) => {
    const { target } = event.detail;
    if (["case-actions", "files", "materials", "consulting-forms", "tracks"].includes(target.id) && isInUse(target)) event.preventDefault();
    const box = $("[data-end]", target);
    if (box) place = box.scrollHeight - box.scrollTop - box.clientHeight < 8 ? null : box.scrollTop;
    if (target.id === "ledger") event.detail.fragment.querySelector("details")?.toggleAttribute("open", Boolean($("details[open]", target)));
  });

  document.addEventListener("htmx:oobAfterSwap", (event) => {
    if (event.detail.target.id === "case-head") whenWhole();
    if (event.detail.target.id !== "conversation") return;
    const box = $("#conversation [data-end]");
    box.scrollTop = place === null ? box.scrollHeight : place;
  });

  document.addEventListener("htmx:afterRequest", (event) => {
    const { successful, requestConfig } = event.detail;
    if (requestConfig.verb !== "post" || !successful) return;
    $("#failed").hidden = true;
    if (!["queue", "board"].includes(event.detail.target.id) && !isBusy()) refreshQueue(); // those came back as they are now
  });

  for (const name of ["htmx:sendError", "htmx:responseError"]) {
    document.addEventListener(name, (event) => {
      if (event.detail.requestConfig.verb === "post") $("#failed").hidden = false;
    });
  }

  // --- the stream of news ---

  let isOut = false;
  const signedOut = () => {
    isOut = true;
    location.reload();
  };
  let isFirst = true;
  document.addEventListener("htmx:sseOpen", (event) => {
    event.detail.source.addEventListener("signed-out", signedOut);
    event.detail.source.addEventListener("queue", cameMeanwhile);
    $("#offline").hidden = true;
    if (!isFirst) {
      $("#queue, #board")?.removeAttribute("data-since"); // the house may have begun to count anew
      lookAgain();
    }
    isFirst = false;
  });
  document.addEventListener("htmx:sseError", () => {
    $("#offline").hidden = false;
  });
  document.addEventListener("kept", ({ detail }) => kept.set(detail.key, detail.text));
  addEventListener("beforeunload", (event) => {
    const isKept = [...drafts].every(([key, typed]) => kept.get(key) === typed);
    if (!isKept && !isOut) event.preventDefault(); // the browser asks whether to leave what was typed
  });

  function lookAgain() {
    if (document.hidden) return;
    if (!isBusy()) refreshQueue();
    if ($("#case-news")) htmx.trigger("#case-news", "refresh");
  }
  setInterval(lookAgain, 60_000); // times are relative, and a promise comes due by itself
  document.addEventListener("visibilitychange", lookAgain);

  // --- the clock of money that left: minutes count, also when nothing else happens ---

  function tick() {
    for (const clock of all("time[data-since]")) {
      const minutes = Math.max(0, Math.floor((Date.now() - Date.parse(clock.dataset.since)) / 60_000));
      if (minutes >= 30 * 24 * 60) continue; // a date by then
      const { minutes: few, hours, days } = clock.dataset;
      const said = minutes < 120 ? few.replace("{n}", minutes) : minutes < 48 * 60 ? hours.replace("{n}", Math.floor(minutes / 60)) : days.replace("{n}", Math.floor(minutes / 1440));
      if (clock.textContent !== said) clock.textContent = said;
    }
  }
  setInterval(tick, 5_000);
  document.addEventListener("htmx:afterSettle", tick);
  tick();

  // --- the person; the other keys are in console/keys.js ---

  document.addEventListener("input", (event) => {
    if (event.target.matches("form.verb textarea")) keepDraft(event.target);
  });

  document.addEventListener("change", (event) => {
    if (event.target.name === "compose") tab = event.target.id;
  });

  document.addEventListener("click", async (event) => {
    if (event.target.id === "pill") refreshQueue(true);
    closeFolds(event.target);
    const back = event.target.closest(".case > .back"), row = event.target.closest("#rows a[data-number]");
    if (back) back.href = atRow(back.href, number());
    if (row && !number()) history.replaceState(history.state, "", atRow(location.href, row.dataset.number));
    const jump = event.target.closest(".jumps a");
    if (jump) { // no line in the history: the way back is the queue
      event.preventDefault();
      $(jump.hash)?.scrollIntoView();
    }
    const copied = event.target.closest("[data-copy]");
    if (!copied || !navigator.clipboard) return;
    await navigator.clipboard.writeText(copied.dataset.copy);
    copied.classList.add("copied");
    setTimeout(() => copied.classList.remove("copied"), 1200);
  });

  function closeFolds(around) {
    for (const fold of all(".fold[open]")) if (!fold.contains(around)) fold.open = false;
  }

  function move(by) {
    const links = all("#rows a");
    const at = links.findIndex((link) => link === document.activeElement || (!$("#rows :focus") && link.getAttribute("aria-current")));
    const next = links[at < 0 ? 0 : Math.min(Math.max(at + by, 0), links.length - 1)];
    next?.focus();
    next?.scrollIntoView({ block: "nearest" });
  }

  const keys = {
    j: () => move(1),
    k: () => move(-1),
    ArrowDown: () => $("#rows :focus") && (move(1), true),
    ArrowUp: () => $("#rows :focus") && (move(-1), true),
  };

  document.addEventListener("keydown", (event) => {
    const writes = event.target.closest("input:not([type=radio]):not([type=checkbox]), textarea, select, dialog");
    if (event.key === "Escape") {
      closeFolds(null);
      if (writes) event.target.blur();
    }
    if (writes || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    const act = keys[event.key];
    if (!act) return;
    const done = act();
    if (!event.key.startsWith("Arrow") || done) event.preventDefault();
  });

  if (number()) {
    toEnd();
    for (const field of all("#case form.verb textarea")) if (field.value) keepDraft(field);
  }
})();
