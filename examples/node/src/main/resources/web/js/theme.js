/** Light, dark, or as the system says. */
import { segments } from "./ui/widgets.js";

const KEY = "scp2p.theme";

function chosenTheme() {
  return document.documentElement.dataset.theme ?? "system";
}

function chooseTheme(theme) {
  if (theme === "system") {
    delete document.documentElement.dataset.theme;
  } else {
    document.documentElement.dataset.theme = theme;
  }
  try {
    if (theme === "system") {
      localStorage.removeItem(KEY);
    } else {
      localStorage.setItem(KEY, theme);
    }
  } catch (refused) {
    // Without storage the choice lasts as long as the page.
  }
  for (const other of document.querySelectorAll("[data-theme-switch] input")) {
    other.checked = other.value === theme;
  }
}

export function themeSwitch() {
  const element = segments("Theme", [["system", "Auto", "system"], ["light", "Light", "sun"],
    ["dark", "Dark", "moon"]], chosenTheme(), chooseTheme);
  element.dataset.themeSwitch = "";
  return element;
}
