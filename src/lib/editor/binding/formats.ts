/** Converts between marks of the editor and formats of Yjs. A mark is a format of its own; its value is plain. */
import type { Mark, Schema } from '@tiptap/pm/model';

/** Holds the formats that are open at a place; never changed, so that places can share it. */
export type Formats = Readonly<Record<string, unknown>>;

export const noFormats: Formats = Object.freeze({});

export function withFormat(formats: Formats, key: string, value: unknown): Formats {
  if ((formats[key] ?? null) === value) return formats;
  if (value !== null) return { ...formats, [key]: value };
  return Object.fromEntries(Object.entries(formats).filter(([name]) => name !== key));
}

export function sameFormats(a: Formats, b: Formats): boolean {
  if (a === b) return true;
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((key) => a[key] === b[key]);
}

const known = new WeakMap<Formats, readonly Mark[]>();

/** A format that is no mark of the schema, or has no valid value, gives none. */
export function marksOf(schema: Schema, formats: Formats): readonly Mark[] {
  const found = known.get(formats);
  if (found) return found;
  let marks: readonly Mark[] = [];
  for (const [name, type] of Object.entries(schema.marks)) {
    const value = formats[name];
    if (name === 'link') {
      if (typeof value === 'string') marks = type.create({ href: value }).addToSet(marks);
    } else if (value === true) marks = type.create().addToSet(marks);
  }
  known.set(formats, marks);
  return marks;
}

export const valueOf = (mark: Mark): unknown => (mark.type.name === 'link' ? mark.attrs['href'] : true);

/** Returns the formats of these marks, and no others, for an insertion. */
export const formatsOf = (marks: readonly Mark[]): Record<string, unknown> =>
  Object.fromEntries(marks.map((mark) => [mark.type.name, valueOf(mark)]));
