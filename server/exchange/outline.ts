/** What the headings of a document speak of: a question by its code or its words in either language, a characteristic by its name. */
import {
  allQuestions,
  type Form,
  type FormCharacteristic,
  type FormQuestion,
  type Passage,
  type Slot
} from './form.ts';
import { sameWords } from './parts.ts';
import { locales, type Locale } from '#domain/locale.ts';

export type Target =
  | { readonly question: FormQuestion; readonly characteristic: null }
  | { readonly question: null; readonly characteristic: FormCharacteristic };

export interface Outline {
  /** A heading: a code counts, whatever stands behind it. */
  readonly ofHeading: (text: string) => Target | null;
  /** A paragraph that is no heading: it has to be the question's own words. The name of a characteristic can stand in any list. */
  readonly ofParagraph: (text: string) => Target | null;
  /** A line of plain text that begins with a code; `rest` stands behind it. */
  readonly ofLine: (text: string) => { readonly question: FormQuestion; readonly rest: string } | null;
}

/** Without case, width, blanks and punctuation, which programs change as they like. */
export const alike = (text: string): string => sameWords(text).replace(/[\p{P}\p{S}]/gu, '');

export function outlineOf(form: Form): Outline {
  const questions = allQuestions(form);
  const byCode = questions
    .filter(({ code }) => code !== '')
    .toSorted((a, b) => b.code.length - a.code.length);
  const byWords = new Map<string, Target>();
  for (const question of questions)
    for (const words of [question.text.en, question.text.zh, question.text.en + question.text.zh])
      lay(byWords, words, { question, characteristic: null });
  for (const characteristic of form.characteristics) {
    const { en, zh } = characteristic.name;
    for (const words of [en, zh, en + zh]) lay(byWords, words, { question: null, characteristic });
  }
  const ofWords = (text: string): Target | null =>
    byWords.get(alike(text)) ?? byWords.get(alike(withoutNumber(text))) ?? null;
  const withCode = (text: string): { question: FormQuestion; rest: string } | null => {
    const words = text.normalize('NFKC').trimStart();
    for (const question of byCode) {
      if (!words.toLowerCase().startsWith(question.code.toLowerCase())) continue;
      const rest = words.slice(question.code.length);
      if (!/^(?:[\p{L}\p{N}]|[.\-–]\p{N})/u.test(rest) || /^\p{Script=Han}/u.test(rest))
        return { question, rest };
    }
    return null;
  };
  return {
    ofHeading: (text) => {
      const found = withCode(text);
      return found ? { question: found.question, characteristic: null } : ofWords(text);
    },
    ofParagraph: (text) => {
      const found = withCode(text);
      const target = ofWords(found ? found.rest : text);
      return !target?.question || (found && target.question !== found.question) ? null : target;
    },
    ofLine: (text) => {
      const found = withCode(text);
      if (!found) return null;
      // `1.1 billion people` is no answer to 1.1.
      const isCode = /[a-z]$/i.test(found.question.code) || /^\s*(?:$|[^\s\p{Ll}\p{N}%％])/u.test(found.rest);
      return isCode
        ? { question: found.question, rest: found.rest.replace(/^[\s.:：)）、\-–—]+/, '') }
        : null;
    }
  };
}

function lay(map: Map<string, Target>, words: string, target: Target): void {
  const key = alike(words);
  if (key !== '' && !map.has(key)) map.set(key, target);
}

const withoutNumber = (text: string): string =>
  text.replace(/^\s*(?:第[\d一二三四五六七八九十]+[章节条部分]*|[\d.]+|[一二三四五六七八九十]+[、.])\s*/, '');

/** A line that only says in which language what follows is written. */
export function languageLabel(text: string): Locale | null {
  const words = sameWords(text).replace(/[:：]$/, '');
  return words === 'english' || words === '英文' || words === 'en'
    ? 'en'
    : words === '中文' || words === 'chinese' || words === 'zh'
      ? 'zh'
      : null;
}

/** The passage of a facet by its name, in one language or both. */
export function facetCalled(passages: readonly Passage[], text: string): Passage | null {
  const words = alike(text);
  return (
    passages.find(
      ({ facet }) =>
        facet !== null &&
        words !== '' &&
        [facet.label.en, facet.label.zh, facet.label.en + facet.label.zh].some((one) => alike(one) === words)
    ) ?? null
  );
}

/** As a label stands in a document, in both languages. */
export const labelWords = ({ label }: Slot): string =>
  label.en === label.zh ? label.en : `${label.en} / ${label.zh}`;

/** The slot of a line: by its key, else by its label, else by the name of its field alone. */
export function slotOf(
  slots: readonly Slot[],
  key: string | null,
  label: string,
  words: string
): Slot | null {
  const keyed = key === null ? undefined : slots.find((slot) => slot.key === key);
  if (keyed) return keyed;
  const name = sameWords(label);
  if (name === '') return null;
  const called = slots.find((slot) =>
    [slot.label.en, slot.label.zh, labelWords(slot)].some((one) => sameWords(one) === name)
  );
  if (called) return called;
  const own = slots.filter(
    ({ place, about }) => about === null && fieldLabels(place.asked).some((one) => sameWords(one) === name)
  );
  const language: Locale = /\p{Script=Han}/u.test(words) ? 'zh' : 'en';
  return (
    own.find(({ part }) => part?.language === language && !part.rare) ??
    own.find(({ part, rare }) => !rare && !(part?.form === 'choice' && part.id !== 'choice')) ??
    own[0] ??
    null
  );
}

function fieldLabels(asked: Slot['place']['asked']): string[] {
  if (!asked || !('label' in asked)) return [];
  const label = asked.label as { readonly en: string; readonly zh: string };
  return [...locales.map((locale) => label[locale]), `${label.en} / ${label.zh}`];
}
