/**
 * Tests that a score may cite a piece of evidence, and that the piece's page shows it once the score is
 * revealed.
 */
import { expect, it } from 'vitest';
import * as Y from 'yjs';
import { writePassages } from '#document/sequence/write-passages.ts';
import type { App } from '../../../server/app.ts';
import { pdf } from '#kit/evidence-files.ts';
import { plain, value } from '#kit/evidence.ts';
import { openPanelStage } from '#kit/panel-stage.ts';
import { factColumns, insertEvidence } from '#server/areas/evidence/store/evidence.ts';
import { engines } from '#kit/databases.ts';

it.each(engines)('a score rests on evidence, which tells of it after the reveal, on %s', async (engine) => {
  const { app, study, slug, panelKey, people, assessors, named, seal, reveal, anew } =
    await openPanelStage(engine);
  await named();
  const id = app.newId();
  await insertEvidence(app.store.db, {
    id,
    studyId: study.id,
    cityId: 'haidian',
    kind: 'file',
    ...factColumns(plain),
    userId: 'nobody',
    at: app.now().toISOString(),
    withdrawnAt: null,
    withdrawnBy: null,
    withdrawnReasonEn: '',
    withdrawnReasonZh: '',
    version: 1
  });
  const citable = async () =>
    value(await app.panels.load(await anew(people.chairEu), slug, panelKey)).citable;
  expect(await citable()).toContainEqual({ kind: 'evidence', id, name: plain.title });
  for (const assessor of assessors)
    value(await seal(assessor, 'basic', { cited: [{ kind: 'evidence', id }] }));
  const citing = async () =>
    value(await app.evidence.load(await anew(people.chairEu), slug, 'haidian', id)).scores;
  expect(await citing()).toEqual([]);
  value(await reveal());
  expect(await citing()).toMatchObject([
    { characteristic: panelKey.characteristic, scores: assessors.length }
  ]);
  // The pages of its own evidence do not show scores to the city.
  expect(value(await app.evidence.load(await anew(people.city), slug, 'haidian', id)).scores).toEqual([]);
  await app.store.db.updateTable('evidence').set({ withdrawnAt: app.now().toISOString() }).execute();
  expect((await citable()).filter(({ kind }) => kind === 'evidence')).toEqual([]);
});

async function writeLink(app: App, documentId: string, section: string, link: string): Promise<void> {
  const doc = new Y.Doc();
  writePassages(
    doc,
    section,
    { en: [], zh: [{ kind: 'paragraph', runs: ['见', { text: '规划', link }] }] },
    () => 'block'
  );
  await app.store.db
    .updateTable('documentSnapshot')
    .set({ bytes: Y.encodeStateAsUpdate(doc) })
    .where('documentId', '=', documentId)
    .execute();
}

it('a passage that links to a piece is told on its page', async () => {
  const { app, slug, people, city, addPerson } = await openPanelStage('sqlite', 'collecting');
  const { id } = value(
    await app.evidence.add(people.city, slug, 'haidian', 'file', plain, { name: 'a.pdf', bytes: pdf() })
  );
  const expert = await addPerson({ role: 'expert', side: 'eu' });
  expect(value(await app.evidence.load(expert, slug, 'haidian', id)).passages).toEqual([]);
  await writeLink(
    app,
    city.responseId,
    'stakeholders',
    `https://elsewhere.example/studies/${slug}/assessments/haidian/evidence/${id}`
  );
  expect(value(await app.evidence.load(expert, slug, 'haidian', id)).passages).toMatchObject([
    { text: 'response', characteristic: 'stakeholders', language: 'zh' }
  ]);
});
