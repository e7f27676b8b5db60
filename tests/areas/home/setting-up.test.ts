/**
 * Tests the setup of a study, from empty to a city that answers: framework, pilots, and the documents that
 * open with them.
 */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { signedInAs } from '#kit/actors.ts';
import { serviceEngines, type Engine } from '#kit/databases.ts';
import { testApp } from '#kit/app.ts';
import { makeStudy, testFramework } from '#kit/people.ts';
import type { NewPilot } from '#server/areas/cities/pilots.ts';
import { osloPlace } from '#kit/oslo.ts';

const content = readFileSync(new URL('../../../server/seeds/framework.json', import.meta.url), 'utf8');

const both = (en: string, zh: string) => ({ en, zh });
const oslo: NewPilot = { ...osloPlace, sideId: 'n', name: both('City of Oslo', '奥斯陆市') };

async function emptyStudy(engine: Engine) {
  const app = await testApp(engine);
  const admin = await signedInAs(app, { administrator: true });
  const side = (code: string) => ({
    code,
    name: both(code, code),
    counterpart: both('', ''),
    pilotTarget: 1
  });
  const none = both('', '');
  const texts = { title: both('Ports', ''), shortTitle: none, programme: none, purpose: none, scope: none };
  const created = await app.studies.create(admin, {
    slug: 'ports',
    texts,
    sides: [side('N'), side('S')],
    secretariat: admin.email
  });
  if (!created.ok) throw new Error(created.refusal.code);
  const session = await app.sessions.signIn({
    email: admin.email,
    password: 'correct horse 北京',
    address: '127.0.0.1'
  });
  if (!session.ok) throw new Error('not signed in');
  return { app, secretariat: session.value.actor };
}

describe.each(serviceEngines)('setting up a study on %s', (engine) => {
  it('takes the framework as a file, then a pilot, which begins to collect with two empty documents', async () => {
    const { app, secretariat } = await emptyStudy(engine);
    expect(await app.frameworks.publish(secretariat, 'ports', content)).toMatchObject({ ok: true });
    const loaded = await app.frameworks.load(secretariat, 'ports');
    expect(loaded.ok && loaded.value.framework?.characteristics).toHaveLength(9);
    expect(await app.pilots.add(secretariat, 'ports', oslo)).toEqual({ ok: true, value: { id: 'oslo' } });
    const view = await app.assessments.load(secretariat, 'ports', 'oslo');
    expect(view).toMatchObject({
      value: {
        state: 'collecting',
        city: { number: 1, name: oslo.name, parent: null },
        documents: [
          { kind: 'response', room: 'ports.oslo.response@1' },
          { kind: 'findings', room: 'ports.oslo.findings@1' }
        ]
      }
    });
    const snapshots = await app.store.db.selectFrom('documentSnapshot').select('bytes').execute();
    for (const { bytes } of snapshots) {
      const doc = new Y.Doc();
      Y.applyUpdate(doc, bytes);
      expect(doc.share.size).toBe(0);
    }
    expect(snapshots).toHaveLength(2);
    const logged = await app.events.list(secretariat, 'ports', 0);
    expect(logged.ok && logged.value.map(({ kind, actorRole }) => [kind, actorRole])).toEqual([
      ['study.created', 'administrator'],
      ['grant.given', 'administrator'],
      ['framework.published', 'secretariat'],
      ['city.added', 'secretariat']
    ]);
  });

  it.each([
    ['text that is no JSON', '{'],
    ['JSON of another shape', '{"characteristics":[]}'],
    ['a framework without characteristics', JSON.stringify({ ...testFramework, characteristics: [] })],
    [
      'two characteristics of one id',
      JSON.stringify({
        ...testFramework,
        characteristics: [testFramework.characteristics[0], testFramework.characteristics[0]]
      })
    ],
    [
      'a characteristic whose id is no slug',
      JSON.stringify({
        ...testFramework,
        characteristics: [{ ...testFramework.characteristics[0], id: '__proto__' }]
      })
    ]
  ])('takes no framework that is %s', async (_, wrong) => {
    const { app, secretariat } = await emptyStudy(engine);
    expect(await app.frameworks.publish(secretariat, 'ports', wrong)).toMatchObject({
      refusal: { code: 'invalid' }
    });
    expect(await app.frameworks.load(secretariat, 'ports')).toEqual({
      ok: true,
      value: { framework: null, rubric: null }
    });
  });

  it('takes a framework once', async () => {
    const { app, secretariat } = await emptyStudy(engine);
    await app.frameworks.publish(secretariat, 'ports', content);
    expect(await app.frameworks.publish(secretariat, 'ports', JSON.stringify(testFramework))).toMatchObject({
      refusal: { code: 'conflict' }
    });
  });

  it.each([
    ['id', { id: 'chapter' }],
    ['id', { id: 'Oslo' }],
    ['sideId', { sideId: 'eu' }],
    ['name', { name: both(' ', '') }],
    ['isoCountry', { isoCountry: 'Norway' }],
    ['latitude', { latitude: 91 }],
    ['latitude', { latitude: Number.NaN }],
    ['longitude', { longitude: -181 }],
    ['timeZone', { timeZone: 'Oslo' }],
    ['timeZone', { timeZone: '' }]
  ] as const)('takes no pilot with a wrong %s: %j', async (field, change) => {
    const { app, secretariat } = await emptyStudy(engine);
    expect(await app.pilots.add(secretariat, 'ports', { ...oslo, ...change })).toMatchObject({
      refusal: { code: 'invalid', facts: { field } }
    });
  });

  it('takes a city once, and numbers the next one of its side', async () => {
    const { app, secretariat } = await emptyStudy(engine);
    await app.pilots.add(secretariat, 'ports', oslo);
    expect(await app.pilots.add(secretariat, 'ports', oslo)).toMatchObject({
      refusal: { code: 'conflict' }
    });
    await app.pilots.add(secretariat, 'ports', { ...oslo, id: 'bergen' });
    await app.pilots.add(secretariat, 'ports', { ...oslo, id: 'genoa', sideId: 's' });
    const list = await app.cities.list(secretariat, 'ports');
    expect(list.ok && Object.fromEntries(list.value.map(({ id, number }) => [id, number]))).toEqual({
      oslo: 1,
      bergen: 2,
      genoa: 1
    });
  });

  it('is the secretariat’s alone', async () => {
    const app = await testApp(engine);
    const study = await makeStudy(app);
    for (const role of ['chair', 'expert', 'observer'] as const) {
      const person = await signedInAs(app, { role, study, side: 'eu' });
      expect(await app.pilots.add(person, study.slug, { ...oslo, sideId: 'eu' })).toMatchObject({
        refusal: { code: 'forbidden' }
      });
      expect(await app.frameworks.publish(person, study.slug, content)).toMatchObject({
        refusal: { code: 'forbidden' }
      });
    }
  });
});
