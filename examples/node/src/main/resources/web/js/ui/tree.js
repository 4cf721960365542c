/**
 * A tree of folders and files with check boxes, as the ARIA practices describe one: one item is in
 * the tab order, arrows move, Space checks. Folders are read when they are opened.
 */
import { fill, h } from "../dom.js";
import { bytes, plural, theirs } from "../format.js";
import { icon, iconForType } from "./icons.js";
import { button, problem } from "./widgets.js";

/**
 * @param {string} label its name
 * @param {function(string, string): Promise<{items, next}>} read the entries of a folder, page by page
 * @param {{onSelect: function, onOpen: function}} hooks what happens on a change and on Enter
 */
export function tree(label, read, hooks) {
  const root = { path: "", children: [], level: 0, checked: "false", rest: "false" };
  const element = h("ul.tree", { role: "tree", "aria-label": label, "aria-multiselectable": "true" });
  root.list = element;

  element.addEventListener("keydown", onKey);
  element.addEventListener("click", onClick);
  element.addEventListener("focusin", (event) => {
    const item = event.target.closest("[role=treeitem]");
    if (item && event.target === item) {
      moveStop(item);
    }
  });

  async function load(node, after = null) {
    node.loading = true;
    node.list.setAttribute("aria-busy", "true");
    node.moreRow?.remove();
    try {
      const page = await read(node.path, after);
      node.next = page.next;
      for (const entry of page.items) {
        add(node, entry);
      }
      node.loaded = true;
      if (page.next) {
        node.moreRow = h("li", { role: "none" }, h("div.tree-row", {},
          button("Show more of this folder", () => load(node, page.next), { plain: true, small: true })));
        node.list.append(node.moreRow);
      } else if (node.children.length === 0) {
        node.list.append(h("li", { role: "none" }, h("div.tree-row.muted", {}, "Nothing in here")));
      }
    } catch (error) {
      node.moreRow = h("li", { role: "none" }, problem(error, () => load(node, after)));
      node.list.append(node.moreRow);
    } finally {
      node.loading = false;
      node.list.removeAttribute("aria-busy");
    }
    if (!element.querySelector('[tabindex="0"]')) {
      element.querySelector("[role=treeitem]")?.setAttribute("tabindex", "0");
    }
  }

  async function loadRest(node) {
    while (node.next && !node.loading) {
      const { next } = node;
      await load(node, next);
      if (node.next === next) {
        return;
      }
    }
    hooks.onSelect?.(selection());
  }

  function add(parent, entry) {
    const folder = entry.type === "FOLDER";
    const node = { entry, path: entry.path, parent, level: parent.level + 1, children: [], folder,
      checked: parent.rest, rest: parent.rest,
      bytes: folder ? entry.bytes : entry.item.sizeBytes, files: folder ? entry.items : 1 };
    const name = theirs(entry.name, "(no name)");
    const row = h("div.tree-row", {},
      h("span.tree-twist", { "aria-hidden": "true" }, folder ? icon("chevron") : null),
      h("span.tree-box", { "aria-hidden": "true" }, icon("check", "icon-yes"), icon("some", "icon-some")),
      h("span.tree-kind", {}, icon(folder ? "folder" : iconForType(entry.item.mimeType))),
      h("bdi.tree-name", { title: name }, name),
      h("span.tree-size", {}, folder ? `${plural(entry.items, "file")}, ${bytes(entry.bytes)}` : bytes(node.bytes)));
    row.style.paddingInlineStart = `${12 + (node.level - 1) * 22}px`;
    node.element = h("li", { role: "treeitem", tabindex: "-1", "aria-level": String(node.level),
      "aria-checked": node.checked, "aria-expanded": folder ? "false" : null,
      "aria-label": `${name}, ${folder ? `${plural(entry.items, "file")}, ` : ""}${bytes(node.bytes)}` }, row);
    if (folder) {
      node.list = h("ul", { role: "group", hidden: true });
      node.element.append(node.list);
    }
    node.element.node = node;
    parent.children.push(node);
    parent.list.append(node.element);
  }

  function expand(node, open) {
    if (!node.folder || (node.element.getAttribute("aria-expanded") === "true") === open) {
      return;
    }
    node.element.setAttribute("aria-expanded", String(open));
    node.list.hidden = !open;
    if (open && !node.loaded && !node.loading) {
      load(node);
    }
  }

  function check(node, value) {
    const down = (one) => {
      one.checked = value;
      one.rest = value;
      one.element?.setAttribute("aria-checked", value);
      one.children.forEach(down);
    };
    down(node);
    for (let up = node.parent; up; up = up.parent) {
      const states = new Set(up.children.map((one) => one.checked));
      const unread = Boolean(up.next);
      if (unread) {
        states.add(up.rest);
      }
      up.checked = states.size === 1 ? [...states][0] : "mixed";
      up.element?.setAttribute("aria-checked", up.checked);
      if (unread && up.rest === "true" && up.checked === "mixed") {
        // "All but this one" has to name the others, so they must be known.
        loadRest(up);
      }
    }
    hooks.onSelect?.(selection());
  }

  /** Whole folders by path, single files by content: what the daemon wants to hear. */
  function selection() {
    const result = { folders: [], items: [], files: 0, bytes: 0, everything: root.checked === "true" };
    const visit = (node) => {
      if (node.checked === "true" && node !== root) {
        if (node.folder) {
          result.folders.push(node.path);
        } else {
          result.items.push(node.entry.item.content);
        }
        result.files += node.files;
        result.bytes += node.bytes;
      } else {
        node.children.forEach(visit);
      }
    };
    visit(root);
    return result;
  }

  function visible() {
    return [...element.querySelectorAll("[role=treeitem]")].filter((item) => !item.parentElement.closest("[hidden]"));
  }

  function moveStop(item) {
    element.querySelectorAll('[tabindex="0"][role=treeitem]').forEach((one) => one.setAttribute("tabindex", "-1"));
    item.setAttribute("tabindex", "0");
  }

  function focus(item) {
    if (item) {
      moveStop(item);
      item.focus();
    }
  }

  function onClick(event) {
    const item = event.target.closest("[role=treeitem]");
    if (!item || event.target.closest("button")) {
      return;
    }
    focus(item);
    const { node } = item;
    if (event.target.closest(".tree-box")) {
      check(node, node.checked === "true" ? "false" : "true");
    } else if (node.folder) {
      expand(node, item.getAttribute("aria-expanded") !== "true");
    } else if (event.target.closest(".tree-name")) {
      hooks.onOpen?.(node.entry.item);
    }
  }

  let typed = "";
  let typedAt = 0;

  function onKey(event) {
    const item = document.activeElement.closest("[role=treeitem]");
    if (!item || event.target !== item || event.ctrlKey || event.metaKey || event.altKey) {
      return;
    }
    const { node } = item;
    const items = visible();
    const at = items.indexOf(item);
    const open = item.getAttribute("aria-expanded") === "true";
    const actions = {
      ArrowDown: () => focus(items[at + 1]),
      ArrowUp: () => focus(items[at - 1]),
      Home: () => focus(items[0]),
      End: () => focus(items[items.length - 1]),
      ArrowRight: () => (open ? focus(node.list.querySelector("[role=treeitem]")) : expand(node, true)),
      ArrowLeft: () => (open ? expand(node, false) : focus(node.parent.element)),
      " ": () => check(node, node.checked === "true" ? "false" : "true"),
      Enter: () => (node.folder ? expand(node, !open) : hooks.onOpen?.(node.entry.item)),
    };
    const action = actions[event.key];
    if (action) {
      event.preventDefault();
      action();
    } else if (event.key.length === 1) {
      const now = Date.now();
      typed = now - typedAt > 700 ? event.key : typed + event.key;
      typedAt = now;
      const order = [...items.slice(at + (typed.length === 1 ? 1 : 0)), ...items];
      focus(order.find((one) => one.node.entry.name.toLowerCase().startsWith(typed.toLowerCase())));
    }
  }

  element.selection = selection;
  element.checkAll = (value) => {
    check(root, value ? "true" : "false");
  };
  element.reload = () => {
    fill(element);
    root.children = [];
    root.checked = "false";
    root.rest = "false";
    root.next = null;
    return load(root);
  };
  element.reload();
  return element;
}
