/**
 * Holds one open document in one tab: the network's document, the editor's document, the composition gate
 * between them, the connection, the copy that this browser stores, and what the page shows about them. Lives
 * as long as its room is on the page, across its sections.
 */
import { untrack } from 'svelte';
import { Awareness } from 'y-protocols/awareness';
import * as Y from 'yjs';
import { newUuid } from '#base/random-id.ts';
import { isPassageWritten, sectionContent } from '#document/content.ts';
import { newDoc } from '#document/new-doc.ts';
import { writerIdsOf } from '#document/writer-ids.ts';
import type { Bilingual, Locale } from '#base/locale.ts';
import type { TextSize } from '#wire/messages.ts';
import { reuseSection } from '#rules/documents/reused-nodes.ts';
import { fingerprintsOf, type SectionContent } from '#base/content.ts';
import { holdOpen, isOpenHereAlone } from './browser.ts';
import type { Copies } from './copies.ts';
import { EarlierWords } from './earlier-words.ts';
import { CompositionGate } from './gate.ts';
import { LocalCopy } from './local-copy.ts';
import { probeSessionOfPage, later, transportsOfPage, onNetworkChange, onReturn, whenIdle } from './page.ts';
import { listPresent, type Person, type Present } from './presence.ts';
import { Provider } from './provider.ts';
import type { Moved } from './stored-copy.ts';
import type { ProviderState } from './provider-state.ts';
import { isSameStanding, standingOf, type Standing } from './standing.ts';
import { rescueOf, saveRescue } from './rescue.ts';
import { saveStateOf, wouldLose, type SaveState } from './save-state.ts';
import { nameNeighboursOfUndone } from './undone.ts';

/** Waits for an answer of the browser that comes at once, unless another tab keeps it waiting. */
const soon = (answer: Promise<boolean>): Promise<boolean> =>
  Promise.race([answer, new Promise<boolean>((resolve) => later(100, () => resolve(false)))]);

/** A browser that takes longer than this, in milliseconds, to read its copy is not waited for. */
const slowBrowser = 2_000;

/** The text is read anew between two keys, and after so many milliseconds without a pause. */
const mostPatience = 500;

export class DocumentSession {
  readonly room: string;
  readonly network = newDoc();
  /** The document that the editors are bound to. */
  readonly doc = newDoc();
  readonly awareness = new Awareness(this.doc);
  readonly gate: CompositionGate;
  readonly #provider: Provider;
  readonly #copy: LocalCopy;
  readonly #earlierWords: EarlierWords;
  readonly #stop = new AbortController();
  readonly #self: Person;
  #onCaughtUp: readonly (() => void)[] = [];
  /** Changes with each key, so that only what is saved depends on it. */
  #link = $state.raw<ProviderState>() as ProviderState;
  #standing = $state.raw<Standing>() as Standing;
  #holdsWriting = $state(false);
  /** The number of fields of the page that hold typed text that is not yet in the document. */
  #typedFields = $state(0);
  #now = $state(Date.now());
  /** Replaced at most once a second while the text changes; code that reads it then reads the text again. */
  #pendingReads = $state.raw({ of: this.network });
  /** Holds the sections that were read, by id, and when. */
  // eslint-disable-next-line svelte/prefer-svelte-reactivity -- what was read depends on `#pendingReads` alone
  readonly #contents = new Map<string, { readonly reads: object; readonly content: SectionContent }>();
  #changed = false;
  #isOver = false;
  #holdsEarlierText = $state(false);
  /** True if the browser cannot store a copy: what is not saved is in this page alone. */
  hasNoCopy = $state(false);
  present = $state.raw<readonly Present[]>([]);

  readonly saveState: SaveState = $derived.by(() =>
    saveStateOf(this.#link, this.#holdsWriting || this.#typedFields > 0, this.#now)
  );
  readonly synced: boolean = $derived.by(() => this.#standing.synced);
  /**
   * True if there is a text to show: the server's, or one with changes that were not sent when this browser
   * had it open last.
   */
  readonly hasText: boolean = $derived.by(() => this.synced || this.#holdsEarlierText);
  readonly isLateForOthers: boolean = $derived.by(() => this.#standing.isLateForOthers);
  /** The size of the text and its limit, in bytes, where it is nearly full. */
  readonly textSize: TextSize | null = $derived.by(() => this.#standing.textSize);
  /** The bytes that the user has written in this generation, and the quota, where most of it is used. */
  readonly written: TextSize | null = $derived.by(() => this.#standing.written);
  /** True if the server lets this socket read only, whatever the page received when it was loaded. */
  readonly mayOnlyRead: boolean = $derived.by(() => this.#standing.mayOnlyRead);
  /** True if the server lets this socket write; before its first message, nothing can be written. */
  readonly mayWrite: boolean = $derived.by(() => this.#standing.mayWrite);

  /** True if unsent text was moved to new client ids, since others had the old ones. */
  readonly wasMoved: boolean;

  /**
   * `title` is the title of its subject. `moved` is what a session before this one held, and `onMoved` is
   * called where this one has to be followed by another.
   */
  constructor(
    room: string,
    title: Bilingual,
    self: Person,
    copies: Promise<Copies | null>,
    onMoved: (moved: Moved) => void,
    moved: Moved | null = null
  ) {
    this.room = room;
    this.wasMoved = moved !== null;
    this.#self = self;
    nameNeighboursOfUndone(this.doc);
    this.present = listPresent(this.awareness.getStates(), this.doc, this.awareness.clientID, self);
    this.gate = new CompositionGate(this.network, this.doc, () => {
      this.#holdsWriting = this.gate.holdsWriting;
      this.#now = Date.now();
    });
    this.#copy = new LocalCopy({
      room,
      title,
      doc: this.network,
      copies,
      tab: newUuid(),
      writers: () => writerIdsOf(this.doc),
      now: () => Date.now(),
      later,
      syncState: () => ({ known: this.#provider.known, unsaved: this.#provider.state.unsaved }),
      onChange: () => (this.hasNoCopy = this.#copy.hasFailed)
    });
    const transports = transportsOfPage();
    let { kind } = transports;
    this.#earlierWords = new EarlierWords(this.doc, () => this.#provider.state.access === 'write');
    // Created before the first change is reported: the first `state` is read right below.
    this.#provider = new Provider({
      address: `/sync/${room}`,
      doc: this.network,
      awareness: this.awareness,
      editor: { doc: this.doc, passOut: () => this.gate.passOut() },
      openSocket: (path) => {
        ({ kind } = transports);
        return transports.open(path);
      },
      now: () => Date.now(),
      random: () => Math.random(),
      later,
      probeSession: probeSessionOfPage,
      switchTransport: () => transports.switchTransport(kind),
      onTaken: (move) => {
        // What is being composed is unsent text, too.
        this.gate.release();
        const next = move();
        void this.#copy.rename(next.ids).then(() => !this.#stop.signal.aborted && onMoved(next));
      },
      ready: this.#takeUp(moved),
      onChange: () => queueMicrotask(this.#read)
    });
    this.#link = this.#provider.state;
    this.#standing = standingOf(this.#link);
    this.awareness.on('change', this.#readPresence);
    const { signal } = this.#stop;
    const check = (): void => this.#provider.check();
    onReturn(check, signal);
    onNetworkChange(check, signal);
    addEventListener('offline', () => this.#provider.wentOffline(), { signal });
    addEventListener('pagehide', () => void this.#copy.flush(), { signal });
    addEventListener('beforeunload', (event) => this.#losesText && event.preventDefault(), { signal });
    document.addEventListener(
      'visibilitychange',
      () => {
        if (document.visibilityState === 'hidden') return void this.#copy.flush();
        check();
        void this.#takeUpLeft();
      },
      { signal }
    );
    signal.addEventListener(
      'abort',
      transports.onSocketsBack(() => this.#provider.renew())
    );
    this.network.on('update', () => (this.#changed = true));
    let cancelRead = (): void => undefined;
    const clock = setInterval(() => {
      this.#now = Date.now();
      if (!this.#changed) return;
      this.#changed = false;
      cancelRead = whenIdle(mostPatience, () => (this.#pendingReads = { of: this.network }));
    }, 1_000);
    signal.addEventListener('abort', () => {
      clearInterval(clock);
      cancelRead();
    });
  }

  /**
   * The current text, for what is derived from it outside the editor: dependents are invalidated at most once
   * a second.
   */
  get readDoc(): Y.Doc {
    return this.#pendingReads.of;
  }

  /**
   * True if the editors have all that others wrote before this page connected, and what was written here until then is
   * saved.
   */
  get isCaughtUp(): boolean {
    return this.#provider.state.isCaughtUp && !this.gate.isHolding;
  }

  /** Calls each time that becomes true; returns what ends that. */
  onCaughtUp(call: () => void): () => void {
    const stop = this.gate.onRelease(() => this.isCaughtUp && call());
    this.#onCaughtUp = [...this.#onCaughtUp, call];
    return () => {
      stop();
      this.#onCaughtUp = this.#onCaughtUp.filter((one) => one !== call);
    };
  }

  /** Returns the languages in which a section holds anything. */
  writtenIn(section: string): Readonly<Record<Locale, boolean>> {
    const { of } = this.#pendingReads;
    return { en: isPassageWritten(of, section, 'en'), zh: isPassageWritten(of, section, 'zh') };
  }

  /** Returns a section as it was when dependents were invalidated last, at most a second ago. */
  contentOf(section: string): SectionContent {
    const known = this.#contents.get(section);
    return known?.reads === this.#pendingReads ? known.content : this.#readSection(section);
  }

  /** Returns fingerprints of a section's blocks at this moment, by block id. */
  fingerprintsIn(section: string): Readonly<Record<string, string>> {
    return fingerprintsOf(this.#readSection(section));
  }

  /** A block that has not changed since it was read before is the same object. */
  #readSection(section: string): SectionContent {
    const reads = this.#pendingReads;
    const known = this.#contents.get(section);
    const fresh = sectionContent(reads.of, section);
    const content = known ? reuseSection(known.content, fresh) : fresh;
    this.#contents.set(section, { reads, content });
    return content;
  }

  /** Marks that a field holds text that is not in the document yet, until the returned function is called. */
  holdTyped(): () => void {
    this.#typedFields += 1;
    let holds = true;
    return () => {
      if (holds) this.#typedFields -= 1;
      holds = false;
    };
  }

  /** Broadcasts to the others which cell the reader has open; null where it is none. */
  goTo(cell: string | null): void {
    if ((this.awareness.getLocalState()?.['place'] ?? null) !== cell)
      this.awareness.setLocalStateField('place', cell);
  }

  retry(): void {
    this.#provider.retry();
  }

  /** Forgets the refused changes: the reader has copied them, or does not want them. */
  async letGo(): Promise<void> {
    this.#provider.forgetUnsaved();
    await this.#copy.forget();
  }

  /** Saves a file with what the server does not have, and the whole text. */
  saveCopy(): void {
    const { room, doc } = this;
    // Uses the editor's document, which also holds what is being composed.
    saveRescue(
      rescueOf({ room, doc, person: this.#self, unsent: this.#provider.unsentOf(doc), now: Date.now() })
    );
  }

  /** Settles when what was written here is stored in this browser. */
  close(): Promise<void> {
    this.#earlierWords.close();
    this.gate.close();
    this.#stop.abort();
    const stored = this.#copy.close();
    this.awareness.off('change', this.#readPresence);
    this.#provider.close();
    this.awareness.destroy();
    this.doc.destroy();
    this.network.destroy();
    return stored;
  }

  get #losesText(): boolean {
    return wouldLose(this.saveState) && (this.#holdsWriting || this.#typedFields > 0 || !this.#copy.isStored);
  }

  /**
   * Settles when the first connection may be opened: the stored changes are in the document, or the browser
   * is slow to read them.
   */
  async #takeUp(moved: Moved | null): Promise<void> {
    let isLate = false;
    const isAlone = holdOpen(this.#self.id, this.room, this.#stop.signal);
    const takenUp = this.#copy.load().then(async (stored) => {
      // Another tab that is still open takes its own words along.
      const isResponsible = stored !== null && (await soon(isAlone));
      if (this.#stop.signal.aborted) return;
      if (moved) this.#provider.restore(stored ? { ...moved, unsaved: null } : moved);
      if (stored) {
        if (isResponsible) this.#earlierWords.claim(stored.writers);
        this.#provider.restore(stored);
        // A text without unsent changes is no newer than the one that came with the page, and an incomplete
        // one cannot be shown.
        this.#holdsEarlierText = stored.isWhole && stored.unsaved !== null;
      }
      this.#copy.follow(isLate || moved !== null);
    });
    await Promise.race([takenUp, new Promise<void>((resolve) => later(slowBrowser, resolve))]);
    isLate = true;
  }

  /** Sends what another tab of the same person left unsent when it was closed, while this one stayed open. */
  async #takeUpLeft(): Promise<void> {
    if (!(await isOpenHereAlone(this.#self.id, this.room))) return;
    const left = this.#stop.signal.aborted ? null : await this.#copy.loadLeft();
    if (left === null || this.#stop.signal.aborted) return;
    const own = writerIdsOf(this.doc);
    this.#earlierWords.claim(left.writers.filter((id) => !own.includes(id)));
    this.#provider.restore(left);
  }

  readonly #read = (): void => {
    if (this.#stop.signal.aborted) return;
    const before = this.#link;
    this.#link = this.#provider.state;
    this.#now = Date.now();
    const standing = standingOf(this.#link);
    if (!isSameStanding(standing, this.#standing)) this.#standing = standing;
    this.#updateCopy(before, this.#link);
    if (this.isCaughtUp && !before.isCaughtUp) {
      void this.#takeUpLeft();
      for (const call of this.#onCaughtUp) call();
    }
  };

  #updateCopy(before: ProviderState, now: ProviderState): void {
    this.#copy.statusChanged();
    if (now.synced && now.link === 'open') this.#copy.becameWhole();
    if (now.end === 'session-ended' && before.end === null) void this.#copy.keepOnlyUnsent();
    // Nothing of an ended generation is unsent any more: it is committed, or stored as a proposal.
    const isOver = (now.proposal !== null || now.end === 'generation-ended') && now.unsaved === null;
    if (isOver && !this.#isOver) void this.#copy.forget();
    this.#isOver = isOver;
  }

  /** Called within a reaction as well: an editor that Svelte takes off the page has no caret from then on. */
  readonly #readPresence = (): void =>
    untrack(() => {
      const now = listPresent(this.awareness.getStates(), this.doc, this.awareness.clientID, this.#self);
      // A caret that moves within its passage changes nothing here.
      if (JSON.stringify(now) !== JSON.stringify(this.present)) this.present = now;
    });
}
