/**
 * Builds elements. There is no way in here to turn a string into markup: text from peers can only
 * ever become a text node.
 */

const SVG = "http://www.w3.org/2000/svg";

/** Properties that are set as such, since an attribute would say something else. */
const PROPERTIES = new Set(["value", "checked", "disabled", "hidden", "readOnly", "selected",
  "required", "multiple", "open", "indeterminate", "tabIndex"]);

/**
 * Makes an HTML element.
 *
 * @param {string} tag name, with classes after dots: "div.card.stack"
 * @param {object} [props] attributes; `on` is a map of listeners, `data` of data attributes
 * @param {...(Node|string|number|null|undefined|Array)} children text is always text
 */
export function h(tag, props, ...children) {
  const [name, ...classes] = tag.split(".");
  const element = document.createElement(name);
  if (classes.length > 0) {
    element.className = classes.join(" ");
  }
  set(element, props);
  append(element, children);
  return element;
}

/** Makes an SVG element. */
export function s(name, props, ...children) {
  const element = document.createElementNS(SVG, name);
  set(element, props);
  append(element, children);
  return element;
}

function set(element, props) {
  for (const [key, value] of Object.entries(props ?? {})) {
    if (value === null || value === undefined || value === false && !key.startsWith("aria-")) {
      continue;
    }
    if (key === "on") {
      for (const [type, listener] of Object.entries(value)) {
        element.addEventListener(type, listener);
      }
    } else if (key === "data") {
      Object.assign(element.dataset, value);
    } else if (key === "class") {
      value.split(" ").filter(Boolean).forEach((one) => element.classList.add(one));
    } else if (PROPERTIES.has(key) && key in element) {
      element[key] = value;
    } else {
      element.setAttribute(key, value === true ? "" : String(value));
    }
  }
}

function append(element, children) {
  for (const child of children.flat(Infinity)) {
    if (child === null || child === undefined || child === false) {
      continue;
    }
    element.append(child instanceof Node ? child : document.createTextNode(String(child)));
  }
}

/** Replaces what an element contains. */
export function fill(element, ...children) {
  element.replaceChildren();
  append(element, children);
  return element;
}

/** Sets a text only if it changed, so that selections and screen readers are left alone. */
export function say(element, text) {
  const value = String(text);
  if (element.textContent !== value) {
    element.textContent = value;
  }
}

/**
 * Makes the children of a parent those of a list, keeping the elements of items that stay: focus,
 * selection and open details survive an update.
 *
 * @param {Element} parent whose children these are
 * @param {Array} items in order
 * @param {function(*): string} keyOf what stays the same
 * @param {function(*): Element} create makes an element; it may have a method `update(item)`
 */
export function reconcile(parent, items, keyOf, create) {
  const known = new Map();
  for (const child of parent.children) {
    known.set(child.rowKey, child);
  }
  let next = parent.firstElementChild;
  for (const item of items) {
    const key = keyOf(item);
    let row = known.get(key);
    if (row) {
      known.delete(key);
      row.update?.(item);
    } else {
      row = create(item);
      row.rowKey = key;
    }
    if (row === next) {
      next = next.nextElementSibling;
    } else {
      parent.insertBefore(row, next);
    }
  }
  for (const stale of known.values()) {
    stale.remove();
  }
}

let lastId = 0;

/** A fresh id for label-for, aria-describedby and the like. */
export function freshId(word) {
  lastId += 1;
  return `${word}-${lastId}`;
}
