/**
 * What changes by itself: the event stream, the node's state every two seconds, and the transfers.
 * Pages listen; nobody polls on his own.
 */
import { BASE, all, connection, get } from "./client.js";

const FIRST_WAIT_MILLIS = 500;
const LONGEST_WAIT_MILLIS = 5000;
/** Browsers allow six connections to one host: a tab that nobody sees gives its own back. */
const HIDDEN_PATIENCE_MILLIS = 30_000;
const STATUS_MILLIS = 2000;
const LOG_BACK = 500;
const LAST_EVENT = "scp2p.lastEvent";
const MAX_LOG = 2000;
const MAX_SAMPLES = 151;
/** Transfers that may come and go before everything is asked for again. */
const MAX_TOLD = 500;

class Live extends EventTarget {
  /** Events seen, oldest first; without progress, which only its newest state matters of. */
  log = [];
  /** Samples of the node's counters: {at, received, sent} with rates to the one before. */
  samples = [];
  status = null;
  streaming = false;
  #lastId = null;
  #newestKnown = 0;
  #abort = null;
  #wait = FIRST_WAIT_MILLIS;
  #timer = null;

  start() {
    connection.addEventListener("change", () => this.#connectionChanged());
    document.addEventListener("visibilitychange", () => this.#visibilityChanged());
    window.addEventListener("pagehide", () => remember(this.#lastId));
    this.#beat();
    setInterval(() => document.hidden || this.#beat(), STATUS_MILLIS);
  }

  /** Calls back for events whose type begins so; "" for all. Ends with the signal. */
  on(prefix, listener, signal) {
    this.addEventListener("node-event", ({ detail }) => {
      if (detail.type.startsWith(prefix) || detail.type === "missed") {
        listener(detail);
      }
    }, { signal });
  }

  /** Calls back with every new state of the node. */
  onStatus(listener, signal) {
    this.addEventListener("status", () => listener(this.status), { signal });
    if (this.status) {
      listener(this.status);
    }
  }

  /** Asks now instead of at the next beat. */
  async refresh() {
    await this.#beat();
  }

  async #beat() {
    try {
      const status = await get("/status");
      this.status = status;
      this.#sample(status);
      this.dispatchEvent(new Event("status"));
      if (!this.streaming && !this.#abort && !document.hidden) {
        this.#open();
      }
    } catch (failure) {
      // The connection's own state says so already.
    }
  }

  #sample(status) {
    const now = performance.now() / 1000;
    const last = this.samples[this.samples.length - 1];
    const sample = { at: now, run: status.run, received: status.receivedBytes, sent: status.sentBytes,
      down: 0, up: 0 };
    if (last && last.run === sample.run && now > last.at) {
      sample.down = Math.max(0, (sample.received - last.received) / (now - last.at));
      sample.up = Math.max(0, (sample.sent - last.sent) / (now - last.at));
    }
    this.samples.push(sample);
    if (this.samples.length > MAX_SAMPLES) {
      this.samples.shift();
    }
  }

  #connectionChanged() {
    this.#wait = FIRST_WAIT_MILLIS;
    if (connection.state !== "online") {
      this.#close();
      this.#retryStatus();
    }
  }

  #retryStatus() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(async () => {
      await this.#beat();
      if (connection.state === "lost") {
        this.#wait = Math.min(LONGEST_WAIT_MILLIS, this.#wait * 1.6);
        this.#retryStatus();
      }
    }, this.#wait);
  }

  #visibilityChanged() {
    clearTimeout(this.hiddenTimer);
    if (document.hidden) {
      this.hiddenTimer = setTimeout(() => this.#close(), HIDDEN_PATIENCE_MILLIS);
    } else {
      this.#beat();
    }
  }

  #close() {
    this.#abort?.abort();
    this.#abort = null;
    this.streaming = false;
  }

  /** Reads the stream. Not an EventSource, since that cannot tell "restarted" from "locked out". */
  async #open() {
    const abort = new AbortController();
    this.#abort = abort;
    if (this.#lastId === null) {
      this.#newestKnown = this.status.lastEvent;
      // After a restart of the daemon go on from where this tab was, to learn that there was one.
      const before = remembered();
      this.#lastId = before && before.split(":")[0] !== this.status.run ? before
        : `${this.status.run}:${Math.max(0, this.status.lastEvent - LOG_BACK)}`;
    }
    try {
      const response = await fetch(`${BASE}/events`, { headers: { Accept: "text/event-stream",
        "Last-Event-ID": this.#lastId }, signal: abort.signal, credentials: "same-origin",
      cache: "no-store" });
      if (!response.ok) {
        if (response.status === 401) {
          connection.set("locked");
        }
        throw new Error(`events: ${response.status}`);
      }
      this.#streamChanged(true);
      await this.#read(response.body.pipeThrough(new TextDecoderStream()).getReader());
    } catch (failure) {
      // Lost, refused or put away: the next beat opens it again.
    }
    if (this.#abort === abort) {
      this.#abort = null;
      this.#streamChanged(false);
      if (connection.state === "online") {
        this.#beat();
      }
    }
  }

  #streamChanged(streaming) {
    this.streaming = streaming;
    this.dispatchEvent(new Event("stream"));
  }

  async #read(reader) {
    let rest = "";
    for (;;) {
      const { value, done } = await reader.read();
      if (done) {
        return;
      }
      const blocks = (rest + value).replaceAll("\r\n", "\n").split("\n\n");
      rest = blocks.pop();
      blocks.forEach((block) => this.#block(block));
    }
  }

  #block(block) {
    let id = null;
    let data = "";
    for (const line of block.split("\n")) {
      if (line.startsWith("id:")) {
        id = line.slice(3).trim();
      } else if (line.startsWith("data:")) {
        data += line.slice(5).trim();
      }
    }
    if (data === "") {
      return;
    }
    const event = JSON.parse(data);
    this.#lastId = id ?? this.#lastId;
    event.type ??= "missed";
    if (event.restarted) {
      this.#newestKnown = 0;
    }
    if (event.type !== "TransferEvent.Progress") {
      this.log.push(event);
      if (this.log.length > MAX_LOG) {
        this.log.splice(0, this.log.length - MAX_LOG);
      }
      this.dispatchEvent(new Event("log"));
    }
    const replayed = event.sequence !== undefined && event.sequence <= this.#newestKnown;
    if (!replayed) {
      this.dispatchEvent(new CustomEvent("node-event", { detail: event }));
    }
  }
}

/** The newest event this tab has seen, also before it was loaded anew. */
function remembered() {
  try {
    return sessionStorage.getItem(LAST_EVENT);
  } catch (refused) {
    return null;
  }
}

function remember(id) {
  try {
    if (id !== null) {
      sessionStorage.setItem(LAST_EVENT, id);
    }
  } catch (refused) {
    // Without storage the log begins with the present run.
  }
}

export const live = new Live();

/**
 * Hands what `ask` answers to `show`, but not what was overtaken by the answer to a later question.
 *
 * @returns {function(): Promise} asks
 */
export function inOrder(ask, show) {
  let asked = 0;
  let shown = 0;
  return async () => {
    asked += 1;
    const mine = asked;
    const answer = await ask();
    if (mine > shown) {
      shown = mine;
      show(answer);
    }
  };
}

/** Everything that takes its time, kept up to date by events. */
class Transfers extends EventTarget {
  /** By id, in the daemon's order. */
  byId = new Map();
  loaded = false;
  #again = null;
  #asked = new Set();
  #questions = 0;
  /** By id, which question told what is known: an older one that is answered later says less. */
  #told = new Map();
  /** The newest question about everything that was answered: it told of all that is not above. */
  #toldAll = 0;
  /** How many were told of then. */
  #settled = 0;

  start() {
    live.on("TransferEvent", (event) => this.#event(event));
    connection.addEventListener("change", () => connection.state === "online" && this.reload());
    this.reload();
  }

  list(kind) {
    return [...this.byId.values()].filter((one) => !kind || one.kind === kind);
  }

  open() {
    return this.list().filter((one) => !ended(one));
  }

  onChange(listener, signal) {
    this.addEventListener("change", listener, { signal });
    if (this.loaded) {
      listener();
    }
  }

  /** A transfer that the answer to a command brought along; events may have overtaken it. */
  take(transfer) {
    if (transfer?.id && !["COMPLETED", "CANCELLED"].includes(this.byId.get(transfer.id)?.state)) {
      this.byId.set(transfer.id, transfer);
      this.#changed();
    }
    return transfer;
  }

  drop(id) {
    this.#questions += 1;
    this.#tell(id, this.#questions);
    this.byId.delete(id);
    this.#changed();
  }

  /** Whether a newer question has told something of it already; else it is this one that does. */
  #isOld(id, question) {
    const old = (this.#told.get(id) ?? this.#toldAll) > question;
    if (!old) {
      this.#tell(id, question);
    }
    return old;
  }

  /** What the daemon has forgotten meanwhile is forgotten here by asking for everything. */
  #tell(id, question) {
    this.#told.set(id, question);
    if (this.#told.size > this.#settled + MAX_TOLD) {
      this.#settled = this.#told.size;
      this.reload();
    }
  }

  /** Drops what everything that was asked for says as well. */
  #settle(question) {
    this.#toldAll = Math.max(this.#toldAll, question);
    for (const [id, told] of this.#told) {
      if (told <= this.#toldAll && !this.byId.has(id)) {
        this.#told.delete(id);
      }
    }
    this.#settled = this.#told.size;
  }

  /** Waits for the end of one. */
  finished(id) {
    return new Promise((resolve) => {
      const stop = new AbortController();
      this.onChange(() => {
        const one = this.byId.get(id);
        if (one && ended(one)) {
          stop.abort();
          resolve(one);
        }
      }, stop.signal);
    });
  }

  reload() {
    clearTimeout(this.#again);
    this.#again = setTimeout(async () => {
      this.#questions += 1;
      const question = this.#questions;
      try {
        const [downloads, others] = await Promise.all([all("/downloads"),
          all("/transfers?kind=PUBLICATION&kind=VAULT&kind=PAIRING&kind=UPLOAD")]);
        const before = this.byId;
        this.byId = new Map();
        for (const one of [...downloads, ...others]) {
          const known = this.#isOld(one.id, question) ? before.get(one.id) : one;
          if (known) {
            this.byId.set(one.id, known);
          }
        }
        // What began after the question is in no answer to it.
        for (const [id, one] of before) {
          if (!this.byId.has(id) && this.#told.get(id) > question) {
            this.byId.set(id, one);
          }
        }
        this.loaded = true;
        this.#settle(question);
        this.#changed();
      } catch (failure) {
        // Asked again as soon as the daemon answers.
      }
    }, 50);
  }

  #event(event) {
    const id = event.transfer ?? event.progress?.transfer;
    const known = this.byId.get(id);
    if (event.type === "TransferEvent.Progress" && known) {
      const total = event.progress.bytesTotal;
      known.progress = { fraction: total > 0 ? event.progress.bytesDone / total : 1, ...event.progress };
      this.#changed();
    } else if (event.type === "missed" || event.type === "TransferEvent.Failed") {
      this.reload();
    } else if (id) {
      this.#ask(id);
    }
  }

  async #ask(id) {
    if (this.#asked.has(id)) {
      return;
    }
    this.#asked.add(id);
    await new Promise((resolve) => setTimeout(resolve, 30));
    this.#asked.delete(id);
    this.#questions += 1;
    const question = this.#questions;
    try {
      const transfer = await get(`/transfers/${encodeURIComponent(id)}`);
      if (this.#isOld(id, question)) {
        return;
      }
      const fresh = !this.byId.has(id);
      this.byId.set(id, transfer);
      this.#changed();
      if (fresh && transfer.kind === "DOWNLOAD") {
        this.reload();
      }
    } catch (failure) {
      if (failure.status === 404) {
        this.drop(id);
      }
    }
  }

  #changed() {
    this.dispatchEvent(new Event("change"));
  }
}

export function ended(transfer) {
  return ["COMPLETED", "ERROR", "CANCELLED"].includes(transfer.state);
}

export const transfers = new Transfers();
