/** Shows that files of old builds are removed in small steps, and files that a build still needs are not. */
import type { KyselyPlugin } from 'kysely';
import { describe, expect, it } from 'vitest';
import { keptBuilds } from '#rules/report/report-build.ts';
import { testApp } from '#kit/app.ts';
import { engines } from '#kit/databases.ts';
import { makeStudy } from '#kit/people.ts';
import { insertBuild, insertOutputs } from '#server/areas/report/store/report-builds.ts';
import { loadFile, pieceBytes, removeOldFiles, storeFiles } from '#server/areas/report/store/report-files.ts';

const hashOf = (n: number): string => n.toString(16).padStart(64, '0');

describe.each(engines)('files of old builds on %s', (engine) => {
  it('are removed a few pieces at a time, whatever their size and number', async () => {
    const app = await testApp(engine);
    const { db } = app.store;
    const study = await makeStudy(app);
    const bytes = (n: number, pieces: number): Uint8Array => new Uint8Array(pieces * pieceBytes).fill(n);
    // The oldest build has one large file, and a hundred small pictures that nothing else needs.
    const pictures = Array.from({ length: 100 }, (_, n) => hashOf(1_000 + n));
    for (let n = 0; n <= keptBuilds; n += 1) {
      const id = `build-${n}`;
      await insertBuild(db, {
        id,
        studyId: study.id,
        kind: 'report',
        purpose: 'draft',
        number: `0.${n}`,
        onDay: '2013-11-20',
        userId: 'somebody',
        at: `2013-11-20T08:${String(n + 10)}:00.000Z`,
        state: 'done',
        wanted: '[]',
        done: 1,
        manifest: JSON.stringify({ names: hashOf(500 + n) }),
        manifestHash: null,
        contentHash: hashOf(100 + n),
        pictures: JSON.stringify(n === 0 ? pictures : []),
        faults: '[]',
        hash: null,
        fault: null,
        attempts: 1,
        node: null,
        leaseUntil: null,
        startedAt: null,
        finishedAt: null
      });
      await storeFiles(
        db,
        study.id,
        new Map([
          [hashOf(n), bytes(n, n === 0 ? 150 : 1)],
          [hashOf(100 + n), bytes(n, 1)],
          [hashOf(500 + n), new Uint8Array()],
          ...(n === 0 ? pictures.map((hash) => [hash, bytes(n, 0)] as const) : [])
        ])
      );
      await insertOutputs(db, [
        {
          studyId: study.id,
          buildId: id,
          format: 'json',
          edition: 'en',
          sha256: hashOf(n),
          size: pieceBytes
        }
      ]);
    }

    const removed: number[] = [];
    const counting: KyselyPlugin = {
      transformQuery: ({ node }) => node,
      transformResult: ({ result }) => {
        if (result.numAffectedRows !== undefined) removed.push(Number(result.numAffectedRows));
        return Promise.resolve(result);
      }
    };
    await removeOldFiles(db.withPlugin(counting), study.id);
    expect(Math.max(...removed)).toBeLessThanOrEqual(64);
    for (const hash of [hashOf(0), hashOf(100), hashOf(500), ...pictures])
      expect(await loadFile(db, study.id, hash)).toBeUndefined();
    for (const hash of [hashOf(1), hashOf(101), hashOf(501), hashOf(keptBuilds)])
      expect(await loadFile(db, study.id, hash)).toBeDefined();

    // There is nothing left to remove.
    removed.length = 0;
    await removeOldFiles(db.withPlugin(counting), study.id);
    expect(removed.filter((count) => count > 0)).toEqual([]);
  });
});
