import { figuresQuestion } from '#rules/answers/figure-record.ts';
import { textFor, type Bilingual } from '#base/locale.ts';
import { sideInSentence } from '#rules/study/side-words.ts';
import type { Missing, PairToDo } from '#rules/workflow/step-conditions.ts';
import { m } from '#lib/paraglide/messages.js';
import { zonedText } from '#lib/i18n/deadline.ts';
import { locale } from '#lib/i18n/locale.ts';

export interface MissingNames {
  /** Maps the id of a characteristic to its name. */
  readonly sections: Readonly<Record<string, Bilingual>>;
  /** Maps the id of a question to its printed code. */
  readonly codes?: Readonly<Record<string, string>>;
  /** Maps what stands under a question to its label: `{question}/{field}` and `{question}:{measure}`. */
  readonly labels?: ReadonlyMap<string, Bilingual>;
  readonly sides: readonly { readonly id: string; readonly name: Bilingual }[];
  /** Names the time zone in which deadlines are shown. */
  readonly zone: string;
}

/** Returns where in the answer to a question the fault is: the record by its name, the field, the part. */
function locationOf(
  missing: Extract<Missing, { kind: 'incomplete-record' | 'incomplete-value' | 'unreadable' }>,
  labels: MissingNames['labels']
): string {
  const labelOf = (key: string): string[] => {
    const label = labels?.get(key);
    return label ? [textFor(label, locale()).text] : [];
  };
  const { question, record, field, place, name } = missing;
  const called = name ? textFor(name, locale()).text : '';
  const measure = missing.kind === 'incomplete-record' ? null : missing.measure;
  const part = missing.kind === 'incomplete-record' ? null : missing.part;
  return [
    ...(record === null || place === undefined
      ? []
      : [called === '' ? m.answers_record_at({ place }) : m.answers_record_called({ place, name: called })]),
    ...(field === null ? [] : labelOf(`${question}/${field}`)),
    ...(measure ? labelOf(`${question}:${measure}`) : []),
    ...(part && part in partLabels ? [partLabels[part as keyof typeof partLabels]()] : [])
  ].join(locale() === 'zh' ? '，' : ', ');
}

const partLabels = {
  amount: m.label_amount,
  currency: m.label_currency,
  year: m.label_year,
  period: m.answers_period,
  status: m.answers_money_status,
  value: m.label_value,
  unit: m.answers_unit,
  baseline: m.answers_baseline,
  baselineYear: m.answers_baseline_year,
  money: m.answers_worth
} as const;

/** Nothing for an empty location. */
const inBrackets = (location: string): string =>
  location === '' ? '' : locale() === 'zh' ? `（${location}）` : ` (${location})`;

/** Names passages by their first words, in the reader's language where it has any; an ellipsis at the end says that there are more. */
function namedPassages(passages: readonly PairToDo[], count: number): string {
  const names = passages.map(({ words }) => {
    const { text } = textFor(words, locale());
    const letters = Array.from(text);
    return `“${letters.length > 32 ? `${letters.slice(0, 32).join('')}…` : text}”`;
  });
  return [...names, ...(count > passages.length ? ['…'] : [])].join(locale() === 'zh' ? '、' : ', ');
}

export function missingSentence(
  missing: Missing,
  { sections, codes, labels, sides, zone }: MissingNames
): string {
  const nameOf = (id: string | null): string => {
    const name = id === null ? undefined : sections[id];
    return name ? textFor(name, locale()).text : m.workflow_whole_text();
  };
  const codeOf = (question: string): string =>
    question === figuresQuestion ? m.answers_figures() : (codes?.[question] ?? question);
  switch (missing.kind) {
    case 'no-text':
      return m.workflow_missing_no_text({ section: nameOf(missing.section) });
    case 'no-translation':
      return missing.language === 'en'
        ? m.workflow_missing_no_english({ section: nameOf(missing.section) })
        : m.workflow_missing_no_chinese({ section: nameOf(missing.section) });
    case 'stale-translation':
      return missing.passages === undefined || missing.passages.length === 0
        ? m.workflow_missing_stale({ section: nameOf(missing.section), count: missing.blocks })
        : m.workflow_missing_stale_passages({
            section: nameOf(missing.section),
            count: missing.blocks,
            passages: namedPassages(missing.passages, missing.blocks)
          });
    case 'unanswered':
      return m.answers_missing_unanswered({
        section: nameOf(missing.section),
        question: codeOf(missing.question)
      });
    case 'unproven':
      return m.answers_missing_unproven({
        section: nameOf(missing.section),
        question: codeOf(missing.question)
      });
    case 'exposed':
      return m.answers_missing_exposed({
        section: nameOf(missing.section),
        question: codeOf(missing.question)
      });
    case 'incomplete-record':
      return m.answers_missing_field({
        section: nameOf(missing.section),
        question: codeOf(missing.question),
        where: inBrackets(locationOf(missing, labels))
      });
    case 'incomplete-value':
      return m.answers_missing_part({
        section: nameOf(missing.section),
        question: codeOf(missing.question),
        where: inBrackets(locationOf(missing, labels))
      });
    case 'unreadable':
      return m.answers_missing_unreadable({
        section: nameOf(missing.section),
        question: codeOf(missing.question),
        where: inBrackets(locationOf(missing, labels))
      });
    case 'too-many-records':
      return m.answers_missing_too_many({
        section: nameOf(missing.section),
        question: codeOf(missing.question),
        count: missing.most
      });
    case 'no-review':
      return m.workflow_missing_review();
    case 'changed-since-review':
      return m.workflow_missing_review_changed({ section: nameOf(missing.section) });
    case 'open-thread':
      return m.workflow_missing_thread({ section: nameOf(missing.section) });
    case 'undecided-comment':
      return m.workflow_missing_comment({ section: nameOf(missing.section) });
    case 'open-clarification':
      return m.clarification_missing({ section: nameOf(missing.section) });
    case 'open-panel':
      return m.workflow_missing_panel({ section: nameOf(missing.section) });
    case 'unreleased-level':
      return m.panel_missing_release({ section: nameOf(missing.section) });
    case 'consultation-runs':
      return m.workflow_missing_consultation({ deadline: zonedText(missing.deadline, zone, locale()) });
    case 'no-signature': {
      const side = sides.find(({ id }) => id === missing.sideId);
      return m.workflow_missing_signature({
        side: side ? sideInSentence(side.name, locale()) : missing.sideId
      });
    }
  }
}
