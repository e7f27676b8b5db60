/** Reads one row of a located sheet: the text of each of its columns, and the findings about them. */
import { badCharacters, signsOf } from '#base/bad-characters.ts';
import { nameOfColumn } from '#server/files/xml.ts';
import type { Finding, FindingKind } from './book.ts';
import type { GridRow } from './grid.ts';
import type { LocatedSheet } from './located-sheet.ts';

export interface ImportedCell {
  /** Trimmed. */
  readonly text: string;
  readonly location: string;
  /** Says whether the cell gives no value: it could not be calculated, or is under a merged cell. */
  readonly isSilent: boolean;
  readonly isRepeated: boolean;
  readonly isCalculated: boolean;
}

export class ImportedRow {
  private readonly cells = new Map<string, ImportedCell>();
  private readonly present: ReadonlySet<string>;

  constructor(row: GridRow, { columns, grid }: LocatedSheet) {
    this.present = new Set([...columns.values()].map(({ key }) => key));
    const pieces = [...columns].sort(([, a], [, b]) => a.n - b.n);
    for (const [at, { key }] of pieces) {
      const cell = row.cells.get(at);
      const before = this.cells.get(key);
      const text = (before?.text ?? '') + (cell?.text ?? '');
      const location = before?.location ?? `${grid.name}!${nameOfColumn(at)}${row.n}`;
      this.cells.set(key, {
        text,
        location,
        isSilent: (before?.isSilent ?? false) || cell?.mark === 'error' || cell?.mark === 'covered',
        isRepeated: cell?.mark === 'repeated',
        isCalculated: (before?.isCalculated ?? false) || cell?.mark === 'formula'
      });
    }
    for (const [key, one] of this.cells)
      this.cells.set(key, { ...one, text: one.text.replace(/\r\n?/g, '\n').trim() });
  }

  has(key: string): boolean {
    return this.present.has(key);
  }

  of(key: string): ImportedCell {
    return (
      this.cells.get(key) ?? {
        text: '',
        location: '',
        isSilent: false,
        isRepeated: false,
        isCalculated: false
      }
    );
  }

  /** Undefined where the file does not have it. */
  text(key: string): string | undefined {
    return !this.has(key) || this.of(key).isSilent ? undefined : this.of(key).text;
  }

  /** Returns whether nothing is in the row except in the hidden columns. */
  isBlank(hidden: readonly string[]): boolean {
    return [...this.cells].every(([key, { text }]) => hidden.includes(key) || text === '');
  }

  first(): ImportedCell | undefined {
    return [...this.cells.values()].find(({ text }) => text !== '');
  }

  /** Returns the findings about the cells as such, whatever their texts mean. */
  findings(question: string | null, skipped: readonly string[]): Finding[] {
    return [...this.cells].flatMap(([key, cells]): Finding[] => {
      if (skipped.includes(key)) return [];
      const bad = cells.text === '' ? [] : badCharacters(cells.text);
      return [
        ...(cells.isCalculated ? [findingAt(cells, 'calculated', question)] : []),
        ...(cells.isSilent && cells.text !== '' ? [findingAt(cells, 'unreadable', question)] : []),
        ...(bad.length > 0 ? [findingAt(cells, 'bad-characters', question, signsOf(bad))] : [])
      ];
    });
  }
}

export const findingAt = (
  { location, text }: Pick<ImportedCell, 'location' | 'text'>,
  kind: FindingKind,
  question: string | null,
  detail = ''
): Finding => ({ kind, location, text: text.slice(0, 300), question, detail });
