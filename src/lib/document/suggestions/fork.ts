/**
 * Holds the fork of a text on which its author makes suggestions: a document of its own, into which every change of
 * the live text comes as it is made, and from which nothing goes back. Its records follow from the ids of letters.
 */
import * as Y from 'yjs';
import { insertedText, type LetterRange, type SuggestedChange } from '#rules/suggestions/suggestion.ts';
import { newDoc } from '../new-doc.ts';
import { findText } from '../sequence/roots.ts';
import { applySuggestion, isApplied } from './apply.ts';
import { hunksOf, type Hunk, type Hunks, type KnownHunk } from './hunks.ts';
import { LetterTable, overlap } from './letters.ts';
import { idsAt, SuggestionPlaces } from './place.ts';

export interface OwnSuggestion {
  readonly id: string;
  readonly change: SuggestedChange;
}

interface Trace {
  change: SuggestedChange;
  own: readonly LetterRange[];
  gone: readonly LetterRange[];
}

/** Names the fork as the origin of what comes from the live text, or from a record: nobody typed it here. */
export class ForkOrigin {
  readonly isOwnAct = false;
}

export class SuggestionFork {
  readonly doc: Y.Doc;
  readonly live: Y.Doc;
  /** Counts the letters of each client that the live text held when the fork was made. */
  readonly known: ReadonlyMap<number, number>;
  readonly #root: string;
  readonly #newId: () => string;
  readonly #origin = new ForkOrigin();
  readonly #originOfMoved = new ForkOrigin();
  readonly #traces = new Map<string, Trace>();
  /** Holds where the author took a change back: letters of these places are no suggestion. */
  #unchanged: readonly KnownHunk[] = [];
  /** Is true while the traces hold everything that the author wrote here. */
  #isTraced = true;
  /** Lists records that have no place in the fork: they stay as they are until their author withdraws them. */
  readonly unplaced: readonly OwnSuggestion[];

  /** `doc` is an empty document, which the caller makes only where the fork's client id must repeat. */
  constructor(
    live: Y.Doc,
    root: string,
    own: readonly OwnSuggestion[],
    newId: () => string,
    doc: Y.Doc = newDoc()
  ) {
    this.doc = doc;
    this.live = live;
    this.known = Y.decodeStateVector(Y.encodeStateVector(live));
    this.#root = root;
    this.#newId = newId;
    Y.applyUpdate(this.doc, Y.encodeStateAsUpdate(live), this.#origin);
    live.on('beforeTransaction', this.#trace);
    live.on('update', this.#follow);
    this.doc.on('afterTransaction', this.#heed);
    const unplaced: OwnSuggestion[] = [];
    for (const one of own) if (!this.#place(one)) unplaced.push(one);
    this.unplaced = unplaced;
  }

  close(): void {
    this.live.off('beforeTransaction', this.#trace);
    this.live.off('update', this.#follow);
    this.doc.destroy();
  }

  /** Calls after each change of the passage that was made here, by typing or by undo; returns what ends that. */
  onChange(call: () => void): () => void {
    const listen = (transaction: Y.Transaction): void => {
      if (this.#isOwn(transaction)) call();
    };
    this.doc.on('afterTransaction', listen);
    return () => this.doc.off('afterTransaction', listen);
  }

  #isOwn({ origin, changed }: Y.Transaction): boolean {
    const text = findText(this.doc, this.#root);
    return origin !== this.#origin && text !== null && changed.has(text as never);
  }

  readonly #heed = (transaction: Y.Transaction): void => {
    if (this.#isOwn(transaction)) this.#isTraced = false;
  };

  /**
   * Remembers what the author has written since the last reading, before others change the text: words that they
   * move are other letters afterwards, and a deletion of which nobody knew would be lost.
   */
  readonly #trace = (): void => {
    if (!this.#isTraced) this.#match();
  };

  get hunks(): readonly Hunk[] {
    return this.#readHunks().hunks;
  }

  #readHunks(): Hunks {
    return hunksOf(this.live, this.doc, this.#root, [...this.#traces.values(), ...this.#unchanged]);
  }

  /**
   * Reads what the author suggests now. A hunk keeps the id of the record whose letters it holds; a record without
   * a hunk is withdrawn if its author took it back, and stays as it is if what it is about has changed in the live
   * text.
   */
  read(): { readonly suggestions: OwnSuggestion[]; readonly withdrawn: string[] } {
    const { suggestions, left } = this.#match();
    const withdrawn: string[] = [];
    for (const [id, trace] of left) {
      if (this.#isMoot(trace)) suggestions.push({ id, change: trace.change });
      else {
        this.#traces.delete(id);
        withdrawn.push(id);
      }
    }
    return { suggestions, withdrawn };
  }

  /** Gives each hunk the id of its record, or a new one; returns the records that have none. */
  #match(): { readonly suggestions: OwnSuggestion[]; readonly left: ReadonlyMap<string, Trace> } {
    const left = new Map(this.#traces);
    const { hunks, unchanged } = this.#readHunks();
    this.#unchanged = unchanged;
    const suggestions = hunks.map((hunk): OwnSuggestion => {
      const id = (
        [...left].find(([, trace]) => overlap(hunk.own, trace.own) || overlap(hunk.gone, trace.gone)) ??
        [...left].find(([, trace]) => this.#wasCarried(trace, hunk))
      )?.[0];
      if (id !== undefined) left.delete(id);
      const known = id ?? this.#newId();
      this.#traces.set(known, { change: hunk.change, own: hunk.own, gone: hunk.gone });
      return { id: known, change: hunk.change };
    });
    this.#isTraced = true;
    return { suggestions, left };
  }

  /** Checks whether a hunk holds the words of a trace that went along with their block: they are other letters by now. */
  #wasCarried({ own, change }: Trace, hunk: Hunk): boolean {
    const words = insertedText(change);
    return (
      words !== '' &&
      words === insertedText(hunk.change) &&
      change.blockId === hunk.change.blockId &&
      own.every((range) => !stands(this.doc, range))
    );
  }

  /** Checks whether a deletion has no hunk because others have deleted its words. */
  #isMoot({ own, gone, change }: Trace): boolean {
    if (own.length > 0 || change.deleted.length === 0) return false;
    return gone.every((range) => !stands(this.live, range));
  }

  /** Null for one that was not read yet. */
  idOf({ own, gone }: Hunk): string | null {
    for (const [id, trace] of this.#traces)
      if (overlap(own, trace.own) || overlap(gone, trace.gone)) return id;
    return null;
  }

  #place({ id, change }: OwnSuggestion): boolean {
    let isPlaced = false;
    this.doc.transact((transaction) => {
      const applied = applySuggestion(transaction, this.#root, change, this.#newId);
      if (!applied) return;
      isPlaced = true;
      this.#traces.set(id, { change, own: applied.inserted, gone: applied.deleted });
    }, this.#origin);
    return isPlaced;
  }

  readonly #follow = (update: Uint8Array): void => {
    Y.applyUpdate(this.doc, update, this.#origin);
    this.#followMoved();
  };

  /**
   * Deletes words again that others moved or restored after the author had deleted them: they are other letters by
   * now, and without this a replacement would become an insertion. A replacement that was accepted has deleted its
   * words for good, and equal words elsewhere are none of it.
   */
  #followMoved(): void {
    const lost = [...this.#traces.values()].filter(
      ({ gone, change }) =>
        gone.length > 0 &&
        gone.every((range) => !stands(this.live, range)) &&
        !(change.content.length > 0 && isApplied(this.live, this.#root, change))
    );
    if (lost.length === 0) return;
    const places = new SuggestionPlaces(this.live, this.#root);
    const again = lost.flatMap((trace) => {
      const place = trace.change.deleted.length > 0 ? places.find(trace.change) : null;
      const gone = place ? idsAt(places.table, place.deleted) : [];
      return gone.length > 0 ? [{ trace, gone }] : [];
    });
    if (again.length === 0) return;
    this.doc.transact(() => {
      for (const { trace, gone } of again) {
        const text = findText(this.doc, this.#root);
        for (const { start, length } of new LetterTable(text).standing(gone).toReversed())
          text?.delete(start, length);
        trace.gone = gone;
      }
    }, this.#originOfMoved);
  }
}

function stands(doc: Y.Doc, { client, clock, length }: LetterRange): boolean {
  for (let at = clock; at < Math.min(clock + length, Y.getState(doc.store, client));) {
    const item: Y.Item | Y.GC = Y.getItem(doc.store, Y.createID(client, at));
    if (!item.deleted) return true;
    at = item.id.clock + item.length;
  }
  return false;
}
