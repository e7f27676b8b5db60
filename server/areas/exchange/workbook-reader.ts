/** Reads the located sheets of a workbook one after the other, and gathers answers, texts and findings. */
import { randomUUID } from 'node:crypto';
import { cellKey, isRecordId, parseCell, positionCell, type CellOf } from '#document/answer-cells.ts';
import { isWithheld } from '#rules/answers/answer.ts';
import { locales, type Locale } from '#base/locale.ts';
import type { FieldValue } from '#rules/framework/record.ts';
import type { ContentNode, SectionContent } from '#base/content.ts';
import type { Finding, ParsedFile } from './book.ts';
import type { RecordSheet, Target } from './book-sheets.ts';
import { partKey } from './sheet-columns.ts';
import type { Grid } from './grid.ts';
import type { LocatedSheet } from './located-sheet.ts';
import { heldKeys, partsOf, readParts, writeParts, type ValueModel, type Held } from './parts.ts';
import { isSame } from './value-trees.ts';
import { readChoice } from './part-text.ts';
import { blocksOfText } from './plain-blocks.ts';
import { findingAt, ImportedRow, type ImportedCell } from './imported-row.ts';
import { readableStates } from './state-labels.ts';
import { markOfSeen, markOfText, textKey, type Memory } from './xlsx-memory.ts';
import { targetOf } from './row-target.ts';

const technical = ['record', 'place', 'row', 'code', 'question.en', 'question.zh', 'part'];

export class WorkbookReader {
  private readonly cells: Record<string, FieldValue | null> = {};
  private readonly texts = new Map<string, SectionContent>();
  private readonly findings: Finding[] = [];
  private readonly gone = new Set<string>();
  private readonly memory: Memory;

  constructor(memory: Memory) {
    this.memory = memory;
  }

  read(located: LocatedSheet): void {
    for (const finding of located.findings) this.findings.push(finding);
    const questions = new Map<number, string | null>();
    if (located.sheet.kind === 'records') this.readRecords(located, located.sheet);
    else
      for (const row of located.rows)
        questions.set(row.n, this.readTarget(new ImportedRow(row, located), located.sheet.targets));
    for (const { location, text } of located.grid.comments) {
      const question =
        located.sheet.kind === 'records'
          ? located.sheet.question
          : (questions.get(Number(/\d+$/.exec(location)?.[0])) ?? null);
      this.findings.push(
        findingAt({ location: `${located.grid.name}!${location}`, text: text.trim() }, 'comment', question)
      );
    }
  }

  unplaced(grid: Grid): void {
    const text =
      [...(grid.rows[0]?.cells.values() ?? [])].map((cell) => cell.text.trim()).find((text) => text !== '') ??
      '';
    this.findings.push(findingAt({ location: grid.name, text }, 'unplaced', null));
  }

  parsed(): ParsedFile {
    for (const [key, { value, seenAs }] of this.memory.cells) {
      const cell = parseCell(key);
      if (cell?.record && this.gone.has(`${cell.question}/${cell.record}`)) this.cells[key] = null;
      // An equal value keeps the order of its keys.
      else if (
        seenAs === null ? isSame(this.cells[key], value) : markOfSeen(this.cells[key] ?? undefined) === seenAs
      )
        this.cells[key] = value;
    }
    return {
      cells: this.cells,
      texts: [...this.texts.values()],
      findings: this.findings,
      from: this.memory.from
    };
  }

  private put(key: string, value: FieldValue | null, cell: ImportedCell, question: string): void {
    const before = Object.hasOwn(this.cells, key) ? this.cells[key] : undefined;
    if (before === undefined) this.cells[key] = value;
    else if (!isSame(before, value)) this.findings.push(findingAt(cell, 'contradictory', question));
  }

  /** Puts a text that is a cell by itself: a source, a remark. */
  private putContent(at: CellOf, row: ImportedRow, column: string): void {
    const text = row.text(column);
    const key = cellKey(at);
    if (text !== undefined && (text !== '' || this.memory.cells.has(key)))
      this.put(key, text || null, row.of(column), at.question);
  }

  private putAbout(at: CellOf, row: ImportedRow, prefix: string): void {
    this.putContent({ ...at, about: 'source' }, row, `${prefix}@source`);
    for (const language of locales)
      this.putContent({ ...at, language, about: 'note' }, row, `${prefix}.${language}@note`);
  }

  private putValue(model: ValueModel, at: CellOf, row: ImportedRow, field: string | null): void {
    const parts = partsOf(model);
    const columnOf = (part: string): string => partKey(field, part);
    const [present, absent] = [
      parts.filter(({ id }) => row.has(columnOf(id))),
      parts.filter(({ id }) => !row.has(columnOf(id)))
    ];
    if (present.length === 0) return;
    const known = this.remembered(at);
    if (Object.keys(known).length === 0 && present.every(({ id }) => row.of(columnOf(id)).text === ''))
      return;
    // Parts for which the file has no column keep their values.
    const before =
      absent.length > 0 && Object.keys(known).length > 0
        ? writeParts(model, known, this.memory.language)
        : {};
    const text = Object.fromEntries([
      ...absent.flatMap(({ id }) => (before[id] === undefined ? [] : [[id, before[id]]])),
      ...present.flatMap(({ id }) => (row.text(columnOf(id)) ? [[id, row.text(columnOf(id))]] : []))
    ]) as Record<string, string>;
    const { held, faults } = readParts(model, text);
    for (const { part, kind, detail } of faults)
      this.findings.push(findingAt(row.of(columnOf(part)), kind, at.question, detail));
    const isSilent = (part: string): boolean => row.of(columnOf(part)).isSilent;
    const isFaulty = faults.some(({ kind }) => kind !== 'unknown') || present.some(({ id }) => isSilent(id));
    const location = present.find(({ id }) => row.of(columnOf(id)).text !== '') ?? present[0];
    for (const one of heldKeys) {
      const isOwn = one !== 'whole' && parts.some(({ id }) => id === one);
      // A value with a part that cannot be read is unknown: the cell stays as it is.
      if (isOwn ? !row.has(columnOf(one)) && held[one] === known[one] : isFaulty) continue;
      if (isOwn && isSilent(one)) continue;
      const key = cellKey({ ...at, language: one === 'whole' ? null : one });
      const value = held[one];
      if (value !== undefined || this.memory.cells.has(key))
        this.put(
          key,
          value ?? null,
          row.of(columnOf(isOwn && row.has(columnOf(one)) ? one : (location?.id ?? ''))),
          at.question
        );
    }
  }

  private remembered(at: CellOf): Held {
    return Object.fromEntries(
      heldKeys.flatMap((location) => {
        const cell = this.memory.cells.get(
          cellKey({ ...at, language: location === 'whole' ? null : location })
        );
        return cell ? [[location, cell.value]] : [];
      })
    );
  }

  private readRecords({ rows, grid, ...located }: LocatedSheet, { question, fields }: RecordSheet): void {
    const seen = new Set<string>();
    const fresh: { readonly id: string; readonly cell: ImportedCell }[] = [];
    const locations: number[] = [];
    for (const gridRow of rows) {
      const row = new ImportedRow(gridRow, { rows, grid, ...located });
      if (row.isBlank(technical)) continue;
      this.findings.push(...row.findings(question, technical));
      const key = row.of('record');
      if (key.isRepeated) {
        this.findings.push(findingAt(row.first() ?? key, 'contradictory', question, 'merged'));
        continue;
      }
      const isKnown = key.text !== '' && isRecordId(key.text);
      if (key.text !== '' && !isKnown) this.findings.push(findingAt(key, 'unreadable', question));
      const id = isKnown ? key.text : randomUUID();
      seen.add(id);
      const of = { question, record: id };
      const location = row.of('place').text;
      if (location !== '' && Number.isFinite(Number(location))) {
        locations.push(Number(location));
        this.put(cellKey({ ...of, name: positionCell }), Number(location), row.of('place'), question);
      } else fresh.push({ id, cell: row.first() ?? key });
      for (const field of fields) {
        this.putValue(field, { ...of, name: field.id }, row, field.id);
        this.putAbout({ ...of, name: field.id }, row, field.id);
      }
      this.putAbout({ ...of, name: positionCell }, row, positionCell);
    }
    this.insertAll(question, seen, fresh, locations);
  }

  /** Adds new records after those that have a position, and removes those that the file no longer lists. */
  private insertAll(
    question: string,
    seen: ReadonlySet<string>,
    fresh: readonly { readonly id: string; readonly cell: ImportedCell }[],
    locations: readonly number[]
  ): void {
    const known: number[] = [];
    for (const [key, { value, seenAs }] of this.memory.cells) {
      const cell = parseCell(key);
      if (
        cell?.question !== question ||
        cell.record === null ||
        cell.name !== positionCell ||
        cell.about !== null
      )
        continue;
      if (typeof value === 'number') known.push(value);
      if (!seen.has(cell.record) && seenAs === null) this.gone.add(`${question}/${cell.record}`);
    }
    let next = [...locations, ...known].reduce((most, one) => Math.max(most, one), -1);
    for (const { id, cell } of fresh) {
      const key = cellKey({ question, record: id, name: positionCell });
      const before = this.memory.cells.get(key)?.value;
      if (this.cells[key] === undefined) this.put(key, before ?? ++next, cell, question);
    }
  }

  /** Returns the question to which the row belongs. */
  private readTarget(row: ImportedRow, targets: readonly Target[]): string | null {
    const target = targetOf(row, targets);
    const isBlank = row.isBlank(technical);
    if (!target || row.of('row').isRepeated) {
      if (!isBlank)
        this.findings.push(
          findingAt(
            row.first() ?? row.of('code'),
            target ? 'contradictory' : 'unplaced',
            target?.question?.id ?? null,
            target ? 'merged' : ''
          )
        );
      return null;
    }
    const question = target.question?.id ?? null;
    this.findings.push(...row.findings(question, technical));
    this.putState(target.state, question, row);
    if (question !== null && target.value) this.putValue(target.value.model, target.value.at, row, null);
    if (question !== null && (target.isWhole || target.value))
      this.putAbout({ question, name: 'value', measure: target.value?.at.measure ?? null }, row, 'value');
    if (target.section !== null) this.putText(target.section, row, question);
    return question;
  }

  private putState(at: CellOf | null, ofRow: string | null, row: ImportedRow): void {
    const text = row.text('state');
    if (text === undefined) return;
    if (!at) {
      // A measure and the general account have no state of their own.
      if (text !== '') this.findings.push(findingAt(row.of('state'), 'unplaced', ofRow));
      return;
    }
    const { question } = at;
    const key = cellKey(at);
    const { value } = text === '' ? { value: undefined } : readChoice(text, states, false);
    if (text !== '' && value === undefined)
      this.findings.push(findingAt(row.of('state'), 'unreadable', question));
    else if (isWithheld(value)) this.put(key, value, row.of('state'), question);
    else if (this.memory.cells.has(key)) this.put(key, null, row.of('state'), question);
  }

  private putText(section: string, row: ImportedRow, question: string | null): void {
    const nodesOf = (language: Locale): readonly ContentNode[] | null => {
      const known = this.memory.texts.get(textKey(section, language));
      const text = row.text(`text.${language}`);
      if (text === undefined) return known?.nodes ?? null;
      return known?.mark === markOfText(text) ? known.nodes : blocksOfText(text, known?.nodes ?? []);
    };
    if (locales.every((language) => row.text(`text.${language}`) === undefined)) return;
    const [en, zh] = locales.map(nodesOf);
    const cell =
      locales.map((language) => row.of(`text.${language}`)).find(({ text }) => text !== '') ??
      row.of('text.en');
    const isKnown = locales.some((language) => this.memory.texts.has(textKey(section, language)));
    if (!isKnown && !en?.length && !zh?.length) return;
    // A text with one language only cannot be taken over, as the other would be lost.
    if (!en || !zh) return void this.findings.push(findingAt(cell, 'unplaced', question));
    const content: SectionContent = { id: section, en, zh };
    const before = this.texts.get(section);
    if (!before) this.texts.set(section, content);
    else if (!isSame(before, content)) this.findings.push(findingAt(cell, 'contradictory', question));
  }
}

const states = [
  ...readableStates,
  { id: 'unanswered', label: { en: 'Not answered yet', zh: '未填写' } },
  { id: 'answered', label: { en: 'Answered', zh: '已填写' } }
];
