/**
 * Stores a large body in a file before anything parses it: a slow sender then costs disk, not memory, and the
 * few that are parsed at once come from the disk, quickly.
 */
import { mkdir, open, unlink, type FileHandle } from 'node:fs/promises';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';

export class StoredBody {
  readonly #file: FileHandle;
  #reading: Readable | null = null;

  private constructor(file: FileHandle) {
    this.#file = file;
  }

  /**
   * Reads a whole body into a file of the folder. The file has no name once it is open, so that nothing is left
   * when the process ends. Rejects when the sender breaks off or the disk is full.
   */
  static async from(request: IncomingMessage, folder: string): Promise<StoredBody> {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const path = join(folder, randomUUID());
    const file = await open(path, 'wx+', 0o600);
    try {
      await unlink(path);
      // A write stream would hold the file open until it is collected.
      await file.writeFile(request);
    } catch (error) {
      await file.close();
      throw error;
    }
    return new StoredBody(file);
  }

  /** Returns the request with its body read from the file. */
  asRequest(request: IncomingMessage): IncomingMessage {
    this.#reading = this.#file.createReadStream({ start: 0, autoClose: true });
    // Its reader hears of an error by listening as well.
    this.#reading.on('error', () => undefined);
    return withFactsOf(request, this.#reading);
  }

  /** Closes the file, whether or not it was read. */
  async discard(): Promise<void> {
    if (this.#reading) this.#reading.destroy();
    else await this.#file.close();
  }
}

/** Gives a stream what the handler of pages asks of a request. */
const withFactsOf = (request: IncomingMessage, body: Readable): IncomingMessage =>
  Object.assign(body, {
    method: request.method,
    url: request.url,
    headers: request.headers,
    rawHeaders: request.rawHeaders,
    httpVersion: request.httpVersion,
    httpVersionMajor: request.httpVersionMajor,
    httpVersionMinor: request.httpVersionMinor,
    socket: request.socket,
    connection: request.socket
  }) as unknown as IncomingMessage;
