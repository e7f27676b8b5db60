/**
 * Chooses the transport to the server: WebSocket, or plain HTTP where WebSockets do not get through. The
 * choice applies to everything in the tab and is stored for its session; meanwhile WebSockets are tried in
 * the background, and used again once one opens.
 */
import { HttpTransport } from './http-transport.ts';
import { LiveStream, type LiveTransport } from './live-stream.ts';
import type { SocketLike } from './provider-state.ts';

export interface TransportsTools {
  /** The origin of the page, without a slash at its end. */
  readonly origin: string;
  readonly openSocket: (address: string) => SocketLike;
  readonly fetch: typeof fetch;
  readonly later: (milliseconds: number, call: () => void) => () => void;
  /** The session's storage of the tab; null where the browser allows none. */
  readonly memory: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'> | null;
}

const key = 'meridian.line';
const triesApart = 5 * 60_000;
/** Names the path of a public socket that echoes what it receives. */
export const probePath = '/probe';

export type TransportKind = 'socket' | 'http';

export class Transports {
  readonly #tools: TransportsTools;
  readonly #listeners = new Set<() => void>();
  #kind: TransportKind;
  #cancelTry: (() => void) | null = null;

  constructor(tools: TransportsTools) {
    this.#tools = tools;
    this.#kind = tools.memory?.getItem(key) === 'http' ? 'http' : 'socket';
    if (this.#kind === 'http') this.#trySocket();
  }

  get kind(): TransportKind {
    return this.#kind;
  }

  /** `path` is `/sync/{room}?…`. */
  open(path: string): SocketLike {
    const { origin, openSocket, fetch: fetching } = this.#tools;
    if (this.#kind === 'socket') return openSocket(socketAddress(origin, path));
    return new HttpTransport(`${origin}${path.replace(/^\/sync\//, '/sync-http/')}`, fetching);
  }

  /** `path` is `/live?…`. */
  openLive(path: string): LiveTransport {
    const { origin, openSocket, fetch: fetching } = this.#tools;
    if (this.#kind === 'socket') return openSocket(socketAddress(origin, path));
    return new LiveStream(`${origin}${path.replace(/^\/live/, '/live-http')}`, fetching);
  }

  /**
   * Switches to the other transport after connections did not open though the server answers. Several callers
   * may find it out at once, of which only the first switches.
   */
  switchTransport(failed: TransportKind): void {
    if (failed !== this.#kind) return;
    this.#cancelTry?.();
    this.#kind = this.#kind === 'socket' ? 'http' : 'socket';
    if (this.#kind === 'http') {
      this.#tools.memory?.setItem(key, 'http');
      this.#cancelTry = this.#tools.later(triesApart, () => this.#trySocket());
    } else this.#tools.memory?.removeItem(key);
  }

  /** Calls when sockets get through again; returns what ends that. */
  onSocketsBack(call: () => void): () => void {
    this.#listeners.add(call);
    return () => this.#listeners.delete(call);
  }

  #trySocket(): void {
    const socket = this.#tools.openSocket(socketAddress(this.#tools.origin, probePath));
    this.#cancelTry = this.#tools.later(triesApart, () => {
      socket.onopen = null;
      socket.close();
      this.#trySocket();
    });
    socket.onopen = () => {
      socket.close();
      if (this.#kind === 'socket') return;
      this.switchTransport('http');
      for (const call of this.#listeners) call();
    };
  }
}

const socketAddress = (origin: string, path: string): string => `${origin.replace(/^http/, 'ws')}${path}`;
