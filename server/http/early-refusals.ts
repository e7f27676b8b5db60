/** Answers requests whose body is not read, and closes their connections once the senders could read the answer. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { statusOf } from '#base/refusal.ts';
import type { Overload } from '#server/process/in-flight.ts';

/** Limits the time for which a refused sender may read its answer before the connection is cut, and how many may. */
const lingerMilliseconds = 500;
const mostLingering = 200;

export interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly length: number;
}

type EarlyRefusal = readonly [status: number, code: string, message: string];

export const tooLarge = [413, 'too-large', 'This is larger than anything that is taken here'] as const;
export const diskFull = [
  statusOf['storage-low'],
  'storage-low',
  'The disk is nearly full: only text is taken until the operator has made room'
] as const;
export const overloads: Record<Overload, EarlyRefusal> = {
  requester: [429, 'throttled', 'Too much is being sent at once; wait until some of it has arrived'],
  all: [503, 'unavailable', 'The server is taking as much as it can; try again in a moment']
};

/** Refuses bodies; the connection is closed once the sender could read the answer. */
export class EarlyRefusals {
  #lingering = 0;

  refuse({ request, response }: Exchange, ...[status, code, message]: EarlyRefusal): undefined {
    // A form on an open page reads an answer of this shape, and tells its user by the code.
    const isForm = request.headers['x-sveltekit-action'] === 'true';
    const body = JSON.stringify(
      isForm ? { type: 'error', error: { code, message: '' } } : { error: { code, message } }
    );
    response.writeHead(status, {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
      'cache-control': 'no-store',
      connection: 'close',
      ...(status === 429 || status === 503 ? { 'retry-after': '5' } : {})
    });
    if (this.#lingering >= mostLingering || request.readableEnded) return void response.end(body);
    response.write(body);
    this.#lingering += 1;
    const end = setTimeout(() => response.end(), lingerMilliseconds);
    response.once('close', () => {
      clearTimeout(end);
      this.#lingering -= 1;
    });
  }
}
