/** What a document's connection says of itself, and what it needs of a line. */
import type { CloseReason } from '#wire/close.ts';
import type { LateProposalStored, SocketAccess, Trouble } from '#wire/messages.ts';
import type { Unsaved } from './unsaved.ts';

/** What the provider needs of a line to the server: the browser's own WebSocket fits, and so does HttpTransport. */
export interface SocketLike extends Pick<WebSocket, 'binaryType' | 'close'> {
  onopen: ((event: Event) => void) | null;
  onmessage: ((event: MessageEvent) => void) | null;
  onclose: ((event: CloseEvent) => void) | null;
  onerror: ((event: Event) => void) | null;
  readonly readyState: number;
  send(bytes: Uint8Array<ArrayBuffer>): void;
  /** Bytes that wait to be handed to the network. */
  readonly bufferedAmount?: number;
  /** Called when the other end gives a sign of life that is no message, by lines whose signs can be seen. */
  onpulse?: (() => void) | null;
}

export type ProbeResult = 'open' | 'away' | 'session-ended' | 'forbidden';
export type Link = 'connecting' | 'open' | 'waiting' | 'offline' | 'stopped';
/** Why the server ended it for good. `quarantined`: what was written held something that the schema does not know. */
export type End = CloseReason | 'quarantined';

export interface ProviderState {
  readonly link: Link;
  /** The server's document has arrived once; before that the text on the page is the one that came with it. */
  readonly synced: boolean;
  readonly access: SocketAccess | null;
  readonly unsaved: Unsaved | null;
  /** The server's time of the last commit of this client's writing. */
  readonly savedAt: number | null;
  /** With `link` at `stopped`. */
  readonly end: End | null;
  /** The server would not take what was written: it stays here alone. */
  readonly denied: string | null;
  readonly proposal: LateProposalStored | null;
  /** What does not work at the server just now, though the line does. */
  readonly trouble: Trouble;
}
