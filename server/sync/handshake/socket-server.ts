/**
 * Creates the WebSocket server of an upgrade: bounded frames, no compression, and the contract's code for a
 * frame that is too large.
 */
import { WebSocket, WebSocketServer, type ServerOptions } from 'ws';
import { closeCodes } from '#wire/close.ts';
import { sendRenewedCookies } from './renewed-cookie.ts';

/** A paste beyond it is refused; what was pasted stays with its author. */
export const maxFrameBytes = 4 * 1024 * 1024;

/**
 * Limits the fragments of an unfinished message: each costs far more than its bytes; no browser makes so many
 * of one.
 */
const maxFragments = 1024;
/**
 * Limits the chunks that arrive of one frame: 4 MB in the smallest segments that a network makes are fewer.
 */
const maxBufferedChunks = 16 * 1024;

const messageTooBig = 1009;

class OurSocket extends WebSocket {
  override close(code?: number, data?: string | Buffer): void {
    if (code === messageTooBig) super.close(closeCodes['too-large'].number, 'frame too large');
    else super.close(code, data);
  }
}

/** Limits how long a peer may take to answer a close before its connection is cut. */
export const closeMilliseconds = 3_000;

export function closeSocket(socket: WebSocket, code: number, sentence: string): void {
  socket.close(code, sentence);
  const cut = setTimeout(() => socket.terminate(), closeMilliseconds);
  cut.unref();
  socket.once('close', () => clearTimeout(cut));
}

/** `closeTimeout` is missing in the types. */
const options: ServerOptions<typeof OurSocket> & { readonly closeTimeout: number } = {
  noServer: true,
  clientTracking: false,
  perMessageDeflate: false,
  maxPayload: maxFrameBytes,
  maxFragments,
  maxBufferedChunks,
  closeTimeout: closeMilliseconds,
  WebSocket: OurSocket
};

export function openSocketServer(): WebSocketServer {
  const server = new WebSocketServer(options);
  sendRenewedCookies(server);
  return server;
}
