/** Lists the things of a framework that have an id, flat, so that two versions can be compared. */
import {
  answerParts,
  type FieldDefinition,
  type Framework,
  type Labelled,
  type Question
} from './framework.ts';
import type { Bilingual } from '#base/locale.ts';

export const parts = [
  'framework',
  'characteristic',
  'question',
  'facet',
  'measure',
  'option',
  'option-set',
  'record-type',
  'field',
  'goal',
  'reference'
] as const;
export type Part = (typeof parts)[number];

export interface Thing {
  readonly part: Part;
  readonly id: string;
  /** Outermost first. */
  readonly within: readonly string[];
  /** Names what an option or a topic belongs to; null for a thing of its own. */
  readonly home: 'question' | 'option-set' | 'field' | null;
  readonly code: string;
  readonly name: Bilingual;
  readonly texts: Readonly<Record<string, Bilingual>>;
  readonly facts: Readonly<Record<string, string>>;
  readonly retired: boolean;
}

export const nothing: Bilingual = { en: '', zh: '' };
export const keyOf = ({ part, home, within, id }: Thing): string =>
  JSON.stringify([part, home, ...within, id]);

export function thingsOf(framework: Framework): Thing[] {
  const { version, title, rankingNotice, filledBy, goals, references, optionSets, recordTypes } = framework;
  const thing = (
    part: Part,
    id: string,
    within: readonly string[],
    name: Bilingual,
    more: Partial<Thing> = {}
  ): Thing => ({
    part,
    id,
    within,
    name,
    home: null,
    code: '',
    texts: { text: name },
    facts: {},
    retired: false,
    ...more
  });
  const labels = (
    part: Part,
    home: NonNullable<Thing['home']>,
    list: readonly Labelled[],
    within: readonly string[]
  ): Thing[] =>
    list.map(({ id, label, retired }) => thing(part, id, within, label, { home, retired: retired === true }));
  return [
    thing('framework', framework.id, [], title, {
      texts: { title, rankingNotice, filledBy },
      facts: { version }
    }),
    ...goals.map(({ id, text }) => thing('goal', id, [], text)),
    ...answerParts(framework).flatMap(({ id, number, name, purpose, questions }) => [
      thing('characteristic', id, [], name, {
        texts: { text: name, purpose },
        facts: { number: String(number) }
      }),
      ...questions.flatMap((question) => [
        thing('question', question.id, [id], question.text, {
          code: question.code,
          texts: {
            text: question.text,
            guidance: question.guidance ?? nothing,
            example: question.example ?? nothing
          },
          facts: factsOf(question),
          retired: question.retired
        }),
        ...labels('facet', 'question', question.facets, [id, question.id]),
        ...labels('measure', 'question', question.measures, [id, question.id]),
        ...labels('option', 'question', question.options, [id, question.id])
      ])
    ]),
    ...Object.keys(optionSets).flatMap((id) => [
      thing('option-set', id, [], nothing),
      ...labels('option', 'option-set', optionSets[id] ?? [], [id])
    ]),
    ...recordTypes.flatMap(({ id, label, fields }) => [
      thing('record-type', id, [], label),
      ...fields.flatMap((field) => [
        thing('field', field.id, [id], field.label, {
          facts: factsOf(field),
          retired: field.retired === true
        }),
        ...labels('option', 'field', field.options, [id, field.id])
      ])
    ]),
    ...references.map(({ id, text, url, characteristics: of }) =>
      thing('reference', id, [], text, { facts: { url: url ?? '', characteristics: of.join(', ') } })
    )
  ];
}

/** Returns everything apart from texts that affects what is asked. */
function factsOf(
  of: Partial<Omit<Question, 'retired'>> &
    Pick<FieldDefinition, 'kind' | 'required'> &
    Partial<Pick<FieldDefinition, 'requiredIf'>>
): Record<string, string> {
  const {
    code,
    kind,
    required,
    parentId,
    recordType,
    optionsRef,
    exampleRequired,
    showIf,
    alsoAccepts,
    withMoney,
    linkedField,
    requiredIf
  } = of;
  return {
    code: code ?? '',
    kind,
    required: required ? 'yes' : '',
    parentId: parentId ?? '',
    recordType: recordType ?? '',
    optionsRef: optionsRef ?? '',
    exampleRequired: exampleRequired ? 'yes' : '',
    showIf: showIf ? `${showIf.question} = ${showIf.equals.join(' / ')}` : '',
    requiredIf: requiredIf ? `${requiredIf.field} = ${requiredIf.equals}` : '',
    alsoAccepts: alsoAccepts ?? '',
    withMoney: withMoney ? 'yes' : '',
    linkedField: linkedField ?? ''
  };
}
