/**
 * Counts letters: one expert writes a sentence while another does each structural act once; then, RUNS times (200 unless said
 * otherwise), a sentence in English, Chinese or through an input method while the other does one to three acts around it. Each
 * is on a line of 300 ms.
 */
import { chanceOf } from '#base/chance.ts';
import { pick } from '#kit/sessions-of-yjs.ts';
import { findingsOf, openToWrite } from '../editing-kit.ts';
import { expect, test } from '../kit.ts';
import { restructurings, slowLine, writeWhileRestructured, type Restructuring } from './restructuring.ts';

const runs = Number(process.env['RUNS'] ?? 200);
const firstSeed = Number(process.env['SEED'] ?? 1);
const sentences = [
  ' the district opens its data to everyone who asks for it',
  '区政府向所有提出申请的人开放数据',
  ' both sides agree: 开放数据 is a duty, 不是恩惠'
];

test('no letter is lost or misplaced while a colleague restructures the paragraph', async ({ person }) => {
  const [{ page: zhou }, { page: marta }] = [await person('expert1.cn'), await person('expert1.eu')];
  for (const page of [zhou, marta]) {
    await slowLine(page, 150);
    await openToWrite(page, findingsOf('haidian', 'governance'));
  }
  let letters = 0;
  const failed: string[] = [];
  for (const act of restructurings) await writeWhileRestructured(zhou, marta, [act], sentences[0] ?? '');
  for (let seed = firstSeed; seed < firstSeed + runs; seed++) {
    const chance = chanceOf(seed);
    const acts: Restructuring[] = [pick(chance, restructurings)];
    while (!acts.some(({ atEnd }) => atEnd) && acts.length < 3 && chance() < 0.5) {
      const act = pick(chance, restructurings);
      if (!act.atEnd) acts.push(act);
    }
    const sentence = pick(chance, sentences);
    try {
      await writeWhileRestructured(zhou, marta, acts, sentence);
      letters += sentence.length;
    } catch (error) {
      failed.push(`seed ${seed}, ${acts.map(({ name }) => name).join('; ')}: ${String(error)}`);
      console.log(failed.at(-1));
    }
    if ((seed - firstSeed) % 20 === 19)
      console.log(`${seed - firstSeed + 1} runs, ${letters} letters, ${failed.length} failed`);
  }
  expect(failed).toEqual([]);
});
