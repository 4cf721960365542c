/** What there is: what is followed, what others list, who is nearby. */
import { all, encode, post, withQuery } from "../client.js";
import { fill, h, reconcile } from "../dom.js";
import { ago, bytes, moment, plural, shortId, theirs, words } from "../format.js";
import { inOrder, live } from "../live.js";
import { form } from "../ui/form.js";
import { openOnVaultPage, VAULT_LINK } from "../ui/vaultlink.js";
import { badge, button, empty, field, input, listCard, loading, notice, pageHead, problem, tabs, toast } from "../ui/widgets.js";

export const title = "Discover";
const BROWSE_SECONDS = 5;

export function mount(root, { signal, query }) {
  const peer = query.get("peer");
  root.append(pageHead("Discover", "Follow what others publish: new versions come by themselves, signed by whoever "
    + "published the first."), followForm());
  const entries = [["following", "Following"], ["public", peer ? `Listed by ${shortId(peer)}` : "Public shares"],
    ["nearby", "Nearby"]];
  let stop = new AbortController();
  signal.addEventListener("abort", () => stop.abort());
  root.append(tabs("What to look at", entries, peer ? "public" : query.get("tab") ?? "following", (key, panel) => {
    stop.abort();
    stop = new AbortController();
    fill(panel, loading());
    const draw = { following, public: publicShares, nearby }[key];
    draw(panel, stop.signal, peer).catch((error) => {
      if (error.name !== "AbortError") {
        fill(panel, problem(error));
      }
    });
  }));
}

/** Follows by a link; one of a vault file is opened where such are. */
function followForm() {
  const link = input({ class: "mono", name: "link", placeholder: "scp2p://s/…", required: true });
  const line = field("Follow a link", link, "It starts with scp2p://s/. That of a community looks the same: join it under Communities. One that starts with scp2p://v/ opens a vault file.");
  const go = button("Follow", null, { primary: true, submit: true });
  const wrong = h("div");
  const wrapper = h("div.copy-line");
  link.replaceWith(wrapper);
  wrapper.append(link, go);
  const send = async () => {
    const text = link.value.trim();
    if (text.startsWith(VAULT_LINK)) {
      openOnVaultPage(text);
      return;
    }
    const subscription = await post("/subscriptions", { link: text });
    toast("Following it now");
    window.location.hash = `#/share/${encode(subscription.shareId)}`;
  };
  return form("form.card.stack-tight", { "aria-label": "Follow a link" }, { go, wrong, send }, line, wrong);
}

async function following(panel, signal) {
  const list = h("ul.list");
  const card = listCard("Following", button("Look for new versions", async () => {
    const result = await post("/subscriptions/sync");
    const failed = result.items.filter((one) => one.problem).length;
    toast(failed === 0 ? "Everything is up to date" : `${plural(failed, "share")} could not be asked about`,
      failed === 0 ? "good" : "bad");
    await draw();
  }, { icon: "refresh", small: true }), list);
  const draw = inOrder(() => all("/subscriptions", 1000, { signal }), (items) => {
    if (items.length === 0) {
      fill(panel, h("section.card", { "aria-label": "Following" }, empty("discover", "You follow nothing yet",
        "Paste a link above, or look at what others list.")));
      return;
    }
    if (!card.isConnected) {
      fill(panel, card);
    }
    reconcile(list, items, (one) => one.shareId, subscriptionRow);
  });
  live.on("SubscriptionEvent", () => draw().catch(() => {}), signal);
  await draw();
}

const TRUST = {
  TRUSTED: ["Trusted", "good"],
  NORMAL: ["Normal", ""],
  UNTRUSTED: ["Untrusted", "warn"],
};

function subscriptionRow(first) {
  const link = h("a", { href: `#/share/${encode(first.shareId)}` });
  const text = h("p.small.muted");
  const sub = h("div.list-sub");
  const side = h("div.row");
  const row = h("li", {}, h("div.list-main.stack-tight", {}, h("p.list-title", {}, link), text, sub), side);
  row.update = (one) => {
    const version = one.newest;
    fill(link, h("bdi", {}, theirs(version?.title, `Share ${shortId(one.shareId)}`)));
    text.textContent = theirs(version?.description);
    text.hidden = text.textContent === "";
    fill(sub, version
      ? [h("span", {}, `Version ${version.sequence}`),
        h("span.num", {}, `${plural(version.itemCount, "file")}, ${bytes(version.totalBytes)}`),
        h("span", { title: moment(version.createdAt) }, `signed ${ago(version.createdAt)}`)]
      : h("span", {}, "Waiting for the first version"),
    h("span", { title: moment(one.checkedAt) }, `looked ${ago(one.checkedAt)}`));
    const [label, kind] = TRUST[one.trust];
    fill(side, one.problem ? badge(words(one.problem), "warn") : null,
      one.trust === "NORMAL" ? null : badge(label, kind));
  };
  row.update(first);
  return row;
}

async function publicShares(panel, signal, peer) {
  const list = h("ul.list");
  const again = button("Ask again", () => draw(), { icon: "refresh", small: true });
  const draw = async () => {
    if (!list.isConnected) {
      fill(panel, loading(peer ? "Asking this peer…" : `Asking the peers that are connected; at most ${BROWSE_SECONDS} seconds…`));
    }
    const path = peer ? `/peers/${encode(peer)}/shares` : withQuery("/discover/shares", { seconds: BROWSE_SECONDS });
    const items = await all(path, 1000, { signal });
    if (items.length === 0) {
      fill(panel, h("section.card", { "aria-label": "Public shares" }, empty("discover", "Nobody lists anything now",
        "Peers that are connected are asked what they publish for everybody.", again)));
      return;
    }
    reconcile(list, items, (one) => one.id, publicRow);
    if (!list.isConnected) {
      fill(panel, notice("info", "", h("p", {}, "Titles are claims of whoever lists them; following a share verifies them.")),
        h("div.gap"), listCard("Listed", again, list));
    }
  };
  await draw();
}

/** A share that somebody lists, with a button to follow it. */
export function publicRow(first) {
  let share = first;
  const name = h("bdi");
  const title2 = h("p.list-title");
  const text = h("p.small.muted");
  const sub = h("div.list-sub");
  const follow = button("Follow", async () => {
    await post("/subscriptions", { link: share.link });
    toast("Following it now");
    window.location.hash = `#/share/${encode(share.id)}`;
  }, { small: true, primary: true });
  const row = h("li", {}, h("div.list-main.stack-tight", {}, title2, text, sub), h("div.list-actions", {}, follow));
  row.update = (one) => {
    share = one;
    const said = theirs(one.title, `Share ${shortId(one.id)}`);
    name.textContent = said;
    fill(title2, one.followed ? h("a", { href: `#/share/${encode(one.id)}` }, name) : name);
    text.textContent = theirs(one.description);
    text.hidden = text.textContent === "";
    fill(sub, h("span", {}, `Version ${one.sequence}`), h("span", {}, "listed by ",
      h("span.mono", {}, shortId(one.listedBy))), one.followed ? badge("Followed", "good") : null);
    follow.hidden = one.followed;
    follow.setAttribute("aria-label", `Follow ${said}`);
  };
  row.update(first);
  return row;
}

async function nearby(panel, signal) {
  const list = h("ul.list");
  const draw = async () => {
    const items = await all("/peers/local", 300, { signal });
    if (items.length === 0) {
      fill(panel, h("section.card", { "aria-label": "Nearby" }, empty("peers", "Nobody nearby",
        "Nodes in the same local network are found by themselves, if discovery is on in the settings of both.")));
      return;
    }
    reconcile(list, items, (one) => one.id, nearRow);
    if (!list.isConnected) {
      fill(panel, listCard("In your network", null, list));
    }
  };
  live.on("PeerEvent", () => draw().catch(() => {}), signal);
  await draw();
}

function nearRow(first) {
  const sub = h("div.list-sub");
  const row = h("li", {}, h("div.list-main", {}, h("p.list-title.mono", {}, shortId(first.id)), sub),
    h("div.list-actions", {}, h("a.btn.btn-small", { href: `#/discover?peer=${encode(first.id)}` }, "What it lists")));
  row.update = (one) => fill(sub, h("span.mono", {}, one.addresses[0]?.endpoint ?? ""),
    h("span", {}, `seen ${ago(one.lastSeen)}`));
  row.update(first);
  return row;
}
