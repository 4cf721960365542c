/** From person to person, with a short code. */
import { all, encode, get, post, remove } from "../client.js";
import { fill, h } from "../dom.js";
import { bytes, plural, theirs } from "../format.js";
import { ended, live, transfers } from "../live.js";
import { upload } from "../staging.js";
import { dropZone } from "../ui/drop.js";
import { form } from "../ui/form.js";
import { icon, iconForType } from "../ui/icons.js";
import { codeView, transferRow } from "../ui/transfer.js";
import { announce, button, field, input, loading, notice, pageHead, problem, progress, segments, textarea, toast } from "../ui/widgets.js";
import { pathBadge } from "./dashboard.js";

export const title = "Send and receive";
const OFFER_WAIT_SECONDS = 25;

export function mount(root, { signal }) {
  root.append(pageHead("Send and receive", "One of you gets a code and reads it out; the other types it. The files go "
    + "from computer to computer, encrypted, and a wrong guess ends it."),
  h("div.grid-2.top-aligned", {}, sendCard(signal), receiveCard(signal)));
}

function sendCard(signal) {
  const place = h("div.stack");
  const card = h("section.card.stack", { "aria-labelledby": "send-title" }, h("h2", { id: "send-title" }, "Send"), place);
  let current = null;
  const sendForm = () => {
    let files = [];
    let way = "drop";
    const paths = textarea({ class: "mono", name: "paths", rows: 2, placeholder: "/home/me/holiday" });
    const message = textarea({ name: "message" });
    const drop = dropZone({ folders: true }, (list) => {
      files = list;
    });
    const source = h("div", {}, drop);
    const wrong = h("div");
    const bar = progress("Bringing the files to the daemon");
    bar.hidden = true;
    const go = button("Get a code", null, { primary: true, submit: true, icon: "send" });
    const send = async () => {
      const body = { paths: [], message: message.value.trim() || null };
      try {
        if (way === "drop" && files.length > 0) {
          bar.hidden = false;
          const total = files.reduce((sum, one) => sum + one.file.size, 0);
          body.staging = await upload(files, (now) => bar.update(total > 0 ? now.bytes / total : 1), signal);
        } else if (way === "path") {
          body.paths = paths.value.split("\n").map((line) => line.trim()).filter(Boolean);
        }
        const transfer = transfers.take(await post("/pairing/sendings", body));
        current = transfer.id;
        draw();
      } finally {
        bar.hidden = true;
      }
    };
    return form("form.stack", {}, { go, wrong, send },
      segments("Where it comes from", [["drop", "From this browser", "up"], ["path", "By path", "folder"]], way, (value) => {
        way = value;
        fill(source, way === "drop" ? drop : field("Paths on the daemon's computer", paths, "One a line"));
      }), source, field("Message", message, "The other side reads it before it accepts."), bar, wrong, h("div", {}, go));
  };
  let drawn = null;
  const draw = () => {
    const sendings = transfers.list("PAIRING").filter((one) => one.sending);
    const transfer = sendings.find((one) => one.id === current) ?? sendings.find((one) => !ended(one));
    if (!transfer) {
      if (drawn !== "form") {
        drawn = "form";
        fill(place, sendForm());
      }
      return;
    }
    current = transfer.id;
    if (drawn !== transfer.id) {
      drawn = transfer.id;
      const list = h("ul.list.plain-list", {}, transferRow(transfer, { brief: true }));
      const code = h("div.stack", {}, codeView(transfer), h("p.muted.small", {}, "On the other computer: open “Send and "
        + "receive” and type this code, or run ", h("code", {}, `scp2p receive ${transfer.sending.code}`)));
      const again = button("Send something else", () => {
        current = null;
        drawn = null;
        draw();
      });
      fill(place, code, list, h("div", {}, again));
      place.show = (now) => {
        list.firstElementChild.update(now);
        code.hidden = ended(now) || now.state === "TRANSFERRING";
        again.hidden = !ended(now);
      };
    }
    place.show(transfer);
  };
  transfers.onChange(draw, signal);
  draw();
  return card;
}

function receiveCard(signal) {
  const place = h("div.stack");
  const card = h("section.card.stack", { "aria-labelledby": "receive-title" }, h("h2", { id: "receive-title" }, "Receive"), place);
  const code = input({ name: "code", class: "mono code-input", required: true, placeholder: "729805 fopa tudo gute",
    autocapitalize: "none" });
  const showForm = (error) => {
    const wrong = h("div", {}, error ? problem(error) : null);
    const go = button("Meet the other side", null, { primary: true, submit: true });
    const send = async () => {
      follow(await post("/pairing/offers", { code: code.value.trim() }));
      code.value = "";
    };
    fill(place, form("form.stack", {}, { go, wrong, send },
      field("Code", code, "A number and words, as the other side reads it out."), wrong, h("div", {}, go)));
  };
  const giveUp = (offer, text) => button(text, async () => {
    await remove(`/pairing/offers/${encode(offer.id)}`);
    toast(text === "Decline" ? "Declined" : "Given up");
    showForm();
  }, text === "Decline" ? { danger: true } : {});

  async function follow(first) {
    let offer = first;
    while (offer.state === "MEETING" && !signal.aborted) {
      fill(place, loading("Meeting the other side…"), h("div", {}, giveUp(offer, "Give up")));
      try {
        offer = await get(`/pairing/offers/${encode(offer.id)}?wait=${OFFER_WAIT_SECONDS}`, { signal });
      } catch (error) {
        if (error.name !== "AbortError" && !signal.aborted && place.querySelector(".loading")) {
          showForm(error.status === 404 ? null : error);
        }
        return;
      }
    }
    if (!signal.aborted) {
      show(offer);
    }
  }

  function show(offer) {
    if (offer.state === "FAILED") {
      const error = offer.error;
      showForm(error ? { code: error.number ? `SCP2P-${error.number} ${error.code}` : error.code, reason: error.message,
        remedy: error.action, details: error.details } : { reason: "It did not work." });
      return;
    }
    if (offer.state !== "OFFERED") {
      showForm();
      return;
    }
    announce("The other side offers something. Please confirm.");
    const target = input({ name: "target", class: "mono", placeholder: "received" });
    const accept = button("Accept", async () => {
      const body = target.value.trim() ? { target: target.value.trim() } : { target: "received" };
      transfers.take(await post(`/pairing/offers/${encode(offer.id)}/accept`, body));
      toast("Receiving");
      showForm();
      window.location.hash = "#/downloads";
    }, { primary: true, icon: "check" });
    fill(place, notice("shield", "", h("p.strong", {}, "Somebody who knows the code offers this:"),
      h("p.small", {}, "Their key: ", h("span.mono", {}, offer.sender))),
    offer.message ? h("blockquote.message", {}, h("bdi", {}, theirs(offer.message))) : null,
    h("div.row", {}, h("span.strong.num", {}, `${plural(offer.totalItems, "file")}, ${bytes(offer.totalBytes)}`),
      offer.path ? pathBadge(offer.path) : null),
    h("ul.offer-items", {}, offer.items.slice(0, 50).map((item) => h("li", {}, icon(iconForType(item.mimeType)),
      h("bdi.grow", {}, theirs(item.path ?? item.name)), h("span.muted.num.small", {}, bytes(item.sizeBytes)))),
    offer.totalItems > 50 ? h("li.muted", {}, `and ${plural(offer.totalItems - 50, "more file", "more files")}`) : null),
    field("Into the folder", target, `Within ${live.status?.downloads ?? "the folder for downloads"}, or a full path.`),
    h("div.row", {}, accept, giveUp(offer, "Decline")));
  }

  showForm();
  // An offer that was waiting when this page was left is still there.
  all("/pairing/offers", 100, { signal }).then((offers) => {
    const waiting = offers.find((one) => one.state === "OFFERED" || one.state === "MEETING");
    if (waiting) {
      follow(waiting);
    }
  }, () => {});
  return card;
}
