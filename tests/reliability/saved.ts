/**
 * Runs one schedule of the model of “saved”: people type, go offline, load their pages again, delete and put
 * back text; a colleague writes under every client id that is known and some that are not; servers are
 * killed, texts are frozen and opened again and, where a run says so, set back to an earlier state. Whatever a
 * page shows as saved must be in the log or a late proposal at that moment, and whatever is in the log is shown
 * to all in the end.
 */
import * as encoding from 'lib0/encoding';
import { Awareness } from 'y-protocols/awareness';
import * as Y from 'yjs';
import { TestClock } from '#kit/clock.ts';
import { chanceOf, type Chance } from '#base/chance.ts';
import { newDoc } from '#document/new-doc.ts';
import { openText } from '#document/sequence/roots.ts';
import { addParagraph } from '#kit/passages.ts';
import { Provider } from '#lib/collab/provider.ts';
import type { Moved, StoredCopy } from '#lib/collab/stored-copy.ts';
import { messageTypes, syncSteps } from '#wire/messages.ts';
import { equalDocs, plainTextOf, tokenOf, tokensIn } from './oracle.ts';
import { ModelLog } from './saved-log.ts';
import { actorOf, ModelLink, ModelServers } from './saved-servers.ts';
import { editOnce, textsOf } from './writing.ts';

export interface Outcome {
  readonly seed: number;
  /** Sentences of what went wrong; none when all is well. */
  readonly faults: readonly string[];
  /** The same whenever the same seed is run. */
  readonly digest: string;
  readonly tokens: number;
  readonly claims: number;
  readonly moves: number;
  readonly kills: number;
  readonly freezes: number;
  readonly restores: number;
}

export interface Options {
  /** The text is set back to an earlier state now and then. */
  readonly restores?: boolean;
}

const steps = 70;
const turnsToSettle = 3_000;
/** Sets how probable a restore is at each step. */
const restoreRate = 0.02;
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

class Page {
  readonly person: string;
  readonly generation: number;
  readonly doc = newDoc();
  readonly provider: Provider;
  readonly awareness: Awareness;
  /** The tokens that it shows as saved as soon as nothing is unsaved. */
  readonly written: string[];
  link: ModelLink | null = null;
  moved: Moved | null = null;

  constructor(run: Run, person: string, written: readonly string[], copy: StoredCopy | null) {
    this.person = person;
    this.generation = run.log.generation;
    this.written = [...written];
    this.doc.clientID = run.uint32();
    this.awareness = new Awareness(this.doc);
    this.doc.clientID = 1 + Math.floor(run.chance() * 2 ** 31);
    run.idsOfSeed.add(this.doc.clientID);
    // Yjs takes a new id by itself where it finds its own in use.
    this.doc.on('afterTransactionCleanup', () => run.drawAgain(this.doc));
    this.provider = new Provider({
      address: `/sync/model.chapter.text@${this.generation}`,
      doc: this.doc,
      awareness: this.awareness,
      openSocket: (address) => (this.link = run.connect(address, person)),
      now: run.clock.now,
      random: run.chance,
      uint32: run.uint32,
      later: run.clock.later,
      probeSession: () => Promise.resolve('away'),
      onTaken: (move) => (this.moved = move()),
      onChange: () => run.look(this),
      // As a page that reads its copy first.
      ready: Promise.resolve()
    });
    if (copy) this.provider.restore(copy);
  }

  get copy(): StoredCopy {
    return {
      update: Y.encodeStateAsUpdate(this.doc),
      known: this.provider.known,
      unsaved: this.provider.state.unsaved
    };
  }

  close(): void {
    this.provider.close();
    this.awareness.destroy();
  }
}

class Run {
  readonly chance: Chance;
  readonly clock = new TestClock();
  readonly log: ModelLog;
  readonly servers: ModelServers;
  readonly faults: string[] = [];
  readonly #seed: number;
  /** States whether the colleague also knows ids that nobody is ever shown, of a page on a single server. */
  readonly #guesses: boolean;
  /** Client ids that were drawn from the seed. */
  readonly idsOfSeed = new Set<number>();
  readonly #ids: Chance;
  readonly #links: ModelLink[] = [];
  readonly #deleted = new Set<string>();
  /** Draws when to restore and from what; null where nothing is restored. Draws of its own leave all others as they are. */
  readonly #restoreChance: Chance | null;
  /** What a restore took away: it may not come back by itself. */
  readonly #takenAway = new Set<string>();
  #pages: Page[] = [];
  readonly #counts = { tokens: 0, claims: 0, moves: 0, kills: 0, freezes: 0, restores: 0 };

  constructor(seed: number, { restores = false }: Options = {}) {
    this.#seed = seed;
    this.chance = chanceOf(seed);
    this.#restoreChance = restores ? chanceOf(seed ^ 0x5eed) : null;
    this.#ids = chanceOf(~seed);
    this.log = new ModelLog(this.chance);
    this.#guesses = this.chance() < 0.5;
    this.servers = new ModelServers(this.log, this.#guesses ? 1 : 2, this.chance);
  }

  /** Draws the ids that pages take on their way: from the seed, so that a schedule repeats. */
  readonly uint32 = (): number => {
    const id = Math.floor(this.#ids() * 2 ** 32);
    this.idsOfSeed.add(id);
    return id;
  };

  drawAgain(doc: Y.Doc): void {
    if (!this.idsOfSeed.has(doc.clientID)) doc.clientID = 1 + (this.uint32() % 2 ** 31);
    this.idsOfSeed.add(doc.clientID);
  }

  connect(address: string, person: string): ModelLink {
    const link = new ModelLink(this.servers, address, actorOf(person));
    this.#links.push(link);
    return link;
  }

  /** Checks the law, whenever a page changes what it shows. */
  look(page: Page): void {
    const provider = page.provider as Provider | undefined;
    if (!provider || provider.state.unsaved !== null) return;
    const lost = page.written.filter((token) => !this.log.tokens.has(token) && !this.#deleted.has(token));
    if (lost.length > 0)
      this.faults.push(`${page.person} is shown as saved what is nowhere: ${lost.join(' ')}`);
    page.written.length = 0;
  }

  async toItsEnd(): Promise<Outcome> {
    for (const person of ['anna', 'boris', 'anna']) this.#pages.push(new Page(this, person, [], null));
    for (let step = 0; step < steps && this.faults.length === 0; step++) {
      this.#step();
      if (this.#restoreChance && this.#restoreChance() < restoreRate) this.#restore(this.#restoreChance);
      this.#followMoved();
      await turn();
    }
    if (this.faults.length === 0) await this.#settle();
    for (const page of this.#pages) page.close();
    this.servers.close();
    return { seed: this.#seed, faults: this.faults, digest: this.log.digest, ...this.#counts };
  }

  #below(limit: number): number {
    return Math.floor(this.chance() * limit);
  }

  #one<T>(from: readonly T[]): T | undefined {
    return from[this.#below(from.length)];
  }

  #step(): void {
    const page = this.#one(this.#pages);
    if (!page) return;
    const choice = this.chance();
    if (choice < 0.28) this.#type(page);
    else if (choice < 0.7)
      for (let left = 1 + this.#below(8); left > 0; left--) this.#deliver(this.#one(this.#links.slice(-8)));
    else if (choice < 0.75) page.link?.break(this.chance() < 0.5 ? 'lost' : 'late');
    else if (choice < 0.79) page.provider.wentOffline();
    else if (choice < 0.85) page.provider.retry();
    else if (choice < 0.9) this.clock.advance(this.#below(this.chance() < 0.2 ? 40_000 : 2_000));
    else if (choice < 0.95) this.#claim(page);
    else if (choice < 0.965) this.#load(page);
    else if (choice < 0.975) this.#putBack(page);
    else if (choice < 0.985) this.#kill();
    else if (choice < 0.99) this.#freeze();
  }

  #type(page: Page): void {
    const { deleted } = editOnce(page.doc, this.chance, () => {
      const token = tokenOf(page.person, (this.#counts.tokens += 1));
      page.written.push(token);
      return token;
    });
    for (const token of deleted) this.#deleted.add(token);
  }

  /** Puts back an earlier text: all that is there goes, and something else comes. */
  #putBack(page: Page): void {
    for (const token of tokensIn(plainTextOf(page.doc))) this.#deleted.add(token);
    page.doc.transact(() => {
      for (const text of textsOf(page.doc)) text.delete(0, text.length);
      this.#type(page);
    });
  }

  #deliver(link: ModelLink | undefined): void {
    if (this.chance() < 0.5) link?.handToServer();
    else link?.handToClient();
  }

  /** Has a colleague write under an id of a page, and delete it again. */
  #claim(page: Page): void {
    this.#counts.claims += 1;
    const doc = new Y.Doc();
    const isGuessed = this.#guesses && this.chance() < 0.7;
    doc.clientID = isGuessed ? page.doc.clientID : page.awareness.clientID;
    // Not where the others write: what they write into a paragraph goes with it when it is deleted.
    const text = openText(doc, 'other.en');
    const frames: Uint8Array[] = [];
    doc.on('update', (update: Uint8Array) => frames.push(syncFrame(update)));
    addParagraph(doc, 'other.en', 'x'.repeat(1 + this.#below(60)));
    if (this.chance() < 0.7) text.delete(0, text.length);
    const link = this.connect(`/sync/model.chapter.text@${page.generation}?meridian=1`, 'mallory');
    link.onopen = () => {
      for (const frame of frames) link.send(frame);
    };
  }

  /** Loads the page again, from what its browser stored of it. */
  #load(page: Page): void {
    const { copy, written } = page;
    page.close();
    const isOver = page.generation !== this.log.generation;
    this.#pages = this.#pages.filter((one) => one !== page);
    // What an ended generation has not accepted yet is handed in at its own room by the browser; not modelled.
    this.#pages.push(
      isOver ? new Page(this, page.person, [], null) : new Page(this, page.person, written, copy)
    );
  }

  #kill(): void {
    this.#counts.kills += 1;
    this.servers.kill();
  }

  /** Freezes the text; it is opened again at the same moment, from what is in the log. */
  #freeze(): void {
    this.#counts.freezes += 1;
    this.servers.freeze();
    this.log.open([Y.encodeStateAsUpdate(this.#logged())]);
  }

  /** Ends the text and opens it again as it was at an earlier moment: what was written since is taken away. */
  #restore(chance: Chance): void {
    this.#counts.restores += 1;
    this.servers.freeze();
    const kept = Math.floor(chance() * (this.log.current.updates.length + 1));
    const earlier = this.#logged(kept);
    const stays = new Set(tokensIn(plainTextOf(earlier)));
    for (const token of tokensIn(plainTextOf(this.#logged()))) {
      if (stays.has(token)) continue;
      this.#deleted.add(token);
      this.#takenAway.add(token);
    }
    this.log.open([Y.encodeStateAsUpdate(earlier)]);
    // Some pages move on at once; the others hand in first what they have not saved.
    for (const page of [...this.#pages]) if (chance() < 0.5) this.#load(page);
  }

  /** Opens the pages anew whose words were moved, as the page does. */
  #followMoved(): void {
    for (const page of this.#pages) {
      if (!page.moved) continue;
      this.#counts.moves += 1;
      const next = page.moved;
      page.close();
      this.#pages = this.#pages.map((one) =>
        one === page && page.generation === this.log.generation
          ? new Page(this, page.person, page.written, next)
          : one
      );
      page.moved = null;
    }
  }

  /** Ends the faults: everything is delivered until all pages of the open text show it, saved. */
  async #settle(): Promise<void> {
    for (let left = turnsToSettle; ; left--) {
      this.#followMoved();
      const pages = this.#pages.filter(({ generation }) => generation === this.log.generation);
      const stopped = pages.find(({ provider }) => provider.state.link === 'stopped');
      if (stopped)
        return void this.faults.push(`${stopped.person} was sent away: ${stopped.provider.state.end ?? ''}`);
      if (this.faults.length > 0 || this.#isQuiet(pages)) break;
      if (left === 0)
        return void this.faults.push(
          `no agreement: ${pages.map(({ provider }) => JSON.stringify(provider.state)).join('; ')}`
        );
      for (const page of pages) if (page.link?.isGone !== false) page.provider.retry();
      for (const link of this.#links) {
        for (let frames = 10; frames > 0; frames--) link.handToServer();
        for (let frames = 20; frames > 0; frames--) link.handToClient();
      }
      this.clock.advance(100);
      await turn();
    }
    this.#checkText();
  }

  /** Returns the text that the first updates of the open generation make; of all of them, unless a number is given. */
  #logged(count?: number): Y.Doc {
    const logged = newDoc();
    for (const { bytes } of this.log.current.updates.slice(0, count)) Y.applyUpdate(logged, bytes);
    return logged;
  }

  #isQuiet(pages: readonly Page[]): boolean {
    if (!pages.every((page) => this.#isSaved(page))) return false;
    const logged = this.#logged();
    return pages.every(({ doc }) => equalDocs(doc, logged));
  }

  #isSaved({ provider, link }: Page): boolean {
    const { state } = provider;
    return state.link === 'open' && state.synced && state.unsaved === null && link?.holdsFrames === false;
  }

  #checkText(): void {
    const logged = this.#logged();
    if (logged.store.pendingStructs !== null) this.faults.push('the log holds what waits for more');
    const there = tokensIn(plainTextOf(logged));
    if (new Set(there).size < there.length) this.faults.push('something is there twice');
    const back = there.filter((token) => this.#takenAway.has(token));
    if (back.length > 0) this.faults.push(`what a restore took away is there again: ${back.join(' ')}`);
  }
}

const syncFrame = (update: Uint8Array): Uint8Array =>
  encoding.encode((encoder) => {
    encoding.writeVarUint(encoder, messageTypes.sync);
    encoding.writeVarUint(encoder, syncSteps.update);
    encoding.writeVarUint8Array(encoder, update);
  });

export async function runSchedule(seed: number, options: Options = {}): Promise<Outcome> {
  const run = new Run(seed, options);
  const restore = replaceTimers(run.clock);
  try {
    return await run.toItsEnd();
  } finally {
    restore();
  }
}

/**
 * Replaces the timers of this process by those of a clock: with the machine's own time a schedule would not
 * repeat. Returns what undoes that.
 */
function replaceTimers({ later }: TestClock): () => void {
  const { setTimeout, setInterval, clearTimeout, clearInterval } = globalThis;
  const timerOf = (cancel: () => void) => ({ cancel, unref: () => undefined });
  const clear = (timer?: Partial<ReturnType<typeof timerOf>> | null): void => timer?.cancel?.();
  const repeat = (call: () => void, milliseconds = 0) => {
    const next = (): (() => void) =>
      later(milliseconds, () => {
        cancel = next();
        call();
      });
    let cancel = next();
    return timerOf(() => cancel());
  };
  Object.assign(globalThis, {
    setTimeout: (call: () => void, milliseconds = 0) => timerOf(later(milliseconds, call)),
    setInterval: repeat,
    clearTimeout: clear,
    clearInterval: clear
  });
  return () => Object.assign(globalThis, { setTimeout, setInterval, clearTimeout, clearInterval });
}
