/** One share, followed or published: its files as a tree, to choose from. */
import { all, encode, get, patch, post, remove, withQuery } from "../client.js";
import { fill, h, say } from "../dom.js";
import { ago, bytes, moment, plural, shortId, theirs, words } from "../format.js";
import { live, transfers } from "../live.js";
import { formDialog } from "../ui/form.js";
import { linkDialog } from "../ui/link.js";
import { play } from "../ui/player.js";
import { visibilityBadge } from "../ui/publish.js";
import { tree } from "../ui/tree.js";
import { badge, button, check, confirm, field, input, loading, notice, pageHead, problem, select, toast } from "../ui/widgets.js";

export const title = "Share";
const FOLDER_PAGE = 200;

export async function mount(root, { parameters, signal }) {
  const { id } = parameters;
  fill(root, loading());
  const own = await get(`/shares/${encode(id)}`, { signal }).catch((error) => {
    if (error.status === 404) {
      return null;
    }
    throw error;
  });
  const followed = own ? null : await get(`/subscriptions/${encode(id)}`, { signal });
  if (own) {
    shown(root, id, own, null, signal);
    return;
  }
  if (followed.newest) {
    shown(root, id, null, followed, signal);
    return;
  }
  fill(root, pageHead(`Share ${shortId(id)}`), h("section.card", { "aria-label": "Waiting" },
    loading("Followed. Looking for its first version…"),
    h("p.muted.small", {}, followed.problem ? `The last look ended with ${followed.problem}. ` : "",
      "It comes as soon as somebody who has it can be reached."),
    h("div.row.gap-top", {}, button("Look again", () => post(`/subscriptions/${encode(id)}/sync`), { icon: "refresh" }),
      unfollowButton(id))));
  const waiting = new AbortController();
  signal.addEventListener("abort", () => waiting.abort());
  live.on("SubscriptionEvent", async (event) => {
    if (event.type === "missed" || event.share === id) {
      const again = await get(`/subscriptions/${encode(id)}`).catch(() => null);
      if (again?.newest && !waiting.signal.aborted) {
        waiting.abort();
        shown(root, id, null, again, signal);
      }
    }
  }, waiting.signal);
}

function unfollowButton(id) {
  return button("Unfollow", async () => {
    if (await confirm("Unfollow this share?", "New versions no longer come. What was downloaded stays.", "Unfollow")) {
      await remove(`/subscriptions/${encode(id)}`);
      toast("No longer followed");
      window.location.hash = "#/discover";
    }
  }, { icon: "trash" });
}

function shown(root, id, own, followed, signal) {
  const version = own ?? followed.newest;
  const name = theirs(version.title, `Share ${shortId(id)}`);
  const facts = h("div.row.small.muted");
  const newer = h("div");
  const summary = h("p.num", { role: "status" });
  const download = button("Download everything", () => downloadDialog(id, name, files.selection()), { icon: "download", primary: true });
  const files = tree(`Files of ${name}`, (path, after) => get(withQuery(`/shares/${encode(id)}/tree`,
    { path, after, limit: FOLDER_PAGE }), { signal }),
  { onSelect: selected, onOpen: play });
  function selected(selection) {
    const some = selection.files > 0 && !selection.everything;
    say(download.querySelector("span"), some ? `Download ${plural(selection.files, "file")}` : "Download everything");
    say(summary, some ? `${plural(selection.files, "file")} chosen, ${bytes(selection.bytes)}`
      : `${plural(version.itemCount, "file")}, ${bytes(version.totalBytes)}`);
    everything.box.checked = selection.everything;
    everything.box.indeterminate = some;
  }
  const everything = check("Choose everything", { name: "choose-all", on: { change: () => files.checkAll(everything.box.checked) } });
  fill(root,
    h("nav.crumbs", { "aria-label": "Where you are" }, own ? h("a", { href: "#/shares" }, "My shares")
      : h("a", { href: "#/discover" }, "Discover"), h("span", { "aria-hidden": "true" }, "›"), h("bdi", {}, name)),
    h("header.page-head", {}, h("div.grow.stack-tight", {}, h("h1", {}, h("bdi", {}, name)),
      version.description ? h("p", {}, h("bdi", {}, theirs(version.description))) : null, facts),
    h("div.row", {}, button("Link", () => linkDialog("Pass it on", own?.link ?? followed.link,
      "Whoever has this link can follow this share."), { icon: "qr" }),
    own ? null : button("Look for a new version", async () => {
      const now = await post(`/subscriptions/${encode(id)}/sync`);
      toast(now.newest?.sequence > version.sequence ? "There is a new version" : "This is the newest version");
    }, { icon: "refresh" }), own ? null : unfollowButton(id))),
    newer,
    h("section.card.card-flush", { "aria-label": "Files" },
      h("div.card-head", {}, h("div.stack-tight", {}, h("h2", {}, "Files"), summary), h("div.row", {}, everything, own ? null : download)),
      files,
      h("p.tree-help.muted.small", {}, "Click a name to look at a file while it arrives. In the tree: arrow keys "
        + "move, ", h("kbd", {}, "Space"), " chooses, ", h("kbd", {}, "Enter"), " opens.")),
    followed ? followSettings(id, followed, signal) : null);
  selected(files.selection());
  fill(facts, own ? visibilityBadge(own.visibility) : badge("Followed", "good"),
    h("span", {}, `Version ${version.sequence}`),
    h("span", { title: moment(own?.publishedAt ?? version.createdAt) }, `signed ${ago(own?.publishedAt ?? version.createdAt)}`),
    version.expiresAt ? h("span", {}, `valid until ${moment(version.expiresAt)}`) : null,
    h("span.mono", {}, shortId(id)));
  live.on(own ? "ShareEvent.Published" : "SubscriptionEvent.Updated", (event) => {
    if (event.share === id && event.version > version.sequence) {
      fill(newer, notice("info", "", h("div.row", {}, h("p.grow", {}, `Version ${event.version} is there.`),
        button("Show it", () => window.dispatchEvent(new HashChangeEvent("hashchange")), { small: true, primary: true }))));
    }
  }, signal);
}

function followSettings(id, followed, signal) {
  const history = h("ul.list", { "aria-busy": "true" });
  const trust = select([["TRUSTED", "Trusted: found first"], ["NORMAL", "Normal"],
    ["UNTRUSTED", "Untrusted: not in the search"]], followed.trust, { on: { change: async () => {
    try {
      await patch(`/subscriptions/${encode(id)}`, { trust: trust.value });
      toast("Changed");
    } catch (error) {
      fill(wrong, problem(error));
    }
  } } });
  const wrong = h("div");
  all(`/subscriptions/${encode(id)}/history`, 50, { signal }).then((items) => fill(history, items.map((one) => h("li", {},
    h("div.list-main", {}, h("span.strong", {}, `Version ${one.sequence} `), h("bdi.muted", {}, theirs(one.title))),
    h("span.muted.small.num", {}, `${plural(one.itemCount, "file")}, ${bytes(one.totalBytes)}, ${moment(one.createdAt)}`)))),
  (error) => error.name === "AbortError" || fill(history, h("li", {}, problem(error))))
    .finally(() => history.removeAttribute("aria-busy"));
  return h("div.grid-2", {},
    h("section.card.stack", { "aria-label": "How it is followed" }, h("h2", {}, "How it is followed"),
      field("Trust", trust, "What the search makes of it. Signatures are verified in any case."), wrong,
      h("dl.facts", {}, h("dt", {}, "Last look"), h("dd", {}, ago(followed.checkedAt)),
        followed.problem ? [h("dt", {}, "Result"), h("dd", {}, words(followed.problem))] : null)),
    h("section.card.card-flush", { "aria-label": "Versions" }, h("div.card-head", {}, h("h2", {}, "Versions seen")), history));
}

/** Where to, and how; then it starts. */
export async function downloadDialog(shareId, name, selection) {
  const some = selection && selection.files > 0 && !selection.everything;
  const target = input({ class: "mono", name: "target", placeholder: "A folder named after the share", data: { first: "" } });
  const collision = select([["KEEP_IF_SAME", "Keep files that are the same"], ["RENAME", "Add a number to the name"],
    ["REPLACE", "Replace them"], ["FAIL", "Stop with an error"]], "KEEP_IF_SAME", { name: "collision" });
  const priority = select([["HIGH", "First"], ["NORMAL", "Normal"], ["LOW", "Last"]], "NORMAL", { name: "priority" });
  await formDialog("Download", "Download", [
    h("p", {}, some ? `${plural(selection.files, "file")} of “` : "Everything in “", h("bdi", {}, name), "”",
      some ? `, ${bytes(selection.bytes)}.` : "."),
    field("Folder", target, `Within ${live.status?.downloads ?? "the folder for downloads"}, or a full path on the daemon's computer.`),
    h("div.form-grid", {}, field("If a file is there already", collision), field("Place in the queue", priority)),
  ], async (close) => {
    const body = { shareId, priority: priority.value, collision: collision.value };
    if (target.value.trim() !== "") {
      body.target = target.value.trim();
    }
    if (some) {
      body.items = selection.items;
      body.folders = selection.folders;
    }
    transfers.take(await post("/downloads", body));
    close();
    window.location.hash = "#/downloads";
  }, { icon: "download" });
}
