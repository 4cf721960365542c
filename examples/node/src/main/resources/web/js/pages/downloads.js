/** What comes in, and what others fetch. */
import { remove, encode } from "../client.js";
import { fill, h, reconcile } from "../dom.js";
import { plural } from "../format.js";
import { ended, transfers } from "../live.js";
import { transferRow } from "../ui/transfer.js";
import { announce, button, empty, listCard, loading, pageHead, tabs, toast } from "../ui/widgets.js";

export const title = "Downloads";

export function mount(root, { signal }) {
  const clear = button("Remove finished", async () => {
    const gone = transfers.list("DOWNLOAD").filter((one) => one.state === "COMPLETED" || one.state === "CANCELLED");
    for (const one of gone) {
      await remove(`/downloads/${encode(one.id)}`);
      transfers.drop(one.id);
    }
    toast(`${plural(gone.length, "download")} removed from the list; the files stay`);
  }, { icon: "trash" });
  let shown = "DOWNLOAD";
  const place = h("div");
  const strip = tabs("Direction", [["DOWNLOAD", "Downloads"], ["UPLOAD", "Uploads"]], shown, (key, panel) => {
    shown = key;
    fill(panel, place);
    fill(place);
    draw();
  });
  root.append(pageHead("Downloads", "In the order of the queue. Every byte is verified; what is paused, or "
    + "stopped by a crash, goes on from the last verified part.", clear), strip);

  function draw() {
    if (!transfers.loaded) {
      fill(place, loading());
      return;
    }
    const list = transfers.list(shown);
    const groups = shown === "DOWNLOAD"
      ? [["Under way", list.filter((one) => !ended(one))], ["Ended", list.filter(ended)]]
      : [["Under way", list.filter((one) => !ended(one))]];
    clear.hidden = shown !== "DOWNLOAD" || groups[1][1].length === 0;
    const key = groups.map(([, members]) => (members.length > 0 ? "1" : "0")).join("");
    if (place.dataset.key !== shown + key || place.childElementCount === 0) {
      place.dataset.key = shown + key;
      fill(place, key.includes("1")
        ? h("div.stack", {}, groups.filter(([, members]) => members.length > 0)
          .map(([name]) => listCard(name, null, h("ul.list", { data: { group: name } }))))
        : shown === "DOWNLOAD"
          ? h("section.card", { "aria-label": "Downloads" }, empty("download", "Nothing here yet",
            "Follow a share and choose what you want from it, or search everything you follow.",
            h("a.btn.btn-primary", { href: "#/discover" }, "Discover"), h("a.btn", { href: "#/search" }, "Search")))
          : h("section.card", { "aria-label": "Uploads" }, empty("up", "Nobody is fetching anything",
            "What others fetch from you shows up here while they do.")));
    }
    for (const [name, members] of groups) {
      const target = place.querySelector(`[data-group="${name}"]`);
      if (target) {
        reconcile(target, members, (one) => one.id, (one) => transferRow(one));
      }
    }
  }

  const states = new Map();
  transfers.onChange(() => {
    draw();
    for (const one of transfers.list("DOWNLOAD")) {
      const before = states.get(one.id);
      if (before && before !== one.state && ["COMPLETED", "ERROR", "PAUSED"].includes(one.state)) {
        announce(`${one.download.title ?? "Download"}: ${one.state.toLowerCase()}`);
      }
      states.set(one.id, one.state);
    }
  }, signal);
  draw();
}
