/** Private files, kept safe on other people's computers. */
import { all, encode, get, post, put } from "../client.js";
import { fill, h, reconcile } from "../dom.js";
import { ago, bytes, count, moment, percent, plural, shortId, theirs } from "../format.js";
import { ended, inOrder, live, transfers } from "../live.js";
import { upload } from "../staging.js";
import { acceptDropsOnPage, dropZone } from "../ui/drop.js";
import { form, formDialog } from "../ui/form.js";
import { phraseDialog, recoverDialog } from "../ui/recovery.js";
import { CONDITIONS, nines, shardStrip } from "../ui/shards.js";
import { transferRow } from "../ui/transfer.js";
import { vaultLinkCard } from "../ui/vaultlink.js";
import { badge, button, check, empty, field, input, listCard, loading, pageHead, problem, progress, segments,
  select, tabs, toast } from "../ui/widgets.js";

export const title = "Vault";

const CODINGS = [["4+2", "4+2: half again the size, any 2 holders may be lost"], ["2+1", "2+1: half again the size, any 1 may be lost"],
  ["3+3", "3+3: twice the size, any 3 may be lost"], ["6+3", "6+3: half again the size, any 3 may be lost"],
  ["1+1", "1+1: two copies"], ["1+2", "1+2: three copies"]];

export function mount(root, { signal }) {
  const figures = h("dl.grid-figures");
  const working = h("ul.list");
  const workingCard = listCard("Under way", null, working);
  let stop = new AbortController();
  signal.addEventListener("abort", () => stop.abort());
  root.append(pageHead("Vault", "Files are encrypted here, cut into shards, and kept by other nodes. No holder can "
    + "read anything, and some of them may vanish without loss.",
  button("Recovery phrase", () => phraseDialog(), { icon: "key" }),
  button("Put a file in", () => putDialog(), { icon: "plus", primary: true })), figures, workingCard, vaultLinkCard(),
  tabs("Vault", [["files", "Files"], ["holders", "Holders"], ["offer", "Your offer"], ["safety", "Safety copies"]], "files", (key, panel) => {
    // What is drawn for one tab must not come to stand in the next.
    stop.abort();
    stop = new AbortController();
    fill(panel, loading());
    const draw = { files, holders, offer, safety }[key];
    Promise.resolve(draw(panel, stop.signal)).catch((error) => error.name === "AbortError" || fill(panel, problem(error)));
  }));
  acceptDropsOnPage(root, (list) => putDialog(list), signal);

  const ask = inOrder(() => get("/vault", { signal }), (now) => {
    const figure = (label, value, note, kind = "") => h("div.card.figure", {}, h("dt", {}, label),
      h("dd.value", { class: kind }, value), h("dd.note", {}, note));
    fill(figures,
      figure("Files", count(now.files), bytes(now.plainBytes)),
      figure("Kept by others", bytes(now.storedBytes), `${plural(now.holders, "holder")} to choose from`),
      figure("Need attention", count(now.unhealthyFiles), now.unhealthyFiles === 0 ? "All is well" : "A repair mends them",
        now.unhealthyFiles === 0 ? "" : "warn"),
      figure("You keep for others", bytes(now.heldBytes), now.offeredBytes > 0 ? `of ${bytes(now.offeredBytes)} offered` : "Nothing offered"));
  });
  const totals = async () => {
    try {
      await ask();
    } catch (error) {
      if (!signal.aborted) {
        fill(figures, problem(error, totals));
      }
    }
  };
  live.on("VaultEvent", totals, signal);
  totals();
  transfers.onChange(() => {
    const list = transfers.list("VAULT").filter((one) => !ended(one) || one.state === "ERROR").slice(-6);
    workingCard.hidden = list.length === 0;
    reconcile(working, list, (one) => one.id, (one) => transferRow(one, { brief: true }));
  }, signal);
  workingCard.hidden = !transfers.list("VAULT").some((one) => !ended(one) || one.state === "ERROR");
}

async function files(panel, signal) {
  const list = h("ul.list");
  const rebalance = button("Rebalance", async () => {
    const { moved } = await post("/vault/rebalance");
    toast(moved === 0 ? "Every shard is well placed" : `${plural(moved, "shard")} moved`);
  }, { small: true, icon: "refresh" });
  const card = listCard("Files", rebalance, list);
  const draw = inOrder(() => all("/vault/files", 1000, { signal }), (items) => {
    if (items.length === 0) {
      fill(panel, h("section.card", { "aria-label": "Files" }, empty("vault", "The vault is empty",
        "Put a file in: it is encrypted before it leaves this computer, and any 4 of its 6 shards bring it back. "
        + "You can also drop one on this page.", button("Put a file in", () => putDialog(), { icon: "plus", primary: true }),
        button("Recover a vault", async () => (await recoverDialog()) && draw()))));
      return;
    }
    if (!card.isConnected) {
      fill(panel, card);
    }
    reconcile(list, items, (one) => one.id, fileRow);
  });
  live.on("VaultEvent", () => draw().catch(() => {}), signal);
  await draw();
}

function fileRow(first) {
  const link = h("a", { href: `#/vault/${encode(first.id)}` });
  const sub = h("div.list-sub");
  const side = h("div.row");
  const row = h("li", {}, h("div.list-main", {}, h("p.list-title", {}, link), sub), side);
  row.update = (one) => {
    const [text, kind] = CONDITIONS[one.health.condition];
    fill(link, h("bdi", {}, theirs(one.name, shortId(one.id))));
    fill(sub, h("span.num", {}, bytes(one.sizeBytes)),
      h("span", {}, `${one.coding.dataShards}+${one.coding.parityShards}`),
      h("span", { title: moment(one.storedAt) }, `stored ${ago(one.storedAt)}`),
      h("span.num", {}, nines(one.health.durabilityNines)));
    fill(side, shardStrip(one.health, one.coding), badge(text, kind, true));
  };
  row.update(first);
  return row;
}

async function holders(panel, signal) {
  const items = await all("/vault/holders", 500, { signal });
  fill(panel, items.length === 0
    ? h("section.card", { "aria-label": "Holders" }, empty("peers", "No holders known",
      "Peers that offer space show up here once they are connected."))
    : listCard("Who offers space", null, h("ul.list", {}, items.map((one) => {
      const audits = one.auditsPassed + one.auditsFailed;
      return h("li", {}, h("div.list-main", {}, h("p.list-title.mono", {}, shortId(one.id)),
        h("div.list-sub", {}, h("span.num", {}, `${bytes(one.usedBytes)} of yours`), h("span.num", {}, `${bytes(one.freeBytes)} free`),
          h("span.num", {}, `there ${percent(one.uptime)} of the time`))),
      audits === 0 ? badge("Not audited yet") : badge(`${count(one.auditsPassed)} of ${count(audits)} audits passed`,
        one.auditsFailed === 0 ? "good" : "warn", true));
    }))));
}

const GIB = 1024 ** 3;

async function offer(panel, signal) {
  const now = await get("/vault", { signal });
  const held = await all("/vault/held", 500, { signal });
  const amount = input({ type: "number", min: "0", step: "0.5", name: "offer",
    value: String(Math.round((now.offeredBytes / GIB) * 100) / 100) });
  const bar = progress("Used of what you offer");
  const used = h("p.small.muted.num");
  const show = (state) => {
    bar.update(state.offeredBytes > 0 ? state.heldBytes / state.offeredBytes : 0);
    used.textContent = `${bytes(state.heldBytes)} of ${bytes(state.offeredBytes)} used, by ${plural(state.owners, "owner")}`;
  };
  show(now);
  const save = button("Save", null, { submit: true, primary: true });
  const wrong = h("div");
  const send = async () => {
    show(await put("/vault/offer", { quotaBytes: Math.round(Number(amount.value) * GIB) }));
    toast("Your offer was changed");
  };
  fill(panel, h("div.stack", {}, form("form.card.stack", { "aria-label": "Your offer" }, { go: save, wrong, send },
    h("h2", {}, "Space for others"),
  h("p.muted", {}, "A vault works because its users hold shards for each other. What you keep for others is encrypted; nobody uses more than this."),
  field("Gibibytes on this computer", amount, "0 offers nothing. What is held already is kept until it is deleted or expires."),
  bar, used, wrong, h("div", {}, save)),
  listCard("What you keep for others", null, held.length === 0 ? empty("vault", "Nothing yet", "Nobody keeps anything here.")
    : h("ul.list", {}, held.map((one) => h("li", {}, h("div.list-main", {}, h("p.list-title.mono", {}, shortId(one.owner)),
      h("div.list-sub", {}, h("span.num", {}, plural(one.shards, "shard")), h("span.num", {}, `${bytes(one.usedBytes)} of ${bytes(one.quotaBytes)}`),
        h("span", {}, `until ${moment(one.leaseUntil)}`)))))))));
}

function safety(panel) {
  const action = (heading, text, verb, iconName, run) => h("section.card.stack", { "aria-label": heading },
    h("h2", {}, heading), h("p.muted", {}, text), h("div", {}, button(verb, run, { icon: iconName })));
  fill(panel, h("div.grid-2", {},
    action("Recovery phrase", "Words on paper that bring everything back when this computer is lost.", "Show the phrase", "key", () => phraseDialog()),
    action("Recover", "On a new computer: bring the vault of an old one back with its phrase.", "Recover a vault", "refresh", () => recoverDialog()),
    action("Export the catalog", "The list of your files and where their shards are, encrypted. It is also kept by holders.",
      "Export", "up", () => pathDialog("Export the catalog", "Write it to", "Export", (path) => post("/vault/catalog/export", { target: path }), "Exported")),
    action("Import a catalog", "Merges an exported list with this one. Nothing is lost by it.", "Import", "down",
      () => pathDialog("Import a catalog", "Read it from", "Import", (path) => post("/vault/catalog/import", { source: path }), "Imported"))));
}

function pathDialog(heading, label, verb, run, done) {
  const path = input({ class: "mono", required: true, name: "path", data: { first: "" } });
  return formDialog(heading, verb, field(label, path, "A full path on the daemon's computer."), async (close) => {
    await run(path.value.trim());
    toast(done);
    close();
  });
}

/** Puts a file in, by path or from the browser. */
async function putDialog(dropped = null) {
  const stop = new AbortController();
  let way = dropped ? "drop" : "path";
  let file = null;
  const path = input({ class: "mono", name: "path", placeholder: "/home/me/taxes.pdf", data: { first: "" } });
  const drop = dropZone({ single: true, label: "Drop a file here" }, (list) => {
    [file] = list;
  });
  const ways = { path: field("File on the daemon's computer", path), drop };
  const source = h("div", {}, ways[way]);
  if (dropped) {
    drop.take(dropped);
  }
  const coding = select(CODINGS, "4+2", { name: "coding" });
  const degraded = check("Accept fewer holders than it needs", { name: "degraded" }, "It is stored with less safety, and mended when more peers come.");
  const bar = progress("Bringing the file to the daemon");
  bar.hidden = true;
  await formDialog("Put a file into the vault", "Put it in", [
    segments("Where it comes from", [["path", "By its path", "folder"], ["drop", "From this browser", "up"]], way, (value) => {
      way = value;
      fill(source, ways[value]);
    }), source, field("Shards", coding), degraded, bar,
  ], async (close) => {
    const [dataShards, parityShards] = coding.value.split("+").map(Number);
    const body = { coding: { dataShards, parityShards }, allowDegraded: degraded.box.checked };
    try {
      if (way === "drop") {
        if (!file) {
          throw new Error("Choose a file first.");
        }
        bar.hidden = false;
        body.source = { staging: await upload([file], (now) => bar.update(file.file.size > 0 ? now.bytes / file.file.size : 1), stop.signal) };
      } else {
        body.source = { path: path.value.trim() };
      }
      transfers.take(await post("/vault/files", body));
      toast("Encrypting and placing it");
      close();
    } finally {
      bar.hidden = true;
    }
  });
  stop.abort();
}

