/** Talks to the daemon: JSON over the address this page came from, and nothing else. */

export const BASE = "/api/v1";
const MAX_PAGES = 200;

/** What the daemon said went wrong, or that it could not be asked. */
export class ApiError extends Error {
  constructor(status, error) {
    super(error.message);
    this.status = status;
    this.name = "ApiError";
    this.id = error.code;
    this.code = error.number ? `SCP2P-${error.number} ${error.code}` : error.code;
    this.reason = error.message;
    this.remedy = error.action;
    this.retryable = Boolean(error.retryable);
    this.details = error.details ?? {};
  }
}

/** Whether the daemon answers: "online", "lost", or "locked" if it does not know this browser. */
class Connection extends EventTarget {
  state = "online";

  set(state) {
    if (state !== this.state) {
      this.state = state;
      this.dispatchEvent(new Event("change"));
    }
  }
}

export const connection = new Connection();

/**
 * Asks the daemon.
 *
 * @param {string} method of HTTP
 * @param {string} path below the base
 * @param {object} [body] sent as JSON
 * @param {{signal?: AbortSignal, raw?: Blob, type?: string}} [options] `raw` is sent as it is
 * @returns {Promise<*>} what came back, or null
 */
export async function call(method, path, body, options = {}) {
  const headers = { Accept: "application/json" };
  let content;
  if (options.raw !== undefined) {
    headers["Content-Type"] = "application/octet-stream";
    content = options.raw;
  } else if (body !== undefined) {
    headers["Content-Type"] = "application/json";
    content = JSON.stringify(body);
  }
  let response;
  try {
    response = await fetch(BASE + path, { method, headers, body: content, signal: options.signal,
      credentials: "same-origin", cache: "no-store", redirect: "error" });
  } catch (failure) {
    if (failure.name === "AbortError") {
      throw failure;
    }
    connection.set("lost");
    throw new ApiError(0, { code: "DAEMON_LOST", message: "The daemon does not answer.",
      action: "Start it again with: scp2p run. This page reconnects by itself.", retryable: true });
  }
  if (response.status === 401) {
    connection.set("locked");
  } else {
    connection.set("online");
  }
  const text = response.status === 204 ? "" : await response.text();
  const json = parse(text);
  if (!response.ok) {
    throw new ApiError(response.status, json?.error ?? { code: `HTTP_${response.status}`,
      message: `The daemon answered ${response.status}.`, action: "Look at the daemon's log." });
  }
  return json;
}

function parse(text) {
  try {
    return text === "" ? null : JSON.parse(text);
  } catch (broken) {
    return null;
  }
}

export const get = (path, options) => call("GET", path, undefined, options);
export const post = (path, body, options) => call("POST", path, body, options);
export const put = (path, body, options) => call("PUT", path, body, options);
export const patch = (path, body, options) => call("PATCH", path, body, options);
export const remove = (path, options) => call("DELETE", path, undefined, options);

/** One page of a list. */
export function page(path, after, limit = 100, options) {
  return get(withQuery(path, { limit, after }), options);
}

/**
 * A whole list, page by page, but never more than fits a screen's patience.
 *
 * @returns {Promise<Array>} with a property `more` if there was more than `max`
 */
export async function all(path, max = 1000, options) {
  const items = [];
  let after = null;
  for (let turn = 0; turn < MAX_PAGES; turn += 1) {
    const one = await page(path, after, Math.min(max, 500), options);
    items.push(...one.items);
    after = one.next;
    if (!after || items.length >= max) {
      break;
    }
  }
  const shown = items.slice(0, max);
  shown.more = Boolean(after) || items.length > max;
  return shown;
}

/** Adds parameters to an address; arrays repeat, null is left out. */
export function withQuery(path, parameters) {
  const query = new URLSearchParams();
  for (const [key, value] of Object.entries(parameters)) {
    for (const one of [].concat(value)) {
      if (one !== null && one !== undefined && one !== "") {
        query.append(key, one);
      }
    }
  }
  const text = query.toString();
  if (text === "") {
    return path;
  }
  return path + (path.includes("?") ? "&" : "?") + text;
}

export const encode = encodeURIComponent;
