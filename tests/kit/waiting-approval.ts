/**
 * Brings the demo study in `DATA_DIR` to the point where Haidian's findings, two passages of which began as machine
 * text, the framework and the list of pilots wait for the chairs. Runs in a process of its own. With `again`, next to a server: requests the
 * approval of the findings anew, after they were sent back.
 */
import * as Y from 'yjs';
import { sectionContent } from '#document/content.ts';
import { readUnits } from '#rules/pairs/units.ts';
import type { Actor } from '#base/permissions.ts';
import { fingerprintsOf, textOfNode, type ContentNode } from '#base/content.ts';
import { readConfig } from '#server/process/config.ts';
import { createApp, type App } from '#server/app.ts';
import { findDraft, saveDraft, saveInsertion } from '#server/areas/pairs/store/machine-drafts.ts';
import { createLogger } from '#server/process/logger.ts';
import { paragraph, writeText } from './texts.ts';

const slug = 'eu-china-2013';
const nothing = { en: '', zh: '' };

async function signedIn(app: App, name: string): Promise<Actor> {
  const signed = await app.sessions.signIn({
    email: `${name}@demo.local`,
    password: 'meridian',
    address: '127.0.0.1'
  });
  if (!signed.ok) throw new Error(signed.refusal.code);
  return signed.value.actor;
}

const isWritten = (nodes: readonly ContentNode[]): boolean =>
  nodes.some((node) => textOfNode(node).trim() !== '');

/** Every section is written in both languages, and a user has confirmed them as equal. */
async function completeText(
  app: App,
  documentId: string,
  studyId: string,
  userId: string,
  sections: readonly string[]
): Promise<void> {
  const { db } = app.store;
  const contentNow = async (): Promise<Y.Doc> => {
    const doc = new Y.Doc();
    Y.applyUpdate(doc, (await app.documents.contentOf(documentId)) ?? new Uint8Array([0, 0]));
    return doc;
  };
  let doc = await contentNow();
  for (const section of sections) {
    const { en, zh } = sectionContent(doc, section);
    const gaps = {
      ...(isWritten(en)
        ? {}
        : { en: [paragraph(`${section}-en`, 'Data of all departments stand on one platform.')] }),
      ...(isWritten(zh) ? {} : { zh: [paragraph(`${section}-zh`, '各部门数据汇聚于统一平台。')] })
    };
    if (Object.keys(gaps).length > 0) await writeText(app, documentId, userId, section, gaps);
    doc = await contentNow();
  }
  await db.deleteFrom('parity').where('documentId', '=', documentId).execute();
  for (const section of sections) {
    const blocks = JSON.stringify(fingerprintsOf(sectionContent(doc, section)));
    await db
      .insertInto('parity')
      .values({
        studyId,
        documentId,
        section,
        blocks,
        isMinor: 0,
        userId,
        at: app.now().toISOString(),
        version: 1
      })
      .execute();
  }
}

/** A translation service drafted the Chinese passages of these sections; somebody inserted them. */
async function beginAsMachineText(
  app: App,
  documentId: string,
  studyId: string,
  userId: string,
  sections: readonly string[]
): Promise<void> {
  const { db } = app.store;
  const doc = new Y.Doc();
  Y.applyUpdate(doc, (await app.documents.contentOf(documentId)) ?? new Uint8Array([0, 0]));
  for (const section of sections) {
    const [en, zh] = (['en', 'zh'] as const).map(
      (language) => readUnits(sectionContent(doc, section))[language][0]
    );
    if (!en || !zh) throw new Error(`There is no text in ${section}`);
    const passage = { documentId, sourceBlock: en.id, language: 'zh' } as const;
    const at = app.now().toISOString();
    await saveDraft(db, { ...passage, studyId, section, text: zh.text, userId, at }, '');
    const draft = await findDraft(db, passage);
    if (draft) await saveInsertion(db, draft, zh.id);
  }
}

const isAgain = process.argv[2] === 'again';
const now = (): Date => new Date();
const app = await createApp(readConfig(process.env), {
  now,
  logger: createLogger({ level: 'warn', now }),
  schedulerMilliseconds: null,
  servesNobody: isAgain
});
if (!isAgain) await app.loadDemoWhenEmpty();
const secretariat = await signedIn(app, 'secretariat');
if (!isAgain) {
  const frame = await app.frameworks.load(secretariat, slug);
  const { db } = app.store;
  const document = await db
    .selectFrom('document')
    .select(['id', 'studyId'])
    .where('cityId', '=', 'haidian')
    .where('kind', '=', 'findings')
    .executeTakeFirstOrThrow();
  await db.updateTable('assessment').set({ state: 'revision' }).where('cityId', '=', 'haidian').execute();
  // This test is about the text: panels on the city's levels are not part of it.
  await db.deleteFrom('panel').where('cityId', '=', 'haidian').execute();
  const sections = frame.ok ? (frame.value.framework?.characteristics.map(({ id }) => id) ?? []) : [];
  await completeText(app, document.id, document.studyId, secretariat.userId, sections);
  await beginAsMachineText(app, document.id, document.studyId, secretariat.userId, sections.slice(0, 2));
}
const status = await app.workflow.assessment(secretariat, slug, 'haidian');
if (!status.ok) throw new Error(status.refusal.code);
const taken = await app.workflow.takeStep(secretariat, slug, 'haidian', {
  step: 'ask-approval',
  version: status.value.version,
  reason: nothing,
  deadline: null
});
if (!taken.ok) throw new Error(`${taken.refusal.code}: ${JSON.stringify(status.value.missing)}`);
for (const record of isAgain ? [] : (['framework', 'pilots'] as const)) {
  const proposed = await app.approvals.propose(secretariat, slug, record);
  if (!proposed.ok) throw new Error(proposed.refusal.code);
}
await app.close();
