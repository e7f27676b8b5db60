import { afterAll, describe, expect, inject, it } from 'vitest';
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { engines } from '#kit/databases.ts';
import { failingSeeds } from './failing-seeds.ts';
import { foundWorld, type FoundWorld } from './found-world.ts';
import { runSeed } from './network.ts';
import { quickFolder } from '#kit/scratch-folder.ts';

/** Thousands are run by hand (converge.ts); these are run always. */
const fixed = [
  ...Array.from({ length: 25 }, (_, n) => 2013 + 101 * n),
  ...failingSeeds.map(({ seed }) => seed)
];

describe.each(engines)('people on a bad network, over %s', (engine) => {
  let world: FoundWorld;
  const folder = mkdtempSync(join(quickFolder(), 'meridian-network-'));
  afterAll(async () => {
    await world.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('come to one text that holds all they were told is saved and all that others saw, and nothing twice', async () => {
    world = await foundWorld({ engine, folder, cluster: inject('postgresUrl') });
    const outcomes = [];
    for (const seed of fixed) outcomes.push(await runSeed(world, seed));
    expect(outcomes.filter(({ faults }) => faults.length > 0)).toEqual([]);
    // A network on which nothing happened would prove nothing.
    expect(outcomes.reduce((sum, { restarts }) => sum + restarts, 0)).toBeGreaterThan(5);
    expect(outcomes.reduce((sum, { connections }) => sum + connections, 0)).toBeGreaterThan(200);
    expect(outcomes.reduce((sum, { edits }) => sum + edits, 0)).toBeGreaterThan(800);
  }, 90_000);
});
