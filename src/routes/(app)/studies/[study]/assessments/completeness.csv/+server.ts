import { textFor, type Bilingual } from '#base/locale.ts';
import { groupLabel, lackSentence } from '#lib/areas/answers/lack-labels.ts';
import { locale } from '#lib/i18n/locale.ts';
import { m } from '#lib/paraglide/messages.js';
import { attachment } from '#lib/server/approval-acts.ts';
import { completenessOf } from '#lib/server/completeness.ts';
import { csvOf } from '#base/csv.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async (event) => {
  const { cities } = await completenessOf(event);
  const localText = (text: Bilingual): string => textFor(text, locale()).text;
  const rows = cities.flatMap(({ city, lacks }) =>
    lacks.map(({ lack, group, characteristic, code, question }) => [
      localText(city.shortName),
      groupLabel(group),
      localText(characteristic),
      code,
      localText(question),
      lackSentence(lack)
    ])
  );
  const head = [
    m.label_city(),
    m.label_thing_kind(),
    m.label_characteristic(),
    m.label_number(),
    m.label_question(),
    m.completeness_what()
  ];
  return attachment(
    csvOf([head, ...rows]),
    'text/csv; charset=utf-8',
    `${event.params.study}-completeness.csv`
  );
};
