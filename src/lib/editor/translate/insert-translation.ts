/** Writes a translation into a text, as an edit of the person: into the block that is its pair, or as a new one. */
import type { Editor } from '@tiptap/core';
import { Fragment, type Node, type Schema } from '@tiptap/pm/model';
import { Selection } from '@tiptap/pm/state';
import { chipSignOf, placesOfChips } from '#base/chips/chip-signs.ts';
import { otherLocale, type Locale } from '#base/locale.ts';
import type { PairStatus } from '#rules/pairs/pair-states.ts';
import { newId } from '../binding/ids.ts';

interface PlacedBlock {
  readonly node: Node;
  readonly position: number;
}

function blockWith(doc: Node, id: string | undefined): PlacedBlock | null {
  let found: PlacedBlock | null = null;
  doc.forEach((node, position) => {
    if (found === null && id !== undefined && node.attrs['id'] === id) found = { node, position };
  });
  return found;
}

/** Returns the position behind the nearest translated block before this pair; 0 where there is none. */
function placeBefore(doc: Node, statuses: readonly PairStatus[], key: string, language: Locale): number {
  const at = statuses.findIndex((status) => status.key === key);
  for (const status of statuses.slice(0, Math.max(0, at)).toReversed()) {
    const block = blockWith(doc, status[language]?.id);
    if (block) return block.position + block.node.nodeSize;
  }
  return 0;
}

/**
 * Returns the id of the block that holds them, or null where neither block can hold them. A new block is of
 * the kind of its source, and names it as its counterpart.
 */
export function insertTranslation(
  editors: Readonly<Record<Locale, Editor>>,
  statuses: readonly PairStatus[],
  { key, language, text }: { readonly key: string; readonly language: Locale; readonly text: string }
): string | null {
  const status = statuses.find((one) => one.key === key);
  const { state, view } = editors[language];
  const source = status?.[otherLocale(language)];
  const block = source ? blockWith(editors[otherLocale(language)].state.doc, source.id) : null;
  const words = withChips(state.schema, text, block?.node ?? null);
  const target = blockWith(state.doc, status?.[language]?.id);
  if (target) {
    if (target.node.type.name !== 'block') return null;
    const { position, node } = target;
    const tr = state.tr.replaceWith(position + 1, position + 1 + node.content.size, words);
    view.dispatch(
      tr.setSelection(Selection.near(tr.doc.resolve(position + 1 + words.size), -1)).scrollIntoView()
    );
    return String(node.attrs['id']);
  }
  const type = state.schema.nodes['block'];
  if (!status || !source || !block || !type || block.node.type.name !== 'block') return null;
  const id = newId();
  const { attrs } = block.node;
  const kept = Object.fromEntries(
    ['kind', 'list', 'indent', 'quote'].map((name) => [name, attrs[name] as unknown])
  );
  const made = type.create({ ...kept, id, counterpart: source.id }, words);
  const [first] = state.doc.children;
  // An empty text holds one empty block, which gives its place to the first words.
  const isEmpty = state.doc.childCount === 1 && first?.content.size === 0 && first.type === type;
  const place = isEmpty ? 0 : placeBefore(state.doc, statuses, key, language);
  const tr = state.tr.replaceWith(place, isEmpty ? state.doc.content.size : place, made);
  view.dispatch(tr.setSelection(Selection.near(tr.doc.resolve(place + 1 + words.size), -1)).scrollIntoView());
  return id;
}

/**
 * Begins the translation of a unit that has none with an empty block, as `insertTranslation` does, or sets the caret
 * into the one that was begun before; returns its id, or null where there can be none.
 */
export function insertCounterpart(
  editors: Readonly<Record<Locale, Editor>>,
  statuses: readonly PairStatus[],
  key: string,
  language: Locale
): string | null {
  const { state, view } = editors[language];
  const source = statuses.find((one) => one.key === key)?.[otherLocale(language)];
  const places: number[] = [];
  state.doc.forEach(({ attrs, content }, position) => {
    if (source && attrs['counterpart'] === source.id && content.size === 0) places.push(position);
  });
  const [begun] = places;
  if (begun === undefined) return insertTranslation(editors, statuses, { key, language, text: '' });
  view.dispatch(state.tr.setSelection(Selection.near(state.doc.resolve(begun + 1))).scrollIntoView());
  return String(state.doc.nodeAt(begun)?.attrs['id']);
}

/** Makes the content of a block of words, in which the signs of the chips of a source stand for these chips. */
function withChips(schema: Schema, text: string, source: Node | null): Fragment {
  const chips: { readonly sign: string; readonly node: Node }[] = [];
  source?.descendants((node) => {
    const sign = chipSignOf({ type: node.type.name, attrs: node.attrs });
    const type = sign === null ? undefined : schema.nodes[node.type.name];
    if (sign !== null && type) chips.push({ sign, node: type.create(node.attrs) });
  });
  const nodes: Node[] = [];
  let at = 0;
  const addWords = (to: number): void => {
    if (to > at) nodes.push(schema.text(text.slice(at, to)));
  };
  const signs = chips.map(({ sign }) => sign);
  for (const { sign, from, to } of placesOfChips(text, signs)) {
    const chip = chips.find((one) => one.sign === sign);
    if (!chip) continue;
    addWords(from);
    nodes.push(chip.node);
    at = to;
  }
  addWords(text.length);
  return Fragment.fromArray(nodes);
}
