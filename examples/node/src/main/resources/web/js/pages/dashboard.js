/** How the node is: reachability, peers, rates, what is under way. */
import { all, encode, get, post, put, remove } from "../client.js";
import { fill, h, reconcile, say } from "../dom.js";
import { ago, bytes, count, duration, rate, shortId, theirs, words } from "../format.js";
import { live, transfers } from "../live.js";
import { rateChart } from "../ui/chart.js";
import { formDialog } from "../ui/form.js";
import { icon } from "../ui/icons.js";
import { transferRow } from "../ui/transfer.js";
import { badge, button, card, confirm, copyLine, dialog, empty, field, input, listCard, loading, notice,
  pageHead, problem, tabs, toast } from "../ui/widgets.js";

export const title = "Dashboard";

const VERDICTS = {
  UNKNOWN: ["Not examined", "", "Examine it to learn whether others can reach this node."],
  PUBLIC: ["Open", "good", "Others can connect to this node directly."],
  PUNCHABLE: ["Through the router", "good", "Others reach this node by meeting half-way."],
  RELAY_ONLY: ["By relay", "warn", "Others reach this node through a relay only; it can reach everybody."],
  UNREACHABLE: ["Outgoing only", "warn", "Nobody can connect to this node; it can connect to others."],
};

const PATHS = {
  LAN: ["Local network", "good"],
  DIRECT: ["Direct", "good"],
  PUNCHED: ["Punched", "good"],
  TURN: ["TURN server", "warn"],
  RELAYED_SEALED: ["Relay, sealed", "warn"],
  RELAYED_PLAIN: ["Relay, plain", "warn"],
};

export function pathBadge(path) {
  const [text, kind] = PATHS[path] ?? ["Not connected", ""];
  return badge(text, kind, true);
}

export function mount(root, { signal }) {
  const hints = h("div");
  const problems = h("div.stack-tight");
  const reach = figure("Reachability");
  const peers = figure("Peers");
  const down = figure("Receiving");
  const up = figure("Sending");
  const chart = rateChart();
  const active = h("ul.list");
  const activeCard = listCard("Under way", h("a", { href: "#/downloads" }, "All downloads"), active);
  root.append(
    pageHead("Dashboard", null,
      button("Examine reachability", () => examine(), { icon: "shield" }),
      button("Connect to a peer", () => connectDialog(), { icon: "plus", primary: true })),
    problems, hints,
    h("div.grid-figures", {}, reach, peers, down, up),
    card("Rates", chart), activeCard);

  let known = 0;
  let connected = null;
  const showPeers = () => {
    if (connected !== null) {
      peers.show(count(connected), `connected, ${count(known)} known`);
    }
  };
  root.append(peersCard(signal, (number) => {
    connected = number;
    showPeers();
  }));

  live.onStatus((status) => {
    const [text, kind, note] = VERDICTS[status.reachability.verdict];
    reach.show(h("span", { class: kind }, text), note);
    known = status.knownPeers;
    showPeers();
    const last = live.samples[live.samples.length - 1];
    down.show(rate(last.down), `${bytes(status.receivedBytes)} since the start`);
    up.show(rate(last.up), `${bytes(status.sentBytes)} since the start`);
    chart.update(live.samples);
    showProblems(problems, status.problems);
    showHints(hints, status);
  }, signal);
  window.addEventListener("resize", () => chart.update(live.samples), { signal });
  transfers.onChange(() => {
    const open = transfers.open().slice(0, 6);
    activeCard.hidden = open.length === 0;
    reconcile(active, open, (one) => one.id, (one) => transferRow(one, { brief: true }));
  }, signal);
  activeCard.hidden = transfers.open().length === 0;
}

function figure(label) {
  const value = h("p.value", {}, "…");
  const note = h("p.note");
  const element = h("section.card.figure", { "aria-label": label }, h("p.label", {}, label), value, note);
  element.show = (content, text) => {
    if (content instanceof Node) {
      if (value.textContent !== content.textContent) {
        value.classList.add("value-words");
        fill(value, content);
      }
    } else {
      say(value, content);
    }
    say(note, text);
  };
  return element;
}

function showProblems(place, list) {
  reconcile(place, list, (code) => code, (code) => problem({ code, reason: "The node has a problem.",
    remedy: "Look at the events, or at docs/error-codes.md under this name." }));
}

/** What to do first; goes away by itself. */
function showHints(place, status) {
  const steps = [
    [status.sessions > 0, "Connect to somebody", "Other nodes in your network are found by themselves. For all "
      + "others you need one address, such as tcp://192.0.2.1:7001.", () => connectDialog(), "Connect"],
    [status.shares > 0, "Publish something", "A folder, some files or a text; you get a link to pass on.",
      "#/shares", "Publish"],
    [status.subscriptions > 0, "Follow a share", "Paste a link that somebody gave you, or look around.",
      "#/discover", "Discover"],
  ];
  const done = steps.filter(([is]) => is).length;
  const key = steps.map(([is]) => (is ? "1" : "0")).join("");
  if (place.dataset.key === key) {
    return;
  }
  place.dataset.key = key;
  if (done === steps.length || (status.shares > 0 && status.subscriptions > 0)) {
    fill(place);
    return;
  }
  fill(place, h("section.card", { "aria-labelledby": "hints-title" },
    h("div.card-head", {}, h("h2", { id: "hints-title" }, "First steps"),
      h("span.muted.small", {}, `${done} of ${steps.length} done`)),
    h("ol.steps", {}, steps.map(([is, name, text, action, label]) => h("li", { class: is ? "done" : "" },
      h("span.step-mark", {}, is ? icon("check") : null),
      h("div.grow", {}, h("p.strong", {}, name, is ? h("span.visually-hidden", {}, " (done)") : null),
        h("p.muted.small", {}, text)),
      is ? null : typeof action === "string" ? h("a.btn.btn-small", { href: action }, label)
        : button(label, action, { small: true }))))));
}

/* Peers */

/** One row for a peer, however many ways lead to it: TCP and QUIC, called and calling. */
function byPeer(sessions) {
  const found = new Map();
  for (const one of sessions) {
    const known = found.get(one.peer);
    if (!known) {
      found.set(one.peer, { ...one, ways: new Set([one.transport]), sessions: 1 });
      continue;
    }
    known.ways.add(one.transport);
    known.sessions += 1;
    known.receivedBytes += one.receivedBytes;
    known.sentBytes += one.sentBytes;
    known.roundTrip = Math.min(...[known.roundTrip, one.roundTrip].filter((time) => time > 0), Infinity);
    known.age = Math.max(known.age, one.age);
    known.extended ||= one.extended;
  }
  return [...found.values()];
}

function peersCard(signal, onCount) {
  const card = listCard("Peers", null);
  let shown = "sessions";
  let reading = 0;
  const strip = tabs("Peers", [["sessions", "Connected"], ["local", "Nearby"], ["known", "Known"]], shown,
    (key, panel) => {
      shown = key;
      fill(panel, loading());
      refresh(panel);
    });
  strip.classList.add("tabs-flush");
  card.append(strip);
  async function refresh(panel = strip.panel) {
    const turn = reading + 1;
    reading = turn;
    try {
      const path = { sessions: "/diagnostics/sessions", local: "/peers/local", known: "/peers" }[shown];
      let items = await all(path, 300, { signal });
      if (shown === "sessions") {
        items = byPeer(items);
        onCount(items.length);
      }
      if (turn !== reading) {
        return;
      }
      if (items.length === 0) {
        fill(panel, emptyPeers(shown));
        return;
      }
      let list = panel.querySelector("ul");
      if (!list || list.dataset.of !== shown) {
        list = h("ul.list", { data: { of: shown } });
        fill(panel, list);
      }
      const row = shown === "sessions" ? sessionRow : peerRow;
      reconcile(list, items, (one) => one.peer ?? one.id, row);
    } catch (error) {
      if (turn === reading && !signal.aborted) {
        fill(panel, problem(error, () => refresh()));
      }
    }
  }
  const timer = setInterval(() => document.hidden || refresh(), 4000);
  signal.addEventListener("abort", () => clearInterval(timer));
  live.on("PeerEvent", () => refresh(), signal);
  return card;
}

function emptyPeers(which) {
  const texts = {
    sessions: ["Nobody is connected", "Connect to an address, or follow a link that carries one."],
    local: ["Nobody nearby", "Nodes in the same network show up here by themselves."],
    known: ["No peers known yet", "Everybody this node meets is remembered here."],
  };
  return empty("peers", ...texts[which]);
}

function sessionRow(session) {
  const place = h("div.list-sub");
  const path = h("span");
  const row = h("li", {}, h("div.list-main", {},
    h("button.link-button.mono", { type: "button", on: { click: () => peerDialog(session.peer) } },
      shortId(session.peer)), place), path);
  row.update = (one) => {
    fill(place, h("span", {}, [...one.ways].sort().reverse().join(" and ")),
      h("span.num", {}, `↓ ${bytes(one.receivedBytes)}`), h("span.num", {}, `↑ ${bytes(one.sentBytes)}`),
      one.roundTrip > 0 && one.roundTrip < Infinity
        ? h("span.num", {}, `${Math.max(1, Math.round(one.roundTrip * 1000))} ms`) : null,
      h("span", {}, `for ${duration(one.age)}`),
      one.extended ? null : h("span", {}, "speaks version 1 only"));
    fill(path, pathBadge(one.path));
  };
  row.update(session);
  return row;
}

function peerRow(peer) {
  const sub = h("div.list-sub");
  const state = h("div.row");
  const row = h("li", {}, h("div.list-main", {},
    h("button.link-button.mono", { type: "button", on: { click: () => peerDialog(peer.id) } }, shortId(peer.id)),
    sub), state);
  row.update = (one) => {
    fill(sub, h("span.mono", {}, one.addresses[0]?.endpoint ?? "no address known"),
      h("span", {}, `seen ${ago(one.lastSeen)}`));
    fill(state, one.pin === "BLOCKED" ? badge("Blocked", "bad") : null, pathBadge(one.path));
  };
  row.update(peer);
  return row;
}

async function peerDialog(id) {
  const peer = await get(`/peers/${encode(id)}`);
  await dialog("Peer", (close) => {
    const act = (action, text) => async () => {
      await action();
      toast(text);
      close();
    };
    const blocked = peer.pin === "BLOCKED";
    return {
      body: [h("dl.facts", {},
        h("dt", {}, "Node"), h("dd.mono", {}, peer.id),
        h("dt", {}, "Key"), h("dd.mono", {}, peer.key),
        h("dt", {}, "Path"), h("dd", {}, pathBadge(peer.path)),
        h("dt", {}, "Key is"), h("dd", {}, words(peer.pin)),
        h("dt", {}, "Reputation"), h("dd", {}, `${peer.reputation} of −10 to 10`),
        h("dt", {}, "Last seen"), h("dd", {}, ago(peer.lastSeen)),
        h("dt", {}, "Addresses"), h("dd.mono", {}, peer.addresses.length === 0 ? "none"
          : peer.addresses.map((one) => h("div", {}, one.endpoint, one.via ? ` by ${one.via.relay}` : ""))),
        h("dt", {}, "Extensions"), h("dd", {}, peer.features.length === 0 ? "none" : peer.features.join(", ")))],
      foot: [
        button("Forget", async () => {
          if (await confirm("Forget this peer?", "Its addresses and its pinned key go. If it comes back it is "
              + "a stranger, and its key is believed as on the first contact.", "Forget")) {
            await act(() => remove(`/peers/${encode(id)}`), "Peer forgotten")();
          }
        }, { danger: true }),
        blocked
          ? button("Unblock", act(() => remove(`/peers/${encode(id)}/block`), "Peer unblocked"))
          : button("Block", act(() => put(`/peers/${encode(id)}/block`), "Peer blocked"), { danger: true }),
        peer.connected
          ? button("Disconnect", act(() => post(`/peers/${encode(id)}/disconnect`), "Disconnected")) : null,
        h("a.btn.btn-primary", { href: `#/discover?peer=${encode(id)}`, on: { click: () => close() } },
          "What it lists"),
      ].filter(Boolean),
    };
  });
}

function connectDialog() {
  const address = input({ required: true, class: "mono", placeholder: "tcp://192.0.2.1:7001",
    data: { first: "" }, name: "address" });
  const line = field("Address", address, "ip:port, [ipv6]:port, tcp://… or quic://…; with @key at its end "
    + "only the owner of that key is accepted.");
  return formDialog("Connect to a peer", "Connect", line, async (close) => {
    const peer = await post("/peers", { address: address.value.trim() });
    toast(`Connected to ${shortId(peer.id)}`);
    live.refresh();
    close();
  });
}

/** A fact with several values; nothing if there are none. */
function several(label, values, textOf = (one) => one) {
  return values?.length > 0
    ? [h("dt", {}, label), h("dd", {}, values.map((one) => h("div.small", {}, theirs(textOf(one)))))] : null;
}

/** The doctor: examines, and says what helps. */
async function examine() {
  await dialog("Reachability", (close) => {
    const place = h("div.stack", {}, loading("Examining: this asks servers and other nodes…"));
    const show = (report) => {
      const [text, kind, note] = VERDICTS[report.verdict];
      fill(place, h("div.row", {}, badge(text, kind, true), h("span", {}, note)),
        h("dl.facts", {}, h("dt", {}, "Router"), h("dd", {}, words(report.nat)),
          report.portMapping ? [h("dt", {}, "Port mapping"), h("dd", {}, words(report.portMapping.state),
            report.portMapping.protocol ? ` (${report.portMapping.protocol})` : "")] : null,
          several("Listens on", report.listening),
          several("Seen from outside as", report.seen, (one) => one.address ?? one),
          several("Relays", report.relays),
          several("TURN servers", report.turnServers, (one) => `${one.server}: ${one.explanation}`),
          several("Paths to peers", report.peers, (one) => `${shortId(one.peer)}: ${one.explanation}`),
          h("dt", {}, "Examined"), h("dd", {}, ago(report.examinedAt))),
        report.endpoints.length > 0
          ? h("div.stack-tight", {}, h("h3", {}, "Addresses others can use"),
            report.endpoints.map((one) => copyLine("Address", one))) : null,
        h("ul.findings", {}, report.findings.map((one) => h("li", {},
          h("span", { class: one.works ? "good" : "warn" }, icon(one.works ? "check" : "warn")),
          h("div.grow", {}, h("p.strong", {}, one.subject,
            h("span.visually-hidden", {}, one.works ? " works" : " does not work")),
          h("p", {}, one.explanation), one.advice ? h("p.muted.small", {}, one.advice) : null)))));
    };
    post("/diagnostics/reachability").then(show, async (error) => {
      fill(place, problem(error));
      const before = [...place.children];
      try {
        show(await get("/diagnostics/reachability"));
        place.prepend(...before);
      } catch (failure) {
        // The reason is on the screen already.
      }
    });
    return { body: place, foot: [button("Close", () => close(), { primary: true })] };
  }, { wide: true });
}
