/**
 * Lists what in a city's answers is open, thin or contradictory. It is a work list, not a measure: nothing is
 * summed over characteristics, and no city is ordered before another by it.
 */
import { isWithheld, isWritten, stateOf } from './answer.ts';
import { applies, faultsOf, type Answered, type AnswerFault } from './answer-faults.ts';
import { warningsOf, type AnswerWarning } from './answer-warnings.ts';
import { figuresQuestion } from './figure-record.ts';
import { activeQuestions, type Framework, type Question } from '#rules/framework/framework.ts';
import { locales, otherLocale, type Locale } from '#base/locale.ts';

/** Sets the length, in characters, below which a required text answer is thin, in either language. */
export const thinBelow: Readonly<Record<Locale, number>> = { en: 80, zh: 30 };

export type Lack =
  | Extract<
      AnswerFault,
      {
        kind: 'unanswered' | 'unproven' | 'exposed' | 'unreadable' | 'incomplete-value' | 'too-many-records';
      }
    >
  /** A number of records lack a field that they must have. */
  | {
      readonly kind: 'records-with-gaps';
      readonly question: string;
      readonly section: string;
      readonly records: number;
    }
  | {
      readonly kind: 'short';
      readonly question: string;
      readonly section: string;
      readonly language: Locale;
      readonly characters: number;
    }
  | {
      readonly kind: 'one-language';
      readonly question: string;
      readonly section: string;
      readonly missing: Locale;
    }
  | (AnswerWarning & { readonly section: string });

export const lackGroups = ['open', 'thin', 'contradictory'] as const;
export type LackGroup = (typeof lackGroups)[number];

const groups: Readonly<Record<Lack['kind'], LackGroup>> = {
  unanswered: 'open',
  unreadable: 'open',
  'too-many-records': 'open',
  unproven: 'thin',
  'incomplete-value': 'thin',
  exposed: 'contradictory',
  'records-with-gaps': 'thin',
  short: 'thin',
  'one-language': 'thin',
  'shares-not-100': 'contradictory',
  'sum-differs': 'contradictory',
  'gdp-differs': 'contradictory'
};
export const groupOf = ({ kind }: Pick<Lack, 'kind'>): LackGroup => groups[kind];

export interface Measured extends Pick<Answered, 'answers'> {
  /** Counts the characters in the passages of a question, by language. */
  readonly charactersOf: (question: string) => Readonly<Record<Locale, number>>;
}

/** In the order of the framework, the figures of the city last. */
export function lacksOf(framework: Framework, measured: Measured): Lack[] {
  const hasText = (question: string): boolean =>
    locales.some((language) => measured.charactersOf(question)[language] > 0);
  const answered = { answers: measured.answers, hasText };
  const sections = new Map(
    framework.characteristics.flatMap(({ id, questions }) => questions.map((question) => [question.id, id]))
  );
  const sectionOf = (question: string): string =>
    sections.get(question) ?? framework.characteristics[0]?.id ?? '';
  const lacks: Lack[] = [
    ...gathered(faultsOf(framework, answered)),
    ...framework.characteristics.flatMap((characteristic) =>
      activeQuestions(characteristic)
        .filter((question) => applies(question, measured.answers))
        .flatMap((question) => thinTexts(question, characteristic.id, measured, hasText))
    ),
    ...warningsOf(framework, answered).map((warning) => ({
      ...warning,
      section: sectionOf(warning.question)
    }))
  ];
  const positions = new Map([...sections.keys(), figuresQuestion].map((id, index) => [id, index]));
  return lacks.sort((a, b) => (positions.get(a.question) ?? 0) - (positions.get(b.question) ?? 0));
}

/** Reports records with gaps once per question, however many fields they lack. */
function gathered(faults: readonly AnswerFault[]): Lack[] {
  const records = new Map<string, Set<string>>();
  return faults
    .flatMap((fault): Lack[] => {
      if (fault.kind !== 'incomplete-record') return [fault];
      const known = records.get(fault.question);
      records.set(fault.question, (known ?? new Set()).add(fault.record));
      return known
        ? []
        : [{ kind: 'records-with-gaps', question: fault.question, section: fault.section, records: 0 }];
    })
    .map((lack) =>
      lack.kind === 'records-with-gaps' ? { ...lack, records: records.get(lack.question)?.size ?? 0 } : lack
    );
}

function thinTexts(
  { id: question, kind, required }: Question,
  section: string,
  { answers, charactersOf }: Measured,
  hasText: Answered['hasText']
): Lack[] {
  if (isWithheld(stateOf(answers.get(question), hasText(question))) || !hasText(question)) return [];
  const characters = charactersOf(question);
  const only = locales.find((language) => characters[otherLocale(language)] === 0);
  const short =
    required && isWritten(kind)
      ? locales.find((language) => characters[language] > 0 && characters[language] < thinBelow[language])
      : undefined;
  return [
    ...(only ? [{ kind: 'one-language' as const, question, section, missing: otherLocale(only) }] : []),
    ...(short
      ? [{ kind: 'short' as const, question, section, language: short, characters: characters[short] }]
      : [])
  ];
}
