/** Shown when the daemon does not know this browser. */
import { h } from "../dom.js";
import { field, input, notice } from "../ui/widgets.js";

export const title = "Sign in";

export function mount(root) {
  const token = input({ name: "token", required: true, class: "mono", pattern: "[0-9a-fA-F]{64}",
    title: "64 hexadecimal digits", type: "password", autocomplete: "off" });
  root.append(h("header.page-head", {}, h("div", {}, h("h1", {}, "This browser is not signed in"),
    h("p", {}, "Only programs and browsers that can read the node's token may use it."))),
  h("section.card.stack.narrow", { "aria-label": "Sign in" },
    notice("key", "", h("p", {}, "Open the address that ", h("code", {}, "scp2p run"),
      " printed when it started, or paste the token from the file ", h("code", {}, "daemon.token"),
      " in the node's folder.")),
    h("form.stack", { action: "/login", method: "get" }, field("Token", token, "64 hexadecimal digits"),
      h("div", {}, h("button.btn.btn-primary", { type: "submit" }, "Sign in")))));
}
