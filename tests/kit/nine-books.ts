/** The responses of the nine described Chinese cities, as files carry them. */
import * as Y from 'yjs';
import { answeredSections } from '#document/answered.ts';
import { answerSections } from '#document/answers.ts';
import { demoCells } from '#server/areas/demo/demo-answers.ts';
import { demoDocuments } from '#server/areas/demo/demo-documents.ts';
import type { AnswerBook } from '#areas/answers';
import { parseFramework } from '#server/areas/framework/store/framework-shape.ts';
import { indicatorRows } from '#server/areas/demo/store/city-rows.ts';
import { readSeed } from '#server/seeds/read.ts';
import { recordRows } from '#server/areas/demo/store/records.ts';
import { demoSlug, frameworkRow } from '#server/areas/demo/store/study-rows.ts';
import type { Locale } from '#base/locale.ts';

export function nineBooks(language: Locale = 'en'): AnswerBook[] {
  let count = 0;
  const newId = (): string => `r${(count += 1)}`;
  const framework = parseFramework(frameworkRow('s').content);
  const sections = [...framework.characteristics.map(({ id }) => id), ...answerSections(framework)];
  const documents = demoDocuments(
    's',
    newId,
    [],
    demoCells({ records: recordRows('s', newId), figures: indicatorRows('s') })
  );
  const described = readSeed('cities').cities.filter(({ profile }) => profile);
  return described.map((city): AnswerBook => {
    const found = documents.find(({ row }) => row.kind === 'response' && row.cityId === city.id);
    const doc = new Y.Doc();
    Y.applyUpdate(doc, found?.bytes ?? new Uint8Array([0, 0]));
    const { sections: accounts, answers } = answeredSections(doc, sections);
    const texts = [...accounts, ...answers.passages];
    return {
      study: { slug: demoSlug, title: { en: 'Comparative study of smart cities', zh: '智慧城市比较研究' } },
      city: { id: city.id, name: { en: city.id, zh: city.id } },
      framework,
      language,
      cells: answers.cells,
      texts
    };
  });
}
