/** Finds the question, or the part of one, that a row of a workbook is about. */
import type { Target } from './book-sheets.ts';
import { normalizedText } from './parts.ts';
import { ImportedRow } from './imported-row.ts';

export function targetOf(row: ImportedRow, targets: readonly Target[]): Target | undefined {
  const key = row.of('row').text;
  const known = key === '' ? undefined : targets.find((target) => target.key === key);
  if (known) return known;
  const matchesColumn = (column: string, text: string): boolean =>
    text !== '' && row.of(column).text !== '' && normalizedText(row.of(column).text) === normalizedText(text);
  const part = row.of('part').text;
  const ofQuestion = targets.filter(({ code, text }) =>
    row.of('code').text !== ''
      ? matchesColumn('code', code)
      : matchesColumn('question.en', text.en) || matchesColumn('question.zh', text.zh)
  );
  return ofQuestion.find((target) =>
    part === ''
      ? target.isWhole
      : [target.part.en, target.part.zh, `${target.part.en}${target.part.zh}`].some((text) =>
          matchesColumn('part', text)
        )
  );
}
