/** Finds one part of a framework, and returns the framework with that part changed. */
import type { Characteristic, FieldDefinition, Framework, Question, RecordType } from './framework.ts';
import { ok, refuse, type Result } from '#base/refusal.ts';

function replaced<T extends { readonly id: string }>(
  list: readonly T[],
  id: string,
  change: (one: T) => T
): readonly T[] | undefined {
  return list.some((one) => one.id === id)
    ? list.map((one) => (one.id === id ? change(one) : one))
    : undefined;
}

export function inCharacteristic(
  framework: Framework,
  id: string,
  change: (one: Characteristic) => Characteristic
): Result<Framework> {
  const characteristics = replaced(framework.characteristics, id, change);
  if (characteristics) return ok({ ...framework, characteristics });
  const { profile } = framework;
  const parts = profile && replaced(profile.parts, id, (part) => ({ ...change(part), mapsTo: part.mapsTo }));
  return parts ? ok({ ...framework, profile: { ...profile, parts } }) : refuse('not-found');
}

export const characteristicOf = (
  { characteristics }: Framework,
  question: string
): Characteristic | undefined =>
  characteristics.find(({ questions }) => questions.some(({ id }) => id === question));

export const inQuestion = (
  framework: Framework,
  id: string,
  change: (one: Question) => Question
): Result<Framework> =>
  inCharacteristic(framework, characteristicOf(framework, id)?.id ?? '', (one) => ({
    ...one,
    questions: replaced(one.questions, id, change) ?? one.questions
  }));

export function inRecordType(
  framework: Framework,
  id: string,
  change: (one: RecordType) => RecordType
): Result<Framework> {
  const recordTypes = replaced(framework.recordTypes, id, change);
  return recordTypes ? ok({ ...framework, recordTypes }) : refuse('not-found');
}

export function inField(
  framework: Framework,
  recordType: string,
  id: string,
  change: (one: FieldDefinition) => FieldDefinition
): Result<Framework> {
  const fields = replaced(
    framework.recordTypes.find((one) => one.id === recordType)?.fields ?? [],
    id,
    change
  );
  return fields ? inRecordType(framework, recordType, (one) => ({ ...one, fields })) : refuse('not-found');
}
