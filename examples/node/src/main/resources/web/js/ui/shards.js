/** Who holds what of a vault file, as pictures. Shape and text say what colour says. */
import { h, s } from "../dom.js";
import { shortId } from "../format.js";

const SIZE = 420;
const CENTRE = SIZE / 2;
const INNER = 74;
const OUTER = 108;
const HOLDERS = 158;
const GAP = 0.035;

export const CONDITIONS = {
  HEALTHY: ["Healthy", "good", "Every shard is where it should be."],
  WATCHED: ["Watched", "accent", "Shards are missing, and the target is still met."],
  DEGRADED: ["Degraded", "warn", "Fewer shards or holders than asked for. A repair mends it."],
  CRITICAL: ["Critical", "bad", "One more loss and it cannot be read until a holder returns."],
  UNREADABLE: ["Unreadable now", "bad", "It cannot be read until a holder returns."],
};

/** "D1" for data, "P1" for parity. */
export function shardName(index, coding) {
  return index < coding.dataShards ? `D${index + 1}` : `P${index - coding.dataShards + 1}`;
}

/** A strip for a list: so many there, so many needed. */
export function shardStrip(health, coding) {
  const total = coding.dataShards + coding.parityShards;
  const cells = Array.from({ length: total }, (unused, i) => {
    const there = i < health.reachableShards;
    return h("i", { class: `${there ? "there" : "gone"} ${i === health.neededShards - 1 ? "needed" : ""}`.trim() });
  });
  return h("span.strip", { role: "img",
    "aria-label": `${health.reachableShards} of ${total} shards can be read; ${health.neededShards} bring it back` }, cells);
}

function point(angle, radius) {
  return [CENTRE + radius * Math.sin(angle), CENTRE - radius * Math.cos(angle)];
}

function segment(from, to) {
  const large = to - from > Math.PI ? 1 : 0;
  const [ax, ay] = point(from, OUTER);
  const [bx, by] = point(to, OUTER);
  const [cx, cy] = point(to, INNER);
  const [dx, dy] = point(from, INNER);
  return `M${ax} ${ay}A${OUTER} ${OUTER} 0 ${large} 1 ${bx} ${by}L${cx} ${cy}A${INNER} ${INNER} 0 ${large} 0 ${dx} ${dy}Z`;
}

/**
 * The file in the middle, its shards around it, their holders outside.
 *
 * @param {object} file a VaultFile
 * @param {Array} shards where they are; an index that is missing has no holder
 */
export function shardPicture(file, shards) {
  const total = file.coding.dataShards + file.coding.parityShards;
  const placed = new Map(shards.map((one) => [one.index, one]));
  const holders = [...new Set(shards.map((one) => one.holder))];
  const order = Array.from({ length: total }, (unused, index) => index).sort((a, b) => {
    const place = (index) => (placed.has(index) ? holders.indexOf(placed.get(index).holder) : holders.length);
    return place(a) - place(b) || a - b;
  });
  const step = (2 * Math.PI) / total;
  const angles = new Map();
  const ring = order.map((index, i) => {
    const shard = placed.get(index);
    const from = i * step + GAP;
    const to = (i + 1) * step - GAP;
    const middle = (from + to) / 2;
    if (shard) {
      angles.set(shard.holder, [...(angles.get(shard.holder) ?? []), middle]);
    }
    const state = !shard ? "lost" : shard.reachable ? "there" : "away";
    const kind = index < file.coding.dataShards ? "data" : "parity";
    const [x, y] = point(middle, (INNER + OUTER) / 2);
    const name = shardName(index, file.coding);
    const says = { lost: "has no holder", there: "can be read", away: "cannot be reached" }[state];
    return s("g", { class: `shard ${state} ${kind}` }, s("title", {}, `${name} ${says}`),
      s("path", { d: segment(from, to) }),
      total <= 24 ? s("text", { x, y: y + 4, "text-anchor": "middle" }, name) : null);
  });
  const outside = holders.map((holder) => {
    const own = angles.get(holder);
    const middle = own.reduce((sum, one) => sum + one, 0) / own.length;
    const [x, y] = point(middle, HOLDERS);
    const away = shards.filter((one) => one.holder === holder).every((one) => !one.reachable);
    const lines = own.map((angle) => {
      const [ax, ay] = point(angle, OUTER + 2);
      return s("path", { class: "tie", d: `M${ax} ${ay}L${x} ${y}` });
    });
    const label = shortId(holder).slice(0, 8);
    const [lx, ly] = point(middle, HOLDERS + 26);
    return s("g", { class: `holder ${away ? "away" : "there"}` },
      s("title", {}, `${holder}${away ? ", cannot be reached" : ""}`), lines, s("circle", { cx: x, cy: y, r: 13 }),
      s("text", { x, y: y + 4, class: "holder-count", "text-anchor": "middle" }, String(own.length)),
      holders.length <= 16 ? s("text", { x: lx, y: ly + 4, class: "holder-name",
        "text-anchor": Math.abs(lx - CENTRE) < 40 ? "middle" : lx > CENTRE ? "start" : "end" }, label) : null);
  });
  const reachable = shards.filter((one) => one.reachable).length;
  return h("figure.shard-picture", {},
    s("svg", { viewBox: `-60 0 ${SIZE + 120} ${SIZE}`, role: "img", "aria-label":
      `${reachable} of ${total} shards can be read, on ${holders.length} holders; any ${file.coding.dataShards} bring the file back` },
    outside, ring,
    s("text", { x: CENTRE, y: CENTRE - 4, class: "centre-figure", "text-anchor": "middle" }, `${reachable} of ${total}`),
    s("text", { x: CENTRE, y: CENTRE + 18, class: "centre-note", "text-anchor": "middle" }, `${file.coding.dataShards} needed`)),
    h("figcaption.legend", {},
      h("span", {}, h("b.key.there", { "aria-hidden": "true" }), "D: data"),
      h("span", {}, h("b.key.there.parity", { "aria-hidden": "true" }), "P: parity"),
      h("span", {}, h("b.key.away", { "aria-hidden": "true" }), "not reachable"),
      h("span", {}, h("b.key.lost", { "aria-hidden": "true" }), "no holder"),
      h("span", {}, "outside: holders, with how many shards each has")));
}

/** "2.7 nines: 99.8 %". */
export function nines(value) {
  const percent = (1 - 10 ** -value) * 100;
  const digits = Math.max(0, Math.min(6, Math.ceil(value) - 1));
  return `${value.toFixed(1)} nines (${(Math.floor(percent * 10 ** digits) / 10 ** digits).toFixed(digits)} %)`;
}
