/**
 * One life of the connections to Redis: one writes to the stream, the other waits on it. It ends with the first thing that goes
 * wrong; whoever holds it opens another.
 */

export interface StreamEntry {
  readonly id: string;
  /** Undefined for one that holds anything but the field of ours. */
  readonly bytes: Uint8Array | undefined;
}

export interface RedisConnectionOptions {
  readonly url: string;
  readonly stream: string;
  /** The last entry that was read in an earlier life; null to begin with what comes now. */
  readonly after: string | null;
  readonly onEntries: (entries: readonly StreamEntry[]) => void;
}

/** About so many entries are kept, and none for much longer than so long: what is older is read from the log. */
const maxEntries = 20_000;
const retentionMilliseconds = 60_000;
/** Reads return so often though nothing has come, so that both ends know that the other lives. */
const blockMilliseconds = 2_000;
const entriesAtOnce = 256;
const connectMilliseconds = 5_000;
const field = 'n';

type Client = Awaited<ReturnType<typeof makeClient>>;

export class RedisConnection {
  /** Rejects with what ended it. */
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
    // Also when nobody waits for it yet.
    this.ended.catch(() => undefined);
    this.#end = end;
    for (const client of [writer, reader]) client.on('error', end);
  }

  /** Connects, finds its place in the stream, and begins to read. */
  async open(): Promise<void> {
    await Promise.all([this.#writer.connect(), this.#reader.connect()]);
    this.#after = await this.#findStartId();
    await this.trim();
    void this.#read();
  }

  /** Resolves once it is in the stream; one that is refused ends the line. */
  async append(bytes: Buffer): Promise<void> {
    await this.#writer
      .sendCommand(['XADD', this.#options.stream, 'MAXLEN', '~', String(maxEntries), '*', field, bytes])
      .catch(this.#end);
  }

  /** Lets go of what every node that is alive has read long ago; the time is that of Redis. */
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
    // A server that has come back without its data, or with another clock, counts anew: then all that it holds is new.
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
  readonly (readonly [Buffer, readonly (readonly [Buffer, readonly Buffer[] | null])[]])[] | null;

/** `RESP_TYPES.BLOB_STRING`: what Redis calls a bulk string, `$`. */
const blobString = 36;

/** Loaded only where there is a bus: it costs 70 ms and 25 MB. It never connects again by itself. */
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
