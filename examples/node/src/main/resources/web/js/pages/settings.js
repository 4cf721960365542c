/** Keys, limits, relays, and everything the node was started with. */
import { all, get, patch, post, put } from "../client.js";
import { fill, h } from "../dom.js";
import { bytes, duration, moment, plural, shortId, theirs, words } from "../format.js";
import { live } from "../live.js";
import { themeSwitch } from "../theme.js";
import { form, formDialog } from "../ui/form.js";
import { badge, button, check, confirm, copyLine, dialog, empty, field, input, listCard, loading, notice, pageHead, problem,
  select, toast } from "../ui/widgets.js";

export const title = "Settings";

const MIB = 1024 * 1024;

/** What is worth a control of its own; the rest is shown below, and is set by the command line. */
const CAPS = [
  ["transfer.maxDownloadBytesPerSecond", "Download at most", "MiB a second; 0 means no limit", MIB],
  ["transfer.maxUploadBytesPerSecond", "Upload at most", "MiB a second; 0 means no limit", MIB],
  ["transfer.maxUploadBytesPerSecondPerPeer", "Upload to one peer at most", "MiB a second; 0 means no limit", MIB],
  ["transfer.maxActive", "Downloads at once", "The others wait in the queue", 1],
  ["transfer.maxUploads", "Uploads at once", "Others are asked to wait", 1],
];
const SWITCHES = [
  ["network.lanDiscovery", "Find nodes in the local network", "Announces this node there, too."],
  ["network.portMapping", "Ask the router for an open port", "By UPnP, NAT-PMP or PCP."],
  ["relay.use", "Use relays when nobody can connect to this node", "Relays of this kind of node see encrypted bytes only."],
  ["relay.serve", "Be a relay for others", "Others who cannot be reached go through this node."],
];

export function mount(root, { signal }) {
  const section = (name, draw) => {
    const place = h("div", {}, loading());
    draw(place, signal).catch((error) => error.name === "AbortError" || fill(place, problem(error)));
    return h("section.stack", { "aria-label": name }, h("h2", {}, name), place);
  };
  root.append(pageHead("Settings"),
    h("section.stack", { "aria-label": "Appearance" }, h("h2", {}, "Appearance"),
      h("div.card.row.row-between", {}, h("div", {}, h("p.strong", {}, "Theme"), h("p.muted.small", {}, "Kept in this browser only.")), themeSwitch())),
    section("This node", node), section("Limits and network", limits), section("Keys", keys), section("Relays", relays),
    section("Everything else", everything), section("Daemon", daemon));
}

async function node(place, signal) {
  const status = live.status ?? await get("/status", { signal });
  fill(place, h("div.card.stack", {}, h("dl.facts", {},
    h("dt", {}, "Version"), h("dd", {}, status.version), h("dt", {}, "Role"), h("dd", {}, words(status.role)),
    h("dt", {}, "Running for"), h("dd", {}, duration(status.uptime)), h("dt", {}, "Folder"), h("dd.mono", {}, status.home),
    h("dt", {}, "Downloads go to"), h("dd.mono", {}, status.downloads)),
  copyLine("Node", status.node.id), copyLine("Key (others need it to invite you)", status.node.key)));
}

async function limits(place, signal) {
  const config = await get("/config", { signal });
  const value = (name) => name.split(".").reduce((at, part) => at?.[part], config.effective);
  const stored = (name) => config.stored[name];
  const restart = h("div");
  const wrong = h("div");
  const needs = (now) => fill(restart, now.restartNeeded ? notice("info", "", h("p", {},
    "Changes hold from the next start of the daemon.")) : null);
  const numbers = CAPS.map(([name, label, hint, unit]) => {
    const present = stored(name) ?? value(name) ?? 0;
    const control = input({ type: "number", min: "0", step: unit === 1 ? "1" : "0.1", name,
      value: String(Math.round((present / unit) * 100) / 100), data: { was: String(present) } });
    return { name, unit, control, element: field(label, control, hint) };
  });
  const switches = SWITCHES.map(([name, label, hint]) => {
    const present = Boolean(stored(name) ?? value(name));
    const element = check(label, { name, checked: present }, hint);
    return { name, present, element };
  });
  const save = button("Save", null, { submit: true, primary: true });
  needs(config);
  const send = async () => {
    const set = {};
    for (const one of numbers) {
      const now = Math.round(Number(one.control.value) * one.unit);
      if (Math.abs(now - Number(one.control.dataset.was)) > one.unit * 0.005) {
        set[one.name] = now;
      }
    }
    for (const one of switches) {
      if (one.element.box.checked !== one.present) {
        set[one.name] = one.element.box.checked;
      }
    }
    if (Object.keys(set).length === 0) {
      toast("Nothing was changed");
      return;
    }
    needs(await patch("/config", { set }));
    numbers.forEach((one) => {
      one.control.dataset.was = set[one.name] ?? one.control.dataset.was;
    });
    switches.forEach((one) => {
      one.present = set[one.name] ?? one.present;
    });
    toast("Saved");
  };
  fill(place, form("form.card.stack", { "aria-label": "Limits and network" }, { go: save, wrong, send },
    h("div.form-grid", {}, numbers.map((one) => one.element)), switches.map((one) => one.element), restart, wrong, h("div", {}, save)));
}

async function keys(place, signal) {
  const own = await get("/identity", { signal });
  const publishers = await all("/identity/publishers", 500, { signal });
  const changed = (change) => async () => {
    await change();
    await keys(place, signal);
  };
  const explain = { KEY_FILE: "Protected by the permissions of a file in its folder.", PASSPHRASE: "Protected by a passphrase.",
    NOT_STORED: "Not stored: gone when the daemon ends." }[own.protection];
  fill(place, h("div.stack", {},
    h("div.card.stack", {}, h("p", {}, h("span.strong", {}, "Node key. "), explain),
      h("div.row", {}, button("Change the protection", changed(() => passphraseDialog(own)), { icon: "shield" }),
        button("Export the node's key", () => exportDialog(null, "the node"), { icon: "key" }),
        button("Import a key", changed(() => importDialog()), { icon: "down" }))),
    publishers.length === 0 ? null : listCard("Keys of what this node publishes", null, h("ul.list", {}, publishers.map((one) => h("li", {},
      h("div.list-main", {}, h("p.list-title", {}, h("bdi", {}, theirs(one.label, shortId(one.id)))),
        h("div.list-sub", {}, badge(one.use === "SHARE" ? "Share" : "Community"), h("span.mono", {}, shortId(one.id)))),
      one.use === "SHARE" ? button("Export", () => exportDialog(one.id, theirs(one.label, shortId(one.id))), { small: true, icon: "key", name: `Export the key of ${theirs(one.label, shortId(one.id))}` }) : null))))));
}

async function exportDialog(publisher, name) {
  const sure = await confirm(`Export the key of ${name}?`, ["Whoever has this key can publish in its name, for ever. It cannot be taken back.",
    "Keep it offline, as you would keep the recovery phrase."], "Show the key");
  if (!sure) {
    return;
  }
  const key = await post("/identity/export", { publisher, confirm: true });
  await dialog("Secret key", (close) => ({ body: [notice("warn", "warn", h("p", {}, "Close this when you are done.")), copyLine("Seed", key.seed),
    copyLine("Public key", key.key)], foot: [button("Close", () => close(), { primary: true })] }));
}

function importDialog() {
  const label = input({ name: "label", required: true, data: { first: "" } });
  const use = select([["SHARE", "A share"], ["COMMUNITY", "A community"]], "SHARE", { name: "use" });
  const seed = input({ name: "seed", type: "password", required: true, class: "mono", pattern: "[0-9a-fA-F]{64}", title: "64 hexadecimal digits" });
  return formDialog("Import a key", "Import",
    [field("Label", label), field("Key of", use), field("Seed", seed, "64 hexadecimal digits")], async (close) => {
      await post("/identity/publishers", { label: label.value.trim(), use: use.value, seed: seed.value.trim().toLowerCase() });
      toast("Imported");
      close();
    });
}

function passphraseDialog(own) {
  const current = input({ type: "password", name: "current", autocomplete: "current-password" });
  const next = input({ type: "password", name: "next", autocomplete: "new-password", data: { first: "" } });
  const again = input({ type: "password", name: "again", autocomplete: "new-password" });
  const repeat = field("Once more", again);
  return formDialog("Protection of the stored key", "Change", [
    own.protection === "PASSPHRASE" ? field("Present passphrase", current) : null,
    field("New passphrase", next, "Empty: no passphrase, file permissions only. Who forgets it loses the node's key."), repeat,
  ], async (close) => {
    repeat.complain(null);
    if (next.value !== again.value) {
      repeat.complain("The two are not the same.");
      return;
    }
    await put("/identity/passphrase", { current: own.protection === "PASSPHRASE" ? current.value : null, next: next.value || null });
    toast(next.value ? "The key is protected by the passphrase" : "The key is protected by file permissions");
    close();
  });
}

async function relays(place, signal) {
  const [tunnels, known, service] = await Promise.all([all("/relays/tunnels", 100, { signal }), all("/relays", 100, { signal }),
    get("/relays/service", { signal })]);
  fill(place, h("div.stack", {},
    h("div.card.row.row-between", {}, h("p", {}, service.serving
      ? `This node is a relay: ${plural(service.tunnels, "tunnel")} of ${service.maxTunnels}, ${bytes(service.relayedBytes)} passed on.`
      : "This node is not a relay for others."), button("Use a relay", async () => {
      await relayDialog();
      await relays(place, signal);
    }, { icon: "plus" })),
    tunnels.length === 0 ? null : listCard("Relays that make this node reachable", null, h("ul.list", {}, tunnels.map((one) => h("li", {},
      h("div.list-main", {}, h("p.list-title.mono", {}, shortId(one.relay)), h("div.list-sub", {}, h("span", {}, `since ${moment(one.since)}`),
        h("span.num", {}, bytes(one.relayedBytes)))), one.healthy ? badge("Working", "good", true) : badge("Broken", "bad", true))))),
    listCard("Relays known", null, known.length === 0 ? empty("peers", "No relay known", "Relays announce themselves; you can also name one.")
      : h("ul.list", {}, known.map((one) => h("li", {}, h("div.list-main", {}, h("p.list-title.mono", {}, one.endpoints[0] ?? shortId(one.key)),
        h("div.list-sub", {}, h("span", {}, `${words(one.bandwidth)} bandwidth`), h("span", {}, plural(one.maxTunnels, "tunnel")))))))) ));
}

function relayDialog() {
  const address = input({ class: "mono", name: "address", required: true, placeholder: "tcp://192.0.2.1:7001", data: { first: "" } });
  return formDialog("Use a relay", "Use it", field("Address", address), async (close) => {
    await post("/relays/tunnels", { address: address.value.trim() });
    toast("Others can reach this node through the relay now");
    close();
  });
}

async function everything(place, signal) {
  const { effective } = await get("/config", { signal });
  const groups = Object.entries(effective);
  const show = (value) => (value === null ? "–" : typeof value === "object" ? JSON.stringify(value) : String(value));
  const plain = groups.filter(([, value]) => typeof value !== "object");
  fill(place, h("div.card.stack-tight", {}, h("p.muted.small", {}, "With what the daemon was started. The command line changes them: ",
    h("code", {}, "scp2p config NAME=VALUE")),
  plain.map(([name, value]) => h("p", {}, h("span.muted.small", {}, `${name} `), h("span.mono", {}, show(value)))),
  groups.filter(([, value]) => value !== null && typeof value === "object").map(([name, members]) => h("details.config-group", {},
    h("summary", {}, words(name), h("span.muted.small", {}, ` ${plural(Object.keys(members).length, "setting")}`)),
    h("dl.facts", {}, Object.entries(members).map(([key, value]) => [h("dt.mono", {}, `${name}.${key}`), h("dd.mono", {}, show(value))]))))));
}

async function daemon(place) {
  fill(place, h("div.card.stack", {}, h("p.muted", {}, "Ending the daemon is safe: downloads go on where they stopped when it is started again."),
    h("div.row", {}, button("Sign this browser out", async () => {
      await post("/logout");
      await live.refresh();
    }), button("End the daemon", async () => {
      if (await confirm("End the daemon?", "Nobody can fetch from this node until it is started again.", "End it")) {
        await post("/shutdown");
        toast("The daemon is closing");
      }
    }, { danger: true }))));
}

