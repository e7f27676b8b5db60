/** The responses of the described cities as files carry them: their cells, and their texts with all blocks. */
import * as Y from 'yjs';
import { sectionContent } from '#document/content.ts';
import type { Cells } from '#document/answers.ts';
import type { Framework } from '#rules/framework/framework.ts';
import type { SectionContent } from '#base/content.ts';
import type { AnswerBook } from '#areas/answers';
import { demoCells } from '#server/areas/demo/demo-answers.ts';
import { documentBytes } from '#server/areas/demo/demo-documents.ts';
import { parseFramework } from '#server/areas/framework/store/framework-shape.ts';
import { indicatorRows } from '#server/areas/demo/store/city-rows.ts';
import { readSeed } from '#server/seeds/read.ts';
import { recordRows } from '#server/areas/demo/store/records.ts';
import { responseOf } from '#server/areas/demo/store/responses.ts';

let framework: Framework | undefined;
export const demoFramework = (): Framework =>
  (framework ??= parseFramework(JSON.stringify(readSeed('framework'))));

export const describedCities = (): string[] =>
  readSeed('cities')
    .cities.filter(({ profile }) => profile)
    .map(({ id }) => id);

let cellsOf: ((city: string) => Cells) | undefined;
function cellsOfCity(city: string): Cells {
  let count = 0;
  cellsOf ??= demoCells({
    records: recordRows('study', () => `record-${(count += 1)}`),
    figures: indicatorRows('study')
  });
  return cellsOf(city);
}

export function bookOf(id: string): AnswerBook {
  const city = readSeed('cities').cities.find((one) => one.id === id);
  if (!city?.profile) throw new Error(`${id} is not described`);
  const sections = demoFramework().characteristics.map((characteristic) => characteristic.id);
  const doc = new Y.Doc();
  Y.applyUpdate(doc, documentBytes(sections, responseOf(city.profile)));
  const texts = sections
    .map((section) => sectionContent(doc, section))
    .filter(({ en, zh }) => en.length + zh.length > 0);
  return { ...emptyBook(), city: { id, name: city.name }, cells: cellsOfCity(id), texts };
}

export const emptyBook = (texts: readonly SectionContent[] = [], cells: Cells = {}): AnswerBook => ({
  study: { slug: 'eu-china-2013', title: { en: 'EU–China smart cities', zh: '中欧智慧城市' } },
  city: { id: 'somewhere', name: { en: 'Somewhere', zh: '某市' } },
  framework: demoFramework(),
  language: 'en',
  cells,
  texts
});
