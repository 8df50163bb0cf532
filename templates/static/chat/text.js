// A message's text with its entities (bold, links, quotes …) as DOM nodes, never as markup.

import { make } from "./page.js";

const TAGS = {
  bold: "b", italic: "i", underline: "u", strikethrough: "s", code: "code", pre: "pre",
  blockquote: "blockquote", expandable_blockquote: "blockquote", spoiler: "span", text_link: "a",
};
export const SAFE = /^(https?:\/\/|tg:)/i;

function linked(source) {
  const pieces = [];
  let at = 0;
  for (const found of source.matchAll(/https?:\/\/[^\s<>"'，。；！？、）】」》]+/gi)) {
    pieces.push(source.slice(at, found.index), anchor(found[0], found[0]));
    at = found.index + found[0].length;
  }
  return [...pieces, source.slice(at)].filter((piece) => piece !== "");
}

const anchor = (url, ...inside) => make("a", { href: url, target: "_blank", rel: "noopener noreferrer" }, ...inside);

function element(entity) {
  if (entity.type === "text_link") return SAFE.test(entity.url) ? anchor(entity.url) : make("span");
  const node = make(TAGS[entity.type] || "span");
  if (entity.type === "spoiler") {
    node.className = "spoiler";
    node.addEventListener("click", () => node.classList.add("open"));
  }
  return node;
}

/** Entities come outer before inner and count UTF-16 units, as JavaScript does. */
export function fill(node, source, from, to, entities, isLink = false) {
  const plain = (start, end) => (isLink ? [source.slice(start, end)] : linked(source.slice(start, end)));
  let at = from, next = 0;
  while (next < entities.length) {
    const entity = entities[next++], stop = Math.min(entity.offset + entity.length, to), inner = [];
    while (next < entities.length && entities[next].offset < stop) inner.push(entities[next++]);
    const child = element(entity), block = ["BLOCKQUOTE", "PRE"].includes(child.tagName);
    fill(child, source, entity.offset, stop, inner, isLink || entity.type === "text_link");
    const before = source.slice(at, entity.offset);
    node.append(...plain(at, entity.offset - (block && before.endsWith("\n") ? 1 : 0)), child);
    at = block && stop < to && source[stop] === "\n" ? stop + 1 : stop; // a block begins and ends its own line
  }
  node.append(...plain(at, to));
  return node;
}
