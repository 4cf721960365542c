/** One transfer in a list: how far, how fast, from whom, and what can be done with it. */
import { encode, post, put, remove } from "../client.js";
import { fill, freshId, h, reconcile, say } from "../dom.js";
import { bytes, duration, percent, plural, rate, shortId, theirs, words } from "../format.js";
import { ended, transfers } from "../live.js";
import { guessType } from "../types.js";
import { icon } from "./icons.js";
import { badge, button, confirm, copyLine, problemOf, progress, select, toast, toastError } from "./widgets.js";

const STATES = {
  IDLE: ["Queued", ""],
  CONNECTING: ["Looking for peers", "accent"],
  AUTHENTICATING: ["Connecting", "accent"],
  TRANSFERRING: ["Transferring", "accent"],
  VERIFYING: ["Verifying", "accent"],
  PAUSED: ["Paused", "warn"],
  COMPLETED: ["Complete", "good"],
  ERROR: ["Failed", "bad"],
  CANCELLED: ["Cancelled", ""],
};

function stateBadge(transfer) {
  if (transfer.kind === "PUBLICATION" && transfer.state === "VERIFYING") {
    return badge("Reading files", "accent", true);
  }
  if (transfer.kind === "PAIRING" && transfer.state === "CONNECTING") {
    return badge("Waiting for the other side", "accent", true);
  }
  const [text, kind] = STATES[transfer.state];
  return badge(text, kind, true);
}

/** What a person calls it. */
export function nameOf(transfer) {
  const direction = { PUT: "Into the vault", GET: "From the vault", REPAIR: "Repair" };
  switch (transfer.kind) {
    case "DOWNLOAD":
      return theirs(transfer.download?.title, `Share ${shortId(transfer.download?.shareId)}`);
    case "PUBLICATION":
      return `Publishing ${theirs(transfer.publication?.title, "a share")}`;
    case "VAULT":
      return `${direction[transfer.vault?.direction] ?? "Vault"}: ${theirs(transfer.vault?.name, "a file")}`;
    case "PAIRING":
      return transfer.sending ? "Sending with a code" : "Receiving with a code";
    default:
      return `To ${shortId(transfer.upload?.peer)}`;
  }
}

function kindIcon(transfer) {
  return { DOWNLOAD: "download", UPLOAD: "up", PUBLICATION: "share", VAULT: "vault", PAIRING: "send" }[transfer.kind];
}

/**
 * A row that keeps itself up to date by `update(transfer)`.
 *
 * @param {object} first the transfer
 * @param {{brief?: boolean, hooks?: object}} look `brief` leaves out what only its own page shows
 */
export function transferRow(first, look = {}) {
  let transfer = first;
  const name = nameOf(first);
  const bar = progress(`Progress of ${name}`);
  const state = h("span.state");
  const done = h("span.num");
  const speed = h("span.num");
  const left = h("span.num");
  const where = h("bdi.mono.small.muted.target");
  const wrong = h("div");
  const act = async (verb) => {
    transfers.take(await post(`/transfers/${encode(transfer.id)}/${verb}`));
  };
  const pause = button("Pause", () => act("pause"), { icon: "pause", small: true, name: `Pause ${name}`, data: { act: "pause" } });
  const resume = button("Resume", () => act("resume"), { icon: "play", small: true, primary: true, name: `Resume ${name}`, data: { act: "resume" } });
  const cancel = button("Cancel", async () => {
    const keep = transfer.kind === "DOWNLOAD"
      ? "Files that are complete stay; what is half there is thrown away." : "What was done so far is undone.";
    if (await confirm(`Cancel “${name}”?`, keep, "Cancel it")) {
      await act("cancel");
    }
  }, { icon: "close", small: true, iconOnly: true, name: `Cancel ${name}`, data: { act: "cancel" } });
  const forget = button("Remove from the list", async () => {
    await remove(`/transfers/${encode(transfer.id)}`);
    transfers.drop(transfer.id);
  }, { icon: "trash", small: true, iconOnly: true, name: `Remove ${name} from the list`, data: { act: "forget" } });
  const priority = look.brief || first.kind !== "DOWNLOAD" ? null
    : select([["HIGH", "First"], ["NORMAL", "Normal"], ["LOW", "Last"]], first.download.priority, {
      "aria-label": `Priority of ${name}`, class: "select-small",
      on: { change: async () => {
        try {
          transfers.take(await put(`/downloads/${encode(transfer.id)}/priority`, { priority: priority.value }));
          toast("Priority changed");
          // The others have another place now, too.
          transfers.reload();
        } catch (error) {
          toastError(error);
        }
      } } });
  const details = look.brief ? null : detailsOf(first);
  const row = h("li.transfer", { data: { transfer: first.id } },
    h("div.transfer-head", {},
      h("span.transfer-icon", {}, icon(kindIcon(first))),
      h("div.grow", {}, h("p.list-title", {}, h("bdi", {}, name)), look.brief ? null : where),
      state,
      h("div.list-actions", {}, priority, pause, resume, cancel, first.kind === "UPLOAD" ? null : forget)),
    bar,
    h("div.list-sub.transfer-figures", {}, done, speed, left),
    wrong, details);

  let wrongShown = null;
  row.update = (next) => {
    transfer = next;
    row.dataset.state = next.state;
    const can = new Set(next.can);
    pause.hidden = !can.has("pause");
    resume.hidden = !can.has("resume");
    cancel.hidden = !can.has("cancel");
    forget.hidden = !ended(next);
    if (priority) {
      priority.hidden = ended(next);
      if (document.activeElement !== priority) {
        priority.value = next.download.priority;
      }
    }
    const badgeNow = stateBadge(next);
    if (state.textContent !== badgeNow.textContent) {
      fill(state, badgeNow);
    }
    const p = next.progress;
    const flowing = next.state === "TRANSFERRING" || next.state === "VERIFYING";
    const fraction = next.state === "COMPLETED" ? 1 : p?.fraction ?? 0;
    const look2 = { COMPLETED: "done", ERROR: "failed", CANCELLED: "resting", PAUSED: "resting" }[next.state] ?? "";
    bar.update(fraction, look2, `${percent(fraction)}, ${stateBadge(next).textContent}`);
    say(done, p ? `${bytes(p.bytesDone)} of ${bytes(p.bytesTotal)} (${percent(fraction)})` : "");
    say(speed, flowing && p ? rate(p.bytesPerSecond) : "");
    const remaining = p?.remaining ?? null;
    say(left, flowing && remaining !== null && remaining < 30 * 86400 ? `${duration(remaining)} left` : "");
    say(where, next.download?.target ?? "");
    const wrongNow = next.state === "ERROR" ? next.error : null;
    if ((wrongNow?.code ?? null) !== wrongShown) {
      wrongShown = wrongNow?.code ?? null;
      fill(wrong, wrongNow ? problemOf(wrongNow) : null);
    }
    details?.update(next);
  };
  row.update(first);
  return row;
}

/** Per-peer contributions, and the files at the end; drawn while it is open only. */
function detailsOf(first) {
  const peers = h("ul.peer-bars");
  const files = h("ul.file-links");
  const label = h("summary", {}, "Details");
  const none = h("p.muted.small", {}, "No peer has contributed since it was last started.");
  const element = h("details.transfer-details", {}, label, none, peers, files);
  let transfer = first;
  let filesOf = null;
  const draw = () => {
    if (!element.open) {
      return;
    }
    const list = transfer.progress?.peers ?? [];
    const most = Math.max(1, ...list.map((one) => one.verifiedBytes));
    none.hidden = list.length > 0;
    reconcile(peers, list, (one) => one.peer, () => peerBar());
    [...peers.children].forEach((child, i) => child.show(list[i], most));
    if (transfer.result?.files && filesOf !== transfer.id) {
      filesOf = transfer.id;
      const all = transfer.result.files;
      fill(files, all.slice(0, 100).map((file) => fileLink(file, transfer.result.share)),
        all.length > 100 ? h("li.muted.small", {}, `and ${plural(all.length - 100, "more file", "more files")}`) : null);
    }
  };
  element.addEventListener("toggle", draw);
  element.update = (next) => {
    transfer = next;
    const contributors = next.progress?.peers?.length ?? 0;
    say(label, next.state === "COMPLETED" && next.result?.files
      ? `${plural(next.result.files.length, "file")}, from ${plural(contributors, "peer")}`
      : `${plural(contributors, "peer")}`);
    draw();
  };
  return element;
}

function peerBar() {
  const id = freshId("peer");
  const bar = h("span.peer-bar");
  const name = h("span.mono.small", { id });
  const text = h("span.num.small.muted");
  const element = h("li", {}, name, h("span.peer-track", { "aria-hidden": "true" }, bar), text);
  element.show = (one, most) => {
    say(name, shortId(one.peer));
    bar.style.width = `${((one.verifiedBytes / most) * 100).toFixed(1)}%`;
    say(text, `${bytes(one.verifiedBytes)}, ${rate(one.bytesPerSecond)}, ${words(one.path).toLowerCase()}`);
  };
  return element;
}

function fileLink(file, share) {
  const name = theirs(String(file.path ?? "").split(/[\\/]/).pop(), "(no name)");
  const item = { name, path: file.path, sizeBytes: file.sizeBytes, mimeType: guessType(name),
    contentUrl: `/content/${encode(file.content)}?share=${encode(share)}` };
  return h("li", {}, h("button.link-button", { type: "button", on: { click: async () => {
    const { play } = await import("./player.js");
    play(item);
  } } }, icon("play"), h("bdi", {}, name)), h("span.muted.small.num", {}, bytes(file.sizeBytes)));
}

/** The code of a sending, large enough to read out. */
export function codeView(transfer) {
  return h("div.stack", {}, h("p.pairing-code", { "aria-label": "Code" }, transfer.sending.code),
    copyLine("Code to pass on", transfer.sending.code));
}
