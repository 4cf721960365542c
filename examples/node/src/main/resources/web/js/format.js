/** How numbers, times and names look. */

const UNITS = ["B", "KiB", "MiB", "GiB", "TiB", "PiB"];

/** 1536 becomes "1.5 KiB". */
export function bytes(count) {
  const value = Number(count ?? 0);
  if (!Number.isFinite(value) || value < 0) {
    return "–";
  }
  let scaled = value;
  let unit = 0;
  while (scaled >= 1023.5 && unit < UNITS.length - 1) {
    scaled /= 1024;
    unit += 1;
  }
  const digits = unit === 0 || scaled >= 99.95 ? 0 : 1;
  return `${scaled.toFixed(digits)} ${UNITS[unit]}`;
}

/** Bytes a second. */
export function rate(count) {
  return `${bytes(count)}/s`;
}

/** A number with separators of the reader's language. */
export function count(value) {
  return Number(value ?? 0).toLocaleString();
}

/** "1 file", "2 files". */
export function plural(value, one, many = `${one}s`) {
  return `${count(value)} ${Number(value) === 1 ? one : many}`;
}

/** Seconds as "2 min 5 s". */
export function duration(seconds) {
  if (seconds === null || seconds === undefined || !Number.isFinite(Number(seconds))) {
    return "–";
  }
  const total = Math.max(0, Math.round(Number(seconds)));
  if (total < 60) {
    return `${total} s`;
  }
  const minutes = Math.floor(total / 60);
  if (minutes < 60) {
    return `${minutes} min ${total % 60} s`;
  }
  const hours = Math.floor(minutes / 60);
  if (hours < 48) {
    return `${hours} h ${minutes % 60} min`;
  }
  return `${Math.floor(hours / 24)} days ${hours % 24} h`;
}

const RELATIVE = new Intl.RelativeTimeFormat(undefined, { numeric: "auto" });

/** "3 minutes ago", with the exact time for whoever wants it in {@link moment}. */
export function ago(instant) {
  if (!instant) {
    return "never";
  }
  const difference = (new Date(instant).getTime() - Date.now()) / 1000;
  const size = Math.abs(difference);
  if (size < 45) {
    return difference <= 0 ? "just now" : "in a moment";
  }
  if (size < 45 * 60) {
    return RELATIVE.format(Math.round(difference / 60), "minute");
  }
  if (size < 22 * 3600) {
    return RELATIVE.format(Math.round(difference / 3600), "hour");
  }
  return RELATIVE.format(Math.round(difference / 86400), "day");
}

/** A point in time, to the second. */
export function moment(instant) {
  return instant
    ? new Date(instant).toLocaleString(undefined, { dateStyle: "medium", timeStyle: "medium" })
    : "–";
}

/** The time of day. */
export function clock(instant) {
  return new Date(instant).toLocaleTimeString(undefined, { hour12: false });
}

/** Enough of a long id to tell it from others. */
export function shortId(id) {
  const text = String(id ?? "");
  return text.length > 14 ? `${text.slice(0, 8)}…${text.slice(-4)}` : text;
}

/** "CAPITAL_NAME" as "Capital name". */
export function words(name) {
  const text = String(name ?? "").replaceAll("_", " ").toLowerCase();
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** 0.4567 as "45 %": never 100 % before the end. */
export function percent(fraction) {
  return `${Math.floor(Math.min(1, Math.max(0, fraction)) * 100)} %`;
}

/** Characters that change how others are shown: controls, and what turns the direction of text. */
const DECEIVING = /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/g;
const LONGEST_NAME = 400;

/** Words of strangers, for a text node: nothing hidden, nothing endless. */
export function theirs(text, fallback = "") {
  const plain = String(text ?? "").replace(DECEIVING, "\ufffd");
  if (plain.trim() === "") {
    return fallback;
  }
  return plain.length > LONGEST_NAME ? `${plain.slice(0, LONGEST_NAME)}…` : plain;
}
