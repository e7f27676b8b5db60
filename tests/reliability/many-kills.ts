/** The tests of an app that is killed under load, a few times or a thousand times. */
import { describe, expect, inject, it } from 'vitest';
import { chanceOf } from '#base/chance.ts';
import { engines, temporaryFolder } from '#kit/databases.ts';
import { makeDatabase } from '#kit/postgres.ts';
import { freePort } from '#kit/server.ts';
import { createFixture } from './fixture.ts';
import { killOften, roomsFor } from './killing.ts';
import { newName } from './network.ts';

/** A run takes the better part of a second. */
const mostMillisecondsOfRun = 6_000;

/** Declares one test for each engine, which kills the app `runs` times. */
export function describeKills(runs: number): void {
  describe.each(engines)(
    `an app on %s that is killed ${runs} times while eight people type in three rooms`,
    (engine) => {
      it(
        'comes back with everything that was acknowledged or that another had seen, and takes the rest when its author returns',
        async () => {
          const postgres =
            engine === 'postgres' ? { postgres: await makeDatabase(inject('postgresUrl'), newName()) } : {};
          const fixture = await createFixture({
            folder: temporaryFolder(),
            port: await freePort(),
            rooms: roomsFor(runs),
            writers: 24,
            ...postgres
          });
          const killed = await killOften(fixture, { runs, chance: chanceOf(20) });
          expect(killed.filter(({ faults }) => faults.length > 0)).toEqual([]);
          expect(killed).toHaveLength(runs);
          // It died with work in its hands, and after it had said something.
          expect(killed.filter(({ acknowledged, written }) => acknowledged === written)).toEqual([]);
          expect(killed.filter(({ seen, acknowledged }) => seen === 0 || acknowledged === 0)).toEqual([]);
        },
        60_000 + runs * mostMillisecondsOfRun
      );
    }
  );
}
