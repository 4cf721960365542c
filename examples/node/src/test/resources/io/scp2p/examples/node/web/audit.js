// arguments: the width of the window. Answers with a list of what is wrong.
const [width] = arguments;
const wrong = [];
const clean = (text) => (text ?? "").replace(/\s+/g, " ").trim();
const shown = (one) => one.checkVisibility({ visibilityProperty: true });
const where = (one) => `${one.tagName.toLowerCase()}.${one.getAttribute("class") ?? ""} "${clean(one.textContent).slice(0, 40)}"`;
const every = (css) => [...document.querySelectorAll(css)].filter(shown);
const byIds = (ids) => clean((ids ?? "").split(" ").map((id) => document.getElementById(id)?.textContent ?? "").join(" "));
const nameOf = (one) => clean(one.getAttribute("aria-label")) || byIds(one.getAttribute("aria-labelledby"))
  || clean([...(one.labels ?? [])].map((label) => label.textContent).join(" ")) || clean(one.getAttribute("alt"))
  || clean(one.textContent);

// Names
for (const one of every("input, select, textarea")) {
  const labelled = clean(one.getAttribute("aria-label")) || byIds(one.getAttribute("aria-labelledby"))
    || clean([...(one.labels ?? [])].map((label) => label.textContent).join(" "));
  if (!labelled) {
    wrong.push(`no label: ${one.outerHTML.slice(0, 120)}`);
  }
}
for (const one of every("button, a[href], summary, [role=tab], [role=treeitem], [role=progressbar], [role=img], [role=tree], dialog, nav, section, table, [role=region]")) {
  if (!nameOf(one)) {
    wrong.push(`no name: ${one.outerHTML.slice(0, 120)}`);
  }
}
for (const one of every("img")) {
  if (one.getAttribute("alt") === null) {
    wrong.push(`no alternative text: ${one.outerHTML.slice(0, 120)}`);
  }
}

// Structure
const ids = [...document.querySelectorAll("[id]")].map((one) => one.id);
ids.filter((id, i) => ids.indexOf(id) !== i).forEach((id) => wrong.push(`id used twice: ${id}`));
for (const attribute of ["aria-controls", "aria-labelledby", "aria-describedby", "for"]) {
  for (const one of document.querySelectorAll(`[${attribute}]`)) {
    one.getAttribute(attribute).split(" ").filter((id) => id && !document.getElementById(id))
      .forEach((id) => wrong.push(`${attribute} leads nowhere: ${id} of ${where(one)}`));
  }
}
for (const [css, number] of [["main", 1], ["h1", 1]]) {
  if (every(css).length !== number) {
    wrong.push(`${every(css).length} of ${css}, not ${number}`);
  }
}
let level = 1;
for (const one of every("main h1, main h2, main h3, main h4")) {
  const mine = Number(one.tagName[1]);
  if (mine > level + 1) {
    wrong.push(`heading of level ${mine} after ${level}: ${where(one)}`);
  }
  level = mine;
}
for (const one of every("[tabindex]")) {
  if (one.tabIndex > 0) {
    wrong.push(`jumps the tab order: ${where(one)}`);
  }
}
if (document.documentElement.lang === "") {
  wrong.push("the page has no language");
}
for (const one of document.querySelectorAll("[aria-expanded='true'] > [role=group][hidden], ul > :not(li), ol > :not(li)")) {
  wrong.push(`wrong inside: ${where(one)}`);
}

// Width and size
const wide = document.documentElement.scrollWidth;
if (wide > width) {
  wrong.push(`wider than the window: ${wide} of ${width}`);
  for (const one of document.querySelectorAll("main *")) {
    if (one.getBoundingClientRect().right > width + 1 && wrong.length < 12) {
      wrong.push(`  sticks out: ${where(one)}`);
    }
  }
}
for (const one of every("button, select, input:not([type=checkbox]):not([type=radio])")) {
  const box = one.getBoundingClientRect();
  const inText = one.matches(".link-button");
  if (box.width > 1 && (box.width < 24 || (box.height < 24 && !inText))) {
    wrong.push(`too small to hit: ${Math.round(box.width)} x ${Math.round(box.height)} ${where(one)}`);
  }
}

// Contrast of what is really there
const parse = (colour) => {
  const parts = colour.match(/[\d.]+/g).map(Number);
  return { rgb: parts.slice(0, 3), alpha: parts[3] ?? 1 };
};
const light = (rgb) => {
  const [r, g, b] = rgb.map((value) => value / 255).map((value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
};
const ground = (one) => {
  for (let up = one; up; up = up.parentElement) {
    const { rgb, alpha } = parse(getComputedStyle(up).backgroundColor);
    if (alpha === 1) {
      return rgb;
    }
  }
  return [255, 255, 255];
};
const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
const seen = new Set();
for (let text = texts.nextNode(); text; text = texts.nextNode()) {
  const one = text.parentElement;
  if (clean(text.data) === "" || seen.has(one) || one.closest("svg, option, .visually-hidden, .skip-link, noscript, script") || !shown(one)) {
    continue;
  }
  seen.add(one);
  const style = getComputedStyle(one);
  const a = light(parse(style.color).rgb);
  const b = light(ground(one));
  const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
  const size = parseFloat(style.fontSize);
  const large = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
  if (ratio < (large ? 3 : 4.5)) {
    wrong.push(`contrast ${ratio.toFixed(2)}: ${where(one)}`);
  }
}
return wrong;
