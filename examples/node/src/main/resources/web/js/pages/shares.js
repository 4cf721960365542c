/** What this node publishes. */
import { all, encode, remove } from "../client.js";
import { fill, h, reconcile } from "../dom.js";
import { ago, bytes, moment, plural, shortId, theirs } from "../format.js";
import { ended, inOrder, live, transfers } from "../live.js";
import { acceptDropsOnPage } from "../ui/drop.js";
import { linkDialog } from "../ui/link.js";
import { publishDialog, visibilityBadge } from "../ui/publish.js";
import { transferRow } from "../ui/transfer.js";
import { button, confirm, empty, listCard, loading, pageHead, problem, toast } from "../ui/widgets.js";

export const title = "My shares";

export async function mount(root, { signal }) {
  const working = h("ul.list");
  const workingCard = listCard("Being published", null, working);
  const place = h("div", {}, loading());
  root.append(pageHead("My shares", "What this node publishes. Pass on the link; everything is signed with a key "
    + "that only this node has.", button("Publish", () => publishDialog(), { icon: "plus", primary: true })),
  workingCard, place);
  acceptDropsOnPage(root, (files) => publishDialog(null, files), signal);

  transfers.onChange(() => {
    const list = transfers.list("PUBLICATION").filter((one) => !ended(one) || one.state === "ERROR").slice(-8);
    workingCard.hidden = list.length === 0;
    reconcile(working, list, (one) => one.id, (one) => transferRow(one, { brief: true }));
  }, signal);
  workingCard.hidden = !transfers.list("PUBLICATION").some((one) => !ended(one) || one.state === "ERROR");

  const communities = new Map((await all("/communities", 200, { signal }).catch(() => []))
    .map((one) => [one.id, theirs(one.name, "a community")]));
  const list = h("ul.list");
  const card = listCard("Published", null, list);
  const ask = inOrder(() => all("/shares", 1000, { signal }), (shares) => {
    if (shares.length === 0) {
      fill(place, h("section.card", { "aria-label": "Shares" }, empty("share", "Nothing published yet",
        "Drop a folder anywhere on this page, or publish one by its path. You get a link; whoever has it can "
        + "follow what you publish, and gets new versions by itself.",
        button("Publish", () => publishDialog(), { icon: "plus", primary: true }))));
      return;
    }
    if (!card.isConnected) {
      fill(place, card);
    }
    reconcile(list, shares, (one) => one.id, (one) => shareRow(one, communities));
  });
  const draw = async () => {
    try {
      await ask();
    } catch (error) {
      if (!signal.aborted) {
        fill(place, problem(error, draw));
      }
    }
  };
  live.on("ShareEvent", draw, signal);
  await draw();
}

function shareRow(first, communities) {
  let share = first;
  const name = () => theirs(share.title, `Share ${shortId(share.id)}`);
  const link = h("a", { href: `#/share/${encode(first.id)}` });
  const sub = h("div.list-sub");
  const text = h("p.small.muted");
  const row = h("li", {}, h("div.list-main.stack-tight", {}, h("p.list-title", {}, link), text, sub),
    h("div.list-actions", {},
      button("Link", () => linkDialog("Pass it on", share.link,
        `Whoever has this link can follow “${name()}”.`), { icon: "qr", small: true, name: `Link of ${name()}`, data: { act: "link" } }),
      button("Update", () => publishDialog(share), { icon: "refresh", small: true, name: `Update ${name()}`, data: { act: "update" } }),
      button("Unpublish", async () => {
        if (await confirm(`Unpublish “${name()}”?`, ["It is no longer announced or served from here. Your files "
            + "stay where they are.", "Copies that others have cannot be recalled."], "Unpublish")) {
          await remove(`/shares/${encode(share.id)}`);
          toast("Unpublished");
        }
      }, { icon: "trash", small: true, iconOnly: true, name: `Unpublish ${name()}`, data: { act: "unpublish" } })));
  row.update = (next) => {
    share = next;
    fill(link, h("bdi", {}, name()));
    text.textContent = theirs(next.description);
    text.hidden = text.textContent === "";
    fill(sub, visibilityBadge(next.visibility), h("span", {}, `Version ${next.sequence}`),
      h("span.num", {}, `${plural(next.itemCount, "file")}, ${bytes(next.totalBytes)}`),
      h("span", { title: moment(next.publishedAt) }, `published ${ago(next.publishedAt)}`),
      next.communities.map((id) => h("span", {}, `in ${communities.get(id) ?? shortId(id)}`)));
  };
  row.update(first);
  return row;
}
