/**
 * What is read of a document, gathered while it is gone through, and turned into cells, texts and findings at its end. It knows no format:
 * lines, records and paragraphs come in the order in which they stand.
 */
import { locales, type Locale } from '#domain/locale.ts';
import type { ContentNode, SectionContent } from '#domain/version.ts';
import { parseAnswerSection } from '#document/answer-places.ts';
import type { Cells } from '#document/answers.ts';
import type { Finding, FoundThing, Reading } from './book.ts';
import { restored } from './carried.ts';
import { allQuestions, restKey, type Form, type FormQuestion, type Slot } from './form.ts';
import { isBlankLeaf, type Leaf } from './leaves.ts';
import { badCharacters, signsOf } from '#domain/bad-characters.ts';
import { cellsRead } from './lines.ts';
import { slotOf } from './outline.ts';
import { recordsFrom, type GivenRecord, type SentRecord } from './records-read.ts';

export interface GivenLine {
  readonly key: string | null;
  readonly label: string;
  readonly words: string;
  readonly place: string;
}

/** What the file says of how it went out; of a file that did not, nothing. */
export interface Sent {
  readonly texts: ReadonlyMap<string, SectionContent>;
  readonly records: Readonly<Record<string, readonly SentRecord[]>>;
  readonly from: Reading['from'];
}

export const notSent: Sent = {
  texts: new Map(),
  records: {},
  from: { study: null, city: null, frameworkVersion: null }
};

export interface RecordSlip {
  readonly line: (line: GivenLine) => void;
}

export interface Gathering {
  /** The file has the question as we write it, so that what it does not say of it is not there. */
  readonly whole: (question: FormQuestion) => void;
  readonly line: (question: FormQuestion, line: GivenLine) => void;
  readonly record: (question: FormQuestion, known: GivenRecord['known'], place: string) => RecordSlip;
  /** A passage begins, even where nothing follows. */
  readonly passage: (section: string, language: Locale) => void;
  /** Without a language it is told by its script. */
  readonly leaf: (section: string, language: Locale | null, leaf: Leaf, place: string) => void;
  readonly find: (finding: FoundThing) => void;
  readonly finish: (sent: Sent) => Reading;
}

const most = 300;
const shortened = (words: string): string => (words.length > most ? `${words.slice(0, most - 1)}…` : words);

interface OwnLines {
  readonly words: Record<string, string>;
  readonly places: Map<string, string>;
}
interface OwnQuestion extends OwnLines {
  readonly question: FormQuestion;
  readonly records: (GivenRecord & OwnLines)[];
}

const scriptOf = (words: string): Locale => (/\p{Script=Han}/u.test(words) ? 'zh' : 'en');

export function openGathering(form: Form): Gathering {
  const questions = new Map<string, OwnQuestion>();
  const texts = new Map<string, Partial<Record<Locale, Leaf[]>>>();
  const findings: Finding[] = [];
  const wholes = new Set<string>();
  const find: Gathering['find'] = ({ detail = '', words, ...finding }) =>
    void findings.push({ ...finding, words: shortened(words), detail: shortened(detail) });
  const own = (question: FormQuestion): OwnQuestion => {
    const known = questions.get(question.id) ?? {
      question,
      words: {},
      places: new Map<string, string>(),
      records: []
    };
    questions.set(question.id, known);
    return known;
  };
  const tellBad = (words: string, place: string, question: string | null): void => {
    const bad = badCharacters(words);
    if (bad.length > 0) find({ kind: 'bad-characters', place, words, question, detail: signsOf(bad) });
  };
  const put = (
    question: FormQuestion,
    slots: readonly Slot[],
    into: OwnLines,
    { key, label, words, place }: GivenLine
  ): void => {
    const isRest = key === restKey && slots === question.slots;
    const found = isRest ? restKey : slotOf(slots, key, label, words)?.key;
    const before = found === undefined ? undefined : into.words[found];
    if (words.trim() === '') return;
    if (found === undefined)
      find({ kind: 'unknown', place, words: `${label}: ${words}`, question: question.id });
    else if (before !== undefined && before !== words)
      find({ kind: 'contradictory', place, words, question: question.id, detail: before });
    else {
      tellBad(words, place, question.id);
      into.words[found] = words;
      into.places.set(found, place);
    }
  };
  const leavesIn = (section: string, language: Locale): Leaf[] => {
    const both = texts.get(section) ?? {};
    const leaves = (both[language] ??= []);
    texts.set(section, both);
    return leaves;
  };
  return {
    find,
    whole: ({ id }) => void wholes.add(id),
    line: (question, line) => put(question, question.slots, own(question), line),
    record: (question, known, place) => {
      const record = { known, place, words: {}, places: new Map<string, string>() };
      own(question).records.push(record);
      return { line: (line) => put(question, question.recordSlots, record, line) };
    },
    passage: (section, language) => void leavesIn(section, language),
    leaf: (section, language, leaf, place) => {
      tellBad(wordsOfLeaf(leaf), place, parseAnswerSection(section)?.question ?? null);
      leavesIn(section, language ?? scriptOf(wordsOfLeaf(leaf))).push(leaf);
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

export const wordsOfLeaf = ({ inline, rows }: Leaf): string =>
  rows
    ? rows.map((row) => row.map(({ leaves }) => leaves.map(wordsOfLeaf).join(' ')).join(' · ')).join('\n')
    : inline.map(wordsOfInline).join('');

const wordsOfInline = ({ type, text, content }: ContentNode): string =>
  text ?? (type === 'hardBreak' ? '\n' : (content ?? []).map(wordsOfInline).join(''));

function cellsOfQuestion(
  { question, words, places, records }: OwnQuestion,
  sent: readonly SentRecord[],
  find: Gathering['find']
): Cells {
  const known = recordsFrom(question.id, records, sent, find);
  const read = cellsRead(question, { words, records: known });
  for (const { record, key, kind, words: said, detail } of read.faults) {
    const place = record === null ? places.get(key) : known.find(({ id }) => id === record)?.places.get(key);
    find({ kind, place: place ?? '', words: said, question: question.id, detail });
  }
  return read.cells;
}

/** Nothing where the file says nothing of it, and went out without it. */
function textOf(
  id: string,
  both: Partial<Record<Locale, readonly Leaf[]>>,
  sent: SectionContent | undefined
): SectionContent[] {
  const nodes = (language: Locale): readonly ContentNode[] => {
    const leaves = both[language];
    return leaves === undefined ? (sent?.[language] ?? []) : restored(leaves, sent?.[language] ?? []);
  };
  const isSaid =
    sent !== undefined ||
    locales.some((language) => (both[language] ?? []).some((leaf) => !isBlankLeaf(leaf)));
  return isSaid ? [{ id, en: nodes('en'), zh: nodes('zh') }] : [];
}
