/**
 * Runs a random schedule of several writers on both passages of a section, reproducible by its seed. At the end
 * all replicas have to compute the same pairs and states, and every pair that somebody made has to be there unless
 * somebody's act broke it.
 */
import type { Node } from '@tiptap/pm/model';
import * as Y from 'yjs';
import { sectionContent } from '#document/content.ts';
import { linkPairs, unlinkBlocks } from '#document/pair-links.ts';
import { openAttributes, openText } from '#document/sequence/roots.ts';
import { blockKinds } from '#base/blocks/text-kinds.ts';
import { attributeKey, passageRoot } from '#document/sequence/shapes.ts';
import { locales, type Locale } from '#base/locale.ts';
import { idsOf, pairKey, pairsOf, printsOf, type PairIds, type PairRecord } from '#rules/pairs/pairs.ts';
import { isLinkable, readUnits } from '#rules/pairs/units.ts';
import { noPairFacts, statesOf } from '#rules/pairs/pair-states.ts';
import {
  deleteSelection,
  joinBackward,
  joinForward,
  moveBlock,
  setKind,
  setList,
  splitBlock
} from '#lib/editor/binding/block-commands.ts';
import { LocalChange } from '#lib/editor/binding/undo.ts';
import { HeadlessEditor } from './headless-editor.ts';
import { randomOf, type Random } from './random.ts';

const section = 'report';
const starters = 5;
const words = { en: 'word ', zh: '文字' } as const;

/** Names the acts by which a person may break a pair; every other act has to leave all pairs as they are. */
const breaking = new Set(['pair', 'unpair', 'delete', 'deleteBlock', 'join', 'undo', 'redo']);

export interface PairResult {
  readonly acts: number;
  /** The pairs that were made, and those of them that no act broke. */
  readonly made: number;
  readonly kept: number;
  readonly states: Readonly<Record<string, number>>;
}

interface Message {
  readonly to: Writer;
  readonly at: number;
  readonly update: Uint8Array;
  /** The number of the act that wrote it. */
  readonly act: number;
}

/** Says that an act changed the link of a block, or deleted what it says. */
interface Touch {
  readonly id: string;
  readonly act: number;
}

class Writer {
  readonly number: number;
  readonly doc = new Y.Doc();
  readonly editors: Readonly<Record<Locale, HeadlessEditor>>;
  /** The origin of links that are made with an editor's history. */
  readonly links = new Map<HeadlessEditor, LocalChange>();
  isOffline = false;
  /** The acts that this replica has, its own and those that arrived. */
  readonly seen = new Set<number>();

  constructor(number: number, start: Uint8Array) {
    this.number = number;
    this.doc.clientID = 1000 + ((number * 7) % 5) * 10 + number;
    for (const language of locales) openText(this.doc, passageRoot(section, language));
    Y.applyUpdate(this.doc, start);
    const [en, zh] = locales.map((language) => {
      // What is linked next to an editor is undone like what is typed in it.
      const writer = { carets: null, select: () => undefined };
      const own: { editor: HeadlessEditor | null } = { editor: null };
      const editor = new HeadlessEditor(
        this.doc,
        passageRoot(section, language),
        (one) => one === writer || one === own.editor?.binding
      );
      own.editor = editor;
      editor.history.manager.captureTimeout = 1e12;
      this.links.set(editor, new LocalChange(writer));
      return editor;
    });
    if (!en || !zh) throw new Error('A section has two languages');
    this.editors = { en, zh };
  }

  units() {
    return readUnits(sectionContent(this.doc, section));
  }

  pairs() {
    return pairsOf(this.units());
  }
}

/** Returns a text of paragraphs in both languages in which nothing is linked. */
function start(): Uint8Array {
  const doc = new Y.Doc();
  doc.clientID = 999;
  for (const language of locales) {
    const text = openText(doc, passageRoot(section, language));
    for (let n = 0; n < starters; n++) {
      text.insertEmbed(text.length, { block: `${language}${n}` });
      text.insert(text.length, words[language].repeat(n + 1));
    }
  }
  return Y.encodeStateAsUpdate(doc);
}

interface Made extends PairIds {
  isBroken: boolean;
}

export class PairSchedule {
  readonly #random: Random;
  readonly #writers: readonly Writer[];
  readonly #made: Made[] = [];
  /** Holds what people confirmed, as the database would hold it: the same for everybody. */
  readonly #records = new Map<string, PairRecord>();
  readonly #acts: number;
  readonly #isVerbose: boolean;
  readonly #touches: Touch[] = [];
  #messages: Message[] = [];
  #number = 0;
  #time = 0;
  #current = 'start';

  constructor(seed: number, { isVerbose = false }: { readonly isVerbose?: boolean } = {}) {
    this.#random = randomOf(seed);
    this.#isVerbose = isVerbose;
    this.#acts = 15 + this.#random.below(40);
    const content = start();
    this.#writers = Array.from({ length: 2 + this.#random.below(3) }, (_, n) => new Writer(n, content));
    for (const from of this.#writers) {
      const arrivals = new Map<Writer, number>();
      from.doc.on('update', (update: Uint8Array, origin: unknown) => {
        if (origin === 'network') return;
        for (const to of this.#writers) {
          if (to === from) continue;
          // What one writer sends arrives in its order.
          const at = Math.max(arrivals.get(to) ?? 0, this.#time + this.#random.below(10_000));
          arrivals.set(to, at);
          this.#messages.push({ to, at, update, act: this.#number });
        }
      });
    }
  }

  run(): PairResult {
    for (let n = 0; n < this.#acts; n++) {
      this.#time += this.#random.below(2_000);
      this.#deliver();
      this.#act(this.#random.of(this.#writers));
    }
    for (const writer of this.#writers) writer.isOffline = false;
    this.#time = Infinity;
    while (this.#messages.length > 0) this.#deliver();
    return this.#finish();
  }

  #deliver(): void {
    const due = this.#messages.filter(({ at, to }) => at <= this.#time && !to.isOffline);
    this.#messages = this.#messages.filter((message) => !due.includes(message));
    for (const { to, update, act } of due) {
      Y.applyUpdate(to.doc, update, 'network');
      to.seen.add(act);
    }
  }

  #act(writer: Writer): void {
    const names = Object.keys(acts) as (keyof typeof acts)[];
    const name = this.#random.weighted(
      names,
      names.map((one) => acts[one].weight)
    );
    const editor = writer.editors[this.#random.of(locales)];
    if (this.#random.chance(0.6)) editor.history.boundary();
    this.#current = `${name} by ${writer.number}`;
    this.#number += 1;
    writer.seen.add(this.#number);
    const before = this.#seenBy(writer);
    acts[name].run({ writer, editor, random: this.#random, schedule: this });
    const after = this.#seenBy(writer);
    if (this.#isVerbose)
      console.log(this.#number, this.#current, '\n  ', outline(writer), linksIn(writer.doc));
    const touched = new Set(
      [...before.links.keys(), ...after.links.keys()].filter(
        (id) => before.units.has(id) !== after.units.has(id) || before.links.get(id) !== after.links.get(id)
      )
    );
    // Who pairs again what is a pair writes the same once more, and may be the last writer by it.
    if (this.#justMade) for (const language of locales) touched.add(this.#justMade[language]);
    for (const made of this.#made) {
      if (made.isBroken) continue;
      const isTouched = [made.en, made.zh].some((id) => touched.has(id));
      const isLost = before.pairs.has(pairKey(made)) && !after.pairs.has(pairKey(made));
      if (!isTouched && !isLost) continue;
      // Of a block that two moved at once there are two; moving one of them again can change which is first. The
      // half of a block that keeps its id can be blank.
      const isExcused =
        [made.en, made.zh].some((id) => before.twins.has(id) || after.twins.has(id)) ||
        (name === 'split' && [made.en, made.zh].some((id) => after.blank.has(id)));
      if (!breaking.has(name) && !isExcused) this.#fail(`${pairKey(made)} was broken`);
      made.isBroken = true;
    }
    if (this.#justMade) {
      const { en, zh } = this.#justMade;
      // Who pairs a block that somebody else pairs or deletes at the same time may not be the last writer.
      const isContested = this.#touches.some(
        ({ id, act }) => (id === en || id === zh) && !writer.seen.has(act)
      );
      this.#made.push({ en, zh, isBroken: isContested });
      this.#justMade = null;
    }
    for (const id of touched) this.#touches.push({ id, act: this.#number });
  }

  #justMade: PairIds | null = null;

  #seenBy(writer: Writer) {
    const units = writer.units();
    const map = openAttributes(writer.doc);
    const all = locales.flatMap((language) => units[language]);
    const standing = locales.flatMap((language) => [...writer.editors[language].state.doc.children]);
    const ids = standing.map(({ attrs }) => String(attrs['id']));
    return {
      units: new Set(all.map(({ id }) => id)),
      links: new Map(ids.map((id) => [id, map.get(attributeKey(id, 'counterpart')) ?? null])),
      // What is proposed by its place is no pair that anybody made.
      pairs: new Set(
        pairsOf(units).flatMap(({ key, link }) => (link === 'mutual' || link === 'one-sided' ? [key] : []))
      ),
      twins: new Set(ids.filter((id, index) => ids.indexOf(id) !== index)),
      blank: new Set(
        standing
          .filter(({ textContent }) => textContent.trim() === '')
          .map(({ attrs }) => String(attrs['id']))
      )
    };
  }

  /** Links two units on both sides, as an act that undo takes back. */
  pair({ writer, editor, random }: Acting): void {
    const units = writer.units();
    const [ens, zhs] = [units.en.filter(isLinkable), units.zh.filter(isLinkable)];
    if (ens.length === 0 || zhs.length === 0) return;
    const ids = { en: random.of(ens).id, zh: random.of(zhs).id };
    editor.history.boundary();
    writer.doc.transact(() => linkPairs(writer.doc, section, [ids]), writer.links.get(editor));
    editor.history.boundary();
    if (!writer.pairs().some(({ key, link }) => key === pairKey(ids) && link === 'mutual'))
      this.#fail(`${pairKey(ids)} was not paired`);
    // A pair that is made again counts anew.
    for (const made of this.#made) if (pairKey(made) === pairKey(ids)) made.isBroken = true;
    this.#justMade = ids;
  }

  unpair({ writer, editor, random }: Acting): void {
    const linked = writer.pairs().filter(({ link }) => link === 'mutual' || link === 'one-sided');
    if (linked.length === 0) return;
    const { en, zh } = idsOf(random.of(linked));
    writer.doc.transact(() => unlinkBlocks(writer.doc, section, [en, zh]), writer.links.get(editor));
  }

  confirm({ writer, random }: Acting): void {
    const pairs = writer.pairs().filter(({ link }) => link !== null);
    if (pairs.length === 0) return;
    const pair = random.of(pairs);
    this.#records.set(pair.key, {
      ids: idsOf(pair),
      prints: printsOf(pair),
      kind: 'confirmed',
      isChecked: random.chance(0.3),
      wasProposed: pair.link === 'proposed' || pair.link === 'recorded'
    });
  }

  #finish(): PairResult {
    const facts = { ...noPairFacts, records: [...this.#records.values()] };
    const read = this.#writers.map(({ doc }) => {
      // A replica that has just loaded the text reads it as those who wrote it do.
      const loaded = new Y.Doc();
      for (const language of locales) openText(loaded, passageRoot(section, language));
      Y.applyUpdate(loaded, Y.encodeStateAsUpdate(doc));
      return [doc, loaded].map((one) => statesOf(sectionContent(one, section), facts));
    });
    const [first] = read.flat();
    if (!first) throw new Error('A schedule needs writers');
    for (const other of read.flat())
      if (JSON.stringify(other) !== JSON.stringify(first)) this.#fail('replicas differ');
    const keys = new Set(first.map(({ key }) => key));
    const ids = first.flatMap(({ en, zh }) => [en?.id ?? '', zh?.id ?? '']).filter((id) => id !== '');
    if (new Set(ids).size !== ids.length) this.#fail('a unit is in two pairs');
    const kept = this.#made.filter(({ isBroken }) => !isBroken);
    for (const made of kept) {
      // Two who each delete half of a passage at once leave none: no act of one of them broke the pair.
      if (![made.en, made.zh].every((id) => ids.includes(id))) continue;
      if (!keys.has(pairKey(made))) this.#fail(`${pairKey(made)} was lost`);
    }
    const states: Record<string, number> = {};
    for (const { state } of first) states[state] = (states[state] ?? 0) + 1;
    for (const { editors } of this.#writers) for (const language of locales) editors[language].close();
    return { acts: this.#acts, made: this.#made.length, kept: kept.length, states };
  }

  #fail(reason: string): never {
    throw new Error(`${this.#current}: ${reason}`);
  }
}

interface Acting {
  readonly writer: Writer;
  readonly editor: HeadlessEditor;
  readonly random: Random;
  readonly schedule: PairSchedule;
}

interface Act {
  readonly weight: number;
  run(acting: Acting): void;
}

const placesIn = (document: Node): number[] => {
  const found: number[] = [];
  document.descendants((node, position) => {
    if (!node.isTextblock) return true;
    for (let index = 0; index <= node.content.size; index++) found.push(position + 1 + index);
    return false;
  });
  return found;
};

const startsIn = (document: Node): number[] => {
  const found: number[] = [];
  document.forEach((node, position) => {
    if (node.isTextblock) found.push(position + 1);
  });
  return found;
};

function caretAt({ editor, random }: Acting, places: (document: Node) => number[]): boolean {
  const found = places(editor.state.doc);
  if (found.length === 0) return false;
  editor.caret(random.of(found));
  return true;
}

function selectSome({ editor, random }: Acting): boolean {
  const found = placesIn(editor.state.doc);
  if (found.length === 0) return false;
  const from = random.below(found.length);
  const to = Math.min(found.length - 1, from + random.below(14));
  editor.caret(found[from] ?? 0, found[to] ?? 0);
  return true;
}

const acts = {
  type: {
    weight: 8,
    run(acting) {
      if (caretAt(acting, placesIn)) acting.editor.type(acting.random.of(['a', 'be ', '中', '文。']));
    }
  },
  split: {
    weight: 3,
    run(acting) {
      if (caretAt(acting, placesIn)) acting.editor.run(splitBlock);
    }
  },
  join: {
    weight: 2,
    run(acting) {
      if (!caretAt(acting, startsIn)) return;
      if (acting.random.chance(0.5)) acting.editor.run(joinBackward);
      else {
        acting.editor.caret(acting.editor.state.selection.$head.end());
        acting.editor.run(joinForward);
      }
    }
  },
  delete: {
    weight: 2,
    run(acting) {
      if (selectSome(acting)) acting.editor.run(deleteSelection);
    }
  },
  deleteBlock: {
    weight: 1,
    run({ editor, random }) {
      const { doc, tr } = editor.state;
      if (doc.childCount < 2) return;
      const at = random.below(doc.childCount);
      let from = 0;
      for (let n = 0; n < at; n++) from += doc.child(n).nodeSize;
      editor.dispatch(tr.delete(from, from + doc.child(at).nodeSize));
    }
  },
  move: {
    weight: 3,
    run({ editor, random }) {
      const { doc } = editor.state;
      const from = random.below(doc.childCount);
      if (doc.child(from).attrs['id'] !== null) editor.run(moveBlock(from, random.below(doc.childCount + 1)));
    }
  },
  kind: {
    weight: 1,
    run(acting) {
      if (selectSome(acting)) acting.editor.run(setKind(acting.random.of(blockKinds)));
    }
  },
  list: {
    weight: 1,
    run(acting) {
      if (selectSome(acting))
        acting.editor.run(setList(acting.random.of(['bullet', 'ordered', null] as const)));
    }
  },
  pair: { weight: 7, run: (acting) => acting.schedule.pair(acting) },
  unpair: { weight: 1, run: (acting) => acting.schedule.unpair(acting) },
  confirm: { weight: 3, run: (acting) => acting.schedule.confirm(acting) },
  undo: { weight: 1.5, run: ({ editor }) => void editor.undo() },
  redo: { weight: 0.8, run: ({ editor }) => void editor.redo() },
  leave: {
    weight: 1,
    run({ writer }) {
      writer.isOffline = true;
    }
  },
  comeBack: {
    weight: 1.5,
    run({ writer }) {
      writer.isOffline = false;
    }
  }
} as const satisfies Readonly<Record<string, Act>>;

const outline = (writer: Writer): string =>
  writer
    .pairs()
    .map(({ key, link }) => `${key} ${link ?? ''}`)
    .join(' | ');

const linksIn = (doc: Y.Doc): string =>
  [...openAttributes(doc).entries()]
    .filter(([key]) => key.endsWith('/counterpart'))
    .map(([key, value]) => `${key} ${String(value)}`)
    .join(', ');
