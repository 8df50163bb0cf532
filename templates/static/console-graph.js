// Draws the table beside a graph as that graph: what the table says, nothing else. Without a script the table stays.
(() => {
  "use strict";
  if (window.drawGraphs) return window.drawGraphs();

  const DIRECT = new Set(["confirmed", "near"]); // ties between two cases that nothing stands between
  const WORDS = { high: 32, until: 60, apart: 6, least: 60 }; // pixels; where numbers would meet, one label gives way
  const charts = new Map();
  const small = () => matchMedia("(max-width: 640px), (pointer: coarse)").matches;

  /** The nodes and edges that the rows of the table name. */
  function read(place) {
    const nodes = new Map(), edges = [];
    const around = place.dataset.around;
    place.parentElement.querySelectorAll("tr[data-kind]").forEach((row, at) => {
      const kind = row.dataset.kind, ends = [...row.querySelectorAll("[data-case]")];
      for (const end of ends) {
        const number = end.dataset.case, company = end.parentElement.querySelector(".company").textContent.trim();
        nodes.set(number, { id: number, number, company, kind: number === around ? "here" : "case", href: end.href });
      }
      const numbers = ends.map((end) => end.dataset.case);
      if (DIRECT.has(kind)) {
        edges.push({ source: numbers[0], target: numbers[1], kind, words: row.querySelector("th").textContent.trim() });
        return;
      }
      const id = `thing ${at}`, label = row.querySelector("th .quiet").textContent.trim();
      nodes.set(id, { id, company: row.querySelector("th .value").textContent.trim(), number: label, kind: "thing" });
      for (const number of numbers) edges.push({ source: number, target: id, kind: "names" });
    });
    return { nodes: [...nodes.values()], edges };
  }

  const short = (words, most) => (words.length > most ? `${words.slice(0, most - 1)}…` : words);

  function looks(place) {
    const style = getComputedStyle(place), colour = (name) => style.getPropertyValue(name).trim();
    return {
      font: style.fontFamily, ink: colour("--ink"), quiet: colour("--quiet"), paper: colour("--paper"),
      teal: colour("--teal"), amber: colour("--amber"), line: colour("--line-strong"),
    };
  }

  /** Cases around an ellipse with drawn-out corners, where more words stand beside each other, each thing between the cases that name it; the same table gives the same picture. */
  function positions(nodes, edges, wide, high) {
    const cases = nodes.filter((node) => node.kind !== "thing"), things = nodes.filter((node) => node.kind === "thing");
    const at = new Map();
    cases.forEach((node, turn) => {
      const angle = (2 * Math.PI * turn) / cases.length - Math.PI / 2;
      at.set(node.id, { x: (wide / 2) * out(Math.cos(angle)), y: (high / 2) * out(Math.sin(angle)) });
    });
    for (const thing of things) {
      const ends = edges.filter((edge) => edge.target === thing.id).map((edge) => at.get(edge.source));
      const mean = (axis) => ends.reduce((sum, end) => sum + end[axis], 0) / ends.length;
      at.set(thing.id, { x: mean("x") * 0.7, y: mean("y") * 0.7 });
    }
    for (let round = 0; round < 80; round += 1) {
      for (const thing of things) for (const other of nodes) if (other !== thing) push(at.get(thing.id), at.get(other.id), wide, high);
    }
    return at;
  }

  const out = (part) => Math.sign(part) * Math.abs(part) ** 0.7;

  /** Away from the other, where the labels of the two would meet: those are wider than high. */
  function push(one, other, wide, high) {
    const dx = (one.x - other.x) / (wide * 0.22), dy = (one.y - other.y) / (high * 0.16), apart = Math.hypot(dx, dy);
    if (apart >= 1) return;
    const up = apart ? dy / apart : 1, along = apart ? dx / apart : 0;
    one.x += along * (1 - apart) * wide * 0.02;
    one.y += up * (1 - apart) * high * 0.02;
  }

  function symbol(node, look) {
    if (node.kind === "thing") return { symbol: "diamond", symbolSize: 16, itemStyle: { color: look.amber } };
    const isHere = node.kind === "here";
    return { symbol: "circle", symbolSize: isHere ? 28 : 22, itemStyle: { color: isHere ? look.teal : look.paper, borderColor: look.teal, borderWidth: 2 } };
  }

  const pen = document.createElement("canvas").getContext("2d");
  /** As much of the words as stands in so many pixels. */
  function cut(words, wide, font) {
    pen.font = font;
    if (pen.measureText(words).width <= wide) return words;
    let end = words.length - 1;
    while (end > 1 && pen.measureText(`${words.slice(0, end)}…`).width > wide) end -= 1;
    return `${words.slice(0, end)}…`;
  }

  /** The number whole, the name as far as there is room. On a phone the values of things stand in the table only. */
  function caption(node, tight, wide, font) {
    if (tight && node.kind === "thing") return node.number;
    return [tight ? node.number.replace(/^GC-/, "") : node.number, cut(node.company, wide, font)].filter(Boolean).join("\n");
  }

  /** How wide the name under a node may be: up to the words beside it, and to the frame. */
  function room(node, at, side, wide, most) {
    const here = at.get(node.id), free = [most, 2 * (wide / 2 + side - Math.abs(here.x)) - WORDS.apart];
    for (const [id, one] of at) {
      const along = Math.abs(one.x - here.x), down = one.y - here.y;
      if (id === node.id || Math.abs(down) > WORDS.until) continue;
      if (Math.abs(down) < WORDS.high) free.push(along - WORDS.apart);
      else if (down > 0) free.push(2 * (along - 14)); // its mark stands beside the words
    }
    return Math.max(WORDS.least, Math.min(...free));
  }

  function options(place) {
    const { nodes, edges } = read(place), look = looks(place), tight = place.clientWidth < 520, most = tight ? 11 : 20, size = tight ? 11 : 12;
    const side = tight ? 52 : 90, wide = place.clientWidth - 2 * side, at = positions(nodes, edges, wide, place.clientHeight - 100);
    return {
      animation: false,
      textStyle: { fontFamily: look.font, color: look.ink },
      tooltip: { show: false },
      series: [{
        type: "graph", preserveAspect: true, layout: "none", roam: !small(), cursor: "pointer", left: side, right: side, top: 24, bottom: 60,
        label: { show: true, position: "bottom", color: look.ink, fontSize: size, lineHeight: 15, textBorderColor: look.paper, textBorderWidth: 3 },
        labelLayout: { hideOverlap: true },
        data: nodes.map((node) => ({
          id: node.id, name: node.id, href: node.href, ...at.get(node.id), ...symbol(node, look),
          label: { formatter: caption(node, tight, room(node, at, side, wide, most * size), `${size}px ${look.font}`) },
        })),
        links: edges.map((edge) => ({ source: edge.source, target: edge.target, ...line(edge, look, most) })),
      }],
    };
  }

  function line(edge, look, most) {
    const isSure = edge.kind === "confirmed";
    const lineStyle = { color: isSure ? look.teal : look.line, width: isSure ? 2.5 : 1.2, type: edge.kind === "near" ? "dashed" : "solid", curveness: DIRECT.has(edge.kind) ? 0.4 : 0 };
    return DIRECT.has(edge.kind)
      ? { lineStyle, label: { show: true, formatter: short(edge.words, most), color: look.quiet, fontSize: 11, textBorderColor: look.paper, textBorderWidth: 3 } }
      : { lineStyle };
  }

  function draw(place) {
    const chart = window.echarts.init(place, null, { renderer: "canvas" });
    chart.setOption(options(place));
    chart.on("click", ({ data }) => { if (data && data.href) location.assign(data.href); });
    charts.set(place, chart);
    new ResizeObserver(() => { if (!chart.isDisposed()) { chart.resize(); chart.setOption(options(place)); } }).observe(place);
    place.dataset.drawn = "true";
  }

  /** Once the library is there: every graph that is not drawn yet. */
  function drawAll() {
    for (const place of charts.keys()) if (!place.isConnected) { charts.get(place).dispose(); charts.delete(place); }
    document.querySelectorAll(".graph:not([data-drawn])").forEach(draw);
  }

  window.drawGraphs = () => {
    const place = document.querySelector(".graph:not([data-drawn])");
    if (!place) return;
    if (window.echarts) return drawAll();
    const library = document.createElement("script");
    library.src = place.dataset.library;
    library.addEventListener("load", drawAll);
    document.head.append(library);
  };

  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
    for (const [place, chart] of charts) chart.setOption(options(place));
  });
  window.drawGraphs();
})();
