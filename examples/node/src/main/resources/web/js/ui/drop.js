/** A place to drop files and folders on, with buttons for those who do not drag. */
import { fill, h } from "../dom.js";
import { bytes, plural, theirs } from "../format.js";
import { filesOf, filesOfField } from "../staging.js";
import { icon } from "./icons.js";
import { button, toastError } from "./widgets.js";

/**
 * @param {{folders?: boolean, single?: boolean, label?: string}} look what may be chosen
 * @param {function(Array)} onChange called with what is chosen
 */
export function dropZone(look, onChange) {
  let chosen = [];
  const files = h("input.visually-hidden", { type: "file", multiple: !look.single, tabIndex: -1,
    "aria-label": "Files from this browser", data: { pick: "files" } });
  const folder = h("input.visually-hidden", { type: "file", tabIndex: -1, webkitdirectory: "",
    "aria-label": "A folder from this browser", data: { pick: "folder" } });
  const text = h("p", { role: "status" });
  const element = h("div.drop", {}, icon("up", "icon-large"), text,
    h("div.row", {}, button(look.single ? "Choose a file" : "Choose files", () => files.click(), { small: true }),
      look.folders ? button("Choose a folder", () => folder.click(), { small: true }) : null), files, folder);
  const show = () => {
    fill(text, chosen.length === 0 ? look.label ?? "Drop files or a folder here"
      : h("span.strong", {}, chosen.length === 1 ? theirs(chosen[0].path)
        : `${theirs(chosen[0].path.split("/")[0])} and more: ${plural(chosen.length, "file")}`,
      `, ${bytes(chosen.reduce((sum, one) => sum + one.file.size, 0))}`));
  };
  element.take = (list) => {
    chosen = look.single ? list.slice(0, 1) : list;
    show();
    onChange(chosen);
  };
  files.addEventListener("change", () => element.take(filesOfField(files)));
  folder.addEventListener("change", () => element.take(filesOfField(folder)));
  acceptDrops(element, element.take);
  show();
  return element;
}

const carriesFiles = (event) => [...(event.dataTransfer?.types ?? [])].includes("Files");

/** Lets a page take what is dropped anywhere on it; a dialog that is open has its own place for it. */
export function acceptDropsOnPage(root, take, signal) {
  root.classList.add("droppable");
  acceptDrops(document.body, (files) => document.querySelector("dialog[open]") || take(files), signal, root);
}

/** Without this a file that misses its place would be opened by the browser instead of the page. */
export function refuseOtherDrops() {
  for (const type of ["dragover", "drop"]) {
    window.addEventListener(type, (event) => {
      if (carriesFiles(event) && !event.defaultPrevented) {
        event.preventDefault();
        event.dataTransfer.dropEffect = "none";
      }
    });
  }
}

/** Lets an element take what is dropped on it; `shown` shows that it would. */
function acceptDrops(element, take, signal, shown = element) {
  let depth = 0;
  const over = (change) => {
    depth = Math.max(0, depth + change);
    shown.classList.toggle("over", depth > 0);
  };
  element.addEventListener("dragenter", (event) => carriesFiles(event) && over(1), { signal });
  element.addEventListener("dragleave", (event) => carriesFiles(event) && over(-1), { signal });
  element.addEventListener("dragover", (event) => carriesFiles(event) && event.preventDefault(), { signal });
  element.addEventListener("drop", async (event) => {
    if (!carriesFiles(event)) {
      return;
    }
    event.preventDefault();
    event.stopPropagation();
    depth = 0;
    over(0);
    try {
      take(await filesOf(event.dataTransfer));
    } catch (error) {
      toastError(error);
    }
  }, { signal });
}
