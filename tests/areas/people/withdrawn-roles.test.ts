/**
 * Shows that a role which was withdrawn while a command waited for its lock no longer counts: the command is refused and
 * writes nothing. SQLite takes one transaction after the other, so that nothing can come between.
 */
import { describe, expect, it } from 'vitest';
import type { Actor } from '#base/permissions.ts';
import type { Result } from '#base/refusal.ts';
import type { App } from '../../../server/app.ts';
import type { Db } from '#server/store/open.ts';
import { holdRow, waitsForRow } from '#kit/held-row.ts';
import { dataSilosCode, outcomeOf, themeStage, valueOf, type ThemeStage } from '#kit/themes.ts';

const study = (slug: string) => (trx: Db) =>
  trx.selectFrom('study').select('id').where('slug', '=', slug).forUpdate().execute();
const assessment = (cityId: string) => (trx: Db) =>
  trx.selectFrom('assessment').select('id').where('cityId', '=', cityId).forUpdate().execute();

const eventsOf = async ({ store }: App): Promise<string[]> =>
  (await store.db.selectFrom('event').select('kind').orderBy('seq').execute()).map(({ kind }) => kind);

/** Takes every role from a person while their command waits for the row, and returns what became of the command. */
async function withdrawnMeanwhile(
  app: App,
  { userId }: Actor,
  row: (trx: Db) => Promise<unknown>,
  command: () => Promise<Result<unknown>>
): Promise<{ readonly outcome: string; readonly events: readonly string[] }> {
  const before = (await eventsOf(app)).length;
  const letGo = await holdRow(app, row);
  const running = command();
  await waitsForRow(app);
  await letGo((trx) => trx.deleteFrom('grant').where('userId', '=', userId).execute());
  return { outcome: outcomeOf(await running), events: (await eventsOf(app)).slice(before) };
}

const refused = { outcome: 'not-found', events: [] };

describe('a role that is withdrawn while a command waits, on postgres', () => {
  const coded = async () => {
    const stage = await themeStage('postgres');
    return { ...stage, code: dataSilosCode };
  };
  const passOf = ({ eu, cn }: ThemeStage) => ({
    cityId: 'bristol',
    section: 'stakeholders',
    firstCoderId: eu.userId,
    secondCoderId: cn.userId
  });

  it('adds no code, gives no second pass and closes none', async () => {
    const stage = await coded();
    const { app, study: of, eu, cn, code, as } = stage;
    const row = study(of.slug);
    const { id } = valueOf(await app.coding.giveTask(eu, of.slug, passOf(stage)));
    expect(await withdrawnMeanwhile(app, eu, row, () => app.coding.closePass(eu, of.slug, id))).toEqual(
      refused
    );
    const third = await as({ role: 'expert', side: 'eu' });
    expect(await withdrawnMeanwhile(app, third, row, () => app.coding.addCode(third, of.slug, code))).toEqual(
      refused
    );
    expect(
      await withdrawnMeanwhile(app, cn, row, () =>
        app.coding.giveTask(cn, of.slug, { ...passOf(stage), cityId: 'haidian' })
      )
    ).toEqual(refused);
  });

  it('cancels no second pass', async () => {
    const stage = await coded();
    const { app, study: of, eu, as } = stage;
    const { id } = valueOf(await app.coding.giveTask(eu, of.slug, passOf(stage)));
    const secretariat = await as({ role: 'secretariat' });
    expect(
      await withdrawnMeanwhile(app, secretariat, study(of.slug), () =>
        app.coding.cancelTask(secretariat, of.slug, id)
      )
    ).toEqual(refused);
  });

  it('chooses no characteristics for a city', async () => {
    const { app, study: of, as } = await themeStage('postgres');
    const senior = await as({ role: 'city', city: 'bristol', senior: true });
    expect(
      await withdrawnMeanwhile(app, senior, study(of.slug), () =>
        app.practices.focus(senior, of.slug, 'bristol', ['stakeholders'])
      )
    ).toEqual(refused);
  });

  it('names nobody who may read confidential answers', async () => {
    const { app, study: of, eu, as } = await themeStage('postgres');
    const senior = await as({ role: 'city', city: 'haidian', senior: true });
    expect(
      await withdrawnMeanwhile(app, senior, study(of.slug), () =>
        app.confidential.name(senior, of.slug, 'haidian', eu.userId)
      )
    ).toEqual(refused);
    expect(await app.store.db.selectFrom('confidentialReader').selectAll().execute()).toEqual([]);
  });

  it('asks no clarification, and holds no answer back', async () => {
    const { app, study: of, eu, as } = await themeStage('postgres');
    const senior = await as({ role: 'city', city: 'haidian', senior: true });
    await app.store.db.updateTable('assessment').set({ state: 'drafting' }).execute();
    const question = 'strategy.vision';
    expect(
      await withdrawnMeanwhile(app, eu, assessment('haidian'), () =>
        app.clarifications.ask(eu, of.slug, 'haidian', { question, text: 'Since when?', language: 'en' })
      )
    ).toEqual(refused);
    await app.store.db.updateTable('assessment').set({ state: 'collecting' }).execute();
    expect(
      await withdrawnMeanwhile(app, senior, assessment('haidian'), () =>
        app.confidential.holdBack(senior, of.slug, 'haidian', { question, topic: null })
      )
    ).toEqual(refused);
  });
});
