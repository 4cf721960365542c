/** Forms, on pages and in dialogs: however often one is submitted, it is sent once at a time. */
import { fill, freshId, h } from "../dom.js";
import { button, dialog, problem } from "./widgets.js";

/**
 * A form. While `send` runs its button is disabled, and a second click or Enter does nothing; what
 * goes wrong is said in `wrong`, and then it can be sent again.
 *
 * @param {string} tag as for h
 * @param {object} props as for h
 * @param {{go: Element, wrong: Element, send: function(): Promise}} what its button, the place for
 *     what goes wrong, and what submitting does
 * @returns {Element} with a method `send()` that does the same without a click
 */
export function form(tag, props, { go, wrong, send }, ...children) {
  const element = h(tag, props, children);
  let sending = false;
  element.send = async () => {
    if (sending) {
      return;
    }
    sending = true;
    const focused = document.activeElement === go;
    go.setAttribute("aria-busy", "true");
    go.disabled = true;
    fill(wrong);
    try {
      await send();
    } catch (error) {
      if (error.name !== "AbortError") {
        fill(wrong, problem(error));
      }
    } finally {
      sending = false;
      go.disabled = false;
      go.removeAttribute("aria-busy");
      // A disabled button loses the focus; whoever works with keys wants to go on from there.
      if (focused && document.activeElement === document.body) {
        go.focus();
      }
    }
  };
  element.addEventListener("submit", (event) => {
    event.preventDefault();
    element.send();
  });
  return element;
}

/**
 * Opens a dialog with one form.
 *
 * @param {string} heading its name
 * @param {string} verb what its button says
 * @param {Array|Element} fields what is in it
 * @param {function(function): Promise} send is given a function that closes the dialog
 * @param {object} [look] icon of the button, wide
 */
export function formDialog(heading, verb, fields, send, look = {}) {
  return dialog(heading, (close) => {
    const wrong = h("div");
    const go = button(verb, null, { primary: true, submit: true, icon: look.icon });
    const body = form("form.stack", { id: freshId("form") }, { go, wrong, send: () => send(close) }, fields, wrong);
    go.setAttribute("form", body.id);
    return { body, foot: [button("Cancel", () => close()), go] };
  }, look);
}
