/** Matches the records of a file with those of a response. */
import { locales } from '#base/locale.ts';
import { nameOfRecord, type FieldValue } from '#rules/framework/record.ts';
import { cellKey, parseCell } from './answer-cells.ts';
import { answersOf, type Cells } from './answers.ts';
import type { FileContent, Planning } from './planned-import.ts';

/**
 * Returns the file's cells with the record ids used here: a record whose id is unknown matches the one of the
 * same question and name, where exactly one has that name and the file does not hold that one as well.
 */
export function recordsMatched(
  cells: FileContent['cells'],
  present: Cells,
  renewIds: Planning['renewIds']
): Record<string, FieldValue> {
  const here = answersOf(present);
  const given = answersOf(Object.fromEntries(Object.entries(cells).filter(([, value]) => value !== null)));
  const ids = new Map<string, string>();
  for (const [question, { records }] of given) {
    const known = here.get(question)?.records ?? [];
    const knownIds = new Set(known.map(({ id }) => id));
    const givenIds = new Set(records.map(({ id }) => id));
    // Two of a name are enough to know that there is more than one.
    const byName = new Map<string, string[]>();
    for (const one of known)
      for (const name of givenIds.has(one.id) ? [] : namesOf(one.fields))
        byName.set(name, [...(byName.get(name) ?? []), one.id].slice(0, 2));
    for (const { id, fields } of records) {
      if (renewIds === null && knownIds.has(id)) continue;
      const alike = new Set(namesOf(fields).flatMap((name) => byName.get(name) ?? []));
      const [only] = alike;
      if (only !== undefined && alike.size === 1) ids.set(`${question}/${id}`, only);
      else if (renewIds !== null) ids.set(`${question}/${id}`, renewIds());
    }
  }
  return Object.fromEntries(
    Object.entries(cells).map(([key, value]) => {
      const cell = parseCell(key);
      const id = cell?.record ? ids.get(`${cell.question}/${cell.record}`) : undefined;
      return [cell && id !== undefined ? cellKey({ ...cell, record: id }) : key, value];
    })
  );
}

const folded = (text: string): string => text.normalize('NFKC').trim().toLocaleLowerCase('en');
/** Returns the names by which a record is known again: that of each language. */
const namesOf = (fields: Parameters<typeof nameOfRecord>[0]): string[] => {
  const name = nameOfRecord(fields);
  return locales.flatMap((language) => {
    const text = folded(name[language]);
    return text === '' ? [] : [`${language} ${text}`];
  });
};
