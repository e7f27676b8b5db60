import { describe, expect, it, onTestFinished } from 'vitest';
import * as Y from 'yjs';
import { passageContent } from '#document/content.ts';
import { isBlank, plainText } from '#base/plain.ts';
import { richtext } from '#document/richtext.ts';
import type { StudyId } from '#base/ids.ts';
import { locales } from '#base/locale.ts';
import { assessmentStates } from '#base/states.ts';
import { verifyChain } from '#server/events/verify.ts';
import { loadDemoStudy } from '#server/areas/demo/demo.ts';
import { demoLines, loadDemoWhenEmpty } from '#server/areas/demo/demo-when-empty.ts';
import { demoEmails, demoPassword } from '#server/areas/demo/store/demo-people.ts';
import { parseFramework, parseRubric } from '#server/areas/framework/store/framework-shape.ts';
import { migrateToLatest } from '#server/store/migrate.ts';
import { openStore, type Store } from '#server/store/open.ts';
import { countRows, selectRows } from '#server/store/rows.ts';
import { readSeed } from '#server/seeds/read.ts';
import { tableNames } from '#server/store/schema.ts';
import { validateMeeting, meetingKinds } from '#rules/meetings/meeting.ts';
import { validateNextStep } from '#rules/meetings/next-step.ts';
import { listMeetings } from '#server/areas/meetings/store/meetings.ts';
import { listNextSteps } from '#server/areas/meetings/store/next-steps.ts';
import { emptyDatabase, engines, quickEngines, type Engine } from '#kit/databases.ts';
import { demoDatabase } from '#kit/demo-database.ts';
import { openAppOver, testApp } from '#kit/app.ts';

let count = 0;
const tools = { now: () => new Date('2026-11-25T08:00:00.000Z'), newId: () => `id-${(count += 1)}` };

async function openLoaded(engine: Engine): Promise<Store> {
  const store = openStore(await demoDatabase(engine));
  onTestFinished(() => store.close());
  return store;
}

describe.each(engines)('the demo study on %s', (engine) => {
  it('is loaded once, though two servers start on the same empty database at the same time', async () => {
    const address = await emptyDatabase(engine);
    const first = openStore(address);
    // SQLite's second writer waits without yielding, so that two of them need two processes: tests/cli starts those.
    const stores = [first, engine === 'sqlite' ? first : openStore(address)];
    onTestFinished(async () => {
      for (const store of new Set(stores)) await store.close();
    });
    await migrateToLatest(first.db);
    const outcomes = await Promise.all(stores.map((store) => loadDemoStudy({ ...tools, store })));
    expect(outcomes.toSorted()).toEqual([false, true]);
    expect(await countRows(first.db, 'study')).toBe(1);
    expect(await countRows(first.db, 'user')).toBe(demoEmails().length);
  });
});

describe.each(quickEngines)('the demo study on %s', (engine) => {
  it('holds the meetings, events and visits that the report names, and next steps, as somebody could have recorded them', async () => {
    const { db } = await openLoaded(engine);
    const study = (await selectRows(db, 'study'))[0]?.id as StudyId;
    const [sides, cities, bodies] = [
      await selectRows(db, 'side'),
      await selectRows(db, 'city'),
      await selectRows(db, 'body')
    ];
    const [meetings, nextSteps] = [await listMeetings(db, study), await listNextSteps(db, study)];
    expect([meetings.length, nextSteps.length]).toEqual([7, 4]);
    expect(new Set(meetings.map(({ kind }) => kind))).toEqual(new Set(meetingKinds));
    for (const meeting of meetings)
      expect([meeting.id, validateMeeting(meeting, { sides, cities, nextSteps }).ok]).toEqual([
        meeting.id,
        true
      ]);
    const facts = { meetings, bodies, cities, characteristics: [], linkable: {} };
    for (const step of nextSteps)
      expect([step.id, validateNextStep(step, facts).ok]).toEqual([step.id, true]);
    const texts = [
      ...meetings.flatMap(({ title, place, agenda, decisions }) => [title, place, agenda, decisions]),
      ...nextSteps.map(({ action }) => action)
    ];
    expect(texts.filter(({ en, zh }) => (en === '') !== (zh === ''))).toEqual([]);
  });

  it('holds 2 sides, 30 cities, 9 characteristics, 48 questions, 195 terms, and the accounts of the contract (R016)', async () => {
    const { db } = await openLoaded(engine);
    const counts: Record<string, number> = {};
    for (const table of [
      'side',
      'city',
      'assessment',
      'glossaryTerm',
      'criterion',
      'phase',
      'user',
      'rapporteur'
    ] as const) {
      counts[table] = await countRows(db, table);
    }
    expect(counts).toEqual({
      side: 2,
      city: 30,
      assessment: 30,
      glossaryTerm: 195,
      criterion: 20,
      phase: 13,
      user: 43,
      rapporteur: 60
    });
    const framework = parseFramework((await selectRows(db, 'framework'))[0]?.content ?? '');
    expect(framework.characteristics).toHaveLength(9);
    expect(framework.characteristics.flatMap((characteristic) => characteristic.questions)).toHaveLength(48);
    expect(framework.profile?.parts).toHaveLength(5);
    const chosen = (await selectRows(db, 'assessment'))
      .filter(({ answersProfile }) => answersProfile === 1)
      .map(({ cityId }) => cityId);
    expect(chosen.toSorted()).toEqual(
      readSeed('cities')
        .cities.filter(({ profile }) => profile)
        .map(({ id }) => id)
        .toSorted()
    );
    const rubric = parseRubric((await selectRows(db, 'rubric'))[0]?.content ?? '');
    expect(rubric.characteristics.map((entry) => entry.characteristic)).toEqual(
      framework.characteristics.map(({ id }) => id)
    );
    const cities = await selectRows(db, 'city');
    for (const side of ['eu', 'cn']) expect(cities.filter((city) => city.sideId === side)).toHaveLength(15);
    const documents = await selectRows(db, 'document');
    expect(documents.filter((document) => document.kind === 'chapter')).toHaveLength(10);
    expect(documents).toHaveLength(70);
  });

  it('prints every figure of the nine described cities as the report does, with its caution next to it in both languages', async () => {
    const { db } = await openLoaded(engine);
    const indicators = await selectRows(db, 'indicator');
    const cautions = readSeed('cautions');
    let facts = 0;
    for (const { id: cityId, profile } of readSeed('cities').cities) {
      if (!profile) continue;
      const printed = [
        ...profile.general.facts,
        ...profile.strategy.facts,
        ...profile.sharing.facts,
        ...profile.funding.facts,
        ...profile.services.flatMap((service) => service.facts)
      ];
      facts += printed.length;
      for (const fact of printed) {
        const shown = indicators.filter(
          (indicator) =>
            indicator.cityId === cityId &&
            indicator.labelZh.endsWith(fact.label.zh) &&
            (typeof fact.value === 'number'
              ? indicator.value === fact.value
              : indicator.valueText === fact.value || fact.unit === 'status')
        );
        expect(shown.length, `${cityId} ${fact.id}`).toBeGreaterThan(0);
        const [one] = shown;
        expect(one).toMatchObject({
          unit: fact.unit,
          comparator: fact.comparator,
          currency: fact.currency ?? null,
          caveat: fact.caveat ?? null
        });
        const caution = fact.caveat === undefined ? { en: '', zh: '' } : cautions[fact.caveat];
        expect(one?.noteEn).toContain(caution?.en);
        expect(one?.noteZh).toContain(caution?.zh);
        if (fact.unit === 'status') expect(one?.noteEn && one.noteZh).not.toBe('');
      }
    }
    expect(indicators).toHaveLength(facts);
  });

  it('is in every state of the workflow, and a text is frozen exactly where its state says so (R116)', async () => {
    const { db } = await openLoaded(engine);
    const assessments = await selectRows(db, 'assessment');
    expect(new Set(assessments.map((assessment) => assessment.state))).toEqual(new Set(assessmentStates));
    expect(assessments.filter((assessment) => assessment.state === 'collecting')).toHaveLength(21);
    const generations = new Map(
      (await selectRows(db, 'generation')).map((generation) => [generation.documentId, generation])
    );
    for (const document of await selectRows(db, 'document')) {
      const state = assessments.find((assessment) => assessment.cityId === document.cityId)?.state;
      const isFrozen = generations.get(document.id)?.endedAt !== null;
      if (document.kind === 'response') expect(isFrozen).toBe(state !== 'collecting');
      if (document.kind === 'findings')
        expect(isFrozen).toBe(state === 'consultation' || state === 'approval' || state === 'approved');
      if (document.kind === 'chapter') expect(isFrozen).toBe(false);
    }
  });

  it('has a log whose chain holds, in the order of time', async () => {
    const { db } = await openLoaded(engine);
    const [study] = await selectRows(db, 'study');
    const events = await selectRows(db, 'event');
    if (!study) throw new Error('no study');
    expect(verifyChain(events, study)).toEqual({ ok: true, events: events.length });
    expect(events.map((event) => event.at)).toEqual(events.map((event) => event.at).toSorted());
    expect(events.length).toBeGreaterThan(1);
  });

  it('lets its people in with the password that the start prints', async () => {
    const app = await openAppOver(await demoDatabase(engine));
    for (const email of [
      'expert1.cn@demo.local',
      'city.issy-les-moulineaux@demo.local',
      'admin@demo.local'
    ]) {
      expect(
        await app.sessions.signIn({ email, password: demoPassword, address: '127.0.0.1' })
      ).toMatchObject({ ok: true });
    }
  });

  it('is loaded by itself only where the demo is on and nothing else is there', async () => {
    const app = await testApp(engine);
    expect(await loadDemoWhenEmpty({ ...app, config: { demo: false } })).toBeNull();
    expect(await countRows(app.store.db, 'study')).toBe(0);
    await app.users.create('operator', { email: 'first@example.org', name: { en: 'First', zh: '' } });
    expect(await loadDemoWhenEmpty({ ...app, config: { demo: true } })).toBeNull();
    expect(await countRows(app.store.db, 'study')).toBe(0);
  });

  it('tells its accounts at every start, and loads nothing a second time', async () => {
    const app = await testApp(engine);
    const on = { ...app, config: { demo: true } };
    const first = await loadDemoWhenEmpty(on);
    if (!first) throw new Error('The demo is on');
    const [named = '', others = '', ...more] = demoLines(first, 'http://localhost:3000');
    expect(more).toEqual([]);
    expect(named).toMatch(/“meridian”: .*secretariat@demo\.local, .*expert1\.eu@demo\.local/);
    expect(others).toContain('30 of cities, such as city.');
    expect(others).toContain('http://localhost:3000/login');
    for (const line of [named, others]) expect(line.length).toBeLessThan(400);
    expect(await loadDemoWhenEmpty(on)).toEqual(first);
    expect(await countRows(app.store.db, 'study')).toBe(1);
  });
});

describe('the texts of the demo study', () => {
  it('stand in both languages wherever they stand at all', async () => {
    const { db } = await openLoaded('sqlite');
    for (const table of tableNames) {
      for (const row of (await selectRows(db, table)) as Record<string, unknown>[]) {
        for (const [column, english] of Object.entries(row)) {
          if (!column.endsWith('En')) continue;
          const chinese = row[`${column.slice(0, -2)}Zh`];
          const place = `${table}.${column}: ${String(english)} / ${String(chinese)}`;
          expect(english === null || english === '', place).toBe(chinese === null || chinese === '');
        }
      }
    }
  });

  it('never speak of the file that the data came from', async () => {
    const { db } = await openLoaded('sqlite');
    for (const table of [
      'study',
      'city',
      'indicator',
      'record',
      'glossaryTerm',
      'phase',
      'criterion',
      'criterionCheck'
    ] as const) {
      for (const row of await selectRows(db, table)) {
        expect(JSON.stringify(row)).not.toMatch(/\bseed\b|种子|\.txt/i);
      }
    }
  });

  it('are valid in the schema of the editor, every block with an id of its own and every translation next to its source', async () => {
    const { db } = await openLoaded('sqlite');
    const sections = readSeed('framework').characteristics.map((characteristic) => characteristic.id);
    const snapshots = new Map(
      (await selectRows(db, 'documentSnapshot')).map((snapshot) => [snapshot.documentId, snapshot])
    );
    for (const document of await selectRows(db, 'document')) {
      const doc = docOf(snapshots.get(document.id)?.bytes);
      const ids: string[] = [];
      const counterparts: string[] = [];
      for (const section of document.kind === 'chapter' ? ['body'] : sections) {
        for (const language of locales) {
          const content = passageContent(doc, section, language);
          if (content.length === 0) continue;
          const root = richtext.nodeFromJSON({ type: 'doc', content });
          root.check();
          root.descendants((node) => {
            // Lists and quotes follow from their blocks, which have the ids.
            if (!('id' in node.attrs) || !(node.isTextblock || node.isLeaf)) return;
            expect(node.attrs['id'], `${document.kind} ${document.cityId} ${section}`).toMatch(/^s\d+$/);
            ids.push(String(node.attrs['id']));
            if (node.attrs['counterpart']) counterparts.push(String(node.attrs['counterpart']));
          });
        }
      }
      expect(new Set(ids).size).toBe(ids.length);
      for (const counterpart of counterparts) expect(ids).toContain(counterpart);
      if (document.cityId === 'pudong') expect(counterparts.length).toBeGreaterThan(8);
    }
  });

  it('leave no section of findings empty once they are beyond drafting, in either language', async () => {
    const { db } = await openLoaded('sqlite');
    const sections = readSeed('framework').characteristics.map((characteristic) => characteristic.id);
    const snapshots = new Map(
      (await selectRows(db, 'documentSnapshot')).map((snapshot) => [snapshot.documentId, snapshot])
    );
    const states = new Map(
      (await selectRows(db, 'assessment')).map((assessment) => [assessment.cityId, assessment.state])
    );
    const written: Record<string, number> = {};
    for (const document of await selectRows(db, 'document')) {
      if (document.kind !== 'findings' || document.cityId === null) continue;
      const doc = docOf(snapshots.get(document.id)?.bytes);
      const state = states.get(document.cityId);
      const filled = sections.flatMap((section) =>
        locales.filter((language) => !isBlank(passageContent(doc, section, language)))
      );
      written[document.cityId] = filled.length;
      if (state !== 'collecting' && state !== 'drafting') expect(filled, document.cityId).toHaveLength(18);
      if (state === 'collecting') expect(filled, document.cityId).toHaveLength(0);
      for (const section of sections) {
        expect(plainText(passageContent(doc, section, 'en')), `${document.cityId} ${section}`).not.toMatch(
          /\p{Script=Han}/u
        );
        const chinese = plainText(passageContent(doc, section, 'zh'));
        if (chinese !== '') expect(chinese).toMatch(/\p{Script=Han}.*[。）]$/su);
      }
    }
    // Five characteristics, one of them in English only: two experts find something to do.
    expect(written['haidian']).toBe(9);
  });

  it('say what a described city did not say, under the characteristic where it is missing (R121)', async () => {
    const { db } = await openLoaded('sqlite');
    const documents = await selectRows(db, 'document');
    const snapshots = new Map(
      (await selectRows(db, 'documentSnapshot')).map((snapshot) => [snapshot.documentId, snapshot])
    );
    for (const { id, profile } of readSeed('cities').cities) {
      const response = documents.find((document) => document.cityId === id && document.kind === 'response');
      const doc = docOf(snapshots.get(response?.id ?? '')?.bytes);
      const text = readSeed('framework')
        .characteristics.map((one) => plainText(passageContent(doc, one.id, 'zh')))
        .join('\n');
      if (!profile) expect(text.trim()).toBe('');
      for (const gap of profile?.gaps ?? []) expect(text, id).toContain(gap.zh);
    }
  });
});

function docOf(bytes: Uint8Array | undefined): Y.Doc {
  if (!bytes) throw new Error('A document has no snapshot');
  const doc = new Y.Doc();
  Y.applyUpdate(doc, bytes);
  return doc;
}
