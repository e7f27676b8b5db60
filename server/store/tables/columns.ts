/**
 * Defines what the shapes of tables are made of. Column types are the same on both engines: ids text, times
 * ISO-8601 UTC text, truth 0/1, JSON text, bytes blob/bytea.
 */
import type { Generated } from 'kysely';
import { z } from 'zod';
import { locales } from '#base/locale.ts';
import { parseHarmless } from '../row-json.ts';

export const text = z.string();
export const textOrNull = text.nullable();
export const count = z.int();
export const number = z.number();
export const truth = z.union([z.literal(0), z.literal(1)]);
export const language = z.enum(locales);
/** Holds ISO-8601 in UTC with milliseconds, as `Date.toISOString` gives it. */
export const time = z.iso.datetime({ precision: 3 });
export const timeOrNull = time.nullable();
/** Holds a date as exact as it is known: `2013`, `2013-04` or `2013-04-18`. */
export const partialDate = z.string();
export const partialDateOrNull = partialDate.nullable();
export const json = z.string().refine(isHarmlessJson, 'is not JSON');
/** Stands in files as Base64. */
export const bytes = z
  .base64()
  .transform((base64): Uint8Array => new Uint8Array(Buffer.from(base64, 'base64')));
/** Names who saved a row last, and when; the version rises with each save. */
export const saved = { userId: text, at: time, version: count };

/** Marks a column with a default in the database: inserts may leave it out. */
export const generated = <Shape extends z.ZodType>(shape: Shape): Shape & { readonly isGenerated: true } =>
  Object.assign(shape.clone(), { isGenerated: true as const });

/**
 * Says which copies hold a table's rows: none, backups alone, or backups and the archives of studies, in which
 * rows are found by their study or by their document.
 */
export type Copies = 'none' | 'backup' | 'archive' | 'document-archive';

/** Describes a table by the columns that identify a row, its copies, and the shape of its rows as JSON. */
export function table<Columns extends z.ZodRawShape, Held extends Copies>(
  { key, copies }: { readonly key: readonly NoInfer<keyof Columns & string>[]; readonly copies: Held },
  columns: Columns
): Table<Columns, Held> {
  return { row: z.strictObject(columns), key, copies };
}

interface Table<Columns extends z.ZodRawShape, Held extends Copies> {
  readonly row: z.ZodObject<Columns, z.core.$strict>;
  /** Rows in files are ordered by it. */
  readonly key: readonly string[];
  readonly copies: Held;
}

/** Describes the columns of a table as Kysely's queries see them. */
export type ColumnsOf<T extends { readonly row: z.ZodObject }> = {
  [Column in keyof T['row']['shape']]: T['row']['shape'][Column] extends { readonly isGenerated: true }
    ? Generated<z.output<T['row']['shape'][Column]>>
    : z.output<T['row']['shape'][Column]>;
};

function isHarmlessJson(value: string): boolean {
  try {
    parseHarmless(value);
    return true;
  } catch {
    return false;
  }
}
