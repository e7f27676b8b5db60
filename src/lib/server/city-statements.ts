/**
 * Loads what a city states about one characteristic, for the pages that show it next to the text and the
 * scores.
 */
import { asJson } from '#lib/wire/as-json.ts';
import type { RequestEvent } from '@sveltejs/kit';
import {
  findCharacteristic,
  findRecordType,
  optionsOf,
  questionsWithPrompts,
  recordTypesOf
} from '#rules/framework/framework.ts';
import { must, needActor, refuseRequest } from './guard.ts';
import type { CharacteristicOfCity } from './questionnaire.ts';

/** Empty, with `mayReadResponse` false, for a reader who may not read the city's response. */
export async function cityStatements(
  event: RequestEvent,
  { study, city, characteristic: id }: CharacteristicOfCity
) {
  const { services } = event.locals;
  const actor = needActor(event);
  const { framework, documents, records, indicators, abilities } = must(
    event.locals,
    await services.assessments.load(actor, study, city)
  );
  const characteristic =
    findCharacteristic(framework, id) ?? refuseRequest(event.locals, { code: 'not-found' });
  const types = recordTypesOf(framework, characteristic);
  const response = documents.find((document) => document.kind === 'response');
  return {
    characteristic: {
      id,
      number: characteristic.number,
      name: characteristic.name,
      purpose: characteristic.purpose
    },
    questions: asJson(questionsWithPrompts(characteristic)),
    response: response
      ? asJson(must(event.locals, await services.documents.html(actor, response.id, id)))
      : null,
    mayReadResponse: abilities.has('response.read'),
    recordTypes: asJson(
      types.map((type) => ({
        id: type.id,
        label: type.label,
        fields: type.fields.map((field) => ({
          id: field.id,
          label: field.label,
          kind: field.kind,
          options: optionsOf(framework, field),
          parts: field.recordType === null ? [] : (findRecordType(framework, field.recordType)?.fields ?? [])
        }))
      }))
    ),
    records: asJson(records.filter((record) => types.some((type) => type.id === record.recordType))),
    indicators: [...indicators]
  };
}
