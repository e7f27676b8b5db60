/** Reads the texts of a project: sources and notes with what is marked in them. */
import {
  pointsIn,
  qdaLimits,
  variableTypes,
  type QdaCoding,
  type QdaSelection,
  type QdaText,
  type QdaValue
} from '#rules/coding/qda-project.ts';
import { textOf } from '#server/files/text-decoding.ts';
import {
  auditOf,
  descriptionOf,
  nameOf,
  optionalGuid,
  ownGuid,
  sorted,
  targetGuid,
  type Element,
  type Losses
} from './elements.ts';
import { QdaError } from './qda-error.ts';

/** Returns the bytes of a part of the file. */
type Parts = (name: string) => Uint8Array | undefined;

export interface TextReading {
  readonly parts: Parts;
  readonly losses: Losses;
  /** Says that the program counts a line break as one, although its texts have two characters there. */
  readonly hasShortBreaks: boolean;
  selections: number;
}

/** Pictures, sound and film are lost; a PDF is read where it has its words. */
export function sourcesOf(lists: readonly Element[], reading: TextReading): QdaText[] {
  return lists.flatMap((list) =>
    list.children.flatMap((source) => {
      if (source.name === 'TextSource') return textFrom(source, reading) ?? [];
      reading.losses.add(source.name, nameOf(source));
      const words = source.children.find(({ name }) => name === 'Representation');
      return source.name === 'PDFSource' && words ? (pdfFrom(source, words, reading) ?? []) : [];
    })
  );
}

/** Joins a PDF with its words: other things refer to the PDF, and the selections are in the words. */
function pdfFrom(source: Element, words: Element, reading: TextReading): QdaText | undefined {
  const text = textFrom(words, reading);
  if (!text) return undefined;
  const own = sorted(
    source,
    ['Description', 'Representation', 'Coding', 'NoteRef', 'VariableValue'],
    reading.losses
  );
  return {
    ...text,
    ...auditOf(source),
    guid: ownGuid(source),
    name: nameOf(source),
    description: descriptionOf(own.Description),
    codings: [...own.Coding.map((coding) => codingFrom(coding, reading.losses)), ...text.codings],
    notes: [...own.NoteRef.map(targetGuid), ...text.notes],
    values: [...valuesFrom(own.VariableValue, reading.losses), ...text.values]
  };
}

export const notesOf = (lists: readonly Element[], reading: TextReading): QdaText[] =>
  lists.flatMap((list) =>
    sorted(list, ['Note'], reading.losses).Note.flatMap(
      (note) => textFrom(note, reading, { mayLackText: true }) ?? []
    )
  );

/** Undefined, and lost, where the file does not have its words. */
function textFrom(
  element: Element,
  reading: TextReading,
  { mayLackText = false }: { readonly mayLackText?: boolean } = {}
): QdaText | undefined {
  const { losses } = reading;
  const words = wordsOf(element, reading);
  if (words === undefined && !mayLackText) {
    losses.add(element.name, nameOf(element));
    return undefined;
  }
  if (element.attributes['richTextPath'] !== undefined) losses.add('richTextPath', nameOf(element));
  const own = sorted(
    element,
    ['Description', 'PlainTextContent', 'PlainTextSelection', 'Coding', 'NoteRef', 'VariableValue'],
    losses
  );
  const text = words ?? '';
  const length = pointsIn(text);
  // A note may be about a passage of a source, whose positions are then not those of the note.
  const isAbout = mayLackText && own.PlainTextSelection.length > 0;
  return {
    guid: ownGuid(element),
    name: nameOf(element),
    description: descriptionOf(own.Description),
    text,
    ...auditOf(element),
    selections: own.PlainTextSelection.map((one) =>
      selectionFrom(one, reading, { length: isAbout ? Infinity : length, of: nameOf(element) })
    ),
    codings: own.Coding.map((coding) => codingFrom(coding, losses)),
    notes: own.NoteRef.map(targetGuid),
    values: valuesFrom(own.VariableValue, losses)
  };
}

/** From the XML or from a file of its own; undefined where neither has them. */
function wordsOf(element: Element, { parts, hasShortBreaks }: TextReading): string | undefined {
  const content = element.children.find(({ name }) => name === 'PlainTextContent');
  if (content) return content.text;
  const path = element.attributes['plainTextPath']?.trim() ?? '';
  const file = /^internal:\/\/\/?(.+)$/i.exec(path)?.[1];
  if (file === undefined) return undefined;
  const bytes = parts(`sources/${file}`);
  if (!bytes) throw new QdaError('no-text', nameOf(element) || file);
  const text = bytes.length === 0 ? '' : textOf(bytes);
  return hasShortBreaks ? text.replaceAll('\r\n', '\n') : text;
}

function selectionFrom(
  element: Element,
  reading: TextReading,
  { length, of }: { readonly length: number; readonly of: string }
): QdaSelection {
  const { losses } = reading;
  reading.selections += 1;
  if (reading.selections > qdaLimits.selections)
    throw new QdaError('too-many-selections', String(qdaLimits.selections));
  const own = sorted(element, ['Description', 'Coding', 'NoteRef'], losses);
  const [start, end] = [positionOf(element, 'startPosition'), positionOf(element, 'endPosition')];
  if (start === undefined || end === undefined || start > end || end > length)
    throw new QdaError('outside-text', of || nameOf(element));
  return {
    guid: ownGuid(element),
    name: nameOf(element),
    description: descriptionOf(own.Description),
    start,
    end,
    ...auditOf(element),
    codings: own.Coding.map((coding) => codingFrom(coding, losses)),
    notes: own.NoteRef.map(targetGuid)
  };
}

function positionOf({ attributes }: Element, name: string): number | undefined {
  const written = attributes[name]?.trim() ?? '';
  return /^\+?\d{1,10}$/.test(written) ? Number(written) : undefined;
}

function codingFrom(element: Element, losses: Losses): QdaCoding {
  const own = sorted(element, ['CodeRef', 'NoteRef'], losses);
  const [code] = own.CodeRef;
  if (!code) throw new QdaError('unknown-code');
  return {
    guid: ownGuid(element),
    code: targetGuid(code),
    creatingUser: optionalGuid(element.attributes['creatingUser']),
    created: element.attributes['creationDateTime']?.trim() || null,
    notes: own.NoteRef.map(targetGuid)
  };
}

export const valuesFrom = (elements: readonly Element[], losses: Losses): QdaValue[] =>
  elements.flatMap((element) => {
    const [variable] = element.children.filter(({ name }) => name === 'VariableRef');
    const value = element.children.find(({ name }) => name !== 'VariableRef');
    const type = variableTypes.find((one) => value?.name === `${one}Value`);
    if (variable && value && type) return [{ variable: targetGuid(variable), type, value: value.text }];
    losses.add('VariableValue');
    return [];
  });
