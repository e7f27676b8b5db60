import type { IncomingMessage, ServerResponse } from 'node:http';
import { announcedLength } from '#server/process/in-flight.ts';
import { parsePath } from '../handshake/handshake.ts';
import type { UpgradeGuard } from '../handshake/upgrade-guard.ts';
import type { Limits } from './limits.ts';
import { answer, HttpTransport, maxPostBytes } from './http-transport.ts';
import type { TickBatcher } from './tick-batcher.ts';

interface HttpTransportsTools {
  readonly upgradeGuard: UpgradeGuard;
  readonly limits: Pick<Limits, 'posted' | 'posts'>;
  readonly tickBatcher: TickBatcher;
}

/** Holds the open transports over HTTP, and takes the posts to them. */
export class HttpTransports {
  readonly #tools: HttpTransportsTools;
  readonly #transports = new Map<string, HttpTransport>();

  constructor(tools: HttpTransportsTools) {
    this.#tools = tools;
  }

  open(response: ServerResponse, userId: string): HttpTransport {
    const transport = new HttpTransport(response, userId, this.#tools.tickBatcher);
    this.#transports.set(transport.id, transport);
    response.on('close', () => this.#transports.delete(transport.id));
    return transport;
  }

  async post(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { upgradeGuard, limits } = this.#tools;
    const admission = await upgradeGuard.admit(request);
    if ('status' in admission) return answer(response, admission.status);
    const transport = this.#transports.get(parsePath(request.url ?? '')?.query.get('line') ?? '');
    const { userId } = admission.actor;
    // Another user's transport gets the same answer as one that is gone.
    if (transport?.userId !== userId) return answer(response, 410);
    const length = announcedLength(request);
    if (length === null || length > maxPostBytes) return answer(response, 413);
    if (transport.isTaking || !limits.posted.take(userId, length)) return answer(response, 429);
    const release = limits.posts.take(userId, length);
    if (typeof release === 'string') return answer(response, release === 'requester' ? 429 : 503);
    try {
      await transport.take(request, response);
    } finally {
      release();
    }
  }
}
