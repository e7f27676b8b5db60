/** Makes forms and files that fill their bounds with what costs most to read. */
import { answerLimits } from '#rules/answers/answer-limits.ts';
import type { ExchangeFormat } from '#rules/exchange/exchange.ts';
import { mostOf } from '#rules/framework/framework-faults.ts';
import { largestGlossary } from '#base/upload-limits.ts';
import { mostReceived } from '#rules/coding/coding-import.ts';
import { largestPassage } from '#document/sequence/limits.ts';
import type { Cells } from '#document/answers.ts';
import type { Framework, RecordType } from '#rules/framework/framework.ts';
import type { FieldValue } from '#rules/framework/record.ts';
import type { ContentNode } from '#base/content.ts';
import { longestFramework } from '#server/areas/framework/store/framework-shape.ts';
import { exchanges } from '#server/areas/exchange/formats.ts';
import type { AnswerBook } from '#areas/answers';
import { glossaryRows } from '#server/areas/pairs/glossary-csv.ts';
import { mostEntries } from '#server/areas/pairs/glossary-entry.ts';
import { tbxOf } from '#server/areas/pairs/tbx.ts';
import { demoFramework, emptyBook } from './answer-books.ts';
import { testFramework } from './people.ts';
import { guidFor, projectXml, qdpx } from './qda-projects.ts';
import { paragraph } from './texts.ts';

/** Names the question whose records have most fields, and the part that it belongs to. */
export const recordQuestion = { section: 'smart-city-services', id: 'services.register' } as const;

export const letters = (count: number): string =>
  'A sponge city keeps its rain. '.repeat(Math.ceil(count / 30)).slice(0, count);

/** Returns a passage of as many characters as one may have; named by `id`, as each block has a name of its own. */
export const longestPassage = (id: string, characters: number = largestPassage.characters): ContentNode[] =>
  Array.from({ length: Math.floor(characters / 2_500) }, (_, n) => paragraph(`${id}-${n}`, letters(2_490)));

/** Returns as many records of the question as it may have, with as many values as a response may have. */
export function mostAnswers(): Cells {
  const framework = demoFramework();
  const type = framework.recordTypes.find(({ id }) => id === 'service');
  if (!type) throw new Error('The framework has no such records');
  const of = valuesOf(type).slice(0, answerLimits.cells / answerLimits.records - 1);
  return Object.fromEntries<FieldValue>(
    Array.from({ length: answerLimits.records }, (_, n) => `${recordQuestion.id}/r-${n}`).flatMap(
      (record, n) => [
        [`${record}/$`, n] as const,
        ...of.map(([name, value]) => [`${record}/${name}`, value] as const)
      ]
    )
  );
}

const valuesOf = ({ fields }: RecordType): (readonly [name: string, value: string])[] =>
  fields.flatMap(({ id, kind }) =>
    kind === 'short-text' || kind === 'rich-text'
      ? [[`${id}.en`, letters(60)] as const, [`${id}.zh`, '海绵城市'.repeat(5)] as const]
      : []
  );

/** Returns a whole response as a file of a format. */
export function largestAnswers(format: ExchangeFormat, of: Pick<AnswerBook, 'study' | 'city'>): Uint8Array {
  const texts = demoFramework().characteristics.map(({ id }) => ({
    id,
    en: longestPassage(id, 100_000),
    zh: longestPassage(`${id}-zh`, 100_000)
  }));
  return exchanges[format].write({ ...emptyBook(texts, mostAnswers()), ...of });
}

/** Returns a framework nearly as long as its file may be, of nearly as many values: sets of as many options as one may have. */
export function largestFramework(): string {
  const label = { en: letters(50), zh: '选项' };
  const options = Array.from({ length: mostOf.options }, (_, n) => ({ id: `o-${n}`, label }));
  const sets = Array.from({ length: 30 }, (_, n) => [`s-${n}`, options] as const);
  const framework: Framework = { ...testFramework, version: '2', optionSets: Object.fromEntries(sets) };
  const text = JSON.stringify(framework);
  if (text.length > longestFramework) throw new Error('The framework is longer than its file may be');
  return text;
}

/** Returns a mapping of so many keys: each key is compared with those before. */
export const manyKeys = (count: number): Record<'yaml' | 'json', string> => ({
  yaml: Array.from({ length: count }, (_, n) => `k${n}: 1`).join('\n'),
  json: JSON.stringify(Object.fromEntries(Array.from({ length: count }, (_, n) => [`k${n}`, 1])))
});

/** Returns a glossary of as many terms as it may have, as long as its file may be. */
export function largestGlossaries(): Record<'csv' | 'tbx', string> {
  const bytesOfEntry = largestGlossary / mostEntries;
  const terms = Array.from({ length: mostEntries - 1 }, (_, n) => ({
    id: '',
    term: { en: `Term number ${n}`, zh: `术语${n}` },
    definition: { en: letters(bytesOfEntry - 600), zh: '' },
    group: 'concepts',
    kind: 'term' as const,
    isChecked: false,
    caution: { en: '', zh: '' },
    variants: [],
    agreedAt: null
  }));
  const rows = glossaryRows(terms).map((row) => row.map((cell) => cell ?? '').join(','));
  return { csv: rows.join('\r\n'), tbx: tbxOf('Terms', terms) };
}

/** Returns a project with as many codes as are received. */
export const largestCodings = (): Uint8Array =>
  qdpx(
    projectXml(
      `<CodeBook><Codes>${Array.from({ length: mostReceived }, (_, n) => `<Code guid="${guidFor(n)}" name="Code ${n}" isCodable="true"/>`).join('')}</Codes></CodeBook>`
    )
  );
