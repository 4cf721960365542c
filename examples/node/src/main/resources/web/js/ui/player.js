/** Shows content while it arrives: the gateway fetches first what is being looked at. */
import { h } from "../dom.js";
import { bytes, theirs } from "../format.js";
import { dialog, notice, problem } from "./widgets.js";

const TEXT_BYTES = 64 * 1024;

export function canShow(item) {
  return /^(video|audio|image|text)\//.test(item.mimeType ?? "");
}

/** An address of the gateway for saving. */
export function saveUrl(url) {
  return url + (url.includes("?") ? "&" : "?") + "download=1";
}

/**
 * Opens a file of a share.
 *
 * @param {{name, mimeType, sizeBytes, contentUrl}} item as the daemon lists it
 */
export function play(item) {
  const name = theirs(item.name, "(no name)");
  const kind = (item.mimeType ?? "").split("/")[0];
  const failed = notice("warn", "warn", h("p", {}, "It cannot be shown. Either nobody who has it is "
    + "connected now, or this browser does not know its format. Saving it may still work."));
  failed.hidden = true;
  let view;
  if (kind === "video" || kind === "audio") {
    view = h(`${kind}.player`, { controls: true, preload: "metadata", src: item.contentUrl,
      "aria-label": name, on: { error: () => { failed.hidden = false; } } });
  } else if (kind === "image") {
    view = h("img.player", { src: item.contentUrl, alt: name, on: { error: () => { failed.hidden = false; } } });
  } else if (kind === "text") {
    view = h("pre.player-text", { tabIndex: 0, "aria-label": name }, "Loading…");
    readText(item, view);
  } else {
    view = notice("info", "", h("p", {}, "A browser cannot show this kind of file. Save or download it."));
  }
  return dialog(name, () => ({
    body: [view, failed, h("p.small.muted", {}, [theirs(item.path ?? item.name), bytes(item.sizeBytes),
      theirs(item.mimeType, "unknown kind")].join(" · "))],
    foot: [h("a.btn", { href: saveUrl(item.contentUrl), download: "" }, "Save with the browser")],
  }), { wide: true }).then(() => {
    // Leaving a media element connected would keep fetching.
    view.removeAttribute("src");
    view.load?.();
  });
}

async function readText(item, view) {
  try {
    const response = await fetch(item.contentUrl, { headers: item.sizeBytes > 0
      ? { Range: `bytes=0-${Math.min(item.sizeBytes, TEXT_BYTES) - 1}` } : {}, credentials: "same-origin" });
    if (!response.ok) {
      throw new Error(`The gateway answered ${response.status}.`);
    }
    const text = await response.text();
    view.textContent = text + (item.sizeBytes > TEXT_BYTES ? "\n…" : "");
  } catch (error) {
    view.replaceWith(problem(error));
  }
}
