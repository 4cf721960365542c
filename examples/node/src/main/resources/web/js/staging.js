/** Files that a person drops into the page go to the daemon's staging first. */
import { encode, post, put, remove } from "./client.js";

const AT_ONCE = 3;
const MAX_FILES = 100_000;

/**
 * The files of a drop or of a file field, folders opened.
 *
 * @returns {Promise<Array<{path: string, file: File}>>}
 */
export async function filesOf(dataTransfer) {
  const entries = [...dataTransfer.items].map((item) => item.webkitGetAsEntry?.()).filter(Boolean);
  if (entries.length === 0) {
    return [...dataTransfer.files].map((file) => ({ path: file.name, file }));
  }
  const found = [];
  for (const entry of entries) {
    await walk(entry, "", found);
  }
  return found;
}

/** The files of a field; with a folder chosen they carry their path in it. */
export function filesOfField(field) {
  return [...field.files].map((file) => ({ path: file.webkitRelativePath || file.name, file }));
}

async function walk(entry, prefix, found) {
  if (found.length >= MAX_FILES) {
    throw new RangeError(`More than ${MAX_FILES} files: publish the folder by its path instead.`);
  }
  if (entry.isFile) {
    found.push({ path: prefix + entry.name, file: await new Promise((yes, no) => entry.file(yes, no)) });
    return;
  }
  const reader = entry.createReader();
  for (;;) {
    const some = await new Promise((yes, no) => reader.readEntries(yes, no));
    if (some.length === 0) {
      return;
    }
    for (const one of some) {
      await walk(one, `${prefix}${entry.name}/`, found);
    }
  }
}

/**
 * Brings files to the daemon.
 *
 * @param {Array<{path, file}>} files what
 * @param {function({files, bytes})} onProgress what has arrived
 * @param {AbortSignal} signal stops it, and removes what is there
 * @returns {Promise<string>} the id of the staging
 */
export async function upload(files, onProgress, signal) {
  const staging = await post("/staging");
  let arrivedBytes = 0;
  let arrived = 0;
  const queue = [...files];
  const worker = async () => {
    for (let next = queue.shift(); next; next = queue.shift()) {
      const path = next.path.split("/").map(encode).join("/");
      await put(`/staging/${encode(staging.id)}/files/${path}`, undefined, { raw: next.file, signal });
      arrived += 1;
      arrivedBytes += next.file.size;
      onProgress({ files: arrived, bytes: arrivedBytes });
    }
  };
  try {
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
    return staging.id;
  } catch (failure) {
    queue.length = 0;
    await remove(`/staging/${encode(staging.id)}`).catch(() => {});
    throw failure;
  }
}
