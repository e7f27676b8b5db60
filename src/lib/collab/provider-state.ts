/** Defines the state of a document's connection, and what it needs of a transport. */
import type { FinalReason } from '#wire/close.ts';
import type { LateProposalStored, SocketAccess, TextSize, Trouble } from '#wire/messages.ts';
import type { Unsaved } from './unsaved.ts';

/**
 * Describes what the provider needs of a transport to the server: the browser's own WebSocket fits, and so
 * does HttpTransport.
 */
export interface SocketLike extends Pick<WebSocket, 'binaryType' | 'close'> {
  onopen: ((event: Event) => void) | null;
  onmessage: ((event: MessageEvent) => void) | null;
  onclose: ((event: CloseEvent) => void) | null;
  onerror: ((event: Event) => void) | null;
  readonly readyState: number;
  send(bytes: Uint8Array<ArrayBuffer>): void;
  /** The number of bytes not yet handed to the network. */
  readonly bufferedAmount?: number;
  /**
   * Called when the other end gives a sign of life that is no message, by transports that can see such signs.
   */
  onpulse?: (() => void) | null;
}

export type ProbeResult = 'open' | 'away' | 'session-ended' | 'forbidden';
export type Link = 'connecting' | 'open' | 'waiting' | 'offline' | 'stopped';
/**
 * Names the final reason for which the server ended the connection. `quarantined`: an update held something
 * that the schema does not know. `text-full`: the text has no room for what was written. `quota-reached`: the
 * user has written as much in the text as one person may.
 */
export type End = FinalReason | 'quarantined' | 'text-full' | 'quota-reached';

export interface ProviderState {
  readonly link: Link;
  /**
   * True once the server's document has arrived; before that the text on the page is the one that came with
   * it.
   */
  readonly synced: boolean;
  /**
   * True once the server's document has arrived over this connection, and what had been written here by then is
   * committed. What others did before this page connected is then known here.
   */
  readonly isCaughtUp: boolean;
  readonly access: SocketAccess | null;
  readonly unsaved: Unsaved | null;
  /** The server's time of the last commit of this client's writing. */
  readonly savedAt: number | null;
  /** The reason of the end, with `link` at `stopped`. */
  readonly end: End | null;
  /** The reason for which the server refused the changes: they exist only here. */
  readonly denied: string | null;
  readonly proposal: LateProposalStored | null;
  /** The current failure at the server while the connection works. */
  readonly trouble: Trouble;
  /** The size of the text and its limit, where the text is nearly full; null where that is not known. */
  readonly textSize: TextSize | null;
  /** The bytes that the user has written in this generation, and the quota, where most of it is used. */
  readonly written: TextSize | null;
}

/** Tells why the server closed: what was written may be more than the text, or this user, has room for. */
export function endOf(reason: FinalReason, { textSize, written }: ProviderState): End {
  if (reason !== 'too-large') return reason;
  if (isExceeded(written)) return 'quota-reached';
  return isExceeded(textSize) ? 'text-full' : reason;
}

const isExceeded = (size: TextSize | null): boolean => size !== null && size.size > size.limit;
