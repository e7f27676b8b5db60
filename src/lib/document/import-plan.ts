/**
 * Plans what a file would change in a response, before anything is written: cell by cell what is new, changed
 * or removed. Values that their question does not have or that are of the wrong kind are not imported, and
 * nothing is lost that the file does not mention.
 */
import { acceptedKinds, fits, isGiven, isWithheld } from '#rules/answers/answer.ts';
import { answerLimits } from '#rules/answers/answer-limits.ts';
import { diffLists } from '#base/diff.ts';
import { shortened, type Finding } from '#rules/exchange/exchange.ts';
import { figuresQuestion, figureType } from '#rules/answers/figure-record.ts';
import {
  findRecordType,
  hasAccount,
  type CityFramework,
  type FieldDefinition,
  type Question
} from '#rules/framework/framework.ts';
import { isLocale, locales, type Bilingual, type Locale } from '#base/locale.ts';
import { isSameValue, nameOfRecord, type FieldValue } from '#rules/framework/record.ts';
import type { ContentNode, SectionContent } from '#base/content.ts';
import { canonicalText, toCanonical, type Json } from '#base/canonical.ts';
import { cellKey, parseAnswerSection, parseCell, positionCell, type Cell } from './answer-cells.ts';
import { answersOf, type Answers, type Cells } from './answers.ts';
import { areBlocks } from './are-blocks.ts';

export const plannedKinds = ['new', 'changed', 'removed'] as const;
export type PlannedKind = (typeof plannedKinds)[number];

export interface PlannedCell {
  readonly key: string;
  /** Null where there is none. */
  readonly before: FieldValue;
  readonly after: FieldValue;
}

export interface PlannedText {
  readonly before: SectionContent;
  readonly after: SectionContent;
}

/**
 * Describes everything of one question, of one of its records, or one text: imported together or not at all.
 */
export interface PlannedItem {
  readonly id: string;
  readonly kind: PlannedKind;
  /** Empty for a general account. */
  readonly question: string;
  readonly characteristic: string;
  readonly record: { readonly id: string; readonly name: Bilingual } | null;
  readonly cells: readonly PlannedCell[];
  readonly text: PlannedText | null;
  /** True if the requester may write there. */
  readonly isOwn: boolean;
}

export interface ImportPlan {
  readonly items: readonly PlannedItem[];
  /** The number of cells and texts that are already equal. */
  readonly same: number;
  readonly findings: readonly Finding[];
}

export interface FileContent {
  readonly cells: Readonly<Record<string, FieldValue>>;
  readonly texts: readonly SectionContent[];
  /** The questions that the file covers completely: what it omits of them is removed. */
  readonly whole?: readonly string[];
  readonly findings: readonly Finding[];
}

export interface Present {
  readonly cells: Cells;
  readonly texts: readonly SectionContent[];
}

export interface Planning {
  readonly framework: CityFramework;
  readonly mayWrite: (location: { readonly question: string; readonly characteristic: string }) => boolean;
  /** Set where the file was made from another city's response: its records become new ones. */
  readonly renewIds: (() => string) | null;
}

export function planImport(file: FileContent, present: Present, planning: Planning): ImportPlan {
  const scopes = scopesOf(planning.framework);
  const findings: Finding[] = [...file.findings];
  const read = recordsMatched(file.cells, present.cells, planning.renewIds);
  for (const key of Object.keys(present.cells)) {
    const question = parseCell(key)?.question;
    // A file of another city does not cover what this city has in addition.
    if (
      planning.renewIds === null &&
      question !== undefined &&
      !(key in read) &&
      file.whole?.includes(question)
    )
      read[key] = null;
  }
  const answers = answersOf(merged(present.cells, read));
  const room = roomIn(present.cells, read, answers);
  const changed = new Map<string, PlannedCell[]>();
  const met = new Set<string>();
  for (const [key, after] of Object.entries(read)) {
    const cell = parseCell(key);
    if (!cell) continue;
    const id = itemOf(cell);
    met.add(id);
    const before = present.cells[key] ?? null;
    if (isSameValue(before, after)) continue;
    const isLeftOut = after !== null && room.isLeftOut(cell);
    // A record for which there is no room is reported once, at the cell that says that it is there.
    if (isLeftOut && (cell.name !== positionCell || cell.about !== null)) continue;
    const fault =
      after === null
        ? null
        : isLeftOut
          ? 'too-many'
          : (faultOf(scopes, cell, after) ?? room.excess(key, after));
    if (fault === null) changed.set(id, [...(changed.get(id) ?? []), { key, before, after }]);
    else
      findings.push({
        kind: fault,
        location: spotOf(cell, answers),
        text: shortened(typeof after === 'string' ? after : JSON.stringify(after)),
        question: cell.question,
        detail: ''
      });
  }
  const isOwn = (question: string, characteristic: string): boolean =>
    planning.mayWrite({ question, characteristic });
  const before = answersOf(present.cells);
  const ofCells = [...changed].flatMap(([id, cells]): PlannedItem[] => {
    const [cell] = cells.flatMap(({ key }) => parseCell(key) ?? []);
    if (!cell) return [];
    const { question, record } = cell;
    const characteristic = scopes.get(question)?.characteristic ?? '';
    const find = (among: typeof answers) => among.get(question)?.records.find((one) => one.id === record);
    const fields = (find(answers) ?? find(before))?.fields;
    return [
      {
        id,
        kind: kindOfCells(cells, record),
        question,
        characteristic,
        cells,
        text: null,
        record: record === null ? null : { id: record, name: nameOfRecord(fields ?? {}) },
        isOwn: isOwn(question, characteristic)
      }
    ];
  });
  const texts = new Map(present.texts.map((text) => [text.id, text]));
  const ofTexts = file.texts.flatMap((text): PlannedItem[] => {
    const question = parseAnswerSection(text.id)?.question ?? '';
    const characteristic = question === '' ? text.id : scopes.get(question)?.characteristic;
    const isKnownSection =
      planning.framework.characteristics.some(({ id }) => id === characteristic) &&
      (question !== '' || hasAccount(planning.framework, text.id));
    if (characteristic === undefined || !isKnownSection) return [];
    met.add(text.id);
    if (!locales.every((language) => areBlocks(text[language]))) {
      findings.push({
        kind: 'unreadable',
        location: text.id,
        text: '',
        question: question === '' ? null : question,
        detail: ''
      });
      return [];
    }
    const was = texts.get(text.id) ?? { id: text.id, en: [], zh: [] };
    const is = { id: text.id, ...preservedTexts(was, text) };
    if (isSameText(was, is)) return [];
    return [
      {
        id: text.id,
        kind: isBlank(was) ? 'new' : 'changed',
        question,
        characteristic,
        record: null,
        cells: [],
        text: { before: was, after: is },
        isOwn: isOwn(question, characteristic)
      }
    ];
  });
  const order = [...scopes.keys()];
  const items = [...ofCells, ...ofTexts].sort(
    (a, b) => order.indexOf(a.question) - order.indexOf(b.question)
  );
  return { items, same: met.size - items.length, findings };
}

/**
 * Plans the undo of an import: reverts what it wrote where that is unchanged; what a user has changed since
 * is reported and left.
 */
export function planUndo(
  written: Pick<PlannedItem, 'cells' | 'text'>[],
  present: Present,
  planning: Omit<Planning, 'renewIds'>
): ImportPlan {
  const findings: Finding[] = [];
  const cells: Record<string, FieldValue> = {};
  const texts: SectionContent[] = [];
  const now = new Map(present.texts.map((text) => [text.id, text]));
  const since = (location: string, question: string | null): void =>
    void findings.push({ kind: 'contradictory', location, text: '', question, detail: 'since' });
  for (const item of written) {
    for (const { key, before, after } of item.cells) {
      if (isSameValue(present.cells[key] ?? null, after)) cells[key] = before;
      else if (!isSameValue(present.cells[key] ?? null, before)) since(key, parseCell(key)?.question ?? null);
    }
    if (!item.text) continue;
    const { before, after } = item.text;
    const is = now.get(after.id) ?? { id: after.id, en: [], zh: [] };
    if (isSameText(is, after) && locales.every((language) => areBlocks(before[language]))) texts.push(before);
    else if (!isSameText(is, before)) since(after.id, parseAnswerSection(after.id)?.question ?? null);
  }
  const plan = planImport({ cells, texts: [], findings }, present, { ...planning, renewIds: null });
  const scopes = scopesOf(planning.framework);
  const ofTexts = texts.map((before): PlannedItem => {
    const question = parseAnswerSection(before.id)?.question ?? '';
    const characteristic = question === '' ? before.id : (scopes.get(question)?.characteristic ?? '');
    const is = now.get(before.id) ?? { id: before.id, en: [], zh: [] };
    return {
      id: before.id,
      kind: isBlank(before) ? 'removed' : 'changed',
      question,
      characteristic,
      record: null,
      cells: [],
      text: { before: is, after: before },
      isOwn: planning.mayWrite({ question, characteristic })
    };
  });
  return { ...plan, items: [...plan.items, ...ofTexts] };
}

interface QuestionScope {
  readonly question: Question | null;
  readonly characteristic: string;
  readonly fields: readonly FieldDefinition[];
}

/**
 * Returns the scopes by question, in the order of the framework; the city's figures belong to the first
 * characteristic.
 */
function scopesOf(framework: CityFramework): Map<string, QuestionScope> {
  const scopes = new Map<string, QuestionScope>([['', { question: null, characteristic: '', fields: [] }]]);
  scopes.set(figuresQuestion, {
    question: null,
    characteristic: framework.characteristics[0]?.id ?? '',
    fields: figureType.fields
  });
  for (const { id: characteristic, questions } of framework.characteristics) {
    for (const question of questions) {
      const fields =
        question.recordType === null ? [] : (findRecordType(framework, question.recordType)?.fields ?? []);
      scopes.set(question.id, { question, characteristic, fields });
    }
  }
  return scopes;
}

const itemOf = ({ question, record }: Pick<Cell, 'question' | 'record'>): string =>
  record === null ? question : `${question}/${record}`;
const isBlank = ({ en, zh }: SectionContent): boolean =>
  [...en, ...zh].every(({ type, content }) => type === 'paragraph' && content === undefined);
const isBlankIn = (nodes: readonly ContentNode[]): boolean =>
  nodes.every(({ type, content }) => type === 'paragraph' && content === undefined);
export const isSameText = (one: SectionContent, other: SectionContent): boolean =>
  locales.every(
    (language) =>
      (isBlankIn(one[language]) && isBlankIn(other[language])) || areSameNodes(one[language], other[language])
  );

/** Compares nodes. A block of a file without an id is the same as the one that was given an id when it was written. */
const areSameNodes = (ones: readonly ContentNode[], others: readonly ContentNode[]): boolean =>
  ones.length === others.length &&
  ones.every((one, at) => {
    const other = others[at];
    return (
      other !== undefined &&
      outerText(one, other) === outerText(other, one) &&
      areSameNodes(one.content ?? [], other.content ?? [])
    );
  });

/** Returns a node without its content, with the id of the one that it is compared with where it has none. */
const outerText = ({ type, text, marks, attrs }: ContentNode, other: ContentNode): string =>
  canonicalText(
    toCanonical({ type, text, marks, attrs: { ...attrs, id: attrs?.['id'] ?? other.attrs?.['id'] ?? null } })
  );

/** Returns the file's texts; a language that the file does not mention keeps its present text. */
const preservedTexts = (
  was: SectionContent,
  text: SectionContent
): Record<Locale, readonly ContentNode[]> => ({
  en: isBlankIn(text.en) ? was.en : knownBlocks(was.en, text.en),
  zh: isBlankIn(text.zh) ? was.zh : knownBlocks(was.zh, text.zh)
});

/**
 * Reuses the present blocks that have the same content, with the ids by which the other language and comments
 * refer to them. A text without any marks, such as plain text, says nothing about the present marks.
 */
function knownBlocks(known: readonly ContentNode[], given: readonly ContentNode[]): readonly ContentNode[] {
  const hasMarks = (node: ContentNode): boolean =>
    (node.marks ?? []).length > 0 || (node.content ?? []).some(hasMarks);
  const keepsMarks = given.some(hasMarks);
  const blocks = [...given];
  for (const { edit, from, to, length } of diffLists(
    known.map((node) => bareText(node, keepsMarks)),
    given.map((node) => bareText(node, keepsMarks))
  )) {
    if (edit !== 'kept') continue;
    for (const [at, block] of known.slice(from, from + length).entries()) blocks[to + at] = block;
  }
  return blocks;
}

function bareText(node: ContentNode, keepsMarks: boolean): string {
  const bare = ({ type, text, marks, attrs, content }: ContentNode): Json => {
    const rest = Object.fromEntries(
      Object.entries(attrs ?? {}).filter(([name]) => name !== 'id' && name !== 'counterpart')
    );
    const pieces = (content ?? []).map(bare);
    const inner =
      keepsMarks || !pieces.every((piece) => typeof piece === 'object' && piece !== null && 'text' in piece)
        ? pieces
        : pieces.map((piece) => (piece as { text: string }).text).join('');
    return {
      type,
      ...(text === undefined ? {} : { text }),
      ...(keepsMarks && marks ? { marks: toCanonical(marks) } : {}),
      attrs: toCanonical(rest),
      content: inner
    };
  };
  return canonicalText(bare(node));
}

/** Describes a location for a user who has the file open: the record by its name, and the field. */
function spotOf(
  { question, record, name, language, about }: Cell,
  answers: ReturnType<typeof answersOf>
): string {
  const fields = answers.get(question)?.records.find(({ id }) => id === record)?.fields;
  const called = nameOfRecord(fields ?? {});
  return [called.en || called.zh || record, [name, language, about].filter(Boolean).join('.')]
    .filter(Boolean)
    .join(' · ');
}

const merged = (cells: Cells, changes: Readonly<Record<string, FieldValue>>): Cells =>
  Object.fromEntries(Object.entries({ ...cells, ...changes }).filter(([, value]) => value !== null));

function kindOfCells(cells: readonly PlannedCell[], record: string | null): PlannedKind {
  if (record !== null) {
    const location = cells.find(
      ({ key }) => parseCell(key)?.name === positionCell && parseCell(key)?.about === null
    );
    if (location) return location.before === null ? 'new' : location.after === null ? 'removed' : 'changed';
    return 'changed';
  }
  if (cells.every(({ before }) => before === null)) return 'new';
  return cells.every(({ after }) => after === null) ? 'removed' : 'changed';
}

function faultOf(
  scopes: ReadonlyMap<string, QuestionScope>,
  { question, record, name, measure, language, about }: Cell,
  value: FieldValue
): 'unknown' | 'unreadable' | null {
  const location = scopes.get(question);
  if (!location) return 'unknown';
  if (about !== null || language !== null) return typeof value === 'string' ? null : 'unreadable';
  if (record !== null && name === positionCell)
    return typeof value === 'number' && Number.isFinite(value) ? null : 'unreadable';
  if (record !== null) {
    const field = location.fields.find(({ id }) => id === name);
    if (!field) return 'unknown';
    return !isGiven(value) || fits(field.kind, value) ? null : 'unreadable';
  }
  if (!location.question) return 'unknown';
  if (name === 'state' && measure !== null && !location.question.facets.some(({ id }) => id === measure))
    return 'unknown';
  if (name === 'state') return isWithheld(value) ? null : 'unreadable';
  if (name === 'original') return isLocale(value) ? null : 'unreadable';
  const kinds = name === 'value' ? acceptedKinds(location.question, measure) : [];
  if (kinds.length === 0) return 'unknown';
  return kinds.some((one) => fits(one, value)) ? null : 'unreadable';
}

/**
 * Checks whether a response has room for what a file holds. `merged` holds the answers with all of it: of the
 * records that a question gets beyond its limit, the last new ones are left out, each as a whole.
 */
function roomIn(present: Cells, read: Readonly<Record<string, FieldValue>>, merged: Answers) {
  const left = new Set<string>();
  for (const [question, { records }] of merged) {
    const isNew = ({ id }: { readonly id: string }): boolean =>
      !(cellKey({ question, record: id, name: positionCell }) in present);
    const added = records.filter(isNew);
    const over = Math.max(0, records.length - answerLimits.records);
    for (const { id } of added.slice(Math.max(0, added.length - over)))
      left.add(itemOf({ question, record: id }));
  }
  let room = answerLimits.cells - Object.keys(present).length;
  for (const [key, value] of Object.entries(read)) if (value === null && key in present) room++;
  return {
    isLeftOut: (cell: Cell): boolean => left.has(itemOf(cell)),
    excess: (key: string, value: FieldValue): 'too-many' | 'too-large' | null => {
      if (new TextEncoder().encode(JSON.stringify(value)).length > answerLimits.cellBytes) return 'too-large';
      return key in present || room-- > 0 ? null : 'too-many';
    }
  };
}

/**
 * Returns the file's cells with the record ids used here: a record whose id is unknown matches the one of the
 * same question and name, where exactly one has that name and the file does not hold that one as well.
 */
function recordsMatched(
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
