import { setImmediate as nextRound } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { inOwnRound } from '#server/process/rounds.ts';

it('lets one go on in each round of the event loop, in their order', async () => {
  const wentOn: string[] = [];
  const rounds: number[] = [];
  for (const name of ['a', 'b', 'c']) inOwnRound(() => wentOn.push(name));
  for (let round = 0; round < 4; round++) {
    await nextRound();
    rounds.push(wentOn.length);
  }
  expect(wentOn).toEqual(['a', 'b', 'c']);
  expect(rounds).toEqual([1, 2, 3, 3]);
});
