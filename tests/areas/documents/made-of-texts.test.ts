/** Checks what is kept of texts for pages: until the text changes, and at most so much. */
import { expect, it } from 'vitest';
import { testApp } from '#kit/app.ts';
import { makePerson, makeStudy } from '#kit/people.ts';
import { paragraph, writeText } from '#kit/texts.ts';
import { MadeOfTexts, mostKept } from '#server/areas/documents/made-of-texts.ts';
import { WorkersFullError } from '#server/workers/errors.ts';

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
      return value instanceof Error ? Promise.reject(value) : Promise.resolve(value);
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
  await expect(make('html', new Error('no worker'))).rejects.toThrow('no worker');
  await make('html');
  expect(countMakings()).toBe(2);
});

it('is made for the others who wait where it is refused to one whose queue is full', async () => {
  const { make, countMakings } = await openText();
  const [first, second, third] = await Promise.allSettled([
    make('html', new WorkersFullError('Too many jobs wait')),
    make('html', 'for the second'),
    make('html', 'for the third')
  ]);
  expect(first.status).toBe('rejected');
  expect([second, third]).toEqual([
    { status: 'fulfilled', value: 'for the second' },
    { status: 'fulfilled', value: 'for the second' }
  ]);
  expect(countMakings()).toBe(2);
});

it('is refused to each whose own queue is full', async () => {
  const { make, countMakings } = await openText();
  const full = () => make('html', new WorkersFullError('Too many jobs wait'));
  const settled = await Promise.allSettled([full(), full(), make('html')]);
  expect(settled.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'fulfilled']);
  expect(countMakings()).toBe(3);
});
