/** Tests the states of the demo's cities, and that they are the same as if people had taken every step. */
import { describe, expect, it } from 'vitest';
import { selectRows } from '#server/store/rows.ts';
import type { App } from '#server/app.ts';
import { checkApprovals } from '#server/areas/approval/approval-check.ts';
import { quickEngines, type Engine } from '#kit/databases.ts';
import { demoDatabase } from '#kit/demo-database.ts';
import { openAppOver, testApp } from '#kit/app.ts';

const slug = 'eu-china-2013';

/** Opens an app over a copy of the demo study as it was loaded. */
async function openDemo(engine: Engine): Promise<App> {
  return openAppOver(await demoDatabase(engine), { now: () => new Date('2026-09-02T08:00:00Z') });
}

describe.each(quickEngines)('the workflow of the demo on %s', (engine) => {
  it('has a round that runs, one that the city answered and one that passed in silence', async () => {
    const app = await openDemo(engine);
    const { db } = app.store;
    const states = new Map((await selectRows(db, 'assessment')).map(({ cityId, state }) => [cityId, state]));
    const of = (city: string) => states.get(city);
    expect([
      of('haidian'),
      of('nantong'),
      of('zhangzhou'),
      of('yangzhou'),
      of('binhai'),
      of('huaian'),
      of('ningbo'),
      of('pudong')
    ]).toEqual([
      'drafting',
      'internal-review',
      'internal-review',
      'consultation',
      'revision',
      'revision',
      'approval',
      'approved'
    ]);
    const rounds = new Map((await selectRows(db, 'consultation')).map((round) => [round.cityId, round]));
    expect(rounds.get('yangzhou')?.closedAt).toBeNull();
    expect((rounds.get('yangzhou')?.deadline ?? '') > app.now().toISOString()).toBe(true);
    expect([rounds.get('binhai')?.outcome, rounds.get('huaian')?.outcome]).toEqual([
      'submitted',
      'no-comment'
    ]);
    await app.scheduler.run();
    expect((await selectRows(db, 'assessment')).find(({ cityId }) => cityId === 'yangzhou')?.state).toBe(
      'consultation'
    );
  });

  it('has one city with one signature, one with both, and those that a return made void', async () => {
    const app = await openDemo(engine);
    const signatures = await selectRows(app.store.db, 'signature');
    const of = (city: string, isVoid: boolean) =>
      signatures.filter((one) => one.subject === `findings:${city}` && (one.voidedAt !== null) === isVoid)
        .length;
    expect([of('ningbo', false), of('pudong', false), of('pudong', true)]).toEqual([1, 2, 1]);
    const comments = await selectRows(app.store.db, 'cityComment');
    expect(new Set(comments.flatMap(({ kind }) => kind ?? []))).toEqual(
      new Set(['fact', 'judgement', 'confidentiality', 'wording'])
    );
    expect(
      comments.filter(({ cityId, submittedAt }) => cityId === 'yangzhou' && submittedAt === null)
    ).toHaveLength(2);
  });

  it('holds when its approvals are checked, and goes into an archive and out of it as it was', async () => {
    const app = await openDemo(engine);
    const [study] = await selectRows(app.store.db, 'study');
    if (!study) throw new Error('no study');
    expect((await checkApprovals(app.store.db, study)).findings).toEqual([]);
    const first = await archiveOf(app);
    const elsewhere = await testApp(engine);
    expect(await elsewhere.archives.import('operator', first)).toMatchObject({ ok: true });
    expect(Buffer.compare(await archiveOf(elsewhere), first)).toBe(0);
  });
});

async function archiveOf(app: App): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  const written = await app.archives.export('operator', slug, (chunk) => void chunks.push(chunk));
  if (!written.ok) throw new Error(written.refusal.code);
  return Buffer.concat(chunks);
}
