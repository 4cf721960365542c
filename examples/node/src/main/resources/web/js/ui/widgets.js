/** Small parts that every page uses. */
import { fill, freshId, h } from "../dom.js";
import { icon } from "./icons.js";

/**
 * A button. While what it does runs it is busy and cannot be pressed again; what goes wrong is
 * shown where the page says, or as a notice.
 *
 * @param {string} label always there, also for an icon alone
 * @param {function} action may be asynchronous
 * @param {object} [look] icon, primary, danger, plain, small, iconOnly, describedBy
 */
export function button(label, action, look = {}) {
  const classes = ["btn",
    look.primary && "btn-primary", look.danger && "btn-danger", look.plain && "btn-plain",
    look.small && "btn-small", look.iconOnly && "btn-icon"].filter(Boolean).join(" ");
  const element = h("button", {
    type: look.submit ? "submit" : "button",
    class: classes,
    "aria-label": look.name ?? (look.iconOnly ? label : null),
    title: look.iconOnly ? label : null,
    data: look.data,
  }, look.icon ? icon(look.icon) : null, look.iconOnly ? null : h("span", {}, label));
  element.addEventListener("click", (event) => {
    if (action) {
      busyWhile(element, () => action(event));
    }
  });
  return element;
}

/** Runs something asynchronous; the element says that it is busy, and errors become notices. */
async function busyWhile(element, action) {
  if (element.getAttribute("aria-busy") === "true") {
    return;
  }
  try {
    const running = action();
    if (running instanceof Promise) {
      element.setAttribute("aria-busy", "true");
      await running;
    }
  } catch (error) {
    toastError(error);
  } finally {
    element.removeAttribute("aria-busy");
  }
}

/** A label with its control, a hint and a place for what is wrong with it. */
export function field(label, control, hint) {
  const id = control.id || freshId("field");
  control.id = id;
  const wrong = h("p.wrong", { id: `${id}-wrong`, hidden: true });
  const described = [wrong.id];
  let note = null;
  if (hint) {
    note = h("p.hint", { id: `${id}-hint` }, hint);
    described.unshift(note.id);
  }
  control.setAttribute("aria-describedby", described.join(" "));
  const element = h("div.field", {}, h("label", { for: id }, label), control, note, wrong);
  element.control = control;
  element.complain = (text) => {
    wrong.hidden = !text;
    wrong.textContent = text ?? "";
    if (text) {
      control.setAttribute("aria-invalid", "true");
      control.focus();
    } else {
      control.removeAttribute("aria-invalid");
    }
  };
  return element;
}

export function input(props = {}) {
  return h("input.input", { type: "text", autocomplete: "off", spellcheck: "false", ...props });
}

export function textarea(props = {}) {
  return h("textarea.textarea", { rows: 2, ...props });
}

/** A choice out of a list of [value, text]. */
export function select(options, chosen, props = {}) {
  return h("select.select", props,
    options.map(([value, text]) => h("option", { value, selected: value === chosen }, text)));
}

/** A check box with its text. */
export function check(label, props = {}, hint = null) {
  const box = h("input", { type: "checkbox", ...props });
  const element = h("label.check", {}, box,
    h("span", {}, label, hint ? h("span.hint", {}, hint) : null));
  element.box = box;
  return element;
}

/** A few choices side by side, one of them taken. Arrow keys work: they are radio buttons. */
export function segments(legend, options, chosen, onChange) {
  const name = freshId("segments");
  return h("fieldset", {}, h("legend.visually-hidden", {}, legend),
    h("div.segments", {}, options.map(([value, text, iconName]) => h("label", {},
      h("input", { type: "radio", name, value, checked: value === chosen,
        on: { change: () => onChange(value) } }),
      h("span", {}, iconName ? icon(iconName) : null, text)))));
}

export function badge(text, kind = "", withDot = false) {
  return h("span.badge", { class: kind ? `badge-${kind}` : "" },
    withDot ? h("i.dot", { "aria-hidden": "true" }) : null, text);
}

export function card(title, ...children) {
  const id = freshId("card");
  return h("section.card", { "aria-labelledby": title ? id : null },
    title ? h("div.card-head", {}, h("h2", { id }, title)) : null, children);
}

/** A card whose list reaches its edges. */
export function listCard(title, actions, ...children) {
  const id = freshId("card");
  return h("section.card.card-flush", { "aria-labelledby": id },
    h("div.card-head", {}, h("h2", { id }, title), actions), children);
}

export function pageHead(title, text, ...actions) {
  return h("header.page-head", {},
    h("div.grow", {}, h("h1", {}, title), text ? h("p", {}, text) : null),
    actions.length > 0 ? h("div.row", {}, actions) : null);
}

export function empty(iconName, title, text, ...actions) {
  return h("div.empty", {}, icon(iconName), h("p.empty-title", {}, title), text ? h("p", {}, text) : null,
    actions.length > 0 ? h("div.row", {}, actions) : null);
}

export function loading(text = "Loading…") {
  return h("div.loading", { role: "status" }, h("span.spinner", { "aria-hidden": "true" }), text);
}

/** What went wrong: the code, the reason and what to do. */
export function problem(error, retry) {
  const details = Object.entries(error.details ?? {});
  return h("div.problem", { role: "alert" }, icon("warn"),
    h("div.grow.stack-tight", {},
      h("p", {}, error.code ? h("span.code", {}, `${error.code} `) : null,
        h("span.strong", {}, error.reason ?? error.message)),
      error.remedy ? h("p", {}, "What to do: ", error.remedy) : null,
      details.length > 0
        ? h("details", {}, h("summary", {}, "Details"),
          h("dl.facts", {}, details.map(([key, value]) => [h("dt", {}, key),
            h("dd.mono", {}, String(value))])))
        : null,
      retry ? h("div", {}, button("Try again", retry, { small: true, icon: "refresh" })) : null));
}

/** The same for an error that came inside of an answer, such as that of a transfer. */
export function problemOf(error) {
  return problem({ code: error.number ? `SCP2P-${error.number} ${error.code}` : error.code, reason: error.message,
    remedy: error.action, details: error.details });
}

export function notice(iconName, kind, ...children) {
  return h("div.notice", { class: kind ? `notice-${kind}` : "" }, icon(iconName),
    h("div.grow.stack-tight", {}, children));
}

/** A bar that screen readers can read; `update(fraction, state, text)`. */
export function progress(label) {
  const bar = h("span");
  const element = h("div.progress", { role: "progressbar", "aria-label": label,
    "aria-valuemin": "0", "aria-valuemax": "100", "aria-valuenow": "0" }, bar);
  element.update = (fraction, state = "", text = null) => {
    const part = Math.min(1, Math.max(0, fraction));
    bar.style.width = `${(part * 100).toFixed(2)}%`;
    element.setAttribute("aria-valuenow", String(Math.floor(part * 100)));
    if (text) {
      element.setAttribute("aria-valuetext", text);
    }
    element.className = `progress ${state}`.trim();
  };
  return element;
}

/** Tabs as the ARIA practices describe them: arrows move, Home and End jump. */
export function tabs(label, entries, chosen, onChoose) {
  const panel = h("div", { role: "tabpanel", id: freshId("panel"), tabIndex: -1 });
  const buttons = entries.map(([key, text]) => h("button.tab", {
    type: "button", role: "tab", id: freshId("tab"), "aria-controls": panel.id, data: { tab: key },
    on: { click: () => choose(key) } }, text));
  const list = h("div.tabs", { role: "tablist", "aria-label": label,
    on: { keydown: (event) => {
      const at = buttons.indexOf(document.activeElement);
      const next = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: buttons.length - 1 }[event.key];
      if (next !== undefined) {
        event.preventDefault();
        const target = buttons[(next + buttons.length) % buttons.length];
        target.focus();
        choose(target.dataset.tab);
      }
    } } }, buttons);
  function choose(key) {
    for (const one of buttons) {
      const selected = one.dataset.tab === key;
      one.setAttribute("aria-selected", String(selected));
      one.tabIndex = selected ? 0 : -1;
      if (selected) {
        panel.setAttribute("aria-labelledby", one.id);
      }
    }
    onChoose(key, panel);
  }
  const element = h("div", {}, list, panel);
  element.choose = choose;
  element.panel = panel;
  choose(chosen);
  return element;
}

/* Notices */

/** Says something to a screen reader without showing it. */
export function announce(text) {
  const place = document.getElementById("announcer");
  if (place) {
    place.textContent = "";
    requestAnimationFrame(() => {
      place.textContent = text;
    });
  }
}

const TOAST_MILLIS = 6000;
const MAX_TOASTS = 4;

export function toast(text, kind = "good") {
  showToast([h("p.grow", {}, text)], kind, "status", TOAST_MILLIS);
}

/** An error stays until it is put away. */
export function toastError(error) {
  const content = h("div.grow.stack-tight", {},
    h("p", {}, error.code ? h("span.mono.bad.strong", {}, `${error.code} `) : null,
      error.reason ?? error.message ?? String(error)),
    error.remedy ? h("p.small.muted", {}, "What to do: ", error.remedy) : null);
  showToast([content], "bad", "alert", 0);
  if (!error.code) {
    console.error(error);
  }
}

function showToast(content, kind, role, millis) {
  const place = document.getElementById("toasts");
  const element = h("div.toast", { role, class: `is-${kind}` }, content);
  const away = () => element.remove();
  element.append(button("Put this notice away", away, { icon: "close", iconOnly: true, plain: true, small: true }));
  while (place.children.length >= MAX_TOASTS) {
    place.firstElementChild.remove();
  }
  place.append(element);
  if (millis > 0) {
    setTimeout(away, millis);
  }
}

/* Dialogs */

/**
 * Opens a dialog; the browser keeps the focus inside and gives it back afterwards.
 *
 * @param {string} title its name
 * @param {function(function): {body, foot}} build is given a function that closes it
 * @returns {Promise} what it was closed with, or undefined
 */
export function dialog(title, build, look = {}) {
  return new Promise((resolve) => {
    const id = freshId("dialog");
    let answer;
    const element = h("dialog.dialog", { "aria-labelledby": id, class: look.wide ? "dialog-wide" : "" });
    const close = (value) => {
      answer = value;
      element.close();
    };
    const { body, foot } = build(close);
    fill(element,
      h("div.dialog-head", {}, h("h2", { id }, title),
        button("Close", () => close(), { icon: "close", iconOnly: true, plain: true, small: true })),
      h("div.dialog-body", {}, body),
      foot ? h("div.dialog-foot", {}, foot) : null);
    element.addEventListener("close", () => {
      element.remove();
      resolve(answer);
    });
    document.body.append(element);
    element.showModal();
    element.querySelector("[data-first]")?.focus();
  });
}

/** Asks before something that cannot be taken back. */
export function confirm(title, text, yes, look = {}) {
  return dialog(title, (close) => ({
    body: [].concat(text).map((one) => (one instanceof Node ? one : h("p", {}, one))),
    foot: [button("Keep as it is", () => close(false), { data: { first: "" } }),
      button(yes, () => close(true), look.harmless ? { primary: true } : { danger: true })],
  }));
}

/** Copies a text; says so. */
export async function copy(text, what) {
  try {
    await navigator.clipboard.writeText(text);
  } catch (refused) {
    const area = h("textarea", { value: text, "aria-label": what, readOnly: true });
    document.body.append(area);
    area.select();
    document.execCommand("copy");
    area.remove();
  }
  toast(`${what} copied`);
}

/** A text to copy, in a field of its own. */
export function copyLine(label, text) {
  const line = input({ value: text, readOnly: true, class: "mono" });
  line.addEventListener("focus", () => line.select());
  const whole = field(label, line);
  const wrapper = h("div.copy-line");
  line.replaceWith(wrapper);
  wrapper.append(line, button("Copy", () => copy(text, label), { icon: "copy", name: `Copy: ${label}` }));
  return whole;
}
