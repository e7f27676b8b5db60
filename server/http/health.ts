/** `/healthz`, `/readyz` and `/metrics`: what operators and their programs ask. No session, no page, no redirect. */
import { timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { isLoopback, type Config } from '#server/process/config.ts';
import { isForwarded, plainAddress } from '#server/process/client-address.ts';
import type { Logger } from '#server/process/logger.ts';

export interface HealthTools {
  readonly config: Pick<Config, 'origin' | 'metricsToken'>;
  readonly logger: Pick<Logger, 'metrics'>;
  /** Names the dependencies of a ready server that do not answer now, such as `database`. */
  missing(): Promise<string[]>;
}

/** Answers and returns true when the path is one of ours. */
export async function answerHealth(
  tools: HealthTools,
  request: IncomingMessage,
  response: ServerResponse
): Promise<boolean> {
  // The raw path: what cannot be parsed as a URL, such as `//`, is no defect of ours.
  switch ((request.url ?? '').split('?', 1)[0] ?? '') {
    case '/healthz':
      json(response, 200, { ok: true });
      return true;
    case '/readyz': {
      const missing = await tools.missing();
      json(
        response,
        missing.length === 0 ? 200 : 503,
        missing.length === 0 ? { ok: true } : { ok: false, missing }
      );
      return true;
    }
    case '/metrics':
      if (!mayReadMetrics(tools, request))
        json(response, 404, { error: { code: 'not-found', message: 'Not found' } });
      else {
        response.writeHead(200, { 'content-type': tools.logger.metrics.registry.contentType });
        response.end(await tools.logger.metrics.registry.metrics());
      }
      return true;
    default:
      return false;
  }
}

/**
 * Without a token set, only an installation that serves this machine alone answers, and only to a direct request: what
 * comes from this machine may be a proxy's.
 */
function mayReadMetrics(tools: HealthTools, request: IncomingMessage): boolean {
  const token = tools.config.metricsToken;
  if (token === null)
    return (
      isLoopback(new URL(tools.config.origin).hostname) &&
      isLoopback(plainAddress(request.socket.remoteAddress ?? '') ?? '') &&
      !isForwarded(request)
    );
  const given = Buffer.from(request.headers.authorization?.replace(/^Bearer /, '') ?? '');
  const expected = Buffer.from(token);
  return given.length === expected.length && timingSafeEqual(given, expected);
}

function json(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' });
  response.end(JSON.stringify(body));
}
