/** Live lines of two rates, drawn as SVG: sharp at every size, coloured by the style sheet. */
import { fill, h, s } from "../dom.js";
import { rate } from "../format.js";

const WIDTH = 720;
const HEIGHT = 200;
const LEFT = 76;
const RIGHT = 8;
const TOP = 10;
const BOTTOM = 24;
const WINDOW_SECONDS = 300;
const LEAST_TOP = 64 * 1024;

/** The next of 1, 2, 5 times a power of two thousand-odd: where an axis may end. */
function niceCeiling(value) {
  let unit = 1024;
  while (unit * 1000 < value) {
    unit *= 1024;
  }
  for (const step of [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024]) {
    if (unit * step >= value) {
      return unit * step;
    }
  }
  return value;
}

/**
 * @returns an element with `update(samples)`; samples are {at, down, up} in seconds and bytes a second
 */
export function rateChart() {
  const grid = s("g");
  const area = s("path", { class: "area-a" });
  const down = s("path", { class: "line-a" });
  const up = s("path", { class: "line-b" });
  const drawing = s("svg", { class: "chart", viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img",
    "aria-label": "Rates of the last five minutes" }, grid, area, down, up);
  const element = h("figure.stack-tight", {}, drawing,
    h("figcaption.legend", {},
      h("span.key-a", {}, h("i", { "aria-hidden": "true" }), "Received"),
      h("span.key-b", {}, h("i", { "aria-hidden": "true" }), "Sent"),
      h("span", {}, "last five minutes")));
  let spoken = 0;
  element.update = (samples) => {
    const width = Math.max(280, drawing.clientWidth || WIDTH);
    drawing.setAttribute("viewBox", `0 0 ${width} ${HEIGHT}`);
    const now = samples.length > 0 ? samples[samples.length - 1].at : 0;
    const shown = samples.filter((one) => now - one.at <= WINDOW_SECONDS);
    const peak = Math.max(0, ...shown.map((one) => Math.max(one.down, one.up)));
    const top = niceCeiling(Math.max(LEAST_TOP, peak * 1.05));
    const x = (at) => LEFT + (1 - (now - at) / WINDOW_SECONDS) * (width - LEFT - RIGHT);
    const y = (value) => TOP + (1 - value / top) * (HEIGHT - TOP - BOTTOM);
    const line = (key) => shown.map((one, i) =>
      `${i === 0 ? "M" : "L"}${x(one.at).toFixed(1)} ${y(one[key]).toFixed(1)}`).join("");
    const path = line("down");
    down.setAttribute("d", path);
    up.setAttribute("d", line("up"));
    area.setAttribute("d", shown.length > 1
      ? `${path}L${x(now).toFixed(1)} ${y(0)}L${x(shown[0].at).toFixed(1)} ${y(0)}Z` : "");
    fill(grid, [0, 0.5, 1].map((part) => [
      s("line", { class: "grid", x1: LEFT, x2: width - RIGHT, y1: y(top * part), y2: y(top * part) }),
      s("text", { class: "tick", x: LEFT - 10, y: y(top * part) + 4, "text-anchor": "end" }, rate(top * part)),
    ]), [300, 200, 100, 0].map((seconds) => s("text", { class: "tick", y: HEIGHT - 6,
      x: x(now - seconds), "text-anchor": seconds === 300 ? "start" : seconds === 0 ? "end" : "middle" },
    seconds === 0 ? "now" : `−${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`)));
    if (shown.length > 0 && now - spoken > 15) {
      spoken = now;
      const last = shown[shown.length - 1];
      drawing.setAttribute("aria-label", `Rates of the last five minutes. Now receiving ${rate(last.down)}, `
        + `sending ${rate(last.up)}; the highest was ${rate(peak)}.`);
    }
  };
  return element;
}
