/**
 * A build runs on one node at a time, ends when it is cancelled, is taken up again where its node is gone, and
 * stores nothing by halves. What a report's readers may not see is in none of its bytes.
 */
import { describe, expect, it } from 'vitest';
import { sql } from 'kysely';
import { createLogger, type Logger } from '#server/process/logger.ts';
import { openBuildRunner, type BuildRunner } from '#server/areas/report/build-runner.ts';
import { openUnstoredFailures } from '#server/areas/report/unstored-failures.ts';
import { openCitedContent } from '#server/areas/practices/supports/cited-content.ts';
import { engines, quickEngines } from '#kit/databases.ts';
import { testPassword } from '#kit/people.ts';
import { paragraph, writeText } from '#kit/texts.ts';
import {
  build,
  buildOf,
  contentOf,
  must,
  partOf,
  publishable,
  reportStage,
  wordsOf,
  type ReportStage
} from '#kit/reports.ts';

const waitingProgram = new URL('../../kit/waiting-build.ts', import.meta.url);
const killedProgram = new URL('../../kit/killed-build.ts', import.meta.url);
const instantProgram = new URL('../../kit/instant-build.ts', import.meta.url);
const refusingProgram = new URL('../../kit/refusing-build.ts', import.meta.url);

interface NodeOptions {
  readonly program?: URL;
  readonly milliseconds?: number;
  readonly hasRoom?: boolean;
  readonly now?: () => Date;
  readonly logger?: Logger;
}

/** Opens a further node over the same database, which builds with another program or clock. */
const nodeOf = (
  { app }: ReportStage,
  { program, milliseconds, hasRoom = true, now = app.now, logger = app.logger }: NodeOptions
): BuildRunner =>
  openBuildRunner({
    ...app,
    now,
    logger,
    storage: { hasRoom: () => Promise.resolve(hasRoom) },
    citedContent: openCitedContent(app),
    quotable: () => Promise.resolve(new Map()),
    unstoredFailures: openUnstoredFailures(),
    everyMilliseconds: null,
    ...(program ? { program } : {}),
    ...(milliseconds === undefined ? {} : { milliseconds })
  });

async function begun(stage: ReportStage): Promise<string> {
  const { app, study, secretariat } = stage;
  must(await app.reports.composing.begin(secretariat, study.slug, 'report'));
  return request(stage);
}

const request = async ({ app, study, secretariat }: ReportStage): Promise<string> =>
  must(
    await app.reports.builds.request(secretariat, study.slug, 'report', {
      purpose: 'draft',
      editions: ['en'],
      formats: ['html', 'json']
    })
  ).id;

/** Resolves once an event of this kind is committed. */
const event = ({ app }: ReportStage, kind: string): Promise<void> =>
  new Promise((resolve) => {
    const stop = app.signals.listen((signal) => {
      if (signal.kind !== 'event' || signal.event.kind !== kind) return;
      stop();
      resolve();
    });
  });

const files = async ({ app }: ReportStage): Promise<number> =>
  (await app.store.db.selectFrom('reportOutput').select('sha256').execute()).length;

describe.each(engines)('a build on %s', (engine) => {
  it('ends at once when it is cancelled, and has no files', async () => {
    const stage = await reportStage(engine);
    const id = await begun(stage);
    const node = nodeOf(stage, { program: waitingProgram });
    const moved = event(stage, 'report.moved');
    const running = node.run();
    await moved;
    must(await stage.app.reports.builds.cancel(stage.secretariat, stage.study.slug, id));
    await running;
    expect(await buildOf(stage, id)).toMatchObject({ state: 'cancelled', outputs: [] });
    expect(await stage.app.reports.builds.cancel(stage.secretariat, stage.study.slug, id)).toMatchObject({
      refusal: { code: 'wrong-state' }
    });
    expect(await files(stage)).toBe(0);
  });

  it('whose study is removed meanwhile ends without a word: nobody waits for it', async () => {
    const stage = await reportStage(engine);
    await begun(stage);
    const lines: string[] = [];
    const logger = createLogger({
      level: 'warn',
      now: stage.app.now,
      write: (line) => void lines.push(line)
    });
    const node = nodeOf(stage, { program: instantProgram, logger });
    const moved = event(stage, 'report.moved');
    const running = node.run();
    await moved;
    await stage.app.store.db.deleteFrom('study').where('id', '=', stage.study.id).execute();
    await running;
    expect(lines).toEqual([]);
    expect(await files(stage)).toBe(0);
  });

  it('is run by one node, given back when the node closes, and finished by another', async () => {
    const stage = await reportStage(engine);
    const id = await begun(stage);
    const first = nodeOf(stage, { program: waitingProgram });
    const moved = event(stage, 'report.moved');
    const running = first.run();
    await moved;
    // Another node finds nothing to do while the first holds the build.
    await stage.app.buildRunner.run();
    expect(await buildOf(stage, id)).toMatchObject({ state: 'running', outputs: [] });
    await first.close();
    await running;
    expect(await buildOf(stage, id)).toMatchObject({ state: 'queued' });
    await stage.app.buildRunner.run();
    expect(await buildOf(stage, id)).toMatchObject({ state: 'done', fault: null });
  });

  it('is taken up again once the lease of a node that is gone has passed, and fails after three', async () => {
    const stage = await reportStage(engine);
    const id = await begun(stage);
    const { db } = stage.app.store;
    const lost = (attempts: number) =>
      db
        .updateTable('reportBuild')
        .set({ state: 'running', node: 'gone', leaseUntil: '2000-01-01T00:00:00.000Z', attempts })
        .where('id', '=', id)
        .execute();
    await lost(3);
    await stage.app.buildRunner.run();
    expect(await buildOf(stage, id)).toMatchObject({ state: 'failed', fault: 'interrupted' });
    const next = await request(stage);
    await db
      .updateTable('reportBuild')
      .set({ state: 'running', node: 'gone', leaseUntil: '2000-01-01T00:00:00.000Z', attempts: 1 })
      .where('id', '=', next)
      .execute();
    await stage.app.buildRunner.run();
    expect(await buildOf(stage, next)).toMatchObject({ state: 'done' });
  });
});

describe.each(quickEngines)('a build on %s', (engine) => {
  it('keeps the words of a draft as a version once, and again when they have changed', async () => {
    const stage = await reportStage(engine);
    const { app, study, secretariat } = stage;
    await begun(stage);
    const node = nodeOf(stage, { program: instantProgram });
    const findings = study.cities.find(({ id }) => id === 'bristol')?.findingsId ?? '';
    const write = (words: string) =>
      writeText(app, findings, secretariat.userId, 'stakeholders', { en: [paragraph('b1', words)] });
    const versions = async () =>
      must(await app.versions.list(secretariat, study.slug, { kind: 'findings', city: 'bristol' })).versions;
    const before = (await versions()).length;
    await write('One desk.');
    await node.run();
    await request(stage);
    await node.run();
    expect(await versions()).toHaveLength(before + 1);
    await write('Two desks.');
    await request(stage);
    await node.run();
    const [newest, former] = await versions();
    expect(newest?.number).toBe((former?.number ?? 0) + 1);
    expect(newest).toMatchObject({ kind: 'automatic', name: { en: 'Draft report 0.3' }, by: null });
    expect(await versions()).toHaveLength(before + 2);
  });
});

/** Leaves the database room for decisions, but not for files. Returns what makes room again. */
async function fill({ store: { db, engine } }: ReportStage['app']): Promise<() => Promise<void>> {
  if (engine === 'sqlite') {
    await sql`vacuum`.execute(db);
    const { rows } = await sql<{ pages: number }>`select page_count as pages from pragma_page_count`.execute(
      db
    );
    // Within a transaction, as this limit is one of the connection that writes.
    const limit = (pages: number): Promise<void> =>
      db.transaction().execute(async (trx) => {
        // eslint-disable-next-line meridian/raw-sql -- a pragma takes no parameter
        await sql`pragma max_page_count = ${sql.lit(pages)}`.execute(trx);
      });
    await limit((rows[0]?.pages ?? 0) + 16);
    return () => limit(1_073_741_823);
  }
  await sql`create function refuse_file() returns trigger language plpgsql as
    $$ begin raise exception 'could not extend file' using errcode = '53100'; end $$`.execute(db);
  await sql`create trigger full_disk before insert on report_file
    for each row when (length(new.bytes) > 4000) execute function refuse_file()`.execute(db);
  return async () => void (await sql`drop trigger full_disk on report_file`.execute(db));
}

describe('a build', () => {
  it('that takes too long, or finds the disk full, fails with one reason and no files', async () => {
    const stage = await reportStage();
    const slow = await begun(stage);
    await nodeOf(stage, { program: waitingProgram, milliseconds: 500 }).run();
    expect(await buildOf(stage, slow)).toMatchObject({ state: 'failed', fault: 'too-long', outputs: [] });
    const full = await request(stage);
    await nodeOf(stage, { hasRoom: false }).run();
    expect(await buildOf(stage, full)).toMatchObject({ state: 'failed', fault: 'no-room', outputs: [] });
    expect(await files(stage)).toBe(0);
  });

  it.each(engines)(
    'that fills the database on %s fails with one reason and no files, and is built once there is room',
    async (engine) => {
      const stage = await reportStage(engine);
      await begun(stage);
      await stage.app.buildRunner.run();
      const lift = await fill(stage.app);
      const full = await request(stage);
      await stage.app.buildRunner.run();
      expect(await buildOf(stage, full)).toMatchObject({ state: 'failed', fault: 'no-room', outputs: [] });
      expect(await stage.app.reports.publishing.list(stage.study.slug)).toEqual([]);
      await lift();
      expect(await build(stage)).toMatchObject({ state: 'done', fault: null });
    }
  );

  it('that ends while the database takes nothing is shown as failed, and stored as such once there is room', async () => {
    const stage = await reportStage('postgres');
    const { app } = stage;
    const id = await begun(stage);
    await sql`create function refuse_end() returns trigger language plpgsql as
      $$ begin raise exception 'could not extend file' using errcode = '53100'; end $$`.execute(app.store.db);
    await sql`create trigger full_disk before update on report_build
      for each row when (new.state <> 'running') execute function refuse_end()`.execute(app.store.db);
    await app.buildRunner.run();
    expect(await buildOf(stage, id)).toMatchObject({ state: 'failed', fault: 'no-room', outputs: [] });
    await sql`drop trigger full_disk on report_build`.execute(app.store.db);
    const failed = event(stage, 'report.failed');
    await app.buildRunner.run();
    await failed;
    expect(await buildOf(stage, id)).toMatchObject({ state: 'failed', fault: 'no-room', outputs: [] });
    expect(await build(stage)).toMatchObject({ state: 'done', fault: null });
  });

  it('whose node is gone is shown as waiting, and as interrupted where no node takes it up any more', async () => {
    const stage = await reportStage();
    const id = await begun(stage);
    const lost = (attempts: number) =>
      stage.app.store.db
        .updateTable('reportBuild')
        .set({ state: 'running', node: 'gone', leaseUntil: '2000-01-01T00:00:00.000Z', attempts })
        .where('id', '=', id)
        .execute();
    await lost(1);
    expect(await buildOf(stage, id)).toMatchObject({ state: 'queued', fault: null });
    await lost(3);
    expect(await buildOf(stage, id)).toMatchObject({ state: 'failed', fault: 'interrupted' });
  });

  it('that is killed is begun again twice, and then fails with no files', async () => {
    const stage = await reportStage();
    const id = await begun(stage);
    const node = nodeOf(stage, { program: killedProgram });
    await node.run();
    expect(await buildOf(stage, id)).toMatchObject({ state: 'failed', fault: 'interrupted', outputs: [] });
    const { attempts } = await stage.app.store.db
      .selectFrom('reportBuild')
      .select('attempts')
      .where('id', '=', id)
      .executeTakeFirstOrThrow();
    expect(attempts).toBe(3);
    expect(await files(stage)).toBe(0);
  });

  it('that meets a figure which cannot be read names it and its part, in both languages', async () => {
    const stage = await reportStage();
    const id = await begun(stage);
    await nodeOf(stage, { program: refusingProgram }).run();
    const built = await buildOf(stage, id);
    expect(built).toMatchObject({ state: 'failed', fault: 'figure', outputs: [] });
    expect(built.faults).toEqual([
      {
        kind: 'output',
        part: 'trends',
        about: {
          en: 'The figure “Cities at each level” cannot be read as a drawing or picture.',
          zh: '图“各级别城市数”无法作为图形或图片读取。'
        },
        stops: true
      }
    ]);
  });

  it('for publication is refused while a chapter is not approved, and says which', async () => {
    const stage = await reportStage();
    await publishable(stage);
    const { app, study } = stage;
    await app.store.db
      .updateTable('document')
      .set({ state: 'drafting' })
      .where('id', '=', study.chapterId)
      .execute();
    const built = await build(stage, 'edition');
    expect(built).toMatchObject({ state: 'failed', fault: 'faults', outputs: [] });
    expect(built.faults[0]).toMatchObject({ part: 'trends', stops: true });
  });

  it('marks and names what a translation service wrote, until somebody accepts it', async () => {
    const stage = await reportStage();
    await publishable(stage);
    const { app, study } = stage;
    const { db } = app.store;
    await build(stage);
    const [passage] = partOf(await contentOf(stage), 'trends').pairs;
    const [en, zh] = [passage?.en[0], passage?.zh[0]];
    if (en?.kind !== 'paragraph' || zh?.kind !== 'paragraph') throw new Error('The chapter has a passage');
    // Nobody has confirmed the passages, and the Chinese one stands as the service wrote it.
    await db.updateTable('document').set({ state: 'drafting' }).where('id', '=', study.chapterId).execute();
    await db.deleteFrom('parity').where('documentId', '=', study.chapterId).execute();
    const at = app.now().toISOString();
    const blockOf = ({ id }: { readonly id: string }): string => id.slice('trends.'.length);
    await db
      .insertInto('machineDraft')
      .values({
        ...{ studyId: study.id, documentId: study.chapterId, section: 'text', language: 'zh' },
        ...{ sourceBlock: blockOf(en), targetBlock: blockOf(zh), text: wordsOf(zh.text), at },
        ...{ userId: stage.eu.userId, acceptedBy: null, acceptedAt: null, untouched: null, version: 1 }
      })
      .execute();
    const found = (faults: readonly { readonly kind: string }[]) =>
      faults.filter(({ kind }) => kind === 'machine-text');
    const built = await build(stage);
    expect(found(built.faults)).toMatchObject([
      { part: 'trends', about: { zh: wordsOf(zh.text) }, stops: true }
    ]);
    const marked = async () => JSON.stringify(partOf(await contentOf(stage), 'trends').pairs);
    expect(await marked()).toContain('【机器翻译，尚未审定】');
    expect(await marked()).not.toContain('[Machine translation');
    await db.updateTable('machineDraft').set({ acceptedBy: stage.cn.userId, acceptedAt: at }).execute();
    expect(found((await build(stage)).faults)).toEqual([]);
    expect(await marked()).not.toContain('机器翻译');
  });

  it('is not signed once a text of it is open again', async () => {
    const stage = await reportStage();
    await publishable(stage);
    const built = await build(stage, 'edition');
    const { app, study, eu } = stage;
    await app.store.db
      .updateTable('document')
      .set({ state: 'drafting' })
      .where('id', '=', study.chapterId)
      .execute();
    const seen = { id: built.id, hash: built.hash ?? '' };
    expect(await app.reports.publishing.sign(eu, study.slug, seen, testPassword)).toMatchObject({
      refusal: { code: 'content-changed' }
    });
  });

  it('is not signed once an image of it may no longer be printed', async () => {
    const stage = await reportStage();
    const { app, study, secretariat, eu, cn } = stage;
    await publishable(stage);
    const built = await build(stage, 'edition');
    const hash = 'a'.repeat(64);
    const permission = {
      title: { en: 'Map', zh: '地图' },
      owner: { en: 'Map Office', zh: '测绘局' },
      state: 'granted',
      decidedBy: 'Rights office',
      decidedOn: '2014-01',
      document: 'Letter',
      terms: { en: '', zh: '' },
      hash
    } as const;
    const { id } = must(await app.context.images.add(secretariat, study.slug, permission));
    await app.store.db
      .updateTable('reportBuild')
      .set({ pictures: JSON.stringify([hash]) })
      .where('id', '=', built.id)
      .execute();
    const seen = { id: built.id, hash: built.hash ?? '' };
    must(await app.reports.publishing.sign(eu, study.slug, seen, testPassword));
    must(
      await app.context.images.change(
        secretariat,
        study.slug,
        { id, version: 1 },
        { ...permission, state: 'refused' }
      )
    );
    expect(await app.reports.publishing.sign(cn, study.slug, seen, testPassword)).toMatchObject({
      refusal: { code: 'content-changed' }
    });
  });

  it('waits for no more than two others of the same person', async () => {
    const stage = await reportStage();
    await begun(stage);
    await request(stage);
    const { app, study, secretariat } = stage;
    const third = { purpose: 'draft', editions: ['en'], formats: ['html'] } as const;
    expect(await app.reports.builds.request(secretariat, study.slug, 'report', third)).toMatchObject({
      refusal: { code: 'too-many' }
    });
  });

  it('holds nothing that a city holds back, and no score that is not released', async () => {
    const stage = await reportStage();
    const { app, study } = stage;
    await plantSecrets(stage);
    must(await app.reports.composing.begin(stage.secretariat, study.slug, 'report'));
    await build(stage);
    const stored = await app.store.db.selectFrom('reportFile').selectAll().execute();
    const all = Buffer.concat(stored.map(({ bytes }) => Buffer.from(bytes))).toString();
    expect(all).toContain('Data is shared in');
    expect(all).not.toContain('CANARY');
  });
});

/** Writes what must never be printed into a record that is held back, and into a score of an open panel. */
async function plantSecrets({ app, study, secretariat }: ReportStage): Promise<void> {
  const { db } = app.store;
  const at = app.now().toISOString();
  const ids = { studyId: study.id, cityId: 'haidian' };
  await db
    .insertInto('confidentialAnswer')
    .values({ ...ids, question: 'services.list', topic: '', userId: secretariat.userId, at })
    .execute();
  await db
    .insertInto('record')
    .values({
      id: 'secret',
      ...ids,
      question: 'services.list',
      recordType: 'service',
      position: 0,
      fields: JSON.stringify({ name: { en: 'CANARY-RECORD', zh: 'CANARY-RECORD' } }),
      sources: '{}',
      notes: '{}',
      source: 'seed',
      version: 1
    })
    .execute();
  await db
    .insertInto('panel')
    .values({
      id: 'open-panel',
      ...ids,
      characteristic: 'smart-city-strategy',
      state: 'open',
      round: 1,
      resultId: null,
      releasedId: null,
      version: 1
    } as never)
    .execute();
}

describe('the White Paper', () => {
  it('marks a passage whose place in the report has changed since, and cannot be published with it (R198, R199)', async () => {
    const stage = await reportStage();
    const { app, study, secretariat } = stage;
    const { composing, builds } = app.reports;
    await publishable(stage);
    await build(stage);
    const blocks = must(await builds.quotable(secretariat, study.slug));
    const source = blocks.find(({ part }) => part === 'trends');
    if (!source) throw new Error('The chapter has no block');
    must(await composing.begin(secretariat, study.slug, 'white-paper'));
    for (const part of ['found', 'advice'])
      must(await composing.removePart(secretariat, study.slug, 'white-paper', part));
    const text = { en: 'Cities share data.', zh: '城市共享数据。' };
    // A statement without a place in the report is named, and stops the paper until it has one.
    const { id } = must(
      await composing.addPassage(secretariat, study.slug, 'white-paper', 'message', { text, source: null })
    );
    const unsourced = [{ kind: 'source-missing', part: 'message', about: text, stops: true }];
    const now = must(await composing.load(secretariat, study.slug, 'white-paper'));
    expect(now.faults.filter(({ stops }) => stops)).toEqual(unsourced);
    const stopped = await build(stage, 'edition', 'white-paper');
    expect(stopped).toMatchObject({ state: 'failed', fault: 'faults', faults: [{ kind: 'source-missing' }] });
    must(
      await composing.changePassage(
        secretariat,
        study.slug,
        'white-paper',
        { id, version: 1 },
        { text, source }
      )
    );
    const stateNow = async (): Promise<string | undefined> =>
      must(await composing.load(secretariat, study.slug, 'white-paper')).parts[0]?.passages[0]?.state;
    expect(await stateNow()).toBe('current');
    const built = await build(stage, 'draft', 'white-paper');
    expect(built).toMatchObject({ state: 'done', number: '0.1', fault: null });
    expect(JSON.stringify((await contentOf(stage, 'white-paper')).parts)).toContain('城市共享数据。');
    // The report is built again without the chapter: its place is gone.
    must(await composing.removePart(secretariat, study.slug, 'report', 'trends'));
    await build(stage);
    expect(await stateNow()).toBe('gone');
    expect(await build(stage, 'edition', 'white-paper')).toMatchObject({ state: 'failed', fault: 'faults' });
  });

  it('takes a passage back once somebody has read the place again, and is not signed with one that changed meanwhile', async () => {
    const stage = await reportStage();
    const { app, study, secretariat, eu, cn } = stage;
    const { composing, builds, publishing } = app.reports;
    const renamed = async (name: string): Promise<void> => {
      await app.store.db
        .updateTable('city')
        .set({ nameEn: name })
        .where('studyId', '=', study.id)
        .where('id', '=', 'haidian')
        .execute();
      await build(stage);
    };
    await publishable(stage);
    await renamed('Haidian District');
    const place = async () => {
      const found = must(await builds.quotable(secretariat, study.slug)).find(
        ({ part, words }) => part === 'pilots' && words.en.includes('Haidian')
      );
      if (!found) throw new Error('The list of pilots is not in the report');
      return found;
    };
    must(await composing.begin(secretariat, study.slug, 'white-paper'));
    for (const part of ['found', 'advice'])
      must(await composing.removePart(secretariat, study.slug, 'white-paper', part));
    const text = { en: 'Haidian takes part.', zh: '海淀区参加研究。' };
    const { id } = must(
      await composing.addPassage(secretariat, study.slug, 'white-paper', 'message', {
        text,
        source: await place()
      })
    );
    const passage = async () =>
      must(await composing.load(secretariat, study.slug, 'white-paper')).parts[0]?.passages[0];
    await renamed('Haidian District, Beijing');
    expect(await passage()).toMatchObject({ state: 'changed' });
    const stopped = await build(stage, 'edition', 'white-paper');
    expect(stopped).toMatchObject({ state: 'failed', fault: 'faults' });
    expect(stopped.faults).toMatchObject([{ kind: 'source-changed', part: 'message', stops: true }]);

    const version = (await passage())?.version ?? 0;
    const stillRight = { text, source: await place() };
    must(await composing.changePassage(secretariat, study.slug, 'white-paper', { id, version }, stillRight));
    expect(await passage()).toMatchObject({ state: 'current' });
    const built = await build(stage, 'edition', 'white-paper');
    expect(built).toMatchObject({ state: 'done', isAwaited: true });
    const seen = { id: built.id, hash: built.hash ?? '' };
    must(await publishing.sign(eu, study.slug, seen, testPassword));
    await renamed('Haidian');
    expect(await publishing.sign(cn, study.slug, seen, testPassword)).toMatchObject({
      refusal: { code: 'content-changed' }
    });
  });
});
