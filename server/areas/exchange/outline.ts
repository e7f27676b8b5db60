/**
 * Recognizes what the headings of a document name: a question by its code or its text in either language, a
 * characteristic by its name.
 */
import {
  allQuestions,
  type Form,
  type FormCharacteristic,
  type FormQuestion,
  type Passage,
  type Slot
} from './form.ts';
import { normalizedText } from './parts.ts';
import { locales, type Locale } from '#base/locale.ts';

export type Target =
  | { readonly question: FormQuestion; readonly characteristic: null }
  | { readonly question: null; readonly characteristic: FormCharacteristic };

export interface Outline {
  /** A code counts, whatever follows it. */
  readonly ofHeading: (text: string) => Target | null;
  /** The paragraph must be the question's own text: the name of a characteristic can be in any list. */
  readonly ofParagraph: (text: string) => Target | null;
  /** Recognizes a line of plain text that begins with a code; `rest` is the text after it. */
  readonly ofLine: (text: string) => { readonly question: FormQuestion; readonly rest: string } | null;
}

/** Returns the text without case, width, blanks and punctuation, which programs change as they like. */
export const alike = (text: string): string => normalizedText(text).replace(/[\p{P}\p{S}]/gu, '');

export function outlineOf(form: Form): Outline {
  const questions = allQuestions(form);
  const byCode = questions
    .filter(({ code }) => code !== '')
    .toSorted((a, b) => b.code.length - a.code.length);
  const byText = new Map<string, Target>();
  for (const question of questions)
    for (const phrase of [question.text.en, question.text.zh, question.text.en + question.text.zh])
      lay(byText, phrase, { question, characteristic: null });
  for (const characteristic of form.characteristics) {
    const { en, zh } = characteristic.name;
    for (const phrase of [en, zh, en + zh]) lay(byText, phrase, { question: null, characteristic });
  }
  const targetOfText = (text: string): Target | null =>
    byText.get(alike(text)) ?? byText.get(alike(withoutNumber(text))) ?? null;
  const withCode = (text: string): { question: FormQuestion; rest: string } | null => {
    const phrase = text.normalize('NFKC').trimStart();
    for (const question of byCode) {
      if (!phrase.toLowerCase().startsWith(question.code.toLowerCase())) continue;
      const rest = phrase.slice(question.code.length);
      if (!/^(?:[\p{L}\p{N}]|[.\-–]\p{N})/u.test(rest) || /^\p{Script=Han}/u.test(rest))
        return { question, rest };
    }
    return null;
  };
  return {
    ofHeading: (text) => {
      const found = withCode(text);
      return found ? { question: found.question, characteristic: null } : targetOfText(text);
    },
    ofParagraph: (text) => {
      const found = withCode(text);
      const target = targetOfText(found ? found.rest : text);
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

function lay(map: Map<string, Target>, phrase: string, target: Target): void {
  const key = alike(phrase);
  if (key !== '' && !map.has(key)) map.set(key, target);
}

const withoutNumber = (text: string): string =>
  text.replace(/^\s*(?:第[\d一二三四五六七八九十]+[章节条部分]*|[\d.]+|[一二三四五六七八九十]+[、.])\s*/, '');

/** Returns the language that a line names as that of the text below it; null for any other line. */
export function languageLabel(text: string): Locale | null {
  const phrase = normalizedText(text).replace(/[:：]$/, '');
  return phrase === 'english' || phrase === '英文' || phrase === 'en'
    ? 'en'
    : phrase === '中文' || phrase === 'chinese' || phrase === 'zh'
      ? 'zh'
      : null;
}

/** By its name in one language or both. */
export function facetCalled(passages: readonly Passage[], text: string): Passage | null {
  const phrase = alike(text);
  return (
    passages.find(
      ({ facet }) =>
        facet !== null &&
        phrase !== '' &&
        [facet.label.en, facet.label.zh, facet.label.en + facet.label.zh].some((one) => alike(one) === phrase)
    ) ?? null
  );
}

/** Returns the label as it is in a document, in both languages. */
export const labelText = ({ label }: Slot): string =>
  label.en === label.zh ? label.en : `${label.en} / ${label.zh}`;

/** Finds the slot of a labelled value: by its key, else by its label, else by the name of its field alone. */
export function slotOf(
  slots: readonly Slot[],
  key: string | null,
  label: string,
  phrase: string
): Slot | null {
  const keyed = key === null ? undefined : slots.find((slot) => slot.key === key);
  if (keyed) return keyed;
  const name = normalizedText(label);
  if (name === '') return null;
  const called = slots.find((slot) =>
    [slot.label.en, slot.label.zh, labelText(slot)].some((one) => normalizedText(one) === name)
  );
  if (called) return called;
  const own = slots.filter(
    ({ cellAddress, about }) =>
      about === null && fieldLabels(cellAddress.model).some((one) => normalizedText(one) === name)
  );
  const language: Locale = /\p{Script=Han}/u.test(phrase) ? 'zh' : 'en';
  return (
    own.find(({ part }) => part?.language === language && !part.rare) ??
    own.find(({ part, rare }) => !rare && !(part?.form === 'choice' && part.id !== 'choice')) ??
    own[0] ??
    null
  );
}

function fieldLabels(model: Slot['cellAddress']['model']): string[] {
  if (!model || !('label' in model)) return [];
  const label = model.label as { readonly en: string; readonly zh: string };
  return [...locales.map((locale) => label[locale]), `${label.en} / ${label.zh}`];
}
