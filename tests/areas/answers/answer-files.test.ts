import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { cellsOf, writeCells } from '#document/answers.ts';
import { takeOver } from '#lib/areas/exchange/take-over.ts';
import type { Actor } from '#base/permissions.ts';
import type { Result } from '#base/refusal.ts';
import { signedInAs } from '#kit/actors.ts';
import { serviceEngines, type Engine } from '#kit/databases.ts';
import { openStage } from '#kit/open-room.ts';
import { makeStudy } from '#kit/people.ts';
import { RawSocket } from '#kit/socket.ts';

const slug = 'small-study';
const city = 'haidian';
const vision = 'strategy.vision';

function valueOf<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(result.refusal.code);
  return result.value;
}
const code = <T>(result: Result<T>): string => (result.ok ? 'ok' : result.refusal.code);

const fileOf = (answers: unknown, more: object = {}): { name: string; bytes: Uint8Array } => ({
  name: 'answers.json',
  bytes: new TextEncoder().encode(
    JSON.stringify({ format: 'meridian.answers/1', study: slug, city, answers, ...more })
  )
});

async function collecting(engine: Engine) {
  const stage = await openStage(engine);
  const { app, study } = stage;
  const location = study.cities.find((one) => one.id === city);
  await app.store.db
    .updateTable('assessment')
    .set({ state: 'collecting' })
    .where('id', '=', location?.assessmentId ?? '')
    .execute();
  const addPerson = async (input: Parameters<typeof stage.addPerson>[0]) => {
    const { cookie } = await stage.addPerson(input);
    const session = await app.sessions.read(cookie);
    if (!session) throw new Error('no session');
    return { cookie, actor: session.actor };
  };
  const staff = await addPerson({ role: 'city', city });
  const doc = new Y.Doc();
  const socket = await RawSocket.join(stage.endpoint, `${slug}.${city}.response@1`, { cookie: staff.cookie });
  /** Writes as the staff member's browser does. */
  const write = async (edit: (doc: Y.Doc) => void): Promise<void> => {
    const before = Y.encodeStateVector(doc);
    edit(doc);
    socket.update(Y.encodeStateAsUpdate(doc, before));
    await socket.hear('committed');
  };
  const cells = async (): Promise<unknown> =>
    valueOf(await app.documents.answered(staff.actor, location?.responseId ?? '')).answers.cells;
  const readPlan = async (file: { name: string; bytes: Uint8Array }, actor: Actor = staff.actor) => {
    const read = valueOf(await app.answerFiles.read(actor, slug, city, file));
    if ('fault' in read) throw new Error(read.fault);
    return read;
  };
  return { app, files: app.answerFiles, staff, addPerson, write, cells, doc, readPlan };
}

describe.each(serviceEngines)('a response and files, on %s', (engine) => {
  it('writes nothing when a file is read; what is taken over is noted, and can be taken back but for what was changed since', async () => {
    const { files, staff, write, cells, doc, readPlan, app } = await collecting(engine);
    await write((own) => writeCells(own, { [`${vision}/value@source`]: 'Old' }));
    const before = await cells();
    const read = await readPlan(fileOf({ [vision]: { source: 'New', note: { en: 'Said so', zh: '' } } }));
    expect(read).toMatchObject({
      format: 'json',
      fileName: 'answers.json',
      from: { isOfAnotherCity: false },
      plan: { items: [{ kind: 'changed', question: vision, isOwn: true }] }
    });
    expect(await cells()).toEqual(before);

    let taken: ReturnType<typeof takeOver> | undefined;
    await write((own) => void (taken = takeOver(own, read.plan.items)));
    const { id, places } = valueOf(
      await files.imported(staff.actor, slug, city, read, JSON.stringify(taken?.items))
    );
    expect(places).toBe(1);
    expect(await cells()).toEqual({
      [`${vision}/value@source`]: 'New',
      [`${vision}/value.en@note`]: 'Said so'
    });
    expect(valueOf(await files.list(staff.actor, slug, city))).toMatchObject([
      { id, fileName: 'answers.json', undoneAt: null, by: { id: staff.actor.userId } }
    ]);

    await write((own) => writeCells(own, { [`${vision}/value.en@note`]: 'Said otherwise' }));
    const back = valueOf(await files.planUndo(staff.actor, slug, city, id));
    expect(back.findings).toMatchObject([{ kind: 'contradictory', detail: 'since' }]);
    await write((own) => void takeOver(own, back.items));
    expect(cellsOf(doc)).toEqual({
      [`${vision}/value@source`]: 'Old',
      [`${vision}/value.en@note`]: 'Said otherwise'
    });
    valueOf(await files.undone(staff.actor, slug, city, id));
    expect(code(await files.undone(staff.actor, slug, city, id))).toBe('conflict');
    const kinds = await app.store.db
      .selectFrom('event')
      .select(['kind', 'needs'])
      .where('kind', 'like', 'answers.%')
      .orderBy('seq')
      .execute();
    expect(kinds).toEqual(
      ['imported', 'import-undone'].map((one) => ({ kind: `answers.${one}`, needs: 'response.read' }))
    );
  });

  it('leaves what somebody wrote after the plan was shown', async () => {
    const { write, doc, readPlan } = await collecting(engine);
    const { plan } = await readPlan(fileOf({ [vision]: { source: 'From the file' } }));
    await write((own) => writeCells(own, { [`${vision}/value@source`]: 'By a colleague' }));
    expect(takeOver(doc, plan.items)).toEqual({ items: [], since: 1 });
    expect(cellsOf(doc)).toEqual({ [`${vision}/value@source`]: 'By a colleague' });
  });

  it('is read by those who write it, given to those who read it, and to nobody else (R076)', async () => {
    const { files, addPerson, app } = await collecting(engine);
    const file = fileOf({});
    const others = [
      await addPerson({ role: 'city', city: 'bristol' }),
      await addPerson({ role: 'observer' })
    ];
    for (const { actor } of others) {
      expect(code(await files.read(actor, slug, city, file))).toBe('not-found');
      expect(code(await files.write(actor, slug, city, 'json', 'en'))).toBe('not-found');
      expect(code(await files.planUndo(actor, slug, city, 'none'))).toBe('not-found');
      expect(code(await files.form(actor, slug, 'json', 'en'))).toBe('ok');
    }
    const secretariat = await addPerson({ role: 'secretariat' });
    expect(code(await files.read(secretariat.actor, slug, city, file))).toBe('forbidden');
    expect(
      code(
        await files.imported(
          secretariat.actor,
          slug,
          city,
          { fileName: 'a.json', format: 'json', sha256: '0'.repeat(64) },
          '[]'
        )
      )
    ).toBe('forbidden');
    expect(code(await files.write(secretariat.actor, slug, city, 'json', 'en'))).toBe('ok');
    expect(await app.store.db.selectFrom('answerImport').selectAll().execute()).toEqual([]);
  });

  it('says of another city’s file whose it is, and of a file that cannot be read why', async () => {
    const { files, staff, readPlan } = await collecting(engine);
    const other = await readPlan(
      fileOf(
        { figures: { records: [{ id: 'a', position: 0, fields: { label: { en: 'Area', zh: '' } } }] } },
        { city: 'bristol' }
      )
    );
    expect(other.from.isOfAnotherCity).toBe(true);
    expect(other.plan.items.map(({ record }) => record?.id)).not.toContain('a');
    const fault = async (bytes: Uint8Array): Promise<unknown> =>
      valueOf(await files.read(staff.actor, slug, city, { name: 'x.xlsx', bytes }));
    expect(await fault(new Uint8Array())).toMatchObject({ fault: 'empty' });
    expect(await fault(new TextEncoder().encode('%PDF-1.7'))).toMatchObject({ fault: 'wrong-type' });
    expect(await fault(new Uint8Array([0x50, 0x4b, 3, 4, 0, 0]))).toMatchObject({ fault: 'broken' });
    expect(await fault(new Uint8Array(21 * 1024 * 1024))).toMatchObject({ fault: 'too-large' });
  });

  it('R033: brings a city’s answers of an earlier study into a new round next to it, and leaves the old one as it was', async () => {
    const { files, staff, write, cells, app } = await collecting(engine);
    await write((own) =>
      writeCells(own, { [`${vision}/value@source`]: 'Plan 2010', [`${vision}/state`]: 'no-data' })
    );
    const before = await cells();
    const { bytes, fileName } = valueOf(await files.write(staff.actor, slug, city, 'json', 'en'));
    const round = await makeStudy(app, {
      slug: 'second-round',
      cities: [{ id: city, side: 'cn', state: 'collecting' }]
    });
    const again = await signedInAs(app, { role: 'city', city, study: round });
    const read = valueOf(await files.read(again, round.slug, city, { name: fileName, bytes }));
    if ('fault' in read) throw new Error(read.fault);
    expect(read.from).toMatchObject({ isOfAnotherCity: false, isOfAnotherStudy: true });
    expect([read.plan.items.map(({ kind, question }) => [kind, question]), read.plan.findings]).toEqual([
      [['new', vision]],
      []
    ]);
    const doc = new Y.Doc();
    takeOver(doc, read.plan.items);
    expect(cellsOf(doc)).toEqual(before);
    expect(await cells()).toEqual(before);
  });

  it('notes nothing that is no change of a response', async () => {
    const { files, staff } = await collecting(engine);
    const note = (written: string, format = 'json') =>
      files.imported(
        staff.actor,
        slug,
        city,
        { fileName: 'a.json', format, sha256: '0'.repeat(64) },
        written
      );
    const cell = { key: `${vision}/state`, before: null, after: 'no-data' };
    for (const written of [
      '',
      '{}',
      '[]',
      '[{"cells":[{"key":"<script>","before":null,"after":1}],"text":null}]'
    ])
      expect(code(await note(written))).toBe('invalid');
    expect(code(await note(JSON.stringify([{ cells: [cell], text: null }]), 'exe'))).toBe('invalid');
    expect(code(await note(JSON.stringify([{ cells: [cell], text: null }])))).toBe('ok');
  });
});
