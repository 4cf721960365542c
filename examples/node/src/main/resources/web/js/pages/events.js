/** What happened, as it happens. */
import { fill, h, reconcile } from "../dom.js";
import { clock, moment, plural, shortId, theirs, words } from "../format.js";
import { live } from "../live.js";
import { badge, button, check, empty, field, input, pageHead } from "../ui/widgets.js";

export const title = "Events";

const FAMILIES = ["Lifecycle", "Peer", "Share", "Subscription", "Transfer", "Community", "Vault", "Pairing",
  "Relay", "Reachability", "Security"];
const KINDS = { Security: "bad", Transfer: "accent", Vault: "accent", Lifecycle: "" };
const MAX_SHOWN = 400;

export function mount(root, { signal }) {
  const chosen = new Set(FAMILIES);
  let following = true;
  let text = "";
  const list = h("ol.log", { "aria-label": "Events, newest first" });
  const status = h("p.muted.small", { role: "status" });
  const nothing = h("div");
  const pauseButton = button("Pause", () => {
    following = !following;
    pauseButton.querySelector("span").textContent = following ? "Pause" : "Go on";
    draw();
  });
  const filter = input({ type: "search", placeholder: "Part of an id, a code or a name", name: "filter",
    on: { input: () => {
      text = filter.value.trim().toLowerCase();
      draw();
    } } });
  const boxes = FAMILIES.map((family) => {
    const one = check(family, { checked: true, name: `family-${family}` });
    one.box.addEventListener("change", () => {
      if (one.box.checked) {
        chosen.add(family);
      } else {
        chosen.delete(family);
      }
      draw();
    });
    return one;
  });
  root.append(pageHead("Events", "The node's event stream. After a lost connection it goes on where it stopped, "
    + "and says so if something was missed. Progress of transfers is on their own page.", pauseButton),
  h("section.card.stack", { "aria-label": "Filter" }, field("Filter", filter),
    h("fieldset.field", {}, h("legend", {}, "Families"), h("div.row.families", {}, boxes,
      button("All", () => setAll(true), { small: true, plain: true }),
      button("None", () => setAll(false), { small: true, plain: true })))),
  h("section.card.card-flush", { "aria-label": "Log" }, h("div.card-head", {}, status), list, nothing));

  function setAll(value) {
    boxes.forEach((one, i) => {
      one.box.checked = value;
      if (value) {
        chosen.add(FAMILIES[i]);
      } else {
        chosen.delete(FAMILIES[i]);
      }
    });
    draw();
  }

  function matches(event) {
    if (event.type === "missed") {
      return true;
    }
    return chosen.has(event.type.split("Event.")[0])
      && (text === "" || JSON.stringify(event).toLowerCase().includes(text));
  }

  function draw() {
    const fitting = live.log.filter(matches);
    const shown = fitting.slice(-MAX_SHOWN).reverse();
    reconcile(list, shown, keyOf, row);
    fill(nothing, shown.length === 0 ? empty("events", "Nothing to show",
      live.log.length > 0 ? "No event fits the filter." : "Nothing has happened yet.") : null);
    const text2 = `${live.streaming ? (following ? "Live" : "Paused") : "Not connected"} · `
      + `${plural(fitting.length, "event")}${fitting.length > MAX_SHOWN ? `, the newest ${MAX_SHOWN} shown` : ""}`;
    if (status.textContent !== text2) {
      status.textContent = text2;
    }
  }

  let scheduled = false;
  const later = () => {
    if (!scheduled && following) {
      scheduled = true;
      setTimeout(() => {
        scheduled = false;
        if (!signal.aborted && following) {
          draw();
        }
      }, 150);
    }
  };
  live.addEventListener("log", later, { signal });
  live.addEventListener("stream", draw, { signal });
  draw();
}

function keyOf(event) {
  return event.type === "missed" ? `missed-${event.from}-${event.to}` : `${event.at}-${event.sequence}`;
}

function row(event) {
  if (event.type === "missed") {
    return h("li.log-missed", {}, badge("Missed", "warn"),
      h("span", {}, event.restarted ? "The daemon was restarted here."
        : `${plural(event.count, "event")} were missed: ${event.from} to ${event.to}.`));
  }
  const [family, name] = event.type.split("Event.");
  const members = Object.entries(event).filter(([key]) => !["type", "sequence", "at"].includes(key));
  return h("li", {},
    h("time.num.muted", { datetime: event.at, title: moment(event.at) }, clock(event.at)),
    badge(family, KINDS[family] ?? ""),
    h("span.strong", {}, words(name.replace(/([a-z])([A-Z])/g, "$1 $2"))),
    h("span.log-members", {}, members.map(([key, value]) => h("span", {}, h("span.muted", {}, `${key} `),
      h("span.mono", { title: typeof value === "string" ? value : null }, brief(value))))));
}

function brief(value) {
  if (typeof value === "string") {
    return /^[0-9a-f-]{20,}$/.test(value) ? shortId(value) : theirs(value);
  }
  return theirs(JSON.stringify(value));
}
