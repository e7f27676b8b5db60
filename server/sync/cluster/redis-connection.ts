/**
 * Manages one lifetime of the two connections to Redis: one writes to the stream, the other waits for
 * entries. It ends with the first error; the owner then opens another.
 */

export interface StreamEntry {
  readonly id: string;
  /** Holds the value of our field; undefined for an entry with any other content. */
  readonly bytes: Uint8Array | undefined;
}

export interface RedisConnectionOptions {
  readonly url: string;
  readonly stream: string;
  /** The id of the last entry that was read in an earlier lifetime; null to begin with new entries. */
  readonly after: string | null;
  readonly onEntries: (entries: readonly StreamEntry[]) => void;
}

/**
 * Limits the stream: about so many entries are retained, and none for much longer than so long; what is older
 * is read from the log.
 */
const maxEntries = 20_000;
const retentionMilliseconds = 60_000;
/** Limits a read without entries, so that both ends notice that the other is alive. */
const blockMilliseconds = 2_000;
const entriesAtOnce = 256;
const connectMilliseconds = 5_000;
const field = 'n';

type Client = Awaited<ReturnType<typeof makeClient>>;

export class RedisConnection {
  /** Rejects with the error that ended the connection. */
  readonly ended: Promise<never>;
  readonly #writer: Client;
  readonly #reader: Client;
  readonly #options: RedisConnectionOptions;
  readonly #end: (error: Error) => void;
  #after = '0-0';

  static async make(options: RedisConnectionOptions): Promise<RedisConnection> {
    return new RedisConnection(options, await makeClient(options.url), await makeClient(options.url));
  }

  private constructor(options: RedisConnectionOptions, writer: Client, reader: Client) {
    this.#options = options;
    this.#writer = writer;
    this.#reader = reader;
    let end: (error: Error) => void = () => undefined;
    this.ended = new Promise<never>((_, reject) => (end = reject));
    // This avoids an unhandled rejection while no caller waits for it yet.
    this.ended.catch(() => undefined);
    this.#end = end;
    for (const client of [writer, reader]) client.on('error', end);
  }

  /** Connects, finds the position in the stream, and begins to read. */
  async open(): Promise<void> {
    await Promise.all([this.#writer.connect(), this.#reader.connect()]);
    this.#after = await this.#findStartId();
    await this.trim();
    void this.#read();
  }

  /** Resolves once it is in the stream; a refused one ends the connection. */
  async append(bytes: Buffer): Promise<void> {
    await this.#writer
      .sendCommand(['XADD', this.#options.stream, 'MAXLEN', '~', String(maxEntries), '*', field, bytes])
      .catch(this.#end);
  }

  /** Removes entries that every live node has read long ago; the time is that of Redis. */
  async trim(): Promise<void> {
    const oldest = millisecondsOf(this.#after) - retentionMilliseconds;
    if (oldest > 0)
      await this.#writer
        .sendCommand(['XTRIM', this.#options.stream, 'MINID', '~', String(oldest)])
        .catch(this.#end);
  }

  async ping(): Promise<void> {
    await this.#writer.sendCommand(['PING']);
  }

  close(reason = 'closed'): void {
    this.#end(new Error(reason));
    for (const client of [this.#writer, this.#reader]) client.destroy();
  }

  async #findStartId(): Promise<string> {
    const { stream, after } = this.#options;
    const [last] = await this.#reader.sendCommand<[string, string[]][]>([
      'XREVRANGE',
      stream,
      '+',
      '-',
      'COUNT',
      '1'
    ]);
    if (after === null) return last?.[0] ?? '0-0';
    // A server that restarted without its data, or with another clock, numbers from the start again: then all
    // its entries are new.
    return last && !isBefore(last[0], after) ? after : '0-0';
  }

  async #read(): Promise<void> {
    const { stream, onEntries } = this.#options;
    try {
      for (;;) {
        const reply = await this.#reader.sendCommand<StreamReply>(
          [
            'XREAD',
            'COUNT',
            String(entriesAtOnce),
            'BLOCK',
            String(blockMilliseconds),
            'STREAMS',
            stream,
            this.#after
          ],
          { typeMapping: { [blobString]: Buffer } }
        );
        const entries = (reply?.[0]?.[1] ?? []).map(([id, fields]) => ({
          id: id.toString(),
          bytes: fields?.length === 2 && fields[0]?.toString() === field ? fields[1] : undefined
        }));
        const last = entries.at(-1);
        if (!last) continue;
        this.#after = last.id;
        onEntries(entries);
      }
    } catch (error) {
      this.#end(error instanceof Error ? error : new Error(String(error)));
    }
  }
}

type StreamReply =
  | readonly (readonly [Buffer, readonly (readonly [Buffer, readonly Buffer[] | null])[]])[]
  | null;

/** `RESP_TYPES.BLOB_STRING`: what Redis calls a bulk string, `$`. */
const blobString = 36;

/**
 * The library is loaded only where there is a bus: it costs 70 ms and 25 MB. The client never reconnects by
 * itself.
 */
async function makeClient(url: string) {
  const { createClient } = await import('@redis/client');
  return createClient({
    url,
    RESP: 2,
    maintNotifications: 'disabled',
    socket: { reconnectStrategy: false, connectTimeout: connectMilliseconds }
  });
}

const millisecondsOf = (id: string): number => Number(id.split('-', 1)[0]);

function isBefore(id: string, other: string): boolean {
  const [time = 0, count = 0] = id.split('-').map(Number);
  const [otherTime = 0, otherCount = 0] = other.split('-').map(Number);
  return time < otherTime || (time === otherTime && count < otherCount);
}
