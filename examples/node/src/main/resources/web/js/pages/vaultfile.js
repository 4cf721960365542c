/** One file of the vault: who holds what of it, and how safe it is. */
import { BASE, encode, get, post, remove } from "../client.js";
import { fill, h } from "../dom.js";
import { ago, bytes, moment, shortId, theirs } from "../format.js";
import { inOrder, live, transfers } from "../live.js";
import { guessType } from "../types.js";
import { formDialog } from "../ui/form.js";
import { linkDialog } from "../ui/link.js";
import { play } from "../ui/player.js";
import { CONDITIONS, nines, shardName, shardPicture } from "../ui/shards.js";
import { badge, button, confirm, field, input, loading, pageHead, problem, problemOf, toast } from "../ui/widgets.js";

export const title = "Vault file";

export async function mount(root, { parameters, signal }) {
  const { id } = parameters;
  const path = `/vault/files/${encode(id)}`;
  fill(root, loading());
  const first = await get(path, { signal });
  const name = theirs(first.file.name, shortId(id));
  const picture = h("section.card", { "aria-label": "Where its shards are" });
  const safety = h("section.card.stack", { "aria-label": "How safe it is" });
  const table = h("section.card.card-flush", { "aria-label": "Shards" });
  let revoking = false;
  const wrong = h("div");
  /** Something that takes its time; what comes of it is said here, as long as somebody is here. */
  const begin = async (verb, text, done) => {
    fill(wrong);
    const begun = transfers.take(await post(`${path}/${verb}`));
    toast(text);
    transfers.finished(begun.id).then((end) => {
      if (!signal.aborted) {
        fill(wrong, end.error ? problemOf(end.error) : null);
        done(end.result);
      }
    });
  };
  fill(root, h("nav.crumbs", { "aria-label": "Where you are" }, h("a", { href: "#/vault" }, "Vault"),
    h("span", { "aria-hidden": "true" }, "›"), h("bdi", {}, name)),
  pageHead(h("bdi", {}, name), `${bytes(first.file.sizeBytes)}, stored ${moment(first.file.storedAt)}`,
    button("Get it back", () => getDialog(path, first.file), { icon: "download", primary: true }),
    button("Verify now", async () => {
      const now = await post(`${path}/verify`);
      toast(`${CONDITIONS[now.health.condition][0]}: ${now.health.reachableShards} shards proven`);
      await draw();
    }, { icon: "shield" }),
    button("Repair", () => begin("repair", "Repairing", (mended) => {
      if (mended) {
        toast(`${mended.health.reachableShards} of ${mended.coding.dataShards + mended.coding.parityShards} shards are there`);
      }
      return draw();
    }), { icon: "refresh" })), wrong,
  h("div.grid-2.top-aligned", {}, picture, safety), table,
  h("section.card.stack", { "aria-label": "More" }, h("h2", {}, "More"), h("div.row", {},
    button("Look at it here", () => play({ name: first.file.name, path: null, sizeBytes: first.file.sizeBytes,
      mimeType: guessType(first.file.name), contentUrl: `${BASE}${path}/content` }), { icon: "play" }),
    button("Share it by link", async () => {
      const { link } = await post(`${path}/link`);
      await linkDialog("Pass it on", link, "Whoever has this link can read this one file, and only it. Revoke links to take that back.");
    }, { icon: "link" }),
    button("Revoke its links", async () => {
      if (await confirm("Revoke every link of this file?", "It is encrypted anew under another key; links made so far stop working.", "Revoke")) {
        revoking = true;
        await begin("revoke-links", "Revoking", (anew) => {
          revoking = false;
          if (anew) {
            toast("Links made so far are worth nothing now");
            // Encrypted anew it is another file, with another address.
            window.location.replace(`#/vault/${encode(anew.id)}`);
          }
        }).catch((error) => {
          revoking = false;
          throw error;
        });
      }
    }),
    button("Remove from the vault", async () => {
      if (await confirm(`Remove “${name}” from the vault?`, "Its holders are told to delete their shards. If you have no other copy it is gone.", "Remove")) {
        await remove(path);
        toast("Removed");
        window.location.hash = "#/vault";
      }
    }, { danger: true, icon: "trash" }))));

  function show({ file, shards }) {
    const [text, kind, says] = CONDITIONS[file.health.condition];
    fill(picture, shardPicture(file, shards));
    fill(safety, h("div.row.row-between", {}, h("h2", {}, "How safe it is"), badge(text, kind, true)), h("p", {}, says),
      h("dl.facts", {},
        h("dt", {}, "Shards"), h("dd.num", {}, `${file.coding.dataShards} data, ${file.coding.parityShards} parity; any ${file.health.neededShards} bring it back`),
        h("dt", {}, "Reachable"), h("dd.num", {}, `${file.health.reachableShards} of ${file.coding.dataShards + file.coding.parityShards}`),
        h("dt", {}, "Kept for a year"), h("dd.num", {}, nines(file.health.durabilityNines)),
        h("dt", {}, "Readable at once"), h("dd.num", {}, nines(file.health.availabilityNines)),
        h("dt", {}, "File id"), h("dd.mono.small", {}, file.id)),
      h("p.muted.small", {}, "The nines are estimates from what its holders have shown so far."));
    fill(table, h("div.card-head", {}, h("h2", {}, "Shards")), h("div.table-wrap", { tabIndex: 0, role: "region", "aria-label": "Table of shards" },
      h("table.table", {}, h("thead", {}, h("tr", {}, ["Shard", "Holder", "Where", "Size", "Last proven", "Kept until", "Now"]
        .map((one) => h("th", { scope: "col" }, one)))),
      h("tbody", {}, [...shards].sort((a, b) => a.index - b.index).map((one) => h("tr", {},
        h("th", { scope: "row" }, shardName(one.index, file.coding)), h("td.mono", { title: one.holder }, shortId(one.holder)),
        h("td", {}, theirs(one.failureDomain, "–")), h("td.num", {}, bytes(one.sizeBytes)),
        h("td", { title: moment(one.provenAt) }, ago(one.provenAt)), h("td.num", {}, moment(one.leaseUntil)),
        h("td", {}, one.reachable ? badge("There", "good", true) : badge("Away", "bad", true))))))));
  }
  const draw = inOrder(() => get(path, { signal }), show);
  show(first);
  live.on("VaultEvent", (event) => {
    if (event.type === "missed" || event.file === id) {
      draw().catch((error) => error.status === 404 && !revoking && fill(root, problem(error)));
    }
  }, signal);
}

function getDialog(path, file) {
  const target = input({ class: "mono", name: "target", placeholder: file.name, data: { first: "" } });
  const place = live.status?.downloads ?? "the folder for downloads";
  return formDialog("Get it back", "Get it back",
    field("Write it to", target, `A file that does not exist, within ${place} or a full path.`), async (close) => {
      const begun = transfers.take(await post(`${path}/get`, target.value.trim() ? { target: target.value.trim() } : {}));
      toast("Bringing it back");
      transfers.finished(begun.id).then((end) => end.state === "COMPLETED"
        && toast(`“${theirs(file.name)}” is back, in ${live.status?.downloads ?? "the folder for downloads"} if you named no other place`));
      close();
      window.location.hash = "#/vault";
    });
}
