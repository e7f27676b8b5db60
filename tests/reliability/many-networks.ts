/** The tests of people on a simulated network, for a few seeds or for thousands. */
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, inject, it } from 'vitest';
import { engines } from '#kit/databases.ts';
import { quickFolder } from '#kit/scratch-folder.ts';
import { foundWorld, type FoundWorld } from './found-world.ts';
import { runSeed } from './network.ts';

const mostMillisecondsOfSeed = 3_000;

/** Declares one test for each engine, which runs all seeds. */
export function describeNetworks(seeds: readonly number[]): void {
  describe.each(engines)('people on a bad network, over %s', (engine) => {
    let world: FoundWorld;
    const folder = mkdtempSync(join(quickFolder(), 'meridian-network-'));
    afterAll(async () => {
      await world.close();
      rmSync(folder, { recursive: true, force: true });
    });

    it(
      'come to one text that holds all they were told is saved and all that others saw, and nothing twice',
      async () => {
        world = await foundWorld({ engine, folder, cluster: inject('postgresUrl') });
        const outcomes = [];
        for (const seed of seeds) outcomes.push(await runSeed(world, seed));
        expect(outcomes.filter(({ faults }) => faults.length > 0)).toEqual([]);
        // A network on which nothing happened would prove nothing.
        expect(outcomes.reduce((sum, { restarts }) => sum + restarts, 0)).toBeGreaterThan(seeds.length / 5);
        expect(outcomes.reduce((sum, { connections }) => sum + connections, 0)).toBeGreaterThan(
          seeds.length * 8
        );
        expect(outcomes.reduce((sum, { edits }) => sum + edits, 0)).toBeGreaterThan(seeds.length * 32);
      },
      60_000 + seeds.length * mostMillisecondsOfSeed
    );
  });
}
