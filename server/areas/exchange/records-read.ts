/**
 * Identifies the records in the tables of a document: by their ids, else by their texts, else by their order
 * where the same number is unidentified as is missing. Any other is a new record, with an id derived from its
 * text, so that a file read twice adds it once.
 */
import { fingerprint } from '#base/canonical.ts';
import { isRecordId } from '#document/answer-cells.ts';
import type { FoundThing } from './book.ts';
import type { SlotTexts } from './slot-texts.ts';

export interface GivenRecord {
  /** Holds the record's own identification; null where it has none. */
  readonly known: { readonly id: string; readonly position: number } | 'new' | null;
  readonly location: string;
  readonly text: Readonly<Record<string, string>>;
  readonly locations: ReadonlyMap<string, string>;
}

export interface SentRecord {
  readonly id: string;
  readonly position: number;
  readonly mark: string;
}

export interface KnownRecord {
  readonly id: string;
  readonly position: number;
  readonly text: SlotTexts;
  readonly locations: ReadonlyMap<string, string>;
}

export const markOfTexts = (text: SlotTexts): string =>
  fingerprint(JSON.stringify(Object.entries(text).sort(([a], [b]) => (a < b ? -1 : 1))));

export function recordsFrom(
  question: string,
  given: readonly GivenRecord[],
  sent: readonly SentRecord[],
  find: (finding: FoundThing) => void
): KnownRecord[] {
  const written = given.filter(
    ({ known, text }) => (known !== null && known !== 'new') || Object.keys(text).length > 0
  );
  const records = written.map((record) => ({
    ...record,
    is: null as { readonly id: string; readonly position: number } | null
  }));
  const taken = new Map<string, GivenRecord>();
  const doubles = new Set<GivenRecord>();
  const take = (
    record: (typeof records)[number],
    is: { readonly id: string; readonly position: number }
  ): void => {
    record.is = is;
    taken.set(is.id, record);
  };
  for (const record of records) {
    if (record.known === null || record.known === 'new' || !isRecordId(record.known.id)) continue;
    const first = taken.get(record.known.id);
    if (!first) take(record, record.known);
    else if (markOfTexts(first.text) === markOfTexts(record.text)) doubles.add(record);
    else
      find({
        kind: 'contradictory',
        location: record.location,
        text: Object.values(record.text).join(' · '),
        question,
        detail: record.known.id
      });
  }
  const left = records.filter((record) => record.is === null && !doubles.has(record));
  for (const record of left.filter(({ known }) => known !== 'new')) {
    const same = sent.find(({ id, mark }) => !taken.has(id) && mark === markOfTexts(record.text));
    if (same) take(record, same);
  }
  const fresh = left.filter(({ is, known }) => is === null && known === null);
  const missing = sent.filter(({ id }) => !taken.has(id));
  if (fresh.length === missing.length)
    for (const [index, record] of fresh.entries()) if (missing[index]) take(record, missing[index]);
  return positioned(
    question,
    records.filter((record) => !doubles.has(record))
  );
}

/** Records that were reordered exchange their positions; new ones are last. */
function positioned(
  question: string,
  records: readonly (GivenRecord & {
    readonly is: { readonly id: string; readonly position: number } | null;
  })[]
): KnownRecord[] {
  const positions = records.flatMap(({ is }) => (is ? [is.position] : [])).sort((a, b) => a - b);
  let last = positions.at(-1) ?? 0;
  const marks = new Map<string, number>();
  let at = 0;
  return records.map(({ is, text, locations }) => {
    if (is) return { id: is.id, position: positions[at++] ?? is.position, text, locations };
    const mark = markOfTexts(text);
    const before = marks.get(mark) ?? 0;
    marks.set(mark, before + 1);
    last += 1;
    return { id: `new-${fingerprint(`${question} ${mark} ${before}`)}`, position: last, text, locations };
  });
}
