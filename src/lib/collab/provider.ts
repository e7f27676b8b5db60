/**
 * One document's connection: y-websocket's protocol with our messages on top. It says truthfully what the server has
 * committed, comes back by itself where coming back can help, and stops with a reason where it cannot.
 * Nothing is sent before the server's first step 1 has been answered, so that no frame ever depends on one the server lacks.
 */
import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import * as awarenessProtocol from 'y-protocols/awareness';
import * as syncProtocol from 'y-protocols/sync';
import * as Y from 'yjs';
import { closeReasonOf, isFinal, type CloseReason } from '#wire/close.ts';
import {
  messageTypes,
  permissionDenied,
  readAccess,
  readCommitted,
  readLateProposalKept,
  schemaVersion,
  syncSteps
} from '#wire/messages.ts';
import { waitBefore } from './backoff.ts';
import type { Door, ProviderState, SocketLike } from './provider-state.ts';
import { SilenceWatch } from './silence.ts';
import { UnsavedWriting } from './unsaved.ts';

export interface ProviderTools {
  /** `wss://host/sync/` with the room's name behind it, without a query. */
  readonly address: string;
  readonly doc: Y.Doc;
  readonly awareness: awarenessProtocol.Awareness;
  readonly openSocket: (address: string) => SocketLike;
  readonly now: () => number;
  readonly random: () => number;
  /** Calls once after so many milliseconds; returns what cancels it. */
  readonly later: (milliseconds: number, call: () => void) => () => void;
  /** Asked when connections are refused at the door, which a browser does not tell from a server that is away. */
  readonly askDoor: () => Promise<Door>;
  /** Something in `state` has changed. */
  readonly onChange: () => void;
}

/** `WebSocket.OPEN`, and the code of a line that broke without a word. */
const open = 1;
const abnormalClosure = 1006;

export class Provider {
  readonly #tools: ProviderTools;
  readonly #unsaved = new UnsavedWriting();
  #state: ProviderState = {
    link: 'connecting', synced: false, access: null, unsaved: null, savedAt: null, end: null, denied: null, proposal: null
  };
  #socket: SocketLike | null = null;
  #answered = false;
  #attempt = 0;
  #generationEnded = false;
  #cancelRetry: (() => void) | null = null;
  readonly #silence: SilenceWatch;
  #closed = false;

  constructor(tools: ProviderTools) {
    this.#tools = tools;
    this.#silence = new SilenceWatch(tools.later, {
      ask: () => this.#sendStep1(),
      giveUp: () => this.#lost(abnormalClosure, true)
    });
    tools.doc.on('update', this.#onUpdate);
    tools.awareness.on('update', this.#onAwareness);
    this.#connect();
  }

  get state(): ProviderState {
    return this.#state;
  }

  /** The network is back, or the reader asks: try now rather than at the end of the wait. */
  retry(): void {
    if (this.#closed || this.#socket || this.#generationEnded) return;
    this.#cancelRetry?.();
    this.#attempt = 0;
    this.#set({ end: null });
    this.#connect();
  }

  /** The browser says that there is no network. */
  wentOffline(): void {
    if (this.#closed || this.#state.link === 'stopped') return;
    this.#cancelRetry?.();
    this.#drop();
    this.#set({ link: 'offline' });
  }

  /** The reader has let go of what was refused. */
  forgetUnsaved(): void {
    this.#unsaved.forget();
    this.#set({ denied: null });
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#cancelRetry?.();
    this.#tools.doc.off('update', this.#onUpdate);
    awarenessProtocol.removeAwarenessStates(this.#tools.awareness, [this.#tools.awareness.clientID], 'closing');
    this.#tools.awareness.off('update', this.#onAwareness);
    this.#drop();
  }

  #set(change: Partial<ProviderState>): void {
    this.#state = { ...this.#state, ...change, unsaved: this.#unsaved.summary };
    this.#tools.onChange();
  }

  #connect(): void {
    const socket = this.#tools.openSocket(`${this.#tools.address}?meridian=1&schema=${schemaVersion}`);
    socket.binaryType = 'arraybuffer';
    this.#socket = socket;
    this.#set({ link: 'connecting' });
    let opened = false;
    socket.onopen = () => {
      if (socket !== this.#socket) return;
      opened = true;
      this.#silence.heard();
      this.#sendStep1();
      // Said anew, since nobody hears a state of clock 0 and others have forgotten one from before a break.
      const { awareness } = this.#tools;
      awareness.setLocalState(awareness.getLocalState());
      this.#set({ link: 'open' });
    };
    socket.onmessage = (event: MessageEvent) => {
      if (socket !== this.#socket) return;
      this.#silence.heard();
      // A throw here would be a defect of ours or the server's; the browser reports it and the text stays where it is.
      if (event.data instanceof ArrayBuffer) this.#receive(new Uint8Array(event.data));
    };
    // Every error is followed by a close, which tells more.
    socket.onerror = () => {};
    socket.onclose = (event: CloseEvent) => {
      if (socket === this.#socket) this.#lost(event.code, opened);
    };
  }

  #receive(frame: Uint8Array): void {
    const decoder = decoding.createDecoder(frame);
    switch (decoding.readVarUint(decoder)) {
      case messageTypes.sync:
        return this.#receiveSync(decoder);
      case messageTypes.awareness:
        return awarenessProtocol.applyAwarenessUpdate(this.#tools.awareness, decoding.readVarUint8Array(decoder), this);
      case messageTypes.queryAwareness:
        return this.#sendAwareness([this.#tools.awareness.clientID]);
      case messageTypes.auth:
        if (decoding.readVarUint(decoder) === permissionDenied && this.#unsaved.summary) {
          this.#set({ denied: decoding.readVarString(decoder) });
        }
        return;
      case messageTypes.committed: {
        const { writes, at } = readCommitted(decoder);
        const saved = this.#unsaved.committed(writes);
        this.#set(saved ? { savedAt: at } : {});
        return;
      }
      case messageTypes.access:
        return this.#set({ access: readAccess(decoder) });
      case messageTypes.lateProposalKept: {
        const proposal = readLateProposalKept(decoder);
        this.#unsaved.forget();
        this.#set({ proposal, denied: null });
        if (this.#generationEnded) this.#stop('generation-ended');
        return;
      }
    }
  }

  #receiveSync(decoder: decoding.Decoder): void {
    const { doc } = this.#tools;
    switch (decoding.readVarUint(decoder)) {
      case syncSteps.step1: {
        const known = decoding.readVarUint8Array(decoder);
        this.#send((encoder) => {
          encoding.writeVarUint(encoder, messageTypes.sync);
          syncProtocol.writeSyncStep2(encoder, doc, known);
        });
        this.#answered = true;
        this.#unsaved.sentAll();
        return this.#set({});
      }
      case syncSteps.step2:
        Y.applyUpdate(doc, decoding.readVarUint8Array(decoder), this);
        this.#attempt = 0;
        return this.#set({ synced: true });
      case syncSteps.update:
        return Y.applyUpdate(doc, decoding.readVarUint8Array(decoder), this);
    }
  }

  readonly #onUpdate = (update: Uint8Array, origin: unknown): void => {
    if (origin === this) return;
    this.#unsaved.written(this.#tools.now());
    if (this.#answered) {
      this.#send((encoder) => {
        encoding.writeVarUint(encoder, messageTypes.sync);
        syncProtocol.writeUpdate(encoder, update);
      });
      this.#unsaved.sentAll();
    }
    this.#set({});
  };

  readonly #onAwareness = (
    { added, updated, removed }: Record<'added' | 'updated' | 'removed', number[]>,
    origin: unknown
  ): void => {
    const own = this.#tools.awareness.clientID;
    if (origin !== this && [...added, ...updated, ...removed].includes(own)) this.#sendAwareness([own]);
  };

  #sendAwareness(clients: number[]): void {
    const { awareness } = this.#tools;
    if (!clients.every((client) => awareness.meta.has(client))) return;
    this.#send((encoder) => {
      encoding.writeVarUint(encoder, messageTypes.awareness);
      encoding.writeVarUint8Array(encoder, awarenessProtocol.encodeAwarenessUpdate(awareness, clients));
    });
  }

  #send(write: (encoder: encoding.Encoder) => void): void {
    if (this.#socket?.readyState !== open) return;
    const encoder = encoding.createEncoder();
    write(encoder);
    this.#socket.send(encoding.toUint8Array(encoder));
  }

  #sendStep1(): void {
    this.#send((encoder) => {
      encoding.writeVarUint(encoder, messageTypes.sync);
      syncProtocol.writeSyncStep1(encoder, this.#tools.doc);
    });
  }

  #drop(): void {
    const socket = this.#socket;
    this.#socket = null;
    this.#answered = false;
    this.#unsaved.lostSocket();
    this.#silence.stop();
    if (socket) {
      socket.onopen = socket.onmessage = socket.onclose = null;
      socket.close(1000);
    }
    const { awareness } = this.#tools;
    const others = [...awareness.getStates().keys()].filter((client) => client !== awareness.clientID);
    awarenessProtocol.removeAwarenessStates(awareness, others, this);
  }

  #lost(code: number, opened: boolean): void {
    this.#drop();
    const reason = closeReasonOf(code);
    if (reason === 'generation-ended' && this.#unsaved.summary && !this.#generationEnded) {
      // What was in flight goes to the ended generation once more, where it is kept as a late proposal.
      this.#generationEnded = true;
      return this.#retryAfterWait();
    }
    if (reason && isFinal(reason)) return this.#stop(reason);
    this.#attempt += 1;
    if (opened || this.#attempt % 3 !== 0) this.#retryAfterWait();
    else void this.#askDoor();
  }

  // Handed to no one: it settles by itself, since `askDoor` answers 'away' for a failed request.
  async #askDoor(): Promise<void> {
    const answer = await this.#tools.askDoor();
    if (this.#closed || this.#socket || this.#state.link === 'offline') return;
    if (answer === 'session-ended' || answer === 'forbidden') this.#stop(answer);
    else this.#retryAfterWait();
  }

  #stop(end: CloseReason): void {
    this.#drop();
    this.#set({ link: 'stopped', end });
  }

  #retryAfterWait(): void {
    this.#set({ link: 'waiting' });
    this.#cancelRetry = this.#tools.later(waitBefore(this.#attempt, this.#tools.random), () => this.#connect());
  }
}
