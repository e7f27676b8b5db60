/**
 * Runs a typist in a process of its own behind a bad link: our provider, on the machine's clock, with
 * commands on standard input and events on standard output, one line of JSON each.
 */
import { createInterface } from 'node:readline';
import { WebSocket } from 'ws';
import { Awareness } from 'y-protocols/awareness';
import * as Y from 'yjs';
import { Provider } from '#lib/collab/provider.ts';
import type { SocketLike } from '#lib/collab/provider-state.ts';
import { typeOn } from '#kit/passages.ts';
import { tokenOf, tokensIn, plainTextOf } from './oracle.ts';

export type TypistMessage =
  | { readonly kind: 'typed'; readonly token: string; readonly at: number; readonly took: number }
  | { readonly kind: 'seen'; readonly token: string; readonly at: number }
  /** How many of the own tokens are shown as saved. */
  | { readonly kind: 'saved'; readonly count: number; readonly at: number }
  | { readonly kind: 'state'; readonly link: string; readonly at: number }
  | { readonly kind: 'text'; readonly text: string };

const [name = '', origin = '', room = '', cookie = ''] = process.argv.slice(2);
const send = (report: TypistMessage): void => void process.stdout.write(`${JSON.stringify(report)}\n`);
const doc = new Y.Doc();
const awareness = new Awareness(doc);
const seen = new Set<string>();
let typed = 0;
let saved = 0;
let link = '';
let connected: Provider | null = null;
const provider = new Provider({
  address: `${origin.replace('http', 'ws')}/sync/${room}`,
  doc,
  awareness,
  openSocket: (address) =>
    new WebSocket(address, {
      headers: { origin, cookie },
      perMessageDeflate: false
    }) as unknown as SocketLike,
  now: () => Date.now(),
  random: Math.random,
  later: (milliseconds, call) => {
    const timer = setTimeout(call, milliseconds);
    return () => clearTimeout(timer);
  },
  probeSession: () => Promise.resolve('away'),
  onChange: look
});
connected = provider;
doc.on('update', (_update: Uint8Array, from: unknown) => {
  if (from !== provider) return;
  for (const token of tokensIn(plainTextOf(doc))) {
    if (seen.has(token) || token.startsWith(`~${name}-`)) continue;
    seen.add(token);
    send({ kind: 'seen', token, at: Date.now() });
  }
});

function look(): void {
  // Called first while the provider is still being made.
  if (!connected) return;
  const { state } = connected;
  if (state.link !== link) send({ kind: 'state', link: (link = state.link), at: Date.now() });
  if (state.unsaved === null && state.synced && saved !== typed)
    send({ kind: 'saved', count: (saved = typed), at: Date.now() });
}

let end: Y.RelativePosition | null = null;
function type(): void {
  const token = tokenOf(name, typed);
  typed += 1;
  const begun = performance.now();
  end = typeOn(doc, 'body.en', token, end);
  send({ kind: 'typed', token, at: Date.now(), took: performance.now() - begun });
}

let typing: ReturnType<typeof setInterval> | undefined;
createInterface({ input: process.stdin }).on('line', (order) => {
  clearInterval(typing);
  if (order === 'type') typing = setInterval(type, 150);
  else if (order === 'text') send({ kind: 'text', text: plainTextOf(doc) });
  else if (order === 'end') process.exit(0);
});
