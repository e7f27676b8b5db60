/**
 * Who else is in a document and where, read from awareness: what the server says of a person, and where that person's caret stands, or
 * which cell of a response that person has open.
 */
import { parseCell } from '#document/answer-cells.ts';
import { passageOfRoot } from '#document/narrative.ts';
import * as Y from 'yjs';
import type { Locale } from '#domain/locale.ts';

export interface Person {
  readonly id: string;
  readonly name: { readonly en: string; readonly zh: string };
  /** Null for a person of neither side. */
  readonly side: { readonly position: 0 | 1; readonly code: string } | null;
}

export interface CursorLocation {
  readonly section: string;
  readonly language: Locale;
}

export interface Present {
  readonly person: Person;
  readonly isSelf: boolean;
  /** The client whose caret moved last among this person's tabs. */
  readonly clientId: number;
  readonly location: CursorLocation | null;
  /** The key of the cell that this person has open, of a question `value` where it is its words; null outside of the questions. */
  readonly cell: string | null;
}

const record = (value: unknown): Record<string, unknown> | null =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : null;

/** The server owns `user`; anything else in its place is nobody. */
export function personOf(state: unknown): Person | null {
  const user = record(record(state)?.['user']);
  const id = user?.['id'];
  if (!user || typeof id !== 'string') return null;
  const name = record(user['name']);
  const asText = (value: unknown): string => (typeof value === 'string' ? value : '');
  const position = user['side'];
  return {
    id,
    name: { en: asText(name?.['en']), zh: asText(name?.['zh']) },
    side: position === 0 || position === 1 ? { position, code: asText(user['sideCode']) } : null
  };
}

/** The passage in which a relative position of a caret lies. */
export function cursorLocationOf(doc: Y.Doc, cursor: unknown): CursorLocation | null {
  const anchor = record(record(cursor)?.['anchor']);
  if (!anchor) return null;
  const position = Y.createRelativePositionFromJSON(anchor);
  let root = position.tname;
  if (!root) {
    const absolute = Y.createAbsolutePositionFromRelativePosition(position, doc);
    let type: Y.AbstractType<unknown> | null = absolute?.type ?? null;
    while (type?._item) type = type._item.parent as Y.AbstractType<unknown> | null;
    root = [...doc.share].find(([, shared]) => shared === type)?.[0] ?? null;
  }
  return root ? passageOfRoot(root) : null;
}

/** A client says of itself where it is: what is no cell is nowhere. */
function cellIn(state: unknown): string | null {
  const location = record(state)?.['place'];
  return typeof location === 'string' && parseCell(location) ? location : null;
}

/**
 * One entry a person, however many tabs; the reader first, the others in the order in which they came. Of the reader's own
 * tab the server tells only the others, so `self` comes from the page.
 */
export function listPresent(
  states: ReadonlyMap<number, unknown>,
  doc: Y.Doc,
  ownClient: number,
  self: Person
): Present[] {
  const present = new Map<string, Present>([
    [self.id, { person: self, location: null, cell: null, clientId: ownClient, isSelf: true }]
  ]);
  for (const [clientId, state] of states) {
    const person = clientId === ownClient ? self : personOf(state);
    if (!person) continue;
    const location = cursorLocationOf(doc, record(state)?.['cursor']);
    const cell = cellIn(state);
    const before = present.get(person.id);
    const isSomewhere = location !== null || cell !== null;
    if (!before || (isSomewhere && !before.location && !before.cell))
      present.set(person.id, { person, location, cell, clientId, isSelf: person.id === self.id });
  }
  return [...present.values()];
}
