/**
 * Connects one document: y-websocket's protocol with additional messages. It reports exactly what the server
 * has committed, reconnects by itself where that can help, and stops with a reason where it cannot. Nothing
 * is sent before the server's first step 1 has been answered, so that no frame ever depends on one the server
 * lacks.
 */
import * as decoding from 'lib0/decoding';
import { uint32 } from 'lib0/random';
import * as awarenessProtocol from 'y-protocols/awareness';
import * as Y from 'yjs';
import { schemaVersion } from '#base/chips/chips.ts';
import { closeReasonOf, isFinal } from '#wire/close.ts';
import {
  messageTypes,
  maxClientIdsNamed,
  permissionDenied,
  readAccess,
  readClientIdsTaken,
  readCommitted,
  readLateProposalStored,
  readTextSize,
  readTrouble,
  syncSteps,
  type TextSize
} from '#wire/messages.ts';
import { ReconnectPolicy, type ReconnectTools } from './reconnect-policy.ts';
import { newClientId, newIdNextTo, renewPresenceId } from './client-ids.ts';
import { abnormalClosure } from './event-stream.ts';
import { answerTo, change, presence, question, queryAwareness } from './frames.ts';
import { bringOver, type EditorSide } from './held-back.ts';
import { heldOf, KnownToServer } from './known.ts';
import { moveWords } from './move-words.ts';
import { endOf, type End, type ProviderState, type SocketLike } from './provider-state.ts';
import { SilenceWatch } from './silence.ts';
import type { Moved, StoredCopy } from './stored-copy.ts';
import { UnsavedWriting } from './unsaved.ts';
import { watchForSleep } from './sleep-detector.ts';

export interface ProviderTools extends ReconnectTools {
  /** The address `…/sync/` followed by the room's name, without a query. */
  readonly address: string;
  readonly doc: Y.Doc;
  readonly awareness: awarenessProtocol.Awareness;
  readonly editor?: EditorSide;
  readonly openSocket: (address: string) => SocketLike;
  /** Called when something in `state` has changed. */
  readonly onChange: () => void;
  /**
   * Called when client ids under which this document holds unsent text belong to other people, at the latest
   * before anything of theirs is applied. The provider does nothing more; `move` returns the document with
   * that text under new ids, to be opened anew.
   */
  readonly onTaken?: (move: () => Moved) => void;
  /** Returns a random integer of 32 bits, of which a new client id is made; `uint32` unless a run must repeat. */
  readonly uint32?: () => number;
  /** Settles before the first connection is opened, such as when this browser's copy has been read. */
  readonly ready?: Promise<void>;
}

/** Holds a message of the server that waits until it is certain whose the text is that it repeats. */
interface Withheld {
  readonly step: number;
  readonly bytes: Uint8Array;
  /** The number of frames that had been sent when it came. */
  readonly frame: number;
  /** Gives the clocks of what it repeats of the text that had been sent then. */
  readonly repeated: ReadonlyMap<number, number>;
}

/** `WebSocket.OPEN`. */
const open = 1;

export class Provider {
  readonly #tools: ProviderTools;
  readonly #uint32: () => number;
  readonly #unsaved = new UnsavedWriting();
  readonly #known = new KnownToServer();
  #state: ProviderState = {
    link: 'connecting',
    synced: false,
    isCaughtUp: false,
    access: null,
    unsaved: null,
    savedAt: null,
    end: null,
    denied: null,
    proposal: null,
    trouble: 'none',
    textSize: null,
    written: null
  };
  #socket: SocketLike | null = null;
  #answered = false;
  #withheld: Withheld[] = [];
  /** Holds what the server has of ids with unsent text: believed once the answer is committed. */
  #doubted: { readonly vector: ReadonlyMap<number, number>; readonly frame: number } | null = null;
  /** The number of frames after whose commit this document has caught up; null before the server's has arrived. */
  #catchesUpAt: number | null = null;
  #generationEnded = false;
  #isReady = false;
  readonly #reconnectPolicy: ReconnectPolicy;
  readonly #silence: SilenceWatch;
  readonly #stopWatching: () => void;
  #closed = false;

  constructor(tools: ProviderTools) {
    this.#tools = tools;
    this.#uint32 = tools.uint32 ?? uint32;
    this.#reconnectPolicy = new ReconnectPolicy(tools, {
      connect: () => this.#connect(),
      stop: (end) => this.#stop(end)
    });
    this.#silence = new SilenceWatch(tools.later, {
      probe: (count) => this.#probe(count),
      waiting: () => this.#socket?.bufferedAmount ?? 0,
      giveUp: () => this.#lost(abnormalClosure)
    });
    this.#stopWatching = watchForSleep({ ...tools, onWake: () => this.check() });
    tools.doc.on('update', this.#onUpdate);
    tools.awareness.on('update', this.#onAwareness);
    if (tools.ready) void tools.ready.then(() => this.#begin());
    else this.#begin();
  }

  get state(): ProviderState {
    return this.#state;
  }

  /**
   * Returns what the server is not known to hold of the document, or of another that holds more, as an
   * update.
   */
  unsentOf(doc: Y.Doc = this.#tools.doc): Uint8Array {
    return this.#known.beyond(doc);
  }

  /** State vector of what the server is known to hold. */
  get known(): Uint8Array {
    return this.#known.vector;
  }

  /**
   * Restores what an earlier load of the page left; before the first connection is opened, or later when the
   * browser was slow.
   */
  restore({ update, known, unsaved }: StoredCopy): void {
    if (this.#closed) return;
    this.#known.tookVector(known);
    Y.applyUpdate(this.#tools.doc, update, this);
    if (unsaved) this.#unsaved.restored(unsaved);
    if (this.#answered && unsaved) this.#sendUpdate(this.unsentOf());
    this.#set({});
  }

  /**
   * Reconnects now rather than at the end of the wait, at the reader's request. What the server refused is
   * not tried again.
   */
  retry(): void {
    if (this.#closed || this.#socket || !this.#isReady) return;
    if (this.#state.link === 'stopped' && this.#state.end !== 'session-ended') return;
    this.#reconnectPolicy.resetBackoff();
    this.#set({ end: null });
    this.#connect();
  }

  /**
   * Checks the connection, or connects now, since something about the network or the machine may have
   * changed.
   */
  check(): void {
    if (this.#socket?.readyState === open) this.#silence.doubt();
    else this.retry();
  }

  /** Opens the connection anew over another transport. */
  renew(): void {
    if (!this.#socket) return;
    this.#drop();
    this.#connect();
  }

  /** Closes the connection, since the browser reports that there is no network. */
  wentOffline(): void {
    if (this.#closed || this.#state.link === 'stopped') return;
    this.#drop();
    this.#set({ link: 'offline' });
  }

  /** The reader has discarded what was refused. */
  forgetUnsaved(): void {
    this.#unsaved.forget();
    this.#set({ denied: null });
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#stopWatching();
    this.#tools.doc.off('update', this.#onUpdate);
    awarenessProtocol.removeAwarenessStates(
      this.#tools.awareness,
      [this.#tools.awareness.clientID],
      'closing'
    );
    this.#tools.awareness.off('update', this.#onAwareness);
    this.#drop();
  }

  #set(change: Partial<ProviderState>): void {
    this.#state = { ...this.#state, ...change, unsaved: this.#unsaved.summary };
    this.#tools.onChange();
  }

  #begin(): void {
    this.#isReady = true;
    if (!this.#closed && this.#state.link === 'connecting') this.#connect();
  }

  #addressNow(): string {
    const { address, awareness, doc } = this.#tools;
    renewPresenceId(awareness, newClientId(doc, this.#uint32), this);
    const unsent = this.#known.exceededBy(doc).slice(0, maxClientIdsNamed);
    const ids = unsent.length > 0 ? `&unsent=${unsent.join(',')}` : '';
    return `${address}?meridian=1&schema=${schemaVersion}&presence=${awareness.clientID}${ids}`;
  }

  #connect(): void {
    const socket = this.#tools.openSocket(this.#addressNow());
    socket.binaryType = 'arraybuffer';
    this.#socket = socket;
    this.#set({ link: 'connecting' });
    this.#reconnectPolicy.opening(() => this.#lost(abnormalClosure));
    socket.onopen = () => {
      if (socket !== this.#socket) return;
      this.#reconnectPolicy.opened();
      this.#silence.heard();
      this.#send(question(this.#tools.doc));
      this.#set({ link: 'open' });
    };
    socket.onmessage = (event: MessageEvent) => {
      if (socket !== this.#socket) return;
      this.#silence.heard();
      // A throw here would be a defect of the client or the server; the browser reports it and the text is
      // unchanged.
      if (event.data instanceof ArrayBuffer) this.#receive(new Uint8Array(event.data));
    };
    socket.onpulse = () => {
      if (socket === this.#socket && socket.readyState === open) this.#silence.heard();
    };
    // Every error is followed by a close, which has more information.
    socket.onerror = () => {};
    socket.onclose = (event: CloseEvent) => {
      if (socket === this.#socket) this.#lost(event.code);
    };
  }

  #receive(frame: Uint8Array): void {
    const decoder = decoding.createDecoder(frame);
    switch (decoding.readVarUint(decoder)) {
      case messageTypes.sync:
        return this.#receiveSync(decoder);
      case messageTypes.awareness:
        return awarenessProtocol.applyAwarenessUpdate(
          this.#tools.awareness,
          decoding.readVarUint8Array(decoder),
          this
        );
      case messageTypes.queryAwareness:
        return this.#sendAwareness([this.#tools.awareness.clientID]);
      case messageTypes.auth:
        if (decoding.readVarUint(decoder) === permissionDenied && this.#unsaved.summary) {
          this.#set({ denied: decoding.readVarString(decoder) });
          this.#doubted = null;
          this.#release(Infinity);
        }
        return;
      case messageTypes.committed: {
        const { writes, at, clocks } = readCommitted(decoder);
        this.#known.took(clocks);
        if (this.#doubted && writes >= this.#doubted.frame) {
          this.#known.took(this.#doubted.vector);
          this.#doubted = null;
        }
        const saved = this.#unsaved.committed(writes);
        this.#set(saved ? { savedAt: at } : {});
        this.#release(writes);
        this.#catchUp(writes);
        return;
      }
      case messageTypes.access:
        return this.#set({ access: readAccess(decoder) });
      case messageTypes.lateProposalStored: {
        const proposal = readLateProposalStored(decoder);
        // What was typed meanwhile is on its way, and has a message of its own.
        this.#unsaved.committed(proposal.writes);
        this.#set({ proposal, denied: null });
        if (this.#generationEnded && this.#unsaved.summary === null) this.#stop('generation-ended');
        return;
      }
      case messageTypes.trouble:
        return this.#set({ trouble: readTrouble(decoder) });
      case messageTypes.textSize:
        return this.#setSize(readTextSize(decoder));
      case messageTypes.quarantined:
        return this.#stop('quarantined');
      case messageTypes.clientIdsTaken:
        return this.#taken(readClientIdsTaken(decoder));
    }
  }

  #receiveSync(decoder: decoding.Decoder): void {
    const step = decoding.readVarUint(decoder);
    const bytes = decoding.readVarUint8Array(decoder);
    if (step === syncSteps.step1) this.#answer(Y.decodeStateVector(bytes));
    else if (this.#doubted || this.#withheld.length > 0 || this.#repeatsUnsent(bytes))
      this.#withheld.push({
        step,
        bytes,
        frame: this.#unsaved.sent,
        repeated: heldOf(Y.parseUpdateMeta(bytes).to, this.#tools.doc)
      });
    else this.#apply(step, bytes);
  }

  /**
   * Answers with what was written here. What the server claims to hold of ids with unsent text is sent once
   * more: either it has the same, or it refuses the id as another person's.
   */
  #answer(held: ReadonlyMap<number, number>): void {
    const { doc, awareness } = this.#tools;
    bringOver(this.#tools, held, this.#uint32);
    for (const writer of [doc, this.#tools.editor?.doc ?? doc]) {
      // Somebody else writes under an id of which nothing was used here yet.
      if ((held.get(writer.clientID) ?? 0) > 0 && Y.getState(doc.store, writer.clientID) === 0)
        writer.clientID = newClientId(doc, this.#uint32);
    }
    const doubted = new Map<number, number>();
    for (const client of this.#known.exceededBy(doc)) {
      const clock = held.get(client) ?? 0;
      if (clock > this.#known.clockOf(client)) doubted.set(client, clock);
    }
    this.#known.took(new Map([...held].filter(([client]) => !doubted.has(client))));
    this.#send(answerTo(this.#known.vector, doc));
    this.#unsaved.sentAll();
    this.#doubted = doubted.size > 0 ? { vector: heldOf(doubted, doc), frame: this.#unsaved.sent } : null;
    if (!this.#answered) {
      this.#answered = true;
      // The state is set anew, since others ignore a state of clock 0 and have forgotten one from before a
      // break. It may name unsent text, and comes after that.
      awareness.setLocalState(awareness.getLocalState());
    }
    this.#set({});
  }

  #apply(step: number, bytes: Uint8Array): void {
    this.#known.tookUpdate(bytes);
    Y.applyUpdate(this.#tools.doc, bytes, this);
    if (step !== syncSteps.step2) return;
    this.#set({ synced: true });
    // The answer with what was written here may still have to be sent.
    this.#catchesUpAt ??= this.#unsaved.summary ? Math.max(this.#unsaved.sent, 1) : 0;
    this.#catchUp(0);
  }

  /** Notes that this document has caught up, if enough frames are committed. */
  #catchUp(writes: number): void {
    if (this.#catchesUpAt === null || writes < this.#catchesUpAt || this.#state.isCaughtUp) return;
    this.#set({ isCaughtUp: true });
  }

  /**
   * Checks whether the server sends structs under an id with unsent text: this document's own, whose
   * acknowledgement follows, or another person's, whose deletions would take the unsent text with them.
   */
  #repeatsUnsent(bytes: Uint8Array): boolean {
    const { to } = Y.parseUpdateMeta(bytes);
    bringOver(this.#tools, to, this.#uint32);
    if (!this.#unsaved.summary || this.#state.denied !== null) return false;
    const { store } = this.#tools.doc;
    return [...to].some(([client, clock]) => {
      const known = this.#known.clockOf(client);
      return clock > known && Y.getState(store, client) > known;
    });
  }

  /**
   * Applies what was withheld, as far as all that had been sent when it came is committed. What was written
   * since under an id that the message names is not: it waits for that, or is moved away from another
   * person's.
   */
  #release(writes: number): void {
    for (let next = this.#withheld[0]; next; next = this.#withheld[0]) {
      if (next.frame <= writes) this.#known.took(next.repeated);
      if (this.#repeatsUnsent(next.bytes)) return;
      this.#withheld.shift();
      this.#apply(next.step, next.bytes);
    }
  }

  #taken(clients: readonly number[]): void {
    const { doc, onTaken, now } = this.#tools;
    const unsent = this.#known.exceededBy(doc);
    const own = clients.filter((client) => unsent.includes(client));
    if (own.length === 0 || !onTaken) return;
    this.#drop();
    this.#set({ link: 'waiting' });
    onTaken(() => {
      const ids = new Map(own.map((client) => [client, newIdNextTo(client, doc, this.#uint32)]));
      return {
        update: moveWords(Y.encodeStateAsUpdate(doc), ids),
        known: this.#known.vector,
        unsaved: this.#unsaved.summary ?? { since: now(), changes: 1 },
        ids
      };
    });
  }

  readonly #onUpdate = (update: Uint8Array, origin: unknown): void => {
    if (origin === this) return;
    this.#unsaved.written(this.#tools.now());
    if (this.#answered) this.#sendUpdate(update);
    this.#set({});
  };

  #sendUpdate(update: Uint8Array): void {
    this.#send(change(update));
    this.#unsaved.sentAll();
  }

  readonly #onAwareness = (
    { added, updated, removed }: Record<'added' | 'updated' | 'removed', number[]>,
    origin: unknown
  ): void => {
    const own = this.#tools.awareness.clientID;
    if (!this.#answered) return;
    if (origin !== this && [...added, ...updated, ...removed].includes(own)) this.#sendAwareness([own]);
  };

  #sendAwareness(clients: number[]): void {
    const { awareness } = this.#tools;
    if (clients.every((client) => awareness.meta.has(client))) this.#send(presence(awareness, clients));
  }

  #send(frame: Uint8Array<ArrayBuffer>): void {
    if (this.#socket?.readyState === open) this.#socket.send(frame);
  }

  // A query for awareness is smaller than one for the document, which includes all deletions, but it is not
  // answered where no one else is present.
  #probe(count: number): void {
    this.#send(count === 0 ? queryAwareness() : question(this.#tools.doc));
  }

  #drop(): void {
    const socket = this.#socket;
    this.#socket = null;
    this.#answered = false;
    this.#withheld = [];
    this.#doubted = null;
    this.#catchesUpAt = null;
    this.#reconnectPolicy.cancel();
    this.#unsaved.lostSocket();
    this.#silence.stop();
    this.#state = { ...this.#state, isCaughtUp: false, trouble: 'none' };
    if (socket) {
      socket.onopen = socket.onmessage = socket.onclose = null;
      socket.onpulse = null;
      socket.close(1000);
    }
    const { awareness } = this.#tools;
    const others = [...awareness.getStates().keys()].filter((client) => client !== awareness.clientID);
    awarenessProtocol.removeAwarenessStates(awareness, others, this);
  }

  #lost(code: number): void {
    this.#drop();
    const reason = closeReasonOf(code);
    // What was in flight is sent to the ended generation once more, where it is stored as a late proposal.
    const handsIn = reason === 'generation-ended' && this.#unsaved.summary !== null && !this.#generationEnded;
    if (handsIn) this.#generationEnded = true;
    else if (reason && isFinal(reason)) return this.#stop(endOf(reason, this.#state));
    this.#set({ link: 'waiting' });
    if (handsIn) this.#reconnectPolicy.scheduleReconnect(reason);
    else this.#reconnectPolicy.lost(reason);
  }

  #setSize(size: TextSize): void {
    this.#set(size.of === 'written' ? { written: size } : { textSize: size });
  }

  #stop(end: End): void {
    this.#drop();
    this.#set({ link: 'stopped', end });
  }
}
