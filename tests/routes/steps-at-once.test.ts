/**
 * Two people take the same step of the workflow at one moment: one succeeds, the other reads what happened,
 * and nothing is doubled.
 */
import { beforeAll, describe, expect, it } from 'vitest';
import { chapterSection } from '#document/narrative.ts';
import { locales } from '#base/locale.ts';
import { refusalSentence } from '#lib/i18n/refusal.ts';
import { emptyDatabase, engines } from '#kit/databases.ts';
import { servePages, type Pages } from '#kit/pages.ts';
import { cookieOf, makePerson, makeStudy, type PersonInput, type TestStudy } from '#kit/people.ts';
import { reviewForOtherSide } from '#kit/review.ts';
import { confirmAll, writeSections } from '#kit/workflow.ts';

/** The built pages are loaded once, and keep the first origin for the next app. */
let origin: string | undefined;

describe.each(engines)('a step that two take at once on %s', (engine) => {
  let pages: Pages;
  let study: TestStudy;
  let cookies: Readonly<Record<'lead' | 'deputy' | 'secretariat', string>>;

  beforeAll(async () => {
    const database = engine === 'postgres' ? await emptyDatabase(engine) : null;
    const env = {
      ...(origin === undefined ? {} : { ORIGIN: origin }),
      ...(database?.engine === 'postgres' ? { DATABASE_URL: database.url } : {})
    };
    pages = await servePages({ schedulerMilliseconds: null, env });
    ({ origin } = pages);
    const { app } = pages;
    study = await makeStudy(app);
    const addPerson = async (input: PersonInput) => cookieOf(app, await makePerson(app, { study, ...input }));
    await addPerson({ role: 'expert', side: 'eu', rapporteurOf: 'haidian', duty: 'reviewer' });
    cookies = {
      lead: await addPerson({ role: 'expert', side: 'cn', rapporteurOf: 'haidian' }),
      deputy: await addPerson({ role: 'expert', side: 'cn', rapporteurOf: 'haidian', duty: 'deputy' }),
      secretariat: await addPerson({ role: 'secretariat' })
    };
    const findingsId = study.cities[1]?.findingsId ?? '';
    await writeSections(app, findingsId, ['en', 'zh']);
    const lead = await app.sessions.read(cookies.lead);
    if (lead) await confirmAll(app, findingsId, lead.actor);
    await writeSections(app, study.chapterId, ['en', 'zh'], [chapterSection]);
  });

  /** Returns the version that the form of the open page sends along. */
  const versionOn = async (path: string, cookie: string): Promise<string> => {
    const version = /name="version" value="(\d+)"/.exec(
      await (await pages.sendRequest(path, { cookie })).text()
    )?.[1];
    if (version === undefined) throw new Error(`There is no form on ${path}`);
    return version;
  };
  const log = () =>
    pages.app.store.db.selectFrom('event').select(['kind', 'actorId', 'payload']).orderBy('seq').execute();

  it.each([
    ['assessments/haidian', 'ask-review', ['lead', 'deputy'], {}, ['assessment.moved']],
    [
      'assessments/haidian',
      'open-consultation',
      ['lead', 'secretariat'],
      { deadlineLocal: '2099-01-01T12:00', deadlineZone: 'Asia/Shanghai' },
      ['document.frozen', 'assessment.moved', 'consultation.opened']
    ],
    ['chapters/trends', 'ask-review', ['secretariat', 'secretariat'], {}, ['chapter.moved']]
  ] as const)(
    'of %s, %s, is taken once: the other reads that somebody was faster',
    async (location, step, names, more, kinds) => {
      const path = `/studies/${study.slug}/${location}/progress`;
      if (step === 'open-consultation') await reviewForOtherSide(pages.app, study.slug, 'haidian');
      const before = await log();
      const [one, two] = names.map((name, index) => `${cookies[name]}; locale=${locales[index]}`);
      const seen = await Promise.all([one, two].map((cookie) => versionOn(path, cookie ?? '')));
      const answers = await Promise.all(
        [one, two].map((cookie, index) =>
          pages.sendRequest(`${path}?/step`, {
            method: 'POST',
            cookie,
            form: { step, version: seen[index] ?? '', ...more }
          })
        )
      );
      expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 409]);
      const late = answers.findIndex(({ status }) => status === 409);
      const page = (await answers[late]?.text()) ?? '';
      const alert = page.slice(page.indexOf('role="alert"'));
      expect(alert).toContain(refusalSentence({ code: 'stale' }, locales[late] ?? 'en'));
      const since = (await log()).slice(before.length);
      expect(since.map(({ kind }) => kind)).toEqual(kinds);
      const winner = (await pages.app.sessions.read([one, two][1 - late] ?? ''))?.actor.userId;
      expect(new Set(since.map(({ actorId }) => actorId))).toEqual(new Set([winner]));
      const steps = await pages.app.store.db
        .selectFrom('step')
        .select('step')
        .where('step', '=', step)
        .execute();
      expect(steps.length).toBe(kinds[0] === 'chapter.moved' ? 2 : 1);
    }
  );

  it('freezes one version, and asks the city once', async () => {
    const { db } = pages.app.store;
    expect(await db.selectFrom('version').select(['kind', 'number']).orderBy('number').execute()).toEqual([
      { kind: 'named', number: 1 },
      { kind: 'consultation', number: 2 }
    ]);
    expect(await db.selectFrom('consultation').select('round').execute()).toEqual([{ round: 1 }]);
  });
});
