/** Answers what programs ask of every site: whom to tell of a vulnerability, what to index, where a password is changed. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Config } from '#server/process/config.ts';

export interface WellKnownTools {
  readonly config: Pick<Config, 'origin' | 'smtp'>;
  readonly now: () => Date;
}

/** Keeps the statement about vulnerabilities valid for half a year from the day on which it is read (RFC 9116). */
const validDays = 180;
const robots = ['User-agent: *', 'Disallow: /', 'Allow: /$', 'Allow: /reports', 'Allow: /verify', ''].join(
  '\n'
);

/** Answers and returns true where the path is one of them. */
export function answerWellKnown(
  { config, now }: WellKnownTools,
  request: IncomingMessage,
  response: ServerResponse
): boolean {
  if (request.method !== 'GET' && request.method !== 'HEAD') return false;
  switch ((request.url ?? '').split('?', 1)[0] ?? '') {
    case '/robots.txt':
      sendText(response, robots);
      return true;
    case '/.well-known/change-password':
      response.writeHead(302, { location: '/account' }).end();
      return true;
    case '/.well-known/security.txt': {
      // Without a mail server the installation has no address to name.
      if (!config.smtp) return false;
      const day = new Date(now().getTime() + validDays * 24 * 60 * 60 * 1000).toISOString().slice(0, 10);
      sendText(
        response,
        [
          `Contact: mailto:${config.smtp.from}`,
          `Expires: ${day}T00:00:00Z`,
          'Preferred-Languages: en, zh',
          `Canonical: ${config.origin}/.well-known/security.txt`,
          ''
        ].join('\n')
      );
      return true;
    }
    default:
      return false;
  }
}

function sendText(response: ServerResponse, text: string): void {
  response.writeHead(200, {
    'content-type': 'text/plain; charset=utf-8',
    'cache-control': 'public, max-age=3600'
  });
  response.end(text);
}
