/** C15: what differs by case, by Unicode's normal form, by width or by blanks is one identity or none, on either engine. */
import { describe, expect, it } from 'vitest';
import { engines } from '#kit/databases.ts';
import { openStage } from '#kit/open-room.ts';
import { cookieOf, makePerson, makeStudy } from '#kit/people.ts';
import { attemptUpgrade } from '#kit/socket.ts';

const nfc = 'jos\u00e9.garc\u00eda@test.local';
const nfd = 'jose\u0301.garci\u0301a@test.local';

describe.each(engines)('ids that look alike on %s', (engine) => {
  it('name no study, city, chapter or room but the one that is written so', async () => {
    const stage = await openStage(engine);
    const { app, study } = stage;
    const session = await app.sessions.read(stage.euCookie);
    if (!session) throw new Error('not signed in');
    const { actor } = session;
    const alike = (id: string): string[] =>
      [
        id.toUpperCase(),
        `${id.charAt(0).toUpperCase()}${id.slice(1)}`,
        `${id} `,
        ` ${id}`,
        `${id}\t`,
        `${id}%`,
        id.replace(/./, '_'),
        id.replace('i', 'i\u0307'),
        id.replace('i', '\u0131'),
        id.replace('a', '\u0430'),
        `${id}\u200b`,
        id.replace('s', '\uff53'),
        `${id}\u0301`
      ].filter((other) => other !== id);
    for (const slug of alike(study.slug))
      expect(await app.studies.load(actor, slug), JSON.stringify(slug)).toMatchObject({
        refusal: { code: 'not-found' }
      });
    for (const city of alike('haidian')) {
      expect(await app.cities.load(actor, study.slug, city), JSON.stringify(city)).toMatchObject({
        refusal: { code: 'not-found' }
      });
      const path = `/sync/${study.slug}.${encodeURIComponent(city)}.findings@1`;
      expect(await attemptUpgrade(stage.endpoint, path, { cookie: stage.euCookie }), path).toBe(404);
    }
    for (const slug of alike('trends'))
      expect(await app.chapters.load(actor, study.slug, slug), JSON.stringify(slug)).toMatchObject({
        refusal: { code: 'not-found' }
      });
    expect(await app.cities.load(actor, study.slug, 'haidian')).toMatchObject({ ok: true });
    // PostgreSQL takes no NUL at all: it is turned away before anything looks for it.
    for (const path of [
      `/studies/${study.slug}%00`,
      `/api/v1/studies/%00`,
      `/sync/${study.slug}.haidian.findings@1%00`
    ]) {
      const answer = await fetch(`http://127.0.0.1:${stage.endpoint.port}${path}`, {
        headers: { cookie: stage.euCookie }
      });
      expect(answer.status, path).toBe(400);
    }
  });

  it('of people are one address in every case and normal form, and never a second account', async () => {
    const { app } = await openStage(engine);
    const study = await makeStudy(app, { slug: 'other-study' });
    const person = await makePerson(app, { study, role: 'secretariat', email: nfc });
    const ids = new Set<string>();
    for (const email of [nfc, nfd, nfc.toUpperCase(), nfd.toUpperCase(), `  ${nfd} `]) {
      const session = await app.sessions.read(await cookieOf(app, { email, password: person.password }));
      ids.add(session?.actor.userId ?? '');
      expect(
        await app.users.create('operator', { email, name: { en: 'Shadow', zh: '' } }),
        email
      ).toMatchObject({ ok: false });
    }
    expect([...ids]).toEqual([person.id]);
    for (const email of [
      'jose.garcia@test.local',
      nfc.replace('@', '\uff20'),
      nfc.replace('o', '\u043e'),
      `${nfc}\u200b`,
      nfc.replace('t', '\uff54')
    ]) {
      const answer = await app.sessions.signIn({ email, password: person.password, address: '127.0.0.1' });
      expect(answer.ok, email).toBe(false);
    }
    expect(
      await app.store.db.selectFrom('user').select('id').where('email', 'like', 'jos%').execute()
    ).toHaveLength(1);
  });
});
