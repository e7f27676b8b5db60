/**
 * Tries every transport to the server from a page, and measures the one in use; results are shown as they
 * arrive.
 */
import { openPings } from './pings.ts';
import { lostAfter, measured, type Findings } from './measure.ts';
import { probePath } from './transports.ts';

export const pings = 20;
/** Milliseconds between two pings; the server accepts five a second. */
const apart = 250;
const patience = 8_000;
/**
 * Milliseconds within which a stream must begin. If its beginning arrives only with its end, an intermediary
 * buffers it.
 */
const streamPatience = 2_500;

export class ConnectionCheck {
  findings = $state.raw<Findings>({
    https: null,
    socket: null,
    stream: null,
    storage: null,
    clock: null,
    roundTrip: null,
    isDone: false
  });
  /** The number of pings sent so far. */
  progress = $state(0);
  readonly #stop = new AbortController();

  constructor() {
    void this.#run();
  }

  close(): void {
    this.#stop.abort();
  }

  #found(part: Partial<Findings>): void {
    if (!this.#stop.signal.aborted) this.findings = { ...this.findings, ...part };
  }

  async #run(): Promise<void> {
    void tryStorage().then((storage) => this.#found({ storage }));
    const clock = await this.#fetchClock();
    this.#found({ https: clock !== null, clock });
    if (clock === null) return;
    await Promise.all([this.#tryStream().then((stream) => this.#found({ stream })), this.#ping()]);
    this.#found({ isDone: true });
  }

  async #fetchClock(): Promise<number | null> {
    try {
      const before = Date.now();
      const response = await fetch('/api/v1/ping', { cache: 'no-store', signal: this.#within(patience) });
      const after = Date.now();
      const { time } = (await response.json()) as { time: string };
      return response.ok ? (before + after) / 2 - Date.parse(time) : null;
    } catch {
      return null;
    }
  }

  async #tryStream(): Promise<boolean> {
    try {
      const [stream, up] = await Promise.all([
        fetch(probePath, { cache: 'no-store', signal: this.#within(streamPatience) }),
        fetch(probePath, { method: 'POST', body: 'ping', signal: this.#within(patience) })
      ]);
      const reader = stream.body?.getReader();
      const first = await reader?.read();
      await reader?.cancel();
      return stream.ok && up.ok && first?.done === false;
    } catch {
      return false;
    }
  }

  /** Sends pings by WebSocket where one opens, else by HTTP requests. */
  async #ping(): Promise<void> {
    const echoSocket = await openPings(probePath, patience);
    this.#found({ socket: echoSocket !== null });
    const answers: (number | null)[] = [];
    const ping = echoSocket?.ping ?? pingByRequest;
    const sent: Promise<void>[] = [];
    for (let n = 0; n < pings && !this.#stop.signal.aborted; n++) {
      sent.push(
        ping(lostAfter).then((time) => {
          answers.push(time);
          this.progress = answers.length;
          this.#found({ roundTrip: measured(answers) });
        })
      );
      await new Promise((resolve) => setTimeout(resolve, apart));
    }
    await Promise.all(sent);
    echoSocket?.close();
  }

  #within(milliseconds: number): AbortSignal {
    return AbortSignal.any([this.#stop.signal, AbortSignal.timeout(milliseconds)]);
  }
}

async function pingByRequest(within: number): Promise<number | null> {
  try {
    const before = performance.now();
    const response = await fetch('/api/v1/ping', { cache: 'no-store', signal: AbortSignal.timeout(within) });
    await response.text();
    return performance.now() - before;
  } catch {
    return null;
  }
}

/** Checks whether this browser stores what is written to it. */
async function tryStorage(): Promise<boolean> {
  const name = 'probe-of-storage';
  const settled = (request: IDBRequest): Promise<boolean> =>
    new Promise((resolve) => {
      request.onsuccess = () => resolve(true);
      request.onerror = () => resolve(false);
    });
  try {
    const opening = indexedDB.open(name);
    opening.onupgradeneeded = () => opening.result.createObjectStore('tried');
    if (!(await settled(opening))) return false;
    const db = opening.result;
    const stored = await settled(
      db.transaction('tried', 'readwrite').objectStore('tried').put('kept', 'key')
    );
    db.close();
    await settled(indexedDB.deleteDatabase(name));
    return stored;
  } catch {
    // Forbidden by the browser's settings.
    return false;
  }
}
