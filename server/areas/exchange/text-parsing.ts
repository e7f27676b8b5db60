/**
 * Parses plain text line by line: the headings and values that were written here, or text that people wrote
 * below the codes of the questions.
 */
import type { Locale } from '#base/locale.ts';
import { fileLimits, type ParsedFile } from './book.ts';
import { UnreadableFileError } from '#server/files/unreadable-file.ts';
import { allQuestions, restKey, type Form, type FormCharacteristic, type FormQuestion } from './form.ts';
import { notSent, openGathering, type DraftRecord, type Gathering } from './gathering.ts';
import {
  alike,
  facetCalled,
  languageLabel,
  outlineOf,
  slotOf,
  type Outline,
  type Target
} from './outline.ts';
import { parseTag, type Tag } from './tags.ts';
import { textBlockOfLine } from './text-block-lines.ts';

interface Here {
  readonly question: FormQuestion | null;
  readonly characteristic: FormCharacteristic | null;
  readonly record: DraftRecord | null;
  /** Names the section to which text is added; null before any heading. */
  readonly section: string | null;
  readonly language: Locale | null;
  /** Says whether a label of a passage came last: then a line is text, whatever it looks like. */
  readonly inPassage: boolean;
}

const nowhere: Here = {
  question: null,
  characteristic: null,
  record: null,
  section: null,
  language: null,
  inPassage: false
};

export function parseText(text: string, form: Form): ParsedFile {
  const lines = text.split(/\r\n|\r|\n/);
  if (lines.length > 10 * fileLimits.rows)
    throw new UnreadableFileError('too-many-rows', String(lines.length));
  return new TextParser(lines, form).parse();
}

interface FileOrigin {
  study: string | null;
  city: string | null;
  frameworkVersion: string | null;
}

/** Parses lines in their order, and adds what they say to the question or section that the last heading named. */
class TextParser {
  readonly #lines: readonly string[];
  readonly #form: Form;
  readonly #outline: Outline;
  readonly #gathering: Gathering;
  readonly #questions: ReadonlyMap<string, FormQuestion>;
  readonly #from: FileOrigin = { study: null, city: null, frameworkVersion: null };
  #here = nowhere;
  /** Is true once a heading had a tag: the file was written here. */
  #isOurs = false;
  /** The index of the line that is parsed. */
  #at = 0;

  constructor(lines: readonly string[], form: Form) {
    this.#lines = lines;
    this.#form = form;
    this.#outline = outlineOf(form);
    this.#gathering = openGathering(form);
    this.#questions = new Map(allQuestions(form).map((question) => [question.id, question]));
  }

  parse(): ParsedFile {
    for (; this.#at < this.#lines.length; this.#at += 1) this.#parseLine(this.#lines[this.#at] ?? '');
    return this.#gathering.finish({ ...notSent, from: this.#from });
  }

  #parseLine(line: string): void {
    if (this.#parseHeading(line)) return;
    if (this.#here.section === null && line.startsWith('//')) return;
    if (this.#here.section === null && isHead(line, this.#from)) return;
    const language = languageLabel(line);
    if (language && this.#here.section !== null) {
      this.#gathering.passage(this.#here.section, language);
      this.#here = { ...this.#here, language, inPassage: true };
      return;
    }
    if (this.#parseValue(line)) return;
    // Without the written headings a code at the beginning of a line is a heading.
    const coded = this.#isOurs ? null : this.#outline.ofLine(line);
    if (coded) {
      this.#here = inQuestion(coded.question);
      if (coded.rest.trim() === '' || isWording(coded.question, coded.rest)) return;
    } else if (!this.#isOurs && !this.#here.inPassage) {
      const target = this.#outline.ofParagraph(line);
      if (target) {
        this.#here = inTarget(target);
        return;
      }
    }
    this.#addText(coded ? coded.rest : line, String(this.#at + 1));
  }

  #parseHeading(line: string): boolean {
    const title = /^(#{1,3})\s+(.*?)\s*(?:\[([^[\]]+)\])?\s*$/.exec(line);
    if (!title || line.startsWith('####')) return false;
    const location = String(this.#at + 1);
    this.#isOurs ||= title[3] !== undefined;
    if (!this.#enter(title[3] === undefined ? null : parseTag(title[3]), title[2] ?? '', location)) {
      this.#here = nowhere;
      this.#gathering.find({ kind: 'unknown', location, text: title[2] ?? '', question: null });
    }
    return true;
  }

  /** Returns false where the form does not have what the heading names. */
  #enter(tag: Tag | null, text: string, location: string): boolean {
    const { question } = this.#here;
    if (tag?.kind === 'record' && question && question.recordSlots.length > 0) {
      const known = tag.id === null ? 'new' : { id: tag.id, position: tag.position };
      this.#here = { ...inQuestion(question), record: this.#gathering.record(question, known, location) };
      return true;
    }
    const passages = question?.passages ?? [];
    const facet =
      passages.find(({ section }) => tag?.kind === 'passage' && tag.section === section) ??
      facetCalled(passages, text);
    if (question && facet) {
      this.#here = { ...inQuestion(question), section: facet.section };
      return true;
    }
    const tagged = tag?.kind === 'question' ? this.#questions.get(tag.id) : undefined;
    const named =
      tag?.kind === 'characteristic' ? this.#form.characteristics.find(({ id }) => id === tag.id) : undefined;
    const target = tagged
      ? { question: tagged, characteristic: null }
      : named
        ? { question: null, characteristic: named }
        : this.#outline.ofHeading(text);
    if (!target) return false;
    if (tagged) this.#gathering.whole(tagged);
    this.#here = inTarget(target);
    return true;
  }

  #parseValue(line: string): boolean {
    const { question, record } = this.#here;
    const value = this.#here.inPassage ? null : valueIn(line);
    if (!value || !question) return false;
    const location = String(this.#at + 1);
    const slots = record ? question.recordSlots : question.slots;
    let text = value.text;
    if (value.key === null && !slotOf(slots, null, value.label, text)) return false;
    while (/^ {1,4}\|/.test(this.#lines[this.#at + 1] ?? ''))
      text += `\n${(this.#lines[(this.#at += 1)] ?? '').replace(/^ {1,4}\| ?/, '')}`;
    const given = { ...value, text: text.trim(), location };
    if (record && value.key !== restKey) record.line(given);
    else this.#gathering.line(question, given);
    return true;
  }

  #addText(begun: string, location: string): void {
    let text = begun;
    while (goesOn(this.#lines[this.#at] ?? '', this.#lines[this.#at + 1] ?? ''))
      text += ` ${(this.#lines[(this.#at += 1)] ?? '').trim()}`;
    const textBlock = textBlockOfLine(text);
    if (!textBlock) return;
    const { section, language } = this.#here;
    if (section === null)
      this.#gathering.find({ kind: 'unplaced', location, text: text.trim(), question: null });
    else this.#gathering.textBlock(section, language, textBlock, location);
  }
}

const inQuestion = (question: FormQuestion): Here => ({
  ...nowhere,
  question,
  section: question.passages[0]?.section ?? null
});

const inTarget = (target: Target): Here =>
  target.question
    ? inQuestion(target.question)
    : { ...nowhere, characteristic: target.characteristic, section: target.characteristic.account };

/**
 * Reads a line before the first heading that says where the file is from. Returns false for any other line.
 */
function isHead(line: string, from: FileOrigin): boolean {
  const [, name, text = ''] = /^(study|city|framework) = (\S+)\s*$/.exec(line) ?? [];
  if (name === 'study') from.study = text;
  else if (name === 'city') from.city = text;
  else if (name === 'framework') from.frameworkVersion = text;
  return name !== undefined;
}

function valueIn(
  line: string
): { readonly key: string | null; readonly label: string; readonly text: string } | null {
  const keyed = /^(.*?)\s*\[k:([^\]]+)\]\s*=\s?(.*)$/.exec(line);
  if (keyed) return { label: keyed[1] ?? '', key: keyed[2] ?? '', text: keyed[3] ?? '' };
  const plain = /^([^=:：]{1,120}?)\s*[=:：]\s*(.*)$/.exec(line);
  return plain ? { label: plain[1] ?? '', key: null, text: plain[2] ?? '' } : null;
}

const isWording = ({ text }: FormQuestion, title: string): boolean =>
  [text.en, text.zh, text.en + text.zh].some((one) => alike(one) === alike(title));

/** Returns whether a line was broken where the window ended, and continues in the next. */
const goesOn = (line: string, next: string): boolean => line.length >= 60 && /^\p{Ll}/u.test(next);
