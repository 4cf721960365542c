/** A link to somebody's vault file: opened, looked at, saved. */
import { post } from "../client.js";
import { fill, h } from "../dom.js";
import { bytes, shortId } from "../format.js";
import { guessType } from "../types.js";
import { form } from "./form.js";
import { canShow, play, saveUrl } from "./player.js";
import { badge, button, field, input } from "./widgets.js";

export const VAULT_LINK = "scp2p://v/";

/** A link is a secret, so it is handed from page to page here and not in an address. */
let handedOver = null;

/** Shows the vault page, which opens the link. */
export function openOnVaultPage(link) {
  handedOver = link;
  window.location.hash = "#/vault";
}

/** The card with the field; it goes on with a link that was handed over. */
export function vaultLinkCard() {
  const link = input({ class: "mono", name: "vault-link", placeholder: `${VAULT_LINK}…#…`, required: true, autocapitalize: "none" });
  const line = field("Open a vault link", link, `Made by “Share it by link” of a vault file. It starts with ${VAULT_LINK}, and whoever has it reads that one file.`);
  const go = button("Open", null, { primary: true, submit: true });
  const place = h("div");
  const wrapper = h("div.copy-line");
  link.replaceWith(wrapper);
  wrapper.append(link, go);
  const send = async () => {
    const opened = await post("/vault/links", { link: link.value.trim() });
    link.value = "";
    fill(place, openedView(opened));
  };
  const card = form("form.card.stack-tight", { "aria-label": "Open a vault link" }, { go, wrong: place, send }, line, place);
  if (handedOver) {
    link.value = handedOver;
    handedOver = null;
    card.send();
  }
  return card;
}

/** A link knows the size and not the name: who saves it says what to call it. */
function openedView(opened) {
  const name = input({ name: "link-name", placeholder: "holiday.mp4" });
  const called = () => name.value.trim() || opened.file;
  const url = () => `${opened.contentUrl}?name=${encodeURIComponent(called())}`;
  const look = button("Look at it here", () => play({ name: called(), path: null, sizeBytes: opened.sizeBytes,
    mimeType: guessType(called()), contentUrl: url() }), { icon: "play" });
  const save = h("a.btn.btn-primary", { download: "" }, "Save with the browser");
  const named = () => {
    look.hidden = !canShow({ mimeType: guessType(called()) });
    save.setAttribute("href", saveUrl(url()));
  };
  name.addEventListener("input", named);
  named();
  return h("div.stack", { role: "status" }, h("div.row", {}, badge("Opened", "good", true),
    h("span.num", {}, bytes(opened.sizeBytes)), h("span.muted.mono.small", { title: opened.file }, shortId(opened.file))),
  field("Call it", name, "The link does not say what the file is called; the end of the name says what it is."),
  h("div.row", {}, save, look));
}
