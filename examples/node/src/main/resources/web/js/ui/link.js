/** A link to pass on: to copy, and as a QR code to point a camera at. */
import { h } from "../dom.js";
import { drawing } from "./qr.js";
import { button, copyLine, dialog, notice } from "./widgets.js";

export function linkDialog(title, link, text) {
  return dialog(title, (close) => {
    let code;
    try {
      code = h("figure.qr", {}, drawing(link, "QR code of the link"));
    } catch (tooLong) {
      code = notice("info", "", h("p", {}, "This link is too long for a QR code."));
    }
    return {
      body: [h("p", {}, text), code, copyLine("Link", link)],
      foot: [button("Done", () => close(), { primary: true, data: { first: "" } })],
    };
  });
}
