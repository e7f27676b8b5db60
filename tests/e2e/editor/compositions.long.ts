/**
 * Counts compositions that break: RUNS of them (1,000 unless said otherwise), from a seed, while a colleague edits, pairs
 * and accepts suggestions.
 */
import { composeWhileEdited } from './composing.ts';
import { findingsOf, openToWrite } from '../editing-kit.ts';
import { expect, test } from '../kit.ts';

const count = Number(process.env['RUNS'] ?? 1_000);
const seed = Number(process.env['SEED'] ?? 1);

test('no composition is broken while a colleague edits, pairs and accepts suggestions', async ({
  person
}) => {
  const [{ page: writer }, { page: colleague }] = [await person('expert1.cn'), await person('expert1.eu')];
  for (const page of [writer, colleague]) await openToWrite(page, findingsOf('haidian', 'stakeholders'));
  const broken = await composeWhileEdited(
    { writer, colleague },
    {
      count,
      seed,
      heard: (done, one) => {
        if (one) console.log(JSON.stringify(one));
        if (done % 4 === 0) console.log(`${done} compositions`);
      }
    }
  );
  console.log(`${count} compositions, ${broken.length} broken`);
  expect(broken).toEqual([]);
});
