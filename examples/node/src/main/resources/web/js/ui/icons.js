/** Line icons, drawn for this interface on a grid of 24. */
import { s } from "../dom.js";

const SHAPES = {
  home: ["M4 11.5 12 4.5l8 7", "M6 10v9.5h12V10", "M10 19.5v-5.5h4v5.5"],
  share: ["M12 15V4", "M8 8l4-4 4 4", "M5 12v7.5h14V12"],
  discover: ["M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18z", "M15.5 8.5l-2 5-5 2 2-5z"],
  search: ["M10.5 17a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13z", "M15.5 15.5 20 20"],
  download: ["M12 4v11", "M8 11l4 4 4-4", "M5 19.5h14"],
  community: ["M9 11a3 3 0 1 0 0-6 3 3 0 0 0 0 6z", "M3.5 19c0-3 2.4-5 5.5-5s5.5 2 5.5 5",
    "M16 5.3a3 3 0 0 1 0 5.4", "M17.5 14.3c1.9.7 3 2.4 3 4.7"],
  vault: ["M4.5 5h15v13h-15z", "M7 18v2", "M17 18v2", "M12 14.5a3 3 0 1 0 0-6 3 3 0 0 0 0 6z",
    "M12 8.5v-1", "M15 11.5h1"],
  send: ["M4 12h13", "M13 8l4 4-4 4", "M20 5v14"],
  events: ["M5 6h2", "M10 6h9", "M5 12h2", "M10 12h9", "M5 18h2", "M10 18h9"],
  settings: ["M5 7h8", "M17 7h2", "M15 9a2 2 0 1 0 0-4 2 2 0 0 0 0 4z", "M5 17h2", "M11 17h8",
    "M9 19a2 2 0 1 0 0-4 2 2 0 0 0 0 4z"],
  menu: ["M4 7h16", "M4 12h16", "M4 17h16"],
  close: ["M6 6l12 12", "M18 6 6 18"],
  check: ["M5 12.5l4.5 4.5L19 7.5"],
  some: ["M6 12h12"],
  chevron: ["M9 6l6 6-6 6"],
  copy: ["M9 9h10.5v10.5H9z", "M15 9V4.5H4.5V15H9"],
  qr: ["M4.5 4.5h5v5h-5z", "M14.5 4.5h5v5h-5z", "M4.5 14.5h5v5h-5z", "M14.5 14.5h2v2h-2z",
    "M19.5 14.5v5h-3"],
  pause: ["M9 6v12", "M15 6v12"],
  play: ["M8 5.5v13l10-6.5z"],
  plus: ["M12 5v14", "M5 12h14"],
  refresh: ["M19.5 8A8 8 0 0 0 5 9", "M4.5 4.5V9H9", "M4.5 16A8 8 0 0 0 19 15", "M19.5 19.5V15H15"],
  trash: ["M5 7h14", "M9.5 7V4.5h5V7", "M7 7l.8 12.5h8.4L17 7", "M10.5 10.5v5.5", "M13.5 10.5v5.5"],
  up: ["M12 19V5", "M6 11l6-6 6 6"],
  down: ["M12 5v14", "M6 13l6 6 6-6"],
  folder: ["M3.5 18.5v-13h6l2 2.5h9v10.5z"],
  file: ["M6 3.5h8l4 4v13H6z", "M14 3.5v4h4"],
  film: ["M4 5.5h16v13H4z", "M8 5.5v13", "M16 5.5v13", "M4 12h16"],
  image: ["M4 5h16v14H4z", "M9 10.5a1.5 1.5 0 1 0 0-3 1.5 1.5 0 0 0 0 3z", "M5 18l5-5 3 3 3-3 4 4"],
  music: ["M9 17.5V6l10-2v11.5", "M6.5 20a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5z",
    "M16.5 18a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5z"],
  warn: ["M12 4 2.8 19.5h18.4z", "M12 10v4.5", "M12 17v.2"],
  info: ["M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18z", "M12 11v5", "M12 8v.2"],
  key: ["M8 15.5a4 4 0 1 0 0-8 4 4 0 0 0 0 8z", "M12 11.5h8.5", "M17 11.5v3.5", "M20 11.5v2.5"],
  shield: ["M12 3.5l7.5 3v5c0 4.5-3 7.6-7.5 9-4.5-1.4-7.5-4.5-7.5-9v-5z"],
  link: ["M10 14a4 4 0 0 0 6 .3l3-3a4 4 0 0 0-5.6-5.6L12 7", "M14 10a4 4 0 0 0-6-.3l-3 3a4 4 0 0 0 5.6 5.6L12 17"],
  edit: ["M5 19l.8-4L15.5 5.3l3.2 3.2L9 18.2z", "M13.5 7.3l3.2 3.2"],
  sun: ["M12 16a4 4 0 1 0 0-8 4 4 0 0 0 0 8z", "M12 3v2", "M12 19v2", "M3 12h2", "M19 12h2",
    "M5.6 5.6 7 7", "M17 17l1.4 1.4", "M18.4 5.6 17 7", "M7 17l-1.4 1.4"],
  moon: ["M19.5 14A8 8 0 0 1 10 4.5a8 8 0 1 0 9.5 9.5z"],
  system: ["M4 5h16v11H4z", "M9 20h6", "M12 16v4"],
  peers: ["M12 8a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5z", "M5.5 20a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5z",
    "M18.5 20a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5z", "M10.8 7.8 6.7 15", "M13.2 7.8l4.1 7.2", "M8 17.5h8"],
};

/** An icon; it says nothing to a screen reader, the text beside it does. */
export function icon(name, extra = "") {
  const drawing = s("svg", { viewBox: "0 0 24 24", "aria-hidden": "true", focusable: "false" },
    (SHAPES[name] ?? SHAPES.file).map((d) => s("path", { d })));
  drawing.setAttribute("class", `icon ${extra}`.trim());
  return drawing;
}

/** The icon for a kind of file, by what it is said to be. */
export function iconForType(mimeType) {
  const type = String(mimeType ?? "");
  if (type.startsWith("video/")) {
    return "film";
  }
  if (type.startsWith("image/")) {
    return "image";
  }
  return type.startsWith("audio/") ? "music" : "file";
}
