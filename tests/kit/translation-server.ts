/**
 * Runs a translation service for tests, on a free port: it answers in the shape of LibreTranslate or DeepL, records
 * every byte that it is sent, and misbehaves as it is told.
 */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export type Misbehaviour = 'hangs' | 'fails' | 'is huge' | 'redirects' | 'is no JSON' | 'is empty';

export interface TranslationServer {
  readonly url: string;
  /** Holds the heads and bodies of all requests, as they came. */
  readonly received: readonly string[];
  /** Translates a text; replaced by tests. A promise that never settles lets one request hang. */
  translate: (text: string) => string | Promise<string>;
  /** Counts the requests that the caller gave up before they were answered. */
  givenUp: number;
  misbehaviour: Misbehaviour | null;
  close(): Promise<void>;
}

/** The caller closes it. */
export async function openTranslationServer(): Promise<TranslationServer> {
  const received: string[] = [];
  const server = createServer((request, response) => void answer(request, response));
  const state: TranslationServer = {
    url: '',
    received,
    translate: (text) => `译文：${text}`,
    misbehaviour: null,
    givenUp: 0,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    }
  };
  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    response.once('close', () => {
      if (!response.writableEnded) state.givenUp += 1;
    });
    let body = '';
    for await (const part of request.setEncoding('utf8')) body += part as string;
    received.push(`${request.method} ${request.url}\n${JSON.stringify(request.headers)}\n\n${body}`);
    const send = (status: number, text: string, type = 'application/json'): void => {
      response.writeHead(status, { 'content-type': type });
      response.end(text);
    };
    if (state.misbehaviour === 'hangs') return;
    if (state.misbehaviour === 'fails') send(500, '<h1>Internal error</h1>', 'text/html');
    else if (state.misbehaviour === 'is huge')
      send(200, JSON.stringify({ translatedText: '字'.repeat(2_000_000) }));
    else if (state.misbehaviour === 'redirects') {
      response.writeHead(307, { location: `${state.url}/elsewhere` });
      response.end();
    } else if (state.misbehaviour === 'is no JSON') send(200, '<html>Welcome</html>', 'text/html');
    else {
      const asked = JSON.parse(body) as { q?: string; text?: string[] };
      const source = asked.q ?? asked.text?.[0] ?? '';
      const text = state.misbehaviour === 'is empty' ? ' ' : await state.translate(source);
      send(200, JSON.stringify(asked.text ? { translations: [{ text }] } : { translatedText: text }));
    }
  }
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return Object.assign(state, { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
}
