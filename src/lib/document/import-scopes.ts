/** Finds the characteristic and the fields of each question, and the faults of a value that is read for one. */
import { acceptedKinds, fits, isGiven, isWithheld } from '#rules/answers/answer.ts';
import { figuresQuestion, figureType } from '#rules/answers/figure-record.ts';
import {
  findRecordType,
  type CityFramework,
  type FieldDefinition,
  type Question
} from '#rules/framework/framework.ts';
import { isLocale } from '#base/locale.ts';
import type { FieldValue } from '#rules/framework/record.ts';
import { positionCell, type Cell } from './answer-cells.ts';

interface QuestionScope {
  readonly question: Question | null;
  readonly characteristic: string;
  readonly fields: readonly FieldDefinition[];
}

export type Scopes = ReadonlyMap<string, QuestionScope>;

/** In the order of the framework; the city's figures belong to the first characteristic. */
export function scopesOf(framework: CityFramework): Scopes {
  const scopes = new Map<string, QuestionScope>([['', { question: null, characteristic: '', fields: [] }]]);
  scopes.set(figuresQuestion, {
    question: null,
    characteristic: framework.characteristics[0]?.id ?? '',
    fields: figureType.fields
  });
  for (const { id: characteristic, questions } of framework.characteristics) {
    for (const question of questions) {
      const fields =
        question.recordType === null ? [] : (findRecordType(framework, question.recordType)?.fields ?? []);
      scopes.set(question.id, { question, characteristic, fields });
    }
  }
  return scopes;
}

export function faultOf(
  scopes: Scopes,
  { question, record, name, measure, language, about }: Cell,
  value: FieldValue
): 'unknown' | 'unreadable' | null {
  const location = scopes.get(question);
  if (!location) return 'unknown';
  if (about !== null || language !== null) return typeof value === 'string' ? null : 'unreadable';
  if (record !== null && name === positionCell)
    return typeof value === 'number' && Number.isFinite(value) ? null : 'unreadable';
  if (record !== null) {
    const field = location.fields.find(({ id }) => id === name);
    if (!field) return 'unknown';
    return !isGiven(value) || fits(field.kind, value) ? null : 'unreadable';
  }
  if (!location.question) return 'unknown';
  if (name === 'state' && measure !== null && !location.question.facets.some(({ id }) => id === measure))
    return 'unknown';
  if (name === 'state') return isWithheld(value) ? null : 'unreadable';
  if (name === 'original') return isLocale(value) ? null : 'unreadable';
  const kinds = name === 'value' ? acceptedKinds(location.question, measure) : [];
  if (kinds.length === 0) return 'unknown';
  return kinds.some((one) => fits(one, value)) ? null : 'unreadable';
}
