/** Search as one types, over everything that is followed and published. */
import { encode, get, withQuery } from "../client.js";
import { fill, h, reconcile, say } from "../dom.js";
import { bytes, count, plural, shortId, theirs } from "../format.js";
import { icon, iconForType } from "../ui/icons.js";
import { canShow, play } from "../ui/player.js";
import { button, check, empty, field, input, pageHead, problem, select } from "../ui/widgets.js";
import { downloadDialog } from "./share.js";

export const title = "Search";

const TYPING_MILLIS = 160;
const PAGE = 30;
const FACET_VALUES = 8;
const FACETS = [["MIME_TYPE", "Kind", "mime"], ["TAG", "Tag", "tag"], ["SHARE", "Share", "share"]];

export function mount(root, { query, signal }) {
  const state = { text: query.get("q") ?? "", mode: "STANDARD", order: "RELEVANCE", mime: new Set(),
    tag: new Set(), share: new Set(), size: null };
  const titles = new Map();
  let asked = new AbortController();
  let timer = null;
  let hits = [];
  let next = null;

  const box = h("input.input.search-input", { type: "search", name: "q", value: state.text, autocomplete: "off",
    spellcheck: "false", "aria-label": "Search", placeholder: "Words of a name, a title, a tag…",
    "aria-controls": "search-results", on: { input: () => {
      state.text = box.value;
      later();
    }, keydown: (event) => {
      if (event.key === "ArrowDown") {
        event.preventDefault();
        list.querySelector(".hit-name")?.focus();
      }
    } } });
  const order = select([["RELEVANCE", "Best first"], ["NEWEST", "Newest first"], ["NAME", "By name"],
    ["SIZE", "Largest first"]], state.order, { name: "order", on: { change: () => {
    state.order = order.value;
    run();
  } } });
  const mode = select([["STANDARD", "All words"], ["PHRASE", "Exactly this"], ["FUZZY", "Similar words"]], state.mode,
    { name: "mode", on: { change: () => {
      state.mode = mode.value;
      run();
    } } });
  const suggestions = h("div.row.suggestions", { "aria-label": "Suggestions", role: "group" });
  const status = h("p.muted.small.grow", { role: "status" });
  const list = h("ol.hits", { id: "search-results", "aria-label": "Results" });
  const more = h("div.center");
  const facets = h("div.facets");
  const chosen = h("div.row");
  list.addEventListener("keydown", (event) => {
    const names = [...list.querySelectorAll(".hit-name")];
    const at = names.indexOf(document.activeElement);
    if (at >= 0 && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
      event.preventDefault();
      (names[at + (event.key === "ArrowDown" ? 1 : -1)] ?? (at === 0 ? box : names[at])).focus();
    }
  });

  const filters = h("details.card.filters", { open: window.matchMedia("(min-width: 861px)").matches },
    h("summary.strong", {}, "Filters"), facets);
  root.append(pageHead("Search", "Everything you follow and publish, indexed on this computer. No word you type leaves it."),
    h("div.search-line", { role: "search" }, h("span.search-icon", {}, icon("search")), box),
    suggestions,
    h("div.search-layout", {}, filters,
      h("section.stack", { "aria-label": "Results" },
        h("div.row", {}, status, h("div.row", {}, labelled("Order", order), labelled("Match", mode))), chosen, list, more)));
  box.focus();

  function later() {
    clearTimeout(timer);
    timer = setTimeout(run, TYPING_MILLIS);
  }

  function parameters(after) {
    const size = state.size === null ? {} : { minBytes: state.size, maxBytes: Math.max(0, state.size * 10 - 1) };
    return { q: state.text.trim(), mode: state.mode, order: state.order, limit: PAGE, after,
      mime: [...state.mime], tag: [...state.tag], share: [...state.share],
      facet: after ? [] : ["MIME_TYPE", "TAG", "SHARE", "SIZE"], ...size };
  }

  async function run(after = null) {
    clearTimeout(timer);
    asked.abort();
    asked = new AbortController();
    const mine = asked;
    signal.addEventListener("abort", () => mine.abort(), { signal: mine.signal });
    history.replaceState(null, "", state.text ? `#/search?q=${encode(state.text)}` : "#/search");
    try {
      const page = await get(withQuery("/search", parameters(after)), { signal: mine.signal });
      hits = after ? [...hits, ...page.hits] : page.hits;
      next = page.next;
      hits.forEach((hit) => titles.set(hit.share, hit.shareTitle));
      draw(page, after === null);
    } catch (error) {
      if (error.name !== "AbortError") {
        fill(list);
        fill(more, problem(error, () => run()));
        say(status, "");
      }
      return;
    }
    const prefix = state.text.trim();
    if (after === null && prefix.length > 1) {
      try {
        const found = await get(withQuery("/search/suggestions", { prefix: prefix.split(/\s+/).pop(), limit: 6 }),
          { signal: mine.signal });
        showSuggestions(found.items);
      } catch (ignored) {
        fill(suggestions);
      }
    } else if (prefix.length < 2) {
      fill(suggestions);
    }
  }

  function showSuggestions(words) {
    const start = state.text.replace(/\S+$/, "");
    const useful = words.filter((word) => `${start}${word}` !== state.text.trim());
    fill(suggestions, useful.map((word) => button(theirs(word), () => {
      state.text = start + word;
      box.value = state.text;
      box.focus();
      return run();
    }, { small: true })));
  }

  function draw(page, fresh) {
    say(status, state.text.trim() === "" && page.total === 0 ? ""
      : `${plural(page.total, "result")}${page.total > hits.length ? `, ${count(hits.length)} shown` : ""}`);
    reconcile(list, hits, (hit) => `${hit.share} ${hit.item.path ?? hit.item.name} ${hit.item.content}`, hitRow);
    if (fresh) {
      drawFacets(page.facets ?? {});
    }
    drawChosen();
    if (hits.length > 0) {
      fill(more, next ? button("Show more", () => run(next), {}) : null);
    } else {
      fill(more, state.text.trim() === ""
        ? empty("search", "Type to search", "Press / anywhere to come here. Arrow keys walk through the results.")
        : empty("search", "Nothing found", "Try fewer words, or “Similar words”. Only what you follow is searched.",
          h("a.btn", { href: "#/discover" }, "Discover more")));
    }
  }

  function drawFacets(found) {
    const groups = FACETS.map(([kind, name, key]) => {
      const values = new Map(Object.entries(found[kind] ?? {}));
      state[key].forEach((value) => values.has(value) || values.set(value, 0));
      const sorted = [...values].sort((a, b) => b[1] - a[1]).slice(0, FACET_VALUES);
      return sorted.length === 0 ? null : h("fieldset.field", {}, h("legend", {}, name), sorted.map(([value, number]) => {
        const text = key === "share" ? theirs(titles.get(value), shortId(value)) : theirs(value);
        const one = check([h("bdi", {}, text), h("span.muted.num", {}, ` ${count(number)}`)],
          { checked: state[key].has(value), name: `${key}-${value}` });
        one.box.addEventListener("change", () => {
          if (one.box.checked) {
            state[key].add(value);
          } else {
            state[key].delete(value);
          }
          run();
        });
        return one;
      }));
    });
    const sizes = Object.entries(found.SIZE ?? {}).sort((a, b) => Number(a[0]) - Number(b[0]));
    const size = sizes.length === 0 ? null : field("Size", select([["", "Any"],
      ...sizes.map(([least, number]) => [least, `${sizeRange(Number(least))} (${count(number)})`])],
    state.size === null ? "" : String(state.size), { name: "size", on: { change: (event) => {
      state.size = event.target.value === "" ? null : Number(event.target.value);
      run();
    } } }));
    fill(facets, groups, size);
    filters.hidden = facets.childElementCount === 0;
  }

  function drawChosen() {
    const chips = FACETS.flatMap(([, , key]) => [...state[key]].map((value) => button(
      key === "share" ? theirs(titles.get(value), shortId(value)) : theirs(value), () => {
        state[key].delete(value);
        return run();
      }, { small: true, icon: "close", name: `Without the filter ${theirs(value)}` })));
    if (state.size !== null) {
      chips.push(button(sizeRange(state.size), () => {
        state.size = null;
        return run();
      }, { small: true, icon: "close", name: "Without the filter by size" }));
    }
    fill(chosen, chips);
  }

  run();
}

function labelled(text, control) {
  return h("label.row.small", {}, h("span.muted", {}, text), control);
}

function sizeRange(least) {
  return least === 0 ? "Empty" : `${bytes(least)} to ${bytes(least * 10)}`;
}

function hitRow(hit) {
  const { item } = hit;
  const name = theirs(item.name, "(no name)");
  const folder = theirs((item.path ?? "").split("/").slice(0, -1).join("/"));
  const snippet = theirs(hit.snippet);
  return h("li.hit", {},
    h("span.hit-icon", {}, icon(iconForType(item.mimeType))),
    h("div.grow.stack-tight", {},
      h("button.link-button.hit-name", { type: "button", on: { click: () => play(item) } }, h("bdi", {}, name)),
      snippet && snippet !== name && snippet !== theirs(hit.shareTitle) ? h("p.small", {}, h("bdi", {}, snippet)) : null,
      h("div.list-sub", {}, h("a", { href: `#/share/${encode(hit.share)}` }, h("bdi", {}, theirs(hit.shareTitle, shortId(hit.share)))),
        folder ? h("bdi", {}, folder) : null, h("span.num", {}, bytes(item.sizeBytes)),
        item.mimeType ? h("span", {}, theirs(item.mimeType)) : null,
        item.tags.slice(0, 5).map((tag) => h("span.badge", {}, theirs(tag))))),
    h("div.list-actions", {},
      canShow(item) ? button("Open", () => play(item), { icon: "play", small: true, iconOnly: true, name: `Open ${name}` }) : null,
      button("Download", () => downloadDialog(hit.share, name, { files: 1, bytes: item.sizeBytes, items: [item.content],
        folders: [], everything: false }), { icon: "download", small: true, iconOnly: true, name: `Download ${name}` })));
}
