/**
 * Reads from awareness who else is in a document and where: what the server says of a person, and the
 * position of that person's caret, or the cell of a response that the person has open.
 */
import { parseCell } from '#document/answer-cells.ts';
import { passageOfRoot } from '#document/narrative.ts';
import * as Y from 'yjs';
import type { Locale } from '#base/locale.ts';

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
  /**
   * The key of the cell that this person has open, with `value` for a question's text; null outside of the
   * questions.
   */
  readonly cell: string | null;
}

const record = (value: unknown): Record<string, unknown> | null =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : null;

/** The server owns `user`; any other value there is no person. */
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

/** Returns the passage that holds a relative position of a caret. */
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

/** Returns the cell that a client reports as its location; a value that is no cell counts as none. */
function cellIn(state: unknown): string | null {
  const location = record(state)?.['place'];
  return typeof location === 'string' && parseCell(location) ? location : null;
}

/**
 * Lists one entry for each person, however many tabs; the reader first, the others in the order in which they
 * came. The server sends the reader's own tab only to the others, so `self` comes from the page.
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
