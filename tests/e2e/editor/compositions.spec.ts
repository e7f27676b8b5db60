/** Words that are written through an input method stay whole while a colleague edits, pairs and accepts suggestions. Shows R221. */
import { composeWhileEdited } from './composing.ts';
import { findingsOf, openToWrite } from '../editing-kit.ts';
import { expect, test } from '../kit.ts';

test('no composition is broken, doubled or left over while a colleague edits, pairs and accepts suggestions', async ({
  person
}) => {
  const [{ page: writer }, { page: colleague }] = [await person('expert1.cn'), await person('expert1.eu')];
  for (const page of [writer, colleague]) await openToWrite(page, findingsOf('haidian', 'stakeholders'));
  expect(await composeWhileEdited({ writer, colleague }, { count: 6, seed: 3 })).toEqual([]);
});
