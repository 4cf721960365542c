/** Groups that list shares for each other. */
import { all, encode, get, patch, post, remove, withQuery } from "../client.js";
import { fill, h, reconcile } from "../dom.js";
import { ago, moment, plural, shortId, theirs } from "../format.js";
import { inOrder, live } from "../live.js";
import { formDialog } from "../ui/form.js";
import { linkDialog } from "../ui/link.js";
import { badge, button, confirm, copyLine, empty, field, input, listCard, loading, pageHead, problem, select, tabs,
  textarea, toast } from "../ui/widgets.js";
import { publicRow } from "./discover.js";

export const title = "Communities";
const ASK_SECONDS = 5;

export async function mount(root, { parameters, signal }) {
  if (parameters.id) {
    await one(root, parameters.id, signal);
    return;
  }
  const place = h("div", {}, loading());
  root.append(pageHead("Communities", "A community is a group of nodes that find each other's public shares. Whoever "
    + "has its link can look; only tokens of its owner prove a member.",
  button("Join", () => joinDialog(), { icon: "link" }),
  button("Create", () => createDialog(), { icon: "plus", primary: true })), place);
  const list = h("ul.list");
  const card = listCard("Joined", null, list);
  const ask = inOrder(() => all("/communities", 500, { signal }), (items) => {
    if (items.length === 0) {
      fill(place, h("section.card", { "aria-label": "Communities" }, empty("community", "No community yet",
        "Create one and pass its link on, or join one with a link somebody gave you.",
        button("Create", () => createDialog(), { primary: true }), button("Join", () => joinDialog()))));
      return;
    }
    if (!card.isConnected) {
      fill(place, card);
    }
    reconcile(list, items, (item) => item.id, row);
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
  live.on("CommunityEvent", draw, signal);
  await draw();
}

const nameOf = (community) => theirs(community.name, `Community ${shortId(community.id)}`);

function row(first) {
  const link = h("a", { href: `#/communities/${encode(first.id)}` });
  const sub = h("div.list-sub");
  let community = first;
  const element = h("li", {}, h("div.list-main", {}, h("p.list-title", {}, link), sub), h("div.list-actions", {},
    button("Link", () => shareLink(community), { icon: "qr", small: true, name: `Link of ${nameOf(first)}` })));
  element.update = (item) => {
    community = item;
    fill(link, h("bdi", {}, nameOf(item)));
    fill(sub, item.owned ? badge("Yours", "accent") : null, item.token ? badge("Member, proven", "good") : null,
      h("span", { title: moment(item.joinedAt) }, `joined ${ago(item.joinedAt)}`), h("span.mono", {}, shortId(item.id)));
  };
  element.update(first);
  return element;
}

function shareLink(community) {
  return linkDialog("Pass it on", community.link, `Whoever has this link can join “${nameOf(community)}” and see what `
    + "is listed there.");
}

function createDialog() {
  const name = input({ required: true, maxLength: 200, name: "name", data: { first: "" } });
  return formDialog("Create a community", "Create", field("Name", name, "Seen by you; members choose a name of their own."),
    async (close) => {
      const community = await post("/communities", { name: name.value.trim() });
      close();
      window.location.hash = `#/communities/${encode(community.id)}`;
    });
}

function joinDialog() {
  const link = input({ required: true, class: "mono", name: "link", placeholder: "scp2p://s/…", data: { first: "" } });
  const token = textarea({ class: "mono", name: "token" });
  return formDialog("Join a community", "Join", [field("Link", link, "As its owner passed it on; it starts with scp2p://s/, like that of a share."), field("Token (if you have one)", token,
    "Made by the owner for your node's key. With it others know that you belong there.")], async (close) => {
    const community = await post("/communities/join", { link: link.value.trim(), token: token.value.trim() || null });
    close();
    window.location.hash = `#/communities/${encode(community.id)}`;
  });
}

function inviteDialog(community) {
  const member = input({ required: true, class: "mono", name: "member", pattern: "[0-9a-fA-F]{64}",
    title: "64 hexadecimal digits", data: { first: "" } });
  const days = select([["7", "a week"], ["30", "a month"], ["365", "a year"]], "30", { name: "validity" });
  const result = h("div");
  return formDialog("Invite a member", "Make a token", [field("Key of their node", member, "They find it under Settings. 64 hexadecimal digits."),
    field("Good for", days), result], async () => {
    const token = await post(`/communities/${encode(community.id)}/tokens`, { member: member.value.trim().toLowerCase(),
      validity: Number(days.value) * 86400 });
    fill(result, h("div.stack", {}, h("p", {}, "Send them the link and this token; it works for their key only."),
      copyLine("Link", community.link), copyLine(`Token, good until ${moment(token.expiresAt)}`, token.encoded)));
  });
}

async function one(root, id, signal) {
  fill(root, loading());
  const community = await get(`/communities/${encode(id)}`, { signal });
  const name = nameOf(community);
  let stop = new AbortController();
  signal.addEventListener("abort", () => stop.abort());
  fill(root, h("nav.crumbs", { "aria-label": "Where you are" }, h("a", { href: "#/communities" }, "Communities"),
    h("span", { "aria-hidden": "true" }, "›"), h("bdi", {}, name)),
  pageHead(h("bdi", {}, name), community.owned ? "You own this community." : "You joined this community.",
    button("Link", () => shareLink(community), { icon: "qr" }),
    community.owned ? button("Invite", () => inviteDialog(community), { icon: "plus", primary: true }) : null,
    button("Rename", () => {
      const text = input({ required: true, value: community.name ?? "", name: "name", data: { first: "" } });
      return formDialog("Rename it", "Rename", field("Name", text, "Only you see this name."), async (close) => {
        await patch(`/communities/${encode(id)}`, { name: text.value.trim() });
        close();
        window.dispatchEvent(new HashChangeEvent("hashchange"));
      });
    }, { icon: "edit" }),
    button("Leave", async () => {
      if (await confirm(`Leave “${name}”?`, community.owned ? "You own it: without you no new tokens can be made. "
          + "Its key stays on this computer." : "You can join again with its link.", "Leave")) {
        await remove(`/communities/${encode(id)}`);
        toast("Left");
        window.location.hash = "#/communities";
      }
    }, { icon: "trash" })),
  tabs("Community", [["shares", "Shares"], ["members", "Members"]], "shares", (key, panel) => {
    stop.abort();
    stop = new AbortController();
    const draw = key === "shares" ? shares : members;
    draw(panel, id, stop.signal).catch((error) => error.name === "AbortError" || fill(panel, problem(error)));
  }));
}

async function shares(panel, id, signal) {
  const words = input({ type: "search", name: "community-search", placeholder: "What members find", "aria-label": "Search this community" });
  const list = h("ul.list");
  const place = h("div", {}, loading("Asking members…"));
  const card = listCard("Listed here", null, place);
  const draw = inOrder(() => {
    if (!list.isConnected) {
      fill(place, loading("Asking members…"));
    }
    return all(withQuery(`/communities/${encode(id)}/shares`, { q: words.value.trim() }), 1000, { signal });
  }, (items) => {
    if (items.length === 0) {
      fill(place, empty("community", "Nothing listed", words.value.trim() ? "No member found it."
        : "Publish something with “Listed for everybody” and tick this community."));
      return;
    }
    if (!list.isConnected) {
      fill(place, list);
    }
    reconcile(list, items, (item) => item.id, publicRow);
  });
  const form = h("form.copy-line", { role: "search", on: { submit: async (event) => {
    event.preventDefault();
    try {
      await draw();
    } catch (error) {
      fill(place, problem(error));
    }
  } } }, words, button("Search", null, { submit: true, icon: "search" }));
  fill(panel, h("div.stack", {}, form, card));
  live.on("CommunityEvent", (event) => (event.community === id ? draw().catch(() => {}) : null), signal);
  await draw();
}

async function members(panel, id, signal) {
  fill(panel, loading("Asking…"));
  const items = await all(withQuery(`/communities/${encode(id)}/members`, { seconds: ASK_SECONDS }), 1000, { signal });
  fill(panel, items.length === 0
    ? h("section.card", { "aria-label": "Members" }, empty("community", "Nobody met yet", "Members show up when they are online."))
    : listCard(plural(items.length, "member"), null, h("ul.list", {}, items.map((one) => h("li", {},
      h("div.list-main", {}, h("p.list-title.mono", {}, one.id ? shortId(one.id) : "Not named"),
        h("div.list-sub", {}, h("span.mono", {}, one.addresses[0]?.endpoint ?? "no address"), h("span", {}, `seen ${ago(one.seenAt)}`))),
      one.proven ? badge("Proven", "good", true) : badge("Not proven", "", true))))));
}
