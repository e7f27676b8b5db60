/** Checks what is kept of texts for pages: until the text changes, and at most so much. */
import { expect, it } from 'vitest';
import { testApp } from '#kit/app.ts';
import { makePerson, makeStudy } from '#kit/people.ts';
import { paragraph, writeText } from '#kit/texts.ts';
import { MadeOfTexts, mostKept } from '#server/areas/documents/made-of-texts.ts';

async function openText() {
  const app = await testApp();
  const study = await makeStudy(app, { cities: [{ id: 'haidian', side: 'cn', state: 'drafting' }] });
  const author = await makePerson(app, { role: 'expert', side: 'eu', study });
  const documentId = study.cities[0]?.findingsId ?? '';
  const made = new MadeOfTexts(app.store);
  let makings = 0;
  const make = (what: string, value: unknown = what) =>
    made.of({ documentId, generation: 1 }, [what], () => {
      makings += 1;
      return Promise.resolve(value);
    });
  const write = (text: string) =>
    writeText(app, documentId, author.id, 'smart-city-strategy', { en: [paragraph('p1', text)], zh: [] });
  return { make, write, countMakings: () => makings };
}

it('is made once, and again when the text has changed', async () => {
  const { make, write, countMakings } = await openText();
  expect([await make('html'), await make('html')]).toEqual(['html', 'html']);
  expect(countMakings()).toBe(1);
  await write('The plan began in 2010.');
  await make('html');
  expect(countMakings()).toBe(2);
});

it('is forgotten from what was asked for longest ago once it is too much', async () => {
  const { make, countMakings } = await openText();
  for (const what of ['first', 'second']) await make(what, 'x'.repeat(mostKept / 2 - 10));
  await make('first');
  await make('third');
  expect(countMakings()).toBe(3);
  await make('first');
  expect(countMakings()).toBe(3);
  await make('large', 'x'.repeat(mostKept / 2 - 10));
  await make('first');
  expect(countMakings()).toBe(4);
  await make('second');
  expect(countMakings()).toBe(5);
});

it('is not kept where making it failed', async () => {
  const { make, countMakings } = await openText();
  const refused = Promise.reject(new Error('no worker'));
  await expect(make('html', refused)).rejects.toThrow('no worker');
  await make('html');
  expect(countMakings()).toBe(2);
});
