/**
 * One open document in one tab: the network's document, the editor's document, the gate between them, the connection, and
 * what the page says about them. Lives as long as its room is on the page, across its sections.
 */
import { Awareness } from 'y-protocols/awareness';
import * as Y from 'yjs';
import { passage } from '#document/narrative.ts';
import { isBlank } from '#document/plain.ts';
import type { Locale } from '#domain/locale.ts';
import { CompositionGate } from './gate.ts';
import { listPresent, type Person, type Present } from './presence.ts';
import { Provider } from './provider.ts';
import type { Door, ProviderState } from './provider-state.ts';
import { saveStateOf, wouldLose, type SaveState } from './save-state.ts';

export class DocumentSession {
  readonly room: string;
  readonly network = new Y.Doc();
  /** What the editors are bound to. */
  readonly doc = new Y.Doc();
  readonly awareness = new Awareness(this.doc);
  readonly gate: CompositionGate;
  readonly #provider: Provider;
  readonly #stop = new AbortController();
  readonly #self: Person;
  #link = $state.raw<ProviderState>() as ProviderState;
  #holdsWriting = $state(false);
  #now = $state(Date.now());
  /** Made anew at most once a second while the text changes; whoever asks it reads the text again. */
  #readings = $state.raw({ of: this.network });
  #changed = false;
  present = $state.raw<readonly Present[]>([]);

  readonly saveState: SaveState = $derived.by(() => saveStateOf(this.#link, this.#holdsWriting, this.#now));
  readonly synced: boolean = $derived.by(() => this.#link.synced);
  /** The server lets this socket read only, whatever the page was told when it was loaded. */
  readonly mayOnlyRead: boolean = $derived.by(() => this.#link.access === 'read' && this.#link.denied === null);
  /** The server says so of this socket; before it has spoken, nothing can be written. */
  readonly mayWrite: boolean = $derived.by(
    () => this.#link.access === 'write' && this.#link.end === null && this.#link.denied === null
  );

  constructor(room: string, self: Person) {
    this.room = room;
    this.#self = self;
    this.present = listPresent(this.awareness.getStates(), this.doc, this.awareness.clientID, self);
    this.gate = new CompositionGate(this.network, this.doc, () => {
      this.#holdsWriting = this.gate.holdsWriting;
      this.#now = Date.now();
    });
    // Made before the first change is told: the first `state` is read right below.
    this.#provider = new Provider({
      address: `${location.origin.replace(/^http/, 'ws')}/sync/${room}`,
      doc: this.network,
      awareness: this.awareness,
      openSocket: (address) => new WebSocket(address),
      now: () => Date.now(),
      random: () => Math.random(),
      later: (milliseconds, call) => {
        const timer = setTimeout(call, milliseconds);
        return () => clearTimeout(timer);
      },
      askDoor,
      onChange: () => queueMicrotask(this.#read)
    });
    this.#link = this.#provider.state;
    this.awareness.on('change', this.#readPresence);
    const { signal } = this.#stop;
    addEventListener('online', () => this.#provider.retry(), { signal });
    addEventListener('offline', () => this.#provider.wentOffline(), { signal });
    addEventListener('beforeunload', (event) => wouldLose(this.saveState) && event.preventDefault(), { signal });
    document.addEventListener('visibilitychange', () => document.visibilityState === 'visible' && this.#provider.retry(), { signal });
    this.network.on('update', () => (this.#changed = true));
    const clock = setInterval(() => {
      this.#now = Date.now();
      if (this.#changed) this.#readings = { of: this.network };
      this.#changed = false;
    }, 1_000);
    signal.addEventListener('abort', () => clearInterval(clock));
  }

  /** In which languages a section holds anything. */
  writtenIn(section: string): Readonly<Record<Locale, boolean>> {
    const { of } = this.#readings;
    return { en: !isBlank(passage(of, section, 'en')), zh: !isBlank(passage(of, section, 'zh')) };
  }

  retry(): void {
    this.#provider.retry();
  }

  /** The reader has copied what the server would not take, or does not want it. */
  letGo(): void {
    this.#provider.forgetUnsaved();
  }

  close(): void {
    this.gate.close();
    this.#stop.abort();
    this.awareness.off('change', this.#readPresence);
    this.#provider.close();
    this.awareness.destroy();
    this.doc.destroy();
    this.network.destroy();
  }

  readonly #read = (): void => {
    if (this.#stop.signal.aborted) return;
    this.#link = this.#provider.state;
    this.#now = Date.now();
  };

  readonly #readPresence = (): void => {
    this.present = listPresent(this.awareness.getStates(), this.doc, this.awareness.clientID, this.#self);
  };
}

/** A page asked for again tells what a refused socket cannot: signed out, not for you (any more), or nobody there. */
async function askDoor(): Promise<Door> {
  try {
    const response = await fetch(location.pathname, { method: 'HEAD', redirect: 'manual', cache: 'no-store' });
    if (response.type === 'opaqueredirect' || response.status === 401) return 'session-ended';
    if (response.status === 403 || response.status === 404) return 'forbidden';
    return response.ok ? 'open' : 'away';
  } catch {
    return 'away';
  }
}
