/**
 * Binds an editor to a passage in both directions. A local step becomes the same change of the text, and a change
 * of the text becomes steps at the places that changed. The editor always shows what the pure reading says; a
 * replica writes only what its person did.
 */
import { Slice, Fragment, type Node } from '@tiptap/pm/model';
import { PluginKey, type Transaction } from '@tiptap/pm/state';
import { ReplaceStep } from '@tiptap/pm/transform';
import * as Y from 'yjs';
import { changedItems } from '#document/sequence/changed-items.ts';
import { deleteParts } from '#document/sequence/deleted-parts.ts';
import type { LeftBehind } from '#document/sequence/left-behind.ts';
import { holdShown } from '#document/shown-passages.ts';
import { caretsOf, selectionAt, type Carets } from './carets.ts';
import { dirtyHeads, toRanges, type Range } from './dirty-blocks.ts';
import { bringAlong, findMoved, pairCarried } from './moved-blocks.ts';
import { findDuplicateMoves, idsOfHeads, removeCopy } from './duplicate-moves.ts';
import { CarriedAlong, isStructural, LocalChange, type OwnHistory } from './undo.ts';
import { PassageTree } from './passage-tree.ts';
import { addInlineSteps, addSteps, matchNode } from './to-steps.ts';
import { adopt, writeDocument, writeStep } from './write-step.ts';
import type { Holder, LocalTransaction, CatchUp, BindingOptions } from './binding-options.ts';

/** Marks transactions by which the editor follows the text, so that they are not written back. */
export const followsText = new PluginKey<unknown>('followsText');

/** Marks transactions that bring own words along with a block that a colleague moved. */
const bringsAlong = new PluginKey<LeftBehind>('bringsAlong');

export class PassageBinding {
  readonly doc: Y.Doc;
  tree: PassageTree;
  readonly #origin: LocalChange;
  readonly #carrying = new CarriedAlong();
  readonly #removing = new CarriedAlong();
  readonly #history: OwnHistory | null;
  #holder: Holder | null = null;
  readonly #catchUp: CatchUp | null;
  readonly #stopCatchUp: (() => void) | undefined;
  #hide: (() => void) | undefined;
  /** The ids of blocks of which it is not decided whether an own copy goes. */
  readonly #undecided = new Set<string>();
  /** True if the text may have changed since it was read. */
  #isStale = false;

  constructor({ doc, root, schema, history = null, catchUp = null }: BindingOptions) {
    this.doc = doc;
    this.tree = new PassageTree(doc, schema, root);
    this.#origin = new LocalChange(this);
    this.#history = history;
    this.#catchUp = catchUp;
    this.#stopCatchUp = catchUp?.onCaughtUp(() => this.#removeCopies());
    this.doc.on('afterTransaction', this.#follow);
  }

  /** Shows the passage in an editor until `close`, after which a binding is of no more use. */
  open(holder: Holder): void {
    this.#holder = holder;
    this.#hide ??= holdShown(this.doc, this.tree.rootName);
    if (this.#isStale) this.#readAgain();
    this.#isStale = false;
    this.settle();
  }

  close(): void {
    this.doc.off('afterTransaction', this.#follow);
    this.#stopCatchUp?.();
    this.#hide?.();
    this.#hide = undefined;
    this.#holder = null;
  }

  /** Returns the relative positions of the editor's selection. */
  get carets(): Carets | null {
    const state = this.#holder?.state;
    return state ? caretsOf(this.tree, state.doc, state.selection) : null;
  }

  select(carets: Carets): void {
    const holder = this.#holder;
    const selection = holder && selectionAt(this.tree, holder.state.doc, carets);
    if (selection) holder.dispatch(holder.state.tr.setSelection(selection).scrollIntoView());
  }

  /** Returns where the content of the block begins and ends that a marker of the passage begins. */
  rangeOf(marker: Y.Item | null): { from: number; to: number } | null {
    const { root } = this.tree;
    const at = root.records.findIndex(({ head }) => head !== null && head === marker);
    const record = root.records[at];
    const from = root.positionOf(at) + 1;
    return record ? { from, to: from + record.node.content.size } : null;
  }

  write(locals: readonly LocalTransaction[]): void {
    for (const { transaction, selection } of locals) {
      const before = transaction.docs[0];
      if (!before) continue;
      const moved = transaction.getMeta(bringsAlong) as LeftBehind | undefined;
      if (moved) {
        this.#writeMoved(transaction, moved);
        continue;
      }
      const borders = isStructural(transaction);
      this.#history?.changes(this, caretsOf(this.tree, before, selection));
      if (borders) this.#history?.boundary();
      this.#guarded(() => {
        this.doc.transact((change) => {
          this.#writeSteps(transaction);
          this.tree.emptied(deleteParts(change, this.tree.takeHidden()));
        }, this.#origin);
      });
      if (borders) this.#history?.boundary();
    }
    this.settle();
    this.#removeCopies();
  }

  /** Writes words that are brought along. Undo of what their author typed takes them back where they are now. */
  #writeMoved(transaction: Transaction, moved: LeftBehind): void {
    const before = Y.decodeStateVector(Y.encodeStateVector(this.doc));
    this.#guarded(() => {
      this.doc.transact(() => this.#writeSteps(transaction), this.#carrying);
    });
    this.#history?.carried(pairCarried(moved, before));
  }

  /** After a defect, reads the passage anew and shows what it says: the text is right whatever failed here. */
  #guarded(work: () => void): void {
    try {
      work();
    } catch (cause) {
      this.#readAgain();
      this.settle();
      throw new Error('The editor and its text were out of step.', { cause });
    }
  }

  #readAgain(): void {
    this.tree = new PassageTree(this.doc, this.tree.schema, this.tree.rootName);
  }

  #writeSteps(transaction: Transaction): void {
    for (const [index, step] of transaction.steps.entries()) {
      const before = transaction.docs[index];
      if (!before) return;
      if (!this.#hasSizesOf(before)) {
        // An earlier step was read otherwise than the editor shows it, so that positions differ.
        writeDocument(this.tree, transaction.doc);
        return;
      }
      writeStep(this.tree, before, step, transaction.docs[index + 1] ?? transaction.doc);
    }
  }

  #hasSizesOf(document: Node): boolean {
    const { records } = this.tree.root;
    return (
      records.length === document.childCount &&
      records.every(
        ({ node }, index) =>
          node === document.child(index) || node.nodeSize === document.child(index).nodeSize
      )
    );
  }

  /** Sets the editor to what the reading says, where a local change is read otherwise: an id, a virtual block. */
  settle(): void {
    const holder = this.#holder;
    // A block that gets its id would be drawn anew, and the composition in it would end. What is written meanwhile
    // is written by what the reading says; `settle` is called again afterwards.
    if (!holder || (holder.composing === true && this.#hasSizesOf(holder.state.doc))) return;
    this.tree.isUnsettled = false;
    adopt(this.tree, holder.state.doc);
    const { records } = this.tree.root;
    const { doc } = holder.state;
    const isEqual = (i: number, j: number): boolean => {
      const [node, shown] = [records[i]?.node, doc.maybeChild(j)];
      return node !== undefined && shown !== null && (node === shown || node.eq(shown));
    };
    const most = Math.min(records.length, doc.childCount);
    let first = 0;
    while (first < most && isEqual(first, first)) first += 1;
    if (first === most && records.length === doc.childCount) return;
    let last = 0;
    while (last < most - first && isEqual(records.length - 1 - last, doc.childCount - 1 - last)) last += 1;
    const transaction = holder.state.tr;
    let from = 0;
    for (let index = 0; index < first; index++) from += doc.child(index).nodeSize;
    const wanted = records.slice(first, records.length - last).map(({ node }) => node);
    if (records.length === doc.childCount) {
      for (const node of wanted) {
        matchNode(transaction, from, node);
        from += node.nodeSize;
      }
    } else {
      let to = from;
      for (let at = first; at < doc.childCount - last; at++) to += doc.child(at).nodeSize;
      transaction.step(new ReplaceStep(from, to, new Slice(Fragment.fromArray(wanted), 0, 0)));
    }
    this.#dispatch(holder, transaction);
  }

  #dispatch(holder: Holder, transaction: Transaction): void {
    const { storedMarks } = holder.state;
    if (storedMarks) transaction.setStoredMarks(storedMarks);
    holder.dispatch(transaction.setMeta(followsText, true).setMeta('addToHistory', false));
    adopt(this.tree, holder.state.doc);
  }

  readonly #follow = (transaction: Y.Transaction): void => {
    const holder = this.#holder;
    if (!holder) this.#isStale = true;
    if (!holder || transaction.origin === this.#origin || transaction.origin === this.#carrying) return;
    const items = changedItems(transaction);
    const changed = this.#changedIn(transaction, items);
    if (changed.size === 0) return;
    const { state } = holder;
    const carets = caretsOf(this.tree, state.doc, state.selection);
    const moved = findMoved(this.tree, transaction, items.values(), carets);
    const following = state.tr;
    this.#guarded(() => {
      for (const [name, ranges] of changed) this.#followText(following, name, ranges);
    });
    const selection = carets && selectionAt(this.tree, following.doc, carets);
    if (selection && !selection.eq(following.selection)) following.setSelection(selection);
    if (following.docChanged || !following.selection.eq(state.selection)) this.#dispatch(holder, following);
    if (this.tree.isUnsettled) this.settle();
    for (const block of moved) {
      const bringing = bringAlong(this.tree, holder.state, block);
      if (bringing?.docChanged)
        holder.dispatch(bringing.setMeta(bringsAlong, block).setMeta('addToHistory', false));
      else if (bringing?.selectionSet) this.#dispatch(holder, bringing);
    }
    for (const id of idsOfHeads(items.values())) this.#undecided.add(id);
    this.#removeCopies();
  };

  /**
   * Removes own copies of blocks that others moved, too. After a reconnection it waits for all that others did, so
   * that the order in which that arrives decides nothing. A copy that differs goes once both are alike again.
   */
  #removeCopies(): void {
    const holder = this.#holder;
    if (!holder || this.#undecided.size === 0) return;
    if (holder.composing === true || this.#catchUp?.isCaughtUp === false) return;
    const twice = findDuplicateMoves(this.tree, holder.state.doc, this.#undecided);
    this.#undecided.clear();
    if (twice.length === 0) return;
    // The editor follows once this transaction has ended, as it follows what a colleague does.
    this.doc.transact(() => {
      for (const one of twice) if (!removeCopy(one)) this.#undecided.add(one.id);
    }, this.#removing);
  }

  /** Returns the blocks to read anew of each changed text, the passage itself first. */
  #changedIn(
    transaction: Y.Transaction,
    items: ReadonlyMap<unknown, readonly Y.Item[]>
  ): Map<string, readonly Range[]> {
    const { tree } = this;
    const found = new Map<string, readonly Range[]>();
    const keys = [...(transaction.changed.get(tree.map as never) ?? [])];
    const ids = new Set(keys.flatMap((key) => (key === null ? [] : [key.slice(0, key.indexOf('/'))])));
    for (const index of tree.indexes()) {
      const name = tree.nameOf(index.text);
      const dirty = dirtyHeads(index, items.get(index.text) ?? []);
      for (const id of ids) for (const { head } of index.recordsById(id)) dirty.add(head);
      if (name !== undefined && dirty.size > 0) found.set(name, toRanges(index, dirty));
    }
    return found;
  }

  #followText(following: Transaction, name: string, ranges: readonly Range[]): void {
    const index = this.tree.findPart(name);
    if (!index) return;
    for (const [first, last] of ranges.toReversed()) {
      const { at, old, fresh } = index.reread(first, last);
      for (const part of this.tree.placesOf(following.doc, name).toReversed()) {
        if (index.isInline) addInlineSteps(following, part.start, old, fresh);
        else addSteps(following, part.start + index.positionOf(at), old, fresh);
        adopt(this.tree, following.doc, part);
      }
    }
  }
}
