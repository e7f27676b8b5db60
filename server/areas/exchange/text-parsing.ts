/**
 * Parses plain text line by line: the headings and values that were written here, or text that people wrote
 * below the codes of the questions.
 */
import type { Locale } from '#base/locale.ts';
import { fileLimits, type ParsedFile } from './book.ts';
import { UnreadableFileError } from '#server/files/unreadable-file.ts';
import { allQuestions, restKey, type Form, type FormCharacteristic, type FormQuestion } from './form.ts';
import { notSent, openGathering, type DraftRecord } from './gathering.ts';
import { alike, facetCalled, languageLabel, outlineOf, slotOf } from './outline.ts';
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
  const outline = outlineOf(form);
  const gathering = openGathering(form);
  const questions = new Map(allQuestions(form).map((question) => [question.id, question]));
  const from = {
    study: null as string | null,
    city: null as string | null,
    frameworkVersion: null as string | null
  };
  let here = nowhere;
  let isOurs = false;

  const inQuestion = (question: FormQuestion): Here => ({
    ...nowhere,
    question,
    section: question.passages[0]?.section ?? null
  });
  const enter = (tag: Tag | null, text: string, location: string): boolean => {
    if (tag?.kind === 'record' && here.question && here.question.recordSlots.length > 0) {
      const known = tag.id === null ? 'new' : { id: tag.id, position: tag.position };
      here = { ...inQuestion(here.question), record: gathering.record(here.question, known, location) };
      return true;
    }
    const passages = here.question?.passages ?? [];
    const facet =
      passages.find(({ section }) => tag?.kind === 'passage' && tag.section === section) ??
      facetCalled(passages, text);
    if (here.question && facet) {
      here = { ...inQuestion(here.question), section: facet.section };
      return true;
    }
    const tagged = tag?.kind === 'question' ? questions.get(tag.id) : undefined;
    const named =
      tag?.kind === 'characteristic' ? form.characteristics.find(({ id }) => id === tag.id) : undefined;
    const target = tagged
      ? { question: tagged, characteristic: null }
      : named
        ? { question: null, characteristic: named }
        : outline.ofHeading(text);
    if (!target) return false;
    if (tagged) gathering.whole(tagged);
    here = target.question
      ? inQuestion(target.question)
      : { ...nowhere, characteristic: target.characteristic, section: target.characteristic.account };
    return true;
  };

  for (let at = 0; at < lines.length; at += 1) {
    const line = lines[at] ?? '';
    const location = String(at + 1);
    const title = /^(#{1,3})\s+(.*?)\s*(?:\[([^[\]]+)\])?\s*$/.exec(line);
    if (title && !line.startsWith('####')) {
      isOurs ||= title[3] !== undefined;
      if (!enter(title[3] === undefined ? null : parseTag(title[3]), title[2] ?? '', location)) {
        here = nowhere;
        gathering.find({ kind: 'unknown', location, text: title[2] ?? '', question: null });
      }
      continue;
    }
    if (here.section === null && line.startsWith('//')) continue;
    if (here.section === null && isHead(line, from)) continue;
    const language = languageLabel(line);
    if (language && here.section !== null) {
      gathering.passage(here.section, language);
      here = { ...here, language, inPassage: true };
      continue;
    }
    const value = here.inPassage ? null : valueIn(line);
    if (value && here.question) {
      const slots = here.record ? here.question.recordSlots : here.question.slots;
      let text = value.text;
      if (value.key !== null || slotOf(slots, null, value.label, text)) {
        while (/^ {1,4}\|/.test(lines[at + 1] ?? ''))
          text += `\n${(lines[(at += 1)] ?? '').replace(/^ {1,4}\| ?/, '')}`;
        const given = { ...value, text: text.trim(), location };
        if (here.record && value.key !== restKey) here.record.line(given);
        else gathering.line(here.question, given);
        continue;
      }
    }
    // Without the written headings a code at the beginning of a line is a heading.
    const coded = isOurs ? null : outline.ofLine(line);
    if (coded) {
      here = inQuestion(coded.question);
      if (coded.rest.trim() === '' || isWording(coded.question, coded.rest)) continue;
    } else if (!isOurs && !here.inPassage) {
      const target = outline.ofParagraph(line);
      if (target) {
        here = target.question
          ? inQuestion(target.question)
          : { ...nowhere, characteristic: target.characteristic, section: target.characteristic.account };
        continue;
      }
    }
    let text = coded ? coded.rest : line;
    while (goesOn(lines[at] ?? '', lines[at + 1] ?? '')) text += ` ${(lines[(at += 1)] ?? '').trim()}`;
    const textBlock = textBlockOfLine(text);
    if (!textBlock) continue;
    if (here.section === null)
      gathering.find({ kind: 'unplaced', location, text: text.trim(), question: null });
    else gathering.textBlock(here.section, here.language, textBlock, location);
  }
  return gathering.finish({ ...notSent, from });
}

/**
 * Reads a line before the first heading that says where the file is from. Returns false for any other line.
 */
function isHead(
  line: string,
  from: { study: string | null; city: string | null; frameworkVersion: string | null }
): boolean {
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
