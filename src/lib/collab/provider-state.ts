/** What a document's connection says of itself, and what it needs of a socket. */
import type { CloseReason } from '#wire/close.ts';
import type { LateProposalKept, SocketAccess } from '#wire/messages.ts';
import type { Unsaved } from './unsaved.ts';

/** What the provider needs of a WebSocket; the browser's own fits. */
export type SocketLike = Pick<WebSocket, 'binaryType' | 'readyState' | 'send' | 'close' | 'onopen' | 'onmessage' | 'onclose' | 'onerror'>;

export type Door = 'open' | 'away' | 'session-ended' | 'forbidden';
export type Link = 'connecting' | 'open' | 'waiting' | 'offline' | 'stopped';

export interface ProviderState {
  readonly link: Link;
  /** The server's document has arrived once; before that the text on the page is the one that came with it. */
  readonly synced: boolean;
  readonly access: SocketAccess | null;
  readonly unsaved: Unsaved | null;
  /** The server's time of the last commit of this client's writing. */
  readonly savedAt: number | null;
  /** Why the server ended it for good, with `link` at `stopped`. */
  readonly end: CloseReason | null;
  /** The server would not take what was written: it stays here alone. */
  readonly denied: string | null;
  readonly proposal: LateProposalKept | null;
}
