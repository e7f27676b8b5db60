/**
 * Tests that what areas do about the acts of others happens with the act or not at all. The promise: a hearer that refuses
 * leaves nothing of the act, and what is said to hearers alone is stored nowhere.
 */
import { describe, expect, it } from 'vitest';
import { eventKinds, type HeardKind } from '#lib/events/kinds.ts';
import { ok } from '#base/refusal.ts';
import type { App } from '#server/app.ts';
import type { Hearers } from '#server/commands/hearers.ts';
import { refused } from '#server/commands/refused.ts';
import { runCommand } from '#server/commands/run-command.ts';
import { verifyLog } from '#server/areas/operations/verify-study.ts';
import { testApp } from '#kit/app.ts';
import { engines } from '#kit/databases.ts';
import { makeStudy, type TestStudy } from '#kit/people.ts';

const withHearers = (app: App, changed: Partial<Hearers>): App => ({
  ...app,
  hearers: { ...app.hearers, ...changed }
});

/** Renames the study, and tells of a signature that became void. */
const act = (app: App, study: TestStudy) =>
  runCommand(app, async ({ trx, appendEvent }) => {
    await trx.updateTable('study').set({ titleEn: 'Renamed' }).where('id', '=', study.id).execute();
    await appendEvent(study.id, null, {
      kind: 'approval.voided',
      needs: 'study.see',
      payload: { subject: 'framework', versionId: 'v1' },
      forHearers: { signers: ['signer'], slug: null }
    });
    return ok(null);
  });

const storedOf = async ({ store: { db } }: App, study: TestStudy) => ({
  ...(await db.selectFrom('study').select('titleEn').where('id', '=', study.id).executeTakeFirstOrThrow()),
  events: await db.selectFrom('event').selectAll().where('studyId', '=', study.id).execute()
});

describe.each(engines)('a hearer on %s', (engine) => {
  it('that refuses leaves nothing of the act, and nobody is signalled', async () => {
    const app = await testApp(engine);
    const study = await makeStudy(app);
    const before = await storedOf(app, study);
    const signals: string[] = [];
    app.signals.listen((signal) => signals.push(signal.kind));
    const refusing = withHearers(app, {
      'approval.voided': [{ inTransaction: () => Promise.reject(refused('conflict')) }]
    });
    expect(await act(refusing, study)).toMatchObject({ ok: false, refusal: { code: 'conflict' } });
    expect(await storedOf(app, study)).toEqual(before);
    expect(signals).toEqual([]);
  });

  it('gets all of a kind at once, with what is stored nowhere, before the events are chained; later ones know their numbers', async () => {
    const app = await testApp(engine);
    const study = await makeStudy(app);
    const seen: unknown[] = [];
    const countIn = async (db: App['store']['db']) =>
      (await db.selectFrom('event').select('seq').execute()).length;
    const before = await countIn(app.store.db);
    const hearing = withHearers(app, {
      'approval.voided': [
        {
          inTransaction: async (trx, heard) => {
            seen.push(
              heard.map(({ event }) => event.forHearers.signers),
              await countIn(trx)
            );
          }
        },
        { afterCommit: async () => void seen.push(await countIn(app.store.db)) }
      ]
    });
    expect(await act(hearing, study)).toMatchObject({ ok: true });
    expect(seen).toEqual([[['signer']], before, before + 1]);
    const { events } = await storedOf(app, study);
    expect(JSON.stringify(events)).not.toContain('signer');
    expect((await verifyLog(app.store.db, study.id))?.verdict).toMatchObject({ ok: true });
  });
});

it('is there for every kind that says it is heard', async () => {
  const app = await testApp('sqlite');
  const heard = Object.entries(eventKinds).flatMap(([kind, of]) =>
    'isHeard' in of ? [kind as HeardKind] : []
  );
  expect(heard.filter((kind) => app.hearers[kind].length === 0)).toEqual([]);
  expect(Object.keys(app.hearers).sort()).toEqual(heard.sort());
});
