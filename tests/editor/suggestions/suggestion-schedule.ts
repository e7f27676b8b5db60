/**
 * Runs a random schedule of two writers and two people who suggest, reproducible by its seed. Every letter that is
 * typed is typed once: those of writers are Chinese, those of suggestions Korean.
 */
import type { Node } from '@tiptap/pm/model';
import * as Y from 'yjs';
import { applySuggestion } from '#document/suggestions/apply.ts';
import { newDoc } from '#document/new-doc.ts';
import { SuggestionFork, type OwnSuggestion } from '#document/suggestions/fork.ts';
import { findText, openText } from '#document/sequence/roots.ts';
import { walk } from '#document/sequence/walk.ts';
import { insertedText } from '#rules/suggestions/suggestion.ts';
import { joinBackward, moveBlock, splitBlock } from '#lib/editor/binding/block-commands.ts';
import { HeadlessEditor, root } from '../binding/headless-editor.ts';
import { randomOf, type Random } from '../binding/random.ts';

export interface SuggestionSetting {
  readonly acts: number;
  readonly suggesters: number;
  readonly moves: boolean;
  readonly undo: boolean;
}

interface Message {
  readonly to: Y.Doc;
  readonly at: number;
  readonly update: Uint8Array;
}

const firstOfWriters = 0x4e00;
const firstOfSuggestions = 0xac00;

function start(): Uint8Array {
  const doc = new Y.Doc();
  doc.clientID = 999;
  const text = openText(doc, root);
  for (const [id, words] of [
    ['a', 'The city has a plan.'],
    ['b', 'It is paid.'],
    ['c', '']
  ] as const) {
    text.insertEmbed(text.length, { block: `paragraph${id}` });
    text.insert(text.length, words);
  }
  return Y.encodeStateAsUpdate(doc);
}

const textOf = (doc: Y.Doc): string =>
  [...walk(findText(doc, root))].map((one) => (one.kind === 'letters' ? one.text : '|')).join('');

/** Opens an editor whose undo steps end at boundaries alone: a schedule must repeat, however slowly it runs. */
function editorOf(doc: Y.Doc): HeadlessEditor {
  const editor = new HeadlessEditor(doc);
  editor.history.manager.captureTimeout = 1e12;
  return editor;
}

class Suggester {
  readonly live: Y.Doc;
  fork: SuggestionFork;
  editor: HeadlessEditor;
  readonly typed = new Set<string>();
  readonly removed = new Set<string>();
  #ids = 0;
  readonly #number: number;
  #forks = 0;

  constructor(number: number, live: Y.Doc) {
    this.#number = number;
    this.live = live;
    [this.fork, this.editor] = this.#open([]);
  }

  readonly newId = (): string => `s${this.#number}-${++this.#ids}`;

  /** Opens the fork anew from its records, as a page does that is loaded again. */
  reopen(): void {
    const { suggestions } = this.fork.read();
    const all = [...suggestions, ...this.fork.unplaced];
    this.editor.close();
    this.fork.close();
    [this.fork, this.editor] = this.#open(JSON.parse(JSON.stringify(all)) as OwnSuggestion[]);
  }

  #open(own: readonly OwnSuggestion[]): [SuggestionFork, HeadlessEditor] {
    const doc = newDoc();
    // A schedule must repeat.
    doc.clientID = 100_000 + this.#number * 1_000 + ++this.#forks;
    const fork = new SuggestionFork(this.live, root, own, this.newId, doc);
    return [fork, editorOf(fork.doc)];
  }

  get suggestions(): OwnSuggestion[] {
    return [...this.fork.read().suggestions, ...this.fork.unplaced];
  }
}

/** Counts each letter: a block that two people move and restore at once may stand twice. */
function lettersOf(document: Node): Map<string, number> {
  const counts = new Map<string, number>();
  for (const letter of document.textContent) counts.set(letter, (counts.get(letter) ?? 0) + 1);
  return counts;
}

export class SuggestionSchedule {
  readonly writers: readonly HeadlessEditor[];
  readonly suggesters: readonly Suggester[];
  readonly #setting: SuggestionSetting;
  readonly #writing: Random;
  readonly #suggesting: Random;
  #messages: Message[] = [];
  #time = 0;
  #ofWriters = firstOfWriters;
  #ofSuggestions = firstOfSuggestions;
  readonly #links = new Map<Y.Doc, number>();

  constructor(seed: number, setting: SuggestionSetting) {
    this.#setting = setting;
    this.#writing = randomOf(seed);
    this.#suggesting = randomOf(seed + 1_000_003);
    const docs = Array.from({ length: 2 + setting.suggesters }, (_, index) => {
      const doc = new Y.Doc();
      doc.clientID = 1_000 + ((index * 7) % 5) * 10 + index;
      openText(doc, root);
      Y.applyUpdate(doc, start());
      return doc;
    });
    this.writers = docs.slice(0, 2).map((doc) => editorOf(doc));
    for (const one of docs)
      one.on('update', (update: Uint8Array, origin: unknown) => {
        if (origin === 'network') return;
        if (!docs.slice(0, 2).includes(one)) throw new Error('A suggestion was written into the live text.');
        // The delays of writers do not depend on who suggests.
        for (const [index, to] of docs.entries()) {
          if (to === one) continue;
          const random = index < 2 ? this.#writing : this.#suggesting;
          const due = Math.max(this.#links.get(to) ?? 0, this.#time + random.below(6_000));
          this.#links.set(to, due);
          this.#messages.push({ to, at: due, update });
        }
      });
    this.suggesters = docs.slice(2).map((doc, index) => new Suggester(index, doc));
  }

  run(): void {
    for (let n = 0; n < this.#setting.acts; n++) {
      this.#time += 1_000;
      this.#deliver();
      this.#write(this.#writing.of(this.writers));
      if (this.suggesters.length > 0) this.#suggest(this.#suggesting.of(this.suggesters));
    }
    this.#time = Infinity;
    this.deliverAll();
  }

  get live(): string {
    const [first] = this.writers;
    return first ? textOf(first.doc) : '';
  }

  /** Accepts all suggestions in one writer's text; returns those that had no place. */
  acceptAll(): OwnSuggestion[] {
    const doc = this.writers[0]?.doc;
    if (!doc) return [];
    let blocks = 0;
    return this.suggesters
      .flatMap(({ suggestions }) => suggestions)
      .filter(({ change }) => {
        const applied = doc.transact((transaction) =>
          applySuggestion(transaction, root, change, () => `new${++blocks}`)
        );
        return applied === null;
      });
  }

  /** Brings everything that was written to everybody. */
  deliverAll(): void {
    while (this.#messages.length > 0) this.#deliver();
  }

  #deliver(): void {
    const due = this.#messages.filter(({ at }) => at <= this.#time);
    this.#messages = this.#messages.filter(({ at }) => at > this.#time);
    for (const { to, update } of due.toSorted((a, b) => a.at - b.at)) Y.applyUpdate(to, update, 'network');
  }

  #write(editor: HeadlessEditor): void {
    const random = this.#writing;
    const { moves, undo } = this.#setting;
    const act = random.weighted(['type', 'delete', 'split', 'join', 'move', 'undo'] as const, [
      6,
      3,
      2,
      1,
      moves ? 2 : 0,
      undo ? 1 : 0
    ]);
    if (random.chance(0.5)) editor.history.boundary();
    const [from, to] = placesIn(editor, random);
    if (act === 'undo') editor.undo();
    else if (act === 'delete') {
      editor.caret(from, to);
      editor.dispatch(editor.state.tr.deleteSelection());
    } else {
      editor.caret(from);
      if (act === 'type')
        for (let n = 0; n <= random.below(4); n++) editor.type(String.fromCharCode(this.#ofWriters++));
      else if (act === 'split') editor.run(splitBlock);
      else if (act === 'join') {
        editor.caret(editor.state.selection.$from.start());
        editor.run(joinBackward);
      } else {
        const { selection, doc } = editor.state;
        editor.run(moveBlock(selection.$from.index(0), random.below(doc.childCount + 1)));
      }
    }
  }

  #suggest(suggester: Suggester): void {
    const random = this.#suggesting;
    if (random.chance(0.1)) suggester.reopen();
    const { editor, typed, removed } = suggester;
    if (random.chance(0.5)) editor.history.boundary();
    const act = random.weighted(['type', 'delete', 'replace', 'undo', 'redo'] as const, [5, 3, 2, 2, 1]);
    const before = lettersOf(editor.state.doc);
    const [from, to] = placesIn(editor, random);
    const write = (): void => {
      for (let n = 0; n <= random.below(4); n++) {
        const letter = String.fromCharCode(this.#ofSuggestions++);
        typed.add(letter);
        editor.type(letter);
      }
    };
    if (act === 'undo') editor.undo();
    else if (act === 'redo') editor.redo();
    else {
      editor.caret(from, act === 'type' ? from : to);
      if (act === 'delete') editor.dispatch(editor.state.tr.deleteSelection());
      else write();
    }
    const after = lettersOf(editor.state.doc);
    for (const [letter, count] of before) if (count > (after.get(letter) ?? 0)) removed.add(letter);
    if (random.chance(0.3)) suggester.fork.read();
  }
}

/** Returns two places in one block, near each other. */
function placesIn({ state: { doc } }: HeadlessEditor, random: Random): [number, number] {
  const blocks: { readonly at: number; readonly size: number }[] = [];
  doc.forEach((node, index) => blocks.push({ at: index + 1, size: node.content.size }));
  const { at, size } = random.of(blocks);
  const from = at + random.below(size + 1);
  return [from, Math.min(at + size, from + random.below(5))];
}

export function deletedLetters({ live }: Suggester, { change }: OwnSuggestion): string[] {
  const found: string[] = [];
  for (const { client, clock, length } of change.deleted)
    for (let at = clock; at < clock + length; at++) {
      const item: Y.Item | Y.GC = Y.getItem(live.store, Y.createID(client, at));
      if (item instanceof Y.Item && item.content instanceof Y.ContentString)
        found.push(item.content.str[at - item.id.clock] ?? '');
    }
  return found;
}

export const insertedLetters = ({ change }: OwnSuggestion): string[] => Array.from(insertedText(change));
