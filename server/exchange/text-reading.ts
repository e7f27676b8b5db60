/** Plain text read line by line: our own headings and lines, or words that somebody wrote below the codes of the questions. */
import type { Locale } from '#domain/locale.ts';
import { UnreadableFileError, fileLimits, type Reading } from './book.ts';
import { allQuestions, restKey, type Form, type FormCharacteristic, type FormQuestion } from './form.ts';
import { notSent, openGathering, type RecordSlip } from './gathering.ts';
import { alike, facetCalled, languageLabel, outlineOf, slotOf } from './outline.ts';
import { parseTag, type Tag } from './tags.ts';
import { leafOfLine } from './text-leaves.ts';

interface Here {
  readonly question: FormQuestion | null;
  readonly characteristic: FormCharacteristic | null;
  readonly record: RecordSlip | null;
  /** Where words go; null before any heading. */
  readonly section: string | null;
  readonly language: Locale | null;
  /** Below a label: a line is words, whatever it looks like. */
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

export function readText(text: string, form: Form): Reading {
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
  const enter = (tag: Tag | null, words: string, place: string): boolean => {
    if (tag?.is === 'record' && here.question && here.question.recordSlots.length > 0) {
      const known = tag.id === null ? 'new' : { id: tag.id, position: tag.position };
      here = { ...inQuestion(here.question), record: gathering.record(here.question, known, place) };
      return true;
    }
    const passages = here.question?.passages ?? [];
    const facet =
      passages.find(({ section }) => tag?.is === 'passage' && tag.section === section) ??
      facetCalled(passages, words);
    if (here.question && facet) {
      here = { ...inQuestion(here.question), section: facet.section };
      return true;
    }
    const tagged = tag?.is === 'question' ? questions.get(tag.id) : undefined;
    const named =
      tag?.is === 'characteristic' ? form.characteristics.find(({ id }) => id === tag.id) : undefined;
    const target = tagged
      ? { question: tagged, characteristic: null }
      : named
        ? { question: null, characteristic: named }
        : outline.ofHeading(words);
    if (!target) return false;
    if (tagged) gathering.whole(tagged);
    here = target.question
      ? inQuestion(target.question)
      : { ...nowhere, characteristic: target.characteristic, section: target.characteristic.account };
    return true;
  };

  for (let at = 0; at < lines.length; at += 1) {
    const line = lines[at] ?? '';
    const place = String(at + 1);
    const title = /^(#{1,3})\s+(.*?)\s*(?:\[([^[\]]+)\])?\s*$/.exec(line);
    if (title && !line.startsWith('####')) {
      isOurs ||= title[3] !== undefined;
      if (!enter(title[3] === undefined ? null : parseTag(title[3]), title[2] ?? '', place)) {
        here = nowhere;
        gathering.find({ kind: 'unknown', place, words: title[2] ?? '', question: null });
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
      let words = value.words;
      if (value.key !== null || slotOf(slots, null, value.label, words)) {
        while (/^ {1,4}\|/.test(lines[at + 1] ?? ''))
          words += `\n${(lines[(at += 1)] ?? '').replace(/^ {1,4}\| ?/, '')}`;
        const given = { ...value, words: words.trim(), place };
        if (here.record && value.key !== restKey) here.record.line(given);
        else gathering.line(here.question, given);
        continue;
      }
    }
    // Without our own headings a code at the beginning of a line is one.
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
    let words = coded ? coded.rest : line;
    while (goesOn(lines[at] ?? '', lines[at + 1] ?? '')) words += ` ${(lines[(at += 1)] ?? '').trim()}`;
    const leaf = leafOfLine(words);
    if (!leaf) continue;
    if (here.section === null)
      gathering.find({ kind: 'unplaced', place, words: words.trim(), question: null });
    else gathering.leaf(here.section, here.language, leaf, place);
  }
  return gathering.finish({ ...notSent, from });
}

/** What stands before the first heading and is said of the file. */
function isHead(
  line: string,
  from: { study: string | null; city: string | null; frameworkVersion: string | null }
): boolean {
  const [, name, words = ''] = /^(study|city|framework) = (\S+)\s*$/.exec(line) ?? [];
  if (name === 'study') from.study = words;
  else if (name === 'city') from.city = words;
  else if (name === 'framework') from.frameworkVersion = words;
  return name !== undefined;
}

function valueIn(
  line: string
): { readonly key: string | null; readonly label: string; readonly words: string } | null {
  const keyed = /^(.*?)\s*\[k:([^\]]+)\]\s*=\s?(.*)$/.exec(line);
  if (keyed) return { label: keyed[1] ?? '', key: keyed[2] ?? '', words: keyed[3] ?? '' };
  const plain = /^([^=:：]{1,120}?)\s*[=:：]\s*(.*)$/.exec(line);
  return plain ? { label: plain[1] ?? '', key: null, words: plain[2] ?? '' } : null;
}

const isWording = ({ text }: FormQuestion, words: string): boolean =>
  [text.en, text.zh, text.en + text.zh].some((one) => alike(one) === alike(words));

/** A line that was broken where the window ended. */
const goesOn = (line: string, next: string): boolean => line.length >= 60 && /^\p{Ll}/u.test(next);
