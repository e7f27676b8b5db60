import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Logger } from '#server/process/logger.ts';
import { openTurns } from '#server/process/turns.ts';
import type { EarlyRefusals, Exchange } from './early-refusals.ts';
import { StoredBody } from './stored-body.ts';

/** Limits the large bodies that are parsed at once, each in memory a few times over. */
const parsedAtOnce = 1;

interface UploadTools {
  readonly folder: string;
  readonly logger: Logger;
  readonly refusals: EarlyRefusals;
}

/** Stores large bodies on disk, and lets few of them at once go on to be parsed. */
export class UploadQueue {
  readonly #tools: UploadTools;
  readonly #turns = openTurns(parsedAtOnce);

  constructor(tools: UploadTools) {
    this.#tools = tools;
  }

  /** Returns the request with its stored body when its turn comes; undefined when it was refused or its sender is gone. */
  async admit(exchange: Exchange): Promise<IncomingMessage | undefined> {
    const { request, response } = exchange;
    const { folder, logger, refusals } = this.#tools;
    let body: StoredBody;
    try {
      body = await StoredBody.from(request, folder);
    } catch (error) {
      if (request.destroyed && !request.complete) return undefined;
      logger.error('A body could not be stored', error);
      return refusals.refuse(exchange, 503, 'unavailable', 'This cannot be taken just now; try again');
    }
    const endTurn = await this.#turns.take();
    if (response.destroyed) {
      endTurn();
      await body.discard();
      return undefined;
    }
    onAnswer(response, endTurn);
    response.once('close', () => {
      endTurn();
      void body.discard();
    });
    return body.asRequest(request);
  }
}

/** Calls back when an answer begins: the body has been worked off then, however slowly the answer is read. */
function onAnswer(response: ServerResponse, call: () => void): void {
  const writeHead = response.writeHead.bind(response) as (...parts: unknown[]) => ServerResponse;
  response.writeHead = (...parts: unknown[]) => {
    call();
    return writeHead(...parts);
  };
}
