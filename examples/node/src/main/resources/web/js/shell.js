/** The frame around the pages: navigation, connection, theme, short cuts. */
import { connection } from "./client.js";
import { fill, h } from "./dom.js";
import { rate, shortId } from "./format.js";
import { ended, live, transfers } from "./live.js";
import { themeSwitch } from "./theme.js";
import { icon } from "./ui/icons.js";
import { announce, badge, button } from "./ui/widgets.js";

const PAGES = [
  ["/", "Dashboard", "home"],
  ["/shares", "My shares", "share"],
  ["/discover", "Discover", "discover"],
  ["/search", "Search", "search"],
  ["/downloads", "Downloads", "download"],
  ["/communities", "Communities", "community"],
  ["/vault", "Vault", "vault"],
  ["/send", "Send and receive", "send"],
  ["/events", "Events", "events"],
  ["/settings", "Settings", "settings"],
];

/** Builds it; answers with the place for pages and a function that marks the present one. */
export function shell(app) {
  const count = h("span.badge.badge-accent.count", { hidden: true });
  const links = PAGES.map(([path, label, iconName]) => {
    const link = h("a", { href: `#${path}`, data: { nav: path } }, icon(iconName), h("span", {}, label));
    if (path === "/downloads") {
      link.append(count);
    }
    return link;
  });
  const line = h("div.row.small");
  const side = h("div.side", { id: "side" },
    h("a.brand", { href: "#/" }, h("img", { src: "/web/icon.svg", alt: "" }),
      h("span", {}, "Scp2p node", h("small", { id: "brand-node" }, "…"))),
    h("nav", { "aria-label": "Pages" }, h("ul.nav-list", {}, links.map((link) => h("li", {}, link)))),
    h("div.side-foot", {}, line, themeSwitch()));
  const main = h("main.main", { id: "main", tabIndex: -1 });
  const scrim = h("div.scrim", { hidden: true, on: { click: () => drawer(false) } });
  const opener = button("Open the menu", () => drawer(true), { icon: "menu", iconOnly: true, plain: true });
  opener.setAttribute("aria-expanded", "false");
  opener.setAttribute("aria-controls", "side");
  const where = h("span.strong.clip");
  const topState = h("span");
  const top = h("header.top", {}, opener, where, h("span.spring"), topState);
  const banner = h("div.banner", { role: "alert", hidden: true });
  const stage = h("div.stage", {}, banner, main);
  fill(app, top, side, scrim, stage);

  function drawer(open) {
    side.classList.toggle("open", open);
    scrim.hidden = !open;
    stage.inert = open;
    opener.setAttribute("aria-expanded", String(open));
    if (open) {
      (side.querySelector('[aria-current="page"]') ?? links[0]).focus();
    } else if (side.contains(document.activeElement)) {
      opener.focus();
    }
  }

  side.addEventListener("click", (event) => event.target.closest("a") && drawer(false));
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && side.classList.contains("open")) {
      drawer(false);
    }
    const typing = event.target.closest?.("input, textarea, select, [contenteditable]");
    if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      window.location.hash = "#/search";
    }
  });

  const state = () => {
    const lost = connection.state === "lost";
    const text = { online: "Connected", lost: "Connection lost", locked: "Not signed in" }[connection.state];
    const kind = { online: "good", lost: "bad", locked: "warn" }[connection.state];
    fill(topState, badge(text, kind, true));
    if (banner.hidden === lost) {
      banner.hidden = !lost;
      fill(banner, lost ? [icon("warn"), h("span", {},
        "The daemon does not answer. What you see is from before. Trying again…"),
      button("Try now", () => live.refresh(), { small: true })] : []);
      if (!lost) {
        announce("Connected to the daemon again");
      }
    }
    rates();
  };
  const rates = () => {
    const last = live.samples[live.samples.length - 1];
    if (connection.state !== "online" || !last) {
      fill(line, badge(connection.state === "lost" ? "Connection lost" : "Not signed in",
        connection.state === "lost" ? "bad" : "warn", true));
      return;
    }
    fill(line, h("span.num.nowrap", { title: "Received" }, `↓ ${rate(last.down)}`),
      h("span.num.nowrap", { title: "Sent" }, `↑ ${rate(last.up)}`));
  };
  connection.addEventListener("change", state);
  live.onStatus((status) => {
    document.getElementById("brand-node").textContent = shortId(status.node.id);
    rates();
  });
  transfers.onChange(() => {
    const open = transfers.list("DOWNLOAD").filter((one) => !ended(one));
    count.hidden = open.length === 0;
    count.textContent = String(open.length);
    count.setAttribute("aria-label", `${open.length} under way`);
  });
  state();

  return {
    main,
    here(path, title) {
      where.textContent = title;
      for (const link of links) {
        const present = link.dataset.nav === path;
        if (present) {
          link.setAttribute("aria-current", "page");
          where.textContent = link.querySelector("span").textContent;
        } else {
          link.removeAttribute("aria-current");
        }
      }
    },
  };
}
