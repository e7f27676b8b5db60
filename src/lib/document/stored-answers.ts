/**
 * Reads the answers of a version as cells, and writes them back into an open response so that it holds the
 * same: what was added since is removed, what was removed is restored. A version writes numbers with
 * fractions as text; where a value holds numbers they become numbers again.
 */
import * as Y from 'yjs';
import { numberParts } from '#rules/framework/answer-kinds/kinds.ts';
import { isBilingual, type FieldValue } from '#rules/framework/record.ts';
import type { DocumentVersion } from '#rules/versions/version.ts';
import { textOfNode, type ContentNode, type SectionContent } from '#base/content.ts';
import { canonicalText, toCanonical, type Json } from '#base/canonical.ts';
import { locales } from '#base/locale.ts';
import { parseCell } from './answer-cells.ts';
import { cellsOf, writeCells, type Cells } from './answers.ts';
import { sectionContent } from './content.ts';
import { newBlockId } from './block-id.ts';
import { writePassage } from './content-write.ts';
import { newDoc } from './new-doc.ts';
import { presentForm } from './tree/present-form.ts';

type Held = Pick<DocumentVersion, 'sections' | 'answers'>;
type Parts = Readonly<Record<string, FieldValue>>;

const numberIn = (value: FieldValue): FieldValue => {
  if (typeof value !== 'string' || !/^-?\d/.test(value)) return value;
  const number = Number(value);
  return String(number) === value && !Number.isSafeInteger(number) ? number : value;
};

/** Restores a value: each field of a record inside a value is a value again; its own texts stay texts. */
function valueFrom(value: FieldValue): FieldValue {
  if (typeof value !== 'object' || value === null || isBilingual(value)) return value;
  if (isList(value))
    return value.map((one) =>
      typeof one === 'object' && one !== null && !isList(one) && !isBilingual(one)
        ? mapped(one, valueFrom)
        : one
    );
  return Object.fromEntries(
    Object.entries(value as Parts).map(([name, part]) => {
      if (numberParts.has(name)) return [name, numberIn(part)];
      return [
        name,
        name === 'parts' && typeof part === 'object' && part !== null
          ? mapped(part as Parts, numberIn)
          : valueFrom(part)
      ];
    })
  );
}

const isList = (value: FieldValue): value is readonly FieldValue[] => Array.isArray(value);
const mapped = (parts: Parts, of: (value: FieldValue) => FieldValue): Parts =>
  Object.fromEntries(Object.entries(parts).map(([name, part]) => [name, of(part)]));

/** Written back, they have the same canonical form as what was stored. */
export const cellsOfVersion = (answers: Readonly<Record<string, Json>> | undefined): Cells =>
  Object.fromEntries(
    Object.entries(answers ?? {}).map(([key, value]) => [key, positionValue(key, valueFrom(value))])
  );

/** Restores the position of a record among the others, which may lie between two whole numbers. */
const positionValue = (key: string, value: FieldValue): FieldValue =>
  parseCell(key)?.name === '$' && parseCell(key)?.about === null ? numberIn(value) : value;

/**
 * Describes what is written back into a response: sections, which may be passages of questions, and the cells
 * of questions.
 */
export interface Restoring {
  readonly sections: readonly SectionContent[];
  readonly questions: readonly string[];
  readonly cells: Cells;
}

/**
 * Returns all that a version holds of these sections and questions; where it holds nothing, the result is
 * empty there.
 */
export function restoringFrom(
  { sections, answers }: Held,
  of: { readonly sections: readonly string[]; readonly questions: readonly string[] }
): Restoring {
  const held = new Map(sections.map((section) => [section.id, section]));
  const questions = new Set(of.questions);
  const cells = Object.entries(cellsOfVersion(answers)).filter(([key]) =>
    questions.has(parseCell(key)?.question ?? '')
  );
  return {
    sections: of.sections.map((id) => presentForm(held.get(id) ?? { id, en: [], zh: [] })),
    questions: of.questions,
    cells: Object.fromEntries(cells)
  };
}

/** Returns the part of it that these sections and questions cover. */
export const restoringOf = (
  { sections, questions, cells }: Restoring,
  isMeant: { readonly section: (id: string) => boolean; readonly question: (id: string) => boolean }
): Restoring => ({
  sections: sections.filter(({ id }) => isMeant.section(id)),
  questions: questions.filter(isMeant.question),
  cells: Object.fromEntries(
    Object.entries(cells).filter(([key]) => isMeant.question(parseCell(key)?.question ?? ''))
  )
});

/** Makes a document that holds what a version holds, and nothing that was there before. */
export function documentFrom({ sections, answers }: Held): Y.Doc {
  const doc = newDoc();
  doc.transact(() => {
    for (const { id, ...languages } of sections)
      for (const language of locales)
        writePassage({ doc, section: id, language, newId: newBlockId }, languages[language]);
    writeCells(doc, cellsOfVersion(answers));
  });
  return doc;
}

/** Checks whether a passage holds no content: an empty passage and one of empty paragraphs are equal. */
const isEmptyText = ({ en, zh }: SectionContent): boolean =>
  [...en, ...zh].every((node) => node.type === 'paragraph' && textOfNode(node) === '');
const formOf = ({ en, zh }: SectionContent): string => canonicalText(withoutCellIds([en, zh]));

/** A cell is known by its place: versions of trees name no columns. */
const withoutCellIds = (content: readonly (readonly ContentNode[])[]): Json =>
  JSON.parse(
    JSON.stringify(toCanonical(content), (_, value: unknown) =>
      isCell(value) ? { ...value, attrs: { ...value.attrs, id: undefined } } : value
    )
  ) as Json;
const isCell = (value: unknown): value is ContentNode =>
  typeof value === 'object' &&
  value !== null &&
  'type' in value &&
  /^table(?:Cell|Header)$/.test(String(value.type));

/** Checks whether the text says what a section of a version says, which is in the present form. */
export function isSection(doc: Y.Doc, section: SectionContent): boolean {
  const now = sectionContent(doc, section.id);
  return formOf(now) === formOf(section) || (isEmptyText(now) && isEmptyText(section));
}

/** Null deletes a cell. */
function cellsToWrite(doc: Y.Doc, { questions, cells }: Restoring): Record<string, FieldValue | null> {
  const meant = new Set(questions);
  const now = Object.entries(cellsOf(doc)).filter(([key]) => meant.has(parseCell(key)?.question ?? ''));
  const gone = now.filter(([key]) => !(key in cells)).map(([key]) => [key, null] as const);
  const known = new Map(now);
  const other = Object.entries(cells).filter(
    ([key, value]) => canonicalText(toCanonical(known.get(key) ?? null)) !== canonicalText(toCanonical(value))
  );
  return Object.fromEntries([...gone, ...other]);
}

export const isRestored = (doc: Y.Doc, restoring: Restoring): boolean =>
  Object.keys(cellsToWrite(doc, restoring)).length === 0 &&
  restoring.sections.every((section) => isSection(doc, section));

/**
 * Writes it back as one edit. The returned function undoes that edit once, except for what others have
 * overwritten meanwhile.
 */
export function restore(doc: Y.Doc, restoring: Restoring, origin: unknown): { readonly undo: () => void } {
  const sections = restoring.sections.filter((section) => !isSection(doc, section));
  const manager = new Y.UndoManager(doc, {
    trackedOrigins: new Set([origin]),
    captureTimeout: 0
  });
  doc.transact(() => {
    for (const { id, ...languages } of sections)
      for (const language of locales)
        writePassage({ doc, section: id, language, newId: newBlockId }, languages[language]);
    writeCells(doc, cellsToWrite(doc, restoring), origin);
  }, origin);
  return {
    undo: () => {
      manager.undo();
      manager.destroy();
    }
  };
}
