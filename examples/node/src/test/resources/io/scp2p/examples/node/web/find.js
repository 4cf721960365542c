// arguments: "pressable" or "field", and the name a person would use for it.
const [kind, name] = arguments;
const dialogs = [...document.querySelectorAll("dialog[open]")];
const root = dialogs.length > 0 ? dialogs[dialogs.length - 1] : document;
const clean = (text) => (text ?? "").replace(/\s+/g, " ").trim();
const shown = (one) => one.checkVisibility({ visibilityProperty: true });
if (kind === "field") {
  return [...root.querySelectorAll("input, textarea, select")].filter(shown).find((one) =>
    clean(one.getAttribute("aria-label")) === name
      || [...(one.labels ?? [])].some((label) => clean(label.textContent).startsWith(name))) ?? null;
}
const candidates = [...root.querySelectorAll("button, a[href], [role=tab], [role=treeitem], summary, label")].filter(shown);
const nameOf = (one) => clean(one.getAttribute("aria-label") ?? one.innerText);
return candidates.find((one) => nameOf(one) === name)
  ?? candidates.find((one) => one.matches("label.check") && nameOf(one).startsWith(name)) ?? null;
