// A message's text with its entities (bold, links, quotes …) as DOM nodes, never as markup.

import { dial, dialsIn } from "./dials.js";
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

/** What the person pressed below this message: its last words, as the house puts them there. */
export function choiceIn({ text = "", entities = [] }) {
  const last = entities.filter((one) => one.type === "expandable_blockquote").pop();
  return last && !text.slice(last.offset + last.length).trim() ? last : null;
}

function element(entity) {
  if (entity.type === "text_link") return SAFE.test(entity.url) ? anchor(entity.url) : make("span");
  const node = make(TAGS[entity.type] || "span");
  if (entity.type === "spoiler") {
    node.className = "spoiler";
    node.addEventListener("click", () => node.classList.add("open"));
  }
  return node;
}

/** The text with its entities, and with the numbers to ring where `dials`. */
export function fill(node, source, entities, { dials }) {
  const all = [...(dials ? dialsIn(source) : []), ...entities];
  all.sort((one, other) => one.offset - other.offset || other.length - one.length);
  return put(node, source, 0, source.length, all);
}

/** Entities come outer before inner and count UTF-16 units, as JavaScript does. */
function put(node, source, from, to, entities, isLink = false) {
  const plain = (start, end) => (isLink ? [source.slice(start, end)] : linked(source.slice(start, end)));
  let at = from, next = 0;
  while (next < entities.length) {
    const entity = entities[next++], stop = Math.min(entity.offset + entity.length, to), inner = [];
    while (next < entities.length && entities[next].offset < stop) inner.push(entities[next++]);
    const rings = entity.type === "dial", child = rings ? dial(entity, source) : element(entity);
    const block = rings || ["BLOCKQUOTE", "PRE"].includes(child.tagName);
    if (!rings) put(child, source, entity.offset, stop, inner, isLink || entity.type === "text_link");
    const before = source.slice(at, entity.offset);
    node.append(...plain(at, entity.offset - (block && before.endsWith("\n") ? 1 : 0)), child);
    at = block && stop < to && source[stop] === "\n" ? stop + 1 : stop; // a block begins and ends its own line
  }
  node.append(...plain(at, to));
  return node;
}
