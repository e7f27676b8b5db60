/**
 * Collects what is read of a document, and turns it at the end into cells, texts and findings. It is
 * independent of the format: values, records and paragraphs are added in the order of the document.
 */
import { locales, type Locale } from '#base/locale.ts';
import type { ContentNode, SectionContent } from '#base/content.ts';
import { parseAnswerSection } from '#document/answer-cells.ts';
import type { Cells } from '#document/answers.ts';
import type { Finding, FoundThing, ParsedFile } from './book.ts';
import { restored } from './restored-blocks.ts';
import { allQuestions, restKey, type Form, type FormQuestion, type Slot } from './form.ts';
import type { TextBlock } from '#document/nodes/block-file.ts';
import { isBlankTextBlock } from './text-blocks.ts';
import { badCharacters, signsOf } from '#base/bad-characters.ts';
import { cellsRead } from './slot-texts.ts';
import { slotOf } from './outline.ts';
import { recordsFrom, type GivenRecord, type SentRecord } from './records-read.ts';

export interface GivenValue {
  readonly key: string | null;
  readonly label: string;
  readonly text: string;
  readonly location: string;
}

/**
 * Describes what the file says of its contents as they were written; empty for a file that was not written
 * here.
 */
export interface Sent {
  readonly texts: ReadonlyMap<string, SectionContent>;
  readonly records: Readonly<Record<string, readonly SentRecord[]>>;
  readonly from: ParsedFile['from'];
}

export const notSent: Sent = {
  texts: new Map(),
  records: {},
  from: { study: null, city: null, frameworkVersion: null }
};

export interface DraftRecord {
  readonly line: (line: GivenValue) => void;
}

export interface Gathering {
  /** Marks a question as written in full: a value that the file does not mention is removed. */
  readonly whole: (question: FormQuestion) => void;
  readonly line: (question: FormQuestion, line: GivenValue) => void;
  readonly record: (question: FormQuestion, known: GivenRecord['known'], location: string) => DraftRecord;
  /** The passage exists even where no block follows. */
  readonly passage: (section: string, language: Locale) => void;
  /** Without a language the script determines it. */
  readonly textBlock: (
    section: string,
    language: Locale | null,
    textBlock: TextBlock,
    location: string
  ) => void;
  readonly find: (finding: FoundThing) => void;
  readonly finish: (sent: Sent) => ParsedFile;
}

const most = 300;
const shortened = (text: string): string => (text.length > most ? `${text.slice(0, most - 1)}…` : text);

interface OwnValues {
  readonly text: Record<string, string>;
  readonly locations: Map<string, string>;
}
interface OwnQuestion extends OwnValues {
  readonly question: FormQuestion;
  readonly records: (GivenRecord & OwnValues)[];
}

const scriptOf = (text: string): Locale => (/\p{Script=Han}/u.test(text) ? 'zh' : 'en');

export function openGathering(form: Form): Gathering {
  const questions = new Map<string, OwnQuestion>();
  const texts = new Map<string, Partial<Record<Locale, TextBlock[]>>>();
  const findings: Finding[] = [];
  const wholes = new Set<string>();
  const find: Gathering['find'] = ({ detail = '', text, ...finding }) =>
    void findings.push({ ...finding, text: shortened(text), detail: shortened(detail) });
  const own = (question: FormQuestion): OwnQuestion => {
    const known = questions.get(question.id) ?? {
      question,
      text: {},
      locations: new Map<string, string>(),
      records: []
    };
    questions.set(question.id, known);
    return known;
  };
  const reportBad = (text: string, location: string, question: string | null): void => {
    const bad = badCharacters(text);
    if (bad.length > 0) find({ kind: 'bad-characters', location, text, question, detail: signsOf(bad) });
  };
  const put = (
    question: FormQuestion,
    slots: readonly Slot[],
    into: OwnValues,
    { key, label, text, location }: GivenValue
  ): void => {
    const isRest = key === restKey && slots === question.slots;
    const found = isRest ? restKey : slotOf(slots, key, label, text)?.key;
    const before = found === undefined ? undefined : into.text[found];
    if (text.trim() === '') return;
    if (found === undefined)
      find({ kind: 'unknown', location, text: `${label}: ${text}`, question: question.id });
    else if (before !== undefined && before !== text)
      find({ kind: 'contradictory', location, text, question: question.id, detail: before });
    else {
      reportBad(text, location, question.id);
      into.text[found] = text;
      into.locations.set(found, location);
    }
  };
  const textBlocksIn = (section: string, language: Locale): TextBlock[] => {
    const both = texts.get(section) ?? {};
    const textBlocks = (both[language] ??= []);
    texts.set(section, both);
    return textBlocks;
  };
  return {
    find,
    whole: ({ id }) => void wholes.add(id),
    line: (question, line) => put(question, question.slots, own(question), line),
    record: (question, known, location) => {
      const record = { known, location, text: {}, locations: new Map<string, string>() };
      own(question).records.push(record);
      return { line: (line) => put(question, question.recordSlots, record, line) };
    },
    passage: (section, language) => void textBlocksIn(section, language),
    textBlock: (section, language, textBlock, location) => {
      reportBad(textOfTextBlock(textBlock), location, parseAnswerSection(section)?.question ?? null);
      textBlocksIn(section, language ?? scriptOf(textOfTextBlock(textBlock))).push(textBlock);
    },
    finish: (sent) => {
      const cells: Record<string, Cells[string]> = {};
      for (const { id } of allQuestions(form)) {
        const question = questions.get(id);
        if (question) Object.assign(cells, cellsOfQuestion(question, sent.records[id] ?? [], find));
      }
      return {
        cells,
        texts: [...texts].flatMap(([section, both]) => textOf(section, both, sent.texts.get(section))),
        findings,
        whole: [...wholes],
        from: sent.from
      };
    }
  };
}

export const textOfTextBlock = ({ inline, rows }: TextBlock): string =>
  rows
    ? rows
        .map((row) => row.map(({ textBlocks }) => textBlocks.map(textOfTextBlock).join(' ')).join(' · '))
        .join('\n')
    : inline.map(textOfInline).join('');

const textOfInline = ({ type, text, content }: ContentNode): string =>
  text ?? (type === 'hardBreak' ? '\n' : (content ?? []).map(textOfInline).join(''));

function cellsOfQuestion(
  { question, text, locations, records }: OwnQuestion,
  sent: readonly SentRecord[],
  find: Gathering['find']
): Cells {
  const known = recordsFrom(question.id, records, sent, find);
  const read = cellsRead(question, { text, records: known });
  for (const { record, key, kind, text: faultText, detail } of read.faults) {
    const location =
      record === null ? locations.get(key) : known.find(({ id }) => id === record)?.locations.get(key);
    find({ kind, location: location ?? '', text: faultText, question: question.id, detail });
  }
  return read.cells;
}

/** Empty where the file has none, and was written without it. */
function textOf(
  id: string,
  both: Partial<Record<Locale, readonly TextBlock[]>>,
  sent: SectionContent | undefined
): SectionContent[] {
  const nodes = (language: Locale): readonly ContentNode[] => {
    const textBlocks = both[language];
    return textBlocks === undefined ? (sent?.[language] ?? []) : restored(textBlocks, sent?.[language] ?? []);
  };
  const hasContent =
    sent !== undefined ||
    locales.some((language) => (both[language] ?? []).some((textBlock) => !isBlankTextBlock(textBlock)));
  return hasContent ? [{ id, en: nodes('en'), zh: nodes('zh') }] : [];
}
