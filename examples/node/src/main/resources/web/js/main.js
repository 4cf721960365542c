/** Starts the interface: the frame, the pages by address, the connection. */
import { ApiError, connection } from "./client.js";
import { fill, h } from "./dom.js";
import { live, transfers } from "./live.js";
import { shell } from "./shell.js";
import { refuseOtherDrops } from "./ui/drop.js";
import { problem } from "./ui/widgets.js";
import * as communities from "./pages/communities.js";
import * as dashboard from "./pages/dashboard.js";
import * as discover from "./pages/discover.js";
import * as downloads from "./pages/downloads.js";
import * as events from "./pages/events.js";
import * as login from "./pages/login.js";
import * as search from "./pages/search.js";
import * as send from "./pages/send.js";
import * as settings from "./pages/settings.js";
import * as share from "./pages/share.js";
import * as shares from "./pages/shares.js";
import * as vault from "./pages/vault.js";
import * as vaultFile from "./pages/vaultfile.js";

/** Address to page; `nav` is the entry of the navigation that it belongs to. */
const ROUTES = [
  { path: "/", page: dashboard, nav: "/" },
  { path: "/shares", page: shares, nav: "/shares" },
  { path: "/discover", page: discover, nav: "/discover" },
  { path: "/share/:id", page: share, nav: "/discover" },
  { path: "/search", page: search, nav: "/search" },
  { path: "/downloads", page: downloads, nav: "/downloads" },
  { path: "/communities", page: communities, nav: "/communities" },
  { path: "/communities/:id", page: communities, nav: "/communities" },
  { path: "/vault", page: vault, nav: "/vault" },
  { path: "/vault/:id", page: vaultFile, nav: "/vault" },
  { path: "/send", page: send, nav: "/send" },
  { path: "/events", page: events, nav: "/events" },
  { path: "/settings", page: settings, nav: "/settings" },
];

let leave = null;
/** Whether the page could not be shown because the daemon did not answer. */
let waiting = false;
let shown = null;

/** The address after the "#", taken apart. */
function location() {
  const [path, query] = (window.location.hash.slice(1) || "/").split("?");
  for (const route of ROUTES) {
    const names = [];
    const pattern = route.path.replace(/:(\w+)/g, (whole, name) => {
      names.push(name);
      return "([^/]+)";
    });
    const match = new RegExp(`^${pattern}$`).exec(path);
    if (match) {
      const parameters = Object.fromEntries(names.map((name, i) => [name, decoded(match[i + 1])]));
      return { route, parameters, query: new URLSearchParams(query ?? "") };
    }
  }
  return { route: ROUTES[0], parameters: {}, query: new URLSearchParams() };
}

/** An address that was typed wrong is still an address: of nothing, as the daemon will say. */
function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch (malformed) {
    return text;
  }
}

function show(frame, byPerson) {
  leave?.abort();
  leave = new AbortController();
  waiting = false;
  const { signal } = leave;
  const { route, parameters, query } = location();
  const page = connection.state === "locked" ? login : route.page;
  frame.here(connection.state === "locked" ? "" : route.nav, page.title);
  document.title = `${page.title} – Scp2p node`;
  const root = h("div.stack-wide");
  fill(frame.main, root);
  Promise.resolve(page.mount(root, { parameters, query, signal })).catch((error) => {
    if (!signal.aborted && error.name !== "AbortError") {
      waiting = error.id === "DAEMON_LOST";
      if (!(error instanceof ApiError)) {
        console.error(error);
      }
      fill(root, h("h1", {}, page.title), problem(error, () => show(frame, false)));
    }
  });
  if (byPerson) {
    window.scrollTo(0, 0);
    frame.main.focus({ preventScroll: true });
  }
}

function boot() {
  const frame = shell(document.getElementById("app"));
  window.addEventListener("hashchange", () => {
    if (window.location.hash === "#main") {
      // The skip link: not a page.
      history.replaceState(null, "", shown ?? "#/");
      frame.main.focus();
      return;
    }
    shown = window.location.hash;
    show(frame, true);
  });
  let before = connection.state;
  connection.addEventListener("change", () => {
    if (connection.state === "locked" || before === "locked" || waiting && connection.state === "online") {
      show(frame, false);
    }
    before = connection.state;
  });
  shown = window.location.hash || "#/";
  refuseOtherDrops();
  live.start();
  transfers.start();
  show(frame, false);
}

boot();
