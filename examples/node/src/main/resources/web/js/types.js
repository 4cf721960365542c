/** What a file is by the end of its name, where nobody says. */
const TYPES = { mp4: "video/mp4", m4v: "video/mp4", webm: "video/webm", ogv: "video/ogg", mkv: "video/x-matroska",
  mov: "video/quicktime", mp3: "audio/mpeg", m4a: "audio/mp4", ogg: "audio/ogg", opus: "audio/ogg",
  flac: "audio/flac", wav: "audio/wav", jpg: "image/jpeg", jpeg: "image/jpeg", png: "image/png",
  gif: "image/gif", webp: "image/webp", avif: "image/avif", txt: "text/plain", md: "text/plain",
  log: "text/plain", csv: "text/plain", json: "text/plain" };

export function guessType(name) {
  const end = String(name ?? "").toLowerCase().split(".").pop();
  return Object.hasOwn(TYPES, end) ? TYPES[end] : null;
}
