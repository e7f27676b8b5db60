/**
 * Compares two canonical records, such as two versions of the framework, value by value, and names each value
 * by its path.
 */
import type { Json } from '#base/canonical.ts';

export interface RecordChange {
  /**
   * Lists the keys from the outside in; an entry of a list by its id where it has one, otherwise by its
   * position, counted from 1.
   */
  readonly path: readonly string[];
  /** Null where the value did not exist. */
  readonly before: string | null;
  /** Null where the value was removed. */
  readonly after: string | null;
}

/** In the order of the newer record; removed values come last in their part. */
export const recordChanges = (before: Json, after: Json): RecordChange[] => changesAt([], before, after);

type Path = readonly string[];

function changesAt(path: Path, before: Json | undefined, after: Json | undefined): RecordChange[] {
  if (before === after) return [];
  const [was, is] = [partsOf(before), partsOf(after)];
  if (was === null && is === null) return [{ path, before: valueText(before), after: valueText(after) }];
  // Where a value became a part, or a part a value, the old one is reported as removed and the new one as
  // added.
  if (before !== undefined && after !== undefined && (was === null || is === null)) {
    return [...changesAt(path, before, undefined), ...changesAt(path, undefined, after)];
  }
  const [old, now] = [was ?? new Map<string, Json>(), is ?? new Map<string, Json>()];
  const keys = [...now.keys(), ...[...old.keys()].filter((key) => !now.has(key))];
  const inside = keys.flatMap((key) => changesAt([...path, key], old.get(key), now.get(key)));
  return was !== null && is !== null && isList(before)
    ? [...orderChange(path, [...old.keys()], [...now.keys()]), ...inside]
    : inside;
}

/** The order of a list is part of what is signed. */
function orderChange(path: Path, old: readonly string[], now: readonly string[]): RecordChange[] {
  const [was, is] = [old.filter((key) => now.includes(key)), now.filter((key) => old.includes(key))];
  return was.every((key, index) => key === is[index])
    ? []
    : [{ path, before: was.join(', '), after: is.join(', ') }];
}

const isList = (value: Json | undefined): value is readonly Json[] => Array.isArray(value);

/** Null for a value without parts. */
function partsOf(value: Json | undefined): Map<string, Json> | null {
  if (value === undefined || value === null || typeof value !== 'object') return null;
  if (!isList(value)) return new Map(Object.entries(value));
  const ids = value.map((entry) =>
    entry !== null && typeof entry === 'object' && !isList(entry) ? entry['id'] : undefined
  );
  const areNamed = ids.every((id) => typeof id === 'string') && new Set(ids).size === ids.length;
  return new Map(value.map((entry, index) => [areNamed ? String(ids[index]) : String(index + 1), entry]));
}

const valueText = (value: Json | undefined): string | null =>
  value === undefined
    ? null
    : value === null
      ? ''
      : typeof value === 'string'
        ? value
        : JSON.stringify(value);
