/**
 * Tests that a database from before confidential documents existed is upgraded as the server starts: what was
 * marked as confidential, with its content in the response, is moved out of it (R242).
 */
import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { openAppOver } from '#kit/app.ts';
import { signedInAs } from '#kit/actors.ts';
import { emptyDatabase, engines } from '#kit/databases.ts';
import { makePerson, makeStudy } from '#kit/people.ts';
import type { App } from '../../../server/app.ts';
import { insertUpdates, readText } from '#server/store/updates.ts';

const slug = 'small-study';
const city = 'haidian';
const vision = 'strategy.vision';
const secret = 'Underground reservoir 地下水库';

const paragraph = (text: string): Y.XmlElement => {
  const element = new Y.XmlElement('paragraph');
  element.insert(0, [new Y.XmlText(text)]);
  return element;
};

/** Stores a response as it was stored before: a marked answer with words, a source and an overwritten value. */
async function fill(app: App) {
  const study = await makeStudy(app);
  const documentId = study.cities[1]?.responseId ?? '';
  const { id: userId } = await makePerson(app);
  const doc = new Y.Doc();
  const updates: Uint8Array[] = [];
  doc.on('update', (update: Uint8Array) => updates.push(update));
  doc.getMap('answers').set(`${vision}/value@source`, `${secret}, first draft`);
  doc.getMap('answers').set(`${vision}/value@source`, secret);
  doc.getXmlFragment(`answer:${vision}.zh`).push([paragraph(secret)]);
  doc.getXmlFragment('answer:stakeholders.who.zh').push([paragraph('open')]);
  doc.getMap('answers').set(`${vision}/state`, 'confidential');
  const at = app.now().toISOString();
  await insertUpdates(
    app.store.db,
    updates.map((bytes, n) => ({ documentId, generation: 1, seq: n + 1, userId, at, bytes }))
  );
  await app.store.db
    .updateTable('generation')
    .set({ endedAt: at, textModel: 'tree' })
    .where('documentId', '=', documentId)
    .execute();
  await app.store.db
    .insertInto('record')
    .values({
      id: 'r1',
      studyId: study.id,
      cityId: city,
      question: vision,
      recordType: 'service',
      position: 0,
      fields: JSON.stringify({ name: secret }),
      source: ''
    })
    .execute();
  return { study, documentId };
}

describe.each(engines)('the start over a database with marked answers on %s', (engine) => {
  it('moves their content into the confidential document of the city, once, and nothing else', async () => {
    const database = await emptyDatabase(engine);
    const before = await openAppOver(database);
    const { study, documentId } = await fill(before);
    const app = await openAppOver(database);
    const { snapshot, updates } = await readText(app.store.db, documentId, 1);
    const stored = Buffer.concat([snapshot?.bytes ?? new Uint8Array(), ...updates.map(({ bytes }) => bytes)]);
    expect(stored.includes(Buffer.from('地下水库'))).toBe(false);
    expect(stored.includes(Buffer.from('reservoir'))).toBe(false);
    expect(await app.store.db.selectFrom('record').selectAll().execute()).toEqual([]);

    const senior = await signedInAs(app, { role: 'city', city, study });
    const expert = await signedInAs(app, { role: 'expert', study });
    const view = await app.assessments.load(expert, slug, city);
    if (!view.ok) throw new Error(view.refusal.code);
    expect(view.value.confidentialAnswers).toEqual([{ question: vision, topic: null }]);
    expect(view.value.confidential).toBeNull();
    const response = await app.documents.answered(expert, documentId);
    expect(JSON.stringify(response)).toContain('"text":"open"');
    expect(JSON.stringify(response)).not.toContain('reservoir');
    const own = await app.assessments.load(senior, slug, city);
    const held = await app.documents.answered(senior, (own.ok && own.value.confidential?.id) || '');
    if (!held.ok) throw new Error(held.refusal.code);
    expect(held.value.answers.cells).toEqual({ [`${vision}/value@source`]: secret });
    expect(JSON.stringify(held.value.answers.passages)).toContain(secret);
    expect(own.ok && own.value.confidential?.room).toBe(`${slug}.${city}.confidential@1`);

    const again = await openAppOver(database);
    expect(
      await again.store.db.selectFrom('document').select('id').where('kind', '=', 'confidential').execute()
    ).toHaveLength(1);
    expect(
      (await again.store.db.selectFrom('dataUpgrade').selectAll().execute()).map(({ name }) => name)
    ).toEqual(['confidential-answers']);
  });
});
