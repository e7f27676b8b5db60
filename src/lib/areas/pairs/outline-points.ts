/**
 * Says what a city answers to a question as points of an outline, in both languages: values, choices, the names of
 * records with their amounts as facts, and the beginning of what it writes, in quotation marks.
 */
import { sectionsOfQuestion } from '#document/answer-cells.ts';
import { isGiven, type Answer } from '#rules/answers/answer.ts';
import { figureIn, type KnownFact } from '#rules/answers/fact.ts';
import type { Labelled } from '#rules/framework/framework.ts';
import { textFor, type Bilingual, type Locale } from '#base/locale.ts';
import { quotedStart, type OutlinePoint } from '#rules/pairs/outline.ts';
import { isBilingual, nameOfRecord, type FieldValue } from '#rules/framework/record.ts';
import { figureText } from '#lib/i18n/figure.ts';
import { yesNoLabel } from '#lib/areas/framework/answer-kinds/yes-no-evidence.ts';
import { yesNoAnswers } from '#rules/framework/answer-kinds/yes-no-evidence.ts';
import type { QuestionModel } from '#lib/areas/answers/question-model.ts';

const both = (of: (language: Locale) => string): Bilingual => ({ en: of('en'), zh: of('zh') });
const said = (text: Bilingual): OutlinePoint[] =>
  text.en === '' && text.zh === '' ? [] : [{ text, fact: null }];

/** Empty for a question that is not answered, or whose answer is held back. */
export function pointsOf(
  question: QuestionModel,
  answer: Answer | undefined,
  passages: Readonly<Record<string, Bilingual>>,
  facts: readonly KnownFact[]
): OutlinePoint[] {
  if (answer?.withheld) return [];
  const values = answer
    ? [
        ...valuePoints(question, null, answer.value),
        ...question.measures.flatMap(({ id, label }) => valuePoints(question, label, answer.measures[id]))
      ]
    : [];
  const records = (answer?.records ?? []).flatMap(({ id, fields }) => {
    const own = facts.filter(({ fact }) => fact.startsWith(`${question.id}/${id}/`));
    return own.length > 0
      ? own.map(({ fact, label }): OutlinePoint => ({ text: label, fact }))
      : said(nameOfRecord(fields));
  });
  const written = sectionsOfQuestion(question).flatMap((section) => {
    const text = passages[section];
    return text ? said(both((language) => quotedStart(text[language], language))) : [];
  });
  return [...values, ...records, ...written];
}

function valuePoints(
  { kind, options }: Pick<QuestionModel, 'kind' | 'options'>,
  measure: Bilingual | null,
  value: FieldValue | undefined
): OutlinePoint[] {
  if (!isGiven(value)) return [];
  const figure = figureIn(kind, value);
  const text = both((language) =>
    figure
      ? withYear(figureText(figure, language), figure.referenceYear, language)
      : choiceText(value, options, language)
  );
  if (measure === null) return said(text);
  return said(
    both((language) =>
      text[language] === ''
        ? ''
        : `${textFor(measure, language).text}${language === 'zh' ? '：' : ': '}${text[language]}`
    )
  );
}

const withYear = (text: string, year: string | null, language: Locale): string =>
  text === '' || year === null ? text : language === 'zh' ? `${text}（${year}年）` : `${text} (${year})`;

/** Returns a yes or no, choices by their labels, or a text in both languages; nothing for other values. */
function choiceText(value: FieldValue, options: readonly Labelled[], language: Locale): string {
  const list: readonly FieldValue[] = Array.isArray(value) ? (value as readonly FieldValue[]) : [value];
  return list
    .flatMap((one) => {
      if (isBilingual(one)) return textFor(one, language).text;
      const option = options.find(({ id }) => id === one);
      if (option) return textFor(option.label, language).text;
      const known = yesNoAnswers.find((answer) => answer === one);
      return known ? yesNoLabel(known, language) : [];
    })
    .filter(Boolean)
    .join(language === 'zh' ? '、' : ', ');
}
