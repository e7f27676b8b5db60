/**
 * Plays the acts of the demo on its texts: steps, deadlines, edits, confirmed translations and signatures.
 */
import * as Y from 'yjs';
import { locales, type Locale } from '#base/locale.ts';
import { subjectOf } from '#rules/versions/version.ts';
import { fingerprintsOf, type ContentNode } from '#base/content.ts';
import { newBlockId } from '#document/block-id.ts';
import { writePassage } from '#document/content-write.ts';
import { passageContent } from '#document/content.ts';
import { findAssessment, setAssessmentDeadline, findChapter } from '#areas/assessments';
import {
  saveVersionSeen,
  insertSignature,
  listSignatures,
  appendApprovalEvent,
  signatureOf,
  signedPayload,
  actingWith,
  findSubject,
  readableSubject
} from '#areas/approval';
import { moveConsultationDeadline } from '#areas/consultation';
import { packFingerprints, saveConfirmedTranslation } from '#areas/pairs';
import { insertOwners, insertUpdates, listLastSeqs } from '#server/store/updates.ts';
import type { ActOf } from './store/workflow.ts';
import { must, type DemoStage } from './demo-stage.ts';
import { prepareStepIn, takeAssessmentStep, prepareChapterStepIn, takeChapterStep } from '#areas/workflow';
import { readContent, aboutText, abilityTo } from '#areas/documents';

export async function takeStep(
  stage: DemoStage,
  {
    at,
    city,
    by,
    step,
    reason,
    deadline
  }: Pick<ActOf<'step'>, 'at' | 'city' | 'by' | 'step' | 'reason' | 'deadline'>
): Promise<void> {
  const { trx, study, tools } = stage;
  const assessment = await findAssessment(trx, study.id, city);
  if (!assessment) throw new Error(`No assessment of ${city}`);
  const prepared = await prepareStepIn(trx, tools, study, assessment, step);
  const acting = by === null ? null : await stage.actor(by, city);
  const input = { step, version: null, reason, deadline };
  must(
    await takeAssessmentStep(tools, stage.context(at), { study, cityId: city, acting }, input, prepared),
    `take ${step} of ${city}`
  );
}

export async function takeStepOfChapter(
  stage: DemoStage,
  { at, chapter: slug, by, step }: ActOf<'chapter-step'>
): Promise<void> {
  const { trx, study, tools } = stage;
  const chapter = await findChapter(trx, study, slug);
  if (!chapter) throw new Error(`No chapter ${slug}`);
  const input = { step, version: null, reason: { en: '', zh: '' }, deadline: null };
  const prepared = await prepareChapterStepIn(trx, tools, chapter, step);
  must(
    await takeChapterStep(
      tools,
      stage.context(at),
      { study, slug, acting: await stage.actor(by) },
      input,
      prepared
    ),
    `take ${step} of ${slug}`
  );
}

export async function moveDeadline(
  stage: DemoStage,
  { at, city, by, deadline }: ActOf<'deadline'>
): Promise<void> {
  const { trx, study } = stage;
  const assessment = await findAssessment(trx, study.id, city);
  if (!assessment) throw new Error(`No assessment of ${city}`);
  if (assessment.state === 'consultation') await moveConsultationDeadline(trx, study.id, city, deadline);
  await setAssessmentDeadline(trx, assessment.id, assessment.version, deadline);
  const { id: documentId } = await stage.text(city, 'findings');
  await stage.context(at).appendEvent(study.id, await stage.actor(by, city), {
    kind: 'deadline.moved',
    needs: 'assessment.see',
    cityId: city,
    documentId,
    payload: { deadline: deadline.at },
    forHearers: { deadline, state: assessment.state, slug: null }
  });
}

/** Confirms that sections say the same in both languages, as they and the city's answers are now. */
export async function confirmSections(
  stage: DemoStage,
  { at, city, by, sections }: ActOf<'confirm'>
): Promise<void> {
  const { trx, study, tools } = stage;
  const findings = await stage.text(city, 'findings');
  const { userId, ...actor } = await stage.actor(by, city);
  const answers = new Map(
    (await readContent(trx, tools.workers, await stage.text(city, 'response'))).sections.map((section) => [
      section.id,
      fingerprintsOf(section)
    ])
  );
  for (const section of (await readContent(trx, tools.workers, findings)).sections) {
    if (sections !== 'all' && !sections.includes(section.id)) continue;
    const blocks = packFingerprints(fingerprintsOf(section), answers.get(section.id) ?? {});
    await saveConfirmedTranslation(trx, {
      studyId: study.id,
      documentId: findings.id,
      section: section.id,
      blocks,
      isMinor: 0,
      userId,
      at
    });
    await stage.context(at).appendEvent(
      study.id,
      { userId, ...actor },
      {
        kind: 'translation.confirmed',
        needs: abilityTo('versions', 'findings'),
        ...aboutText(findings),
        payload: { section: section.id, minor: false, subject: subjectOf(findings) }
      }
    );
  }
}

/** In both languages, as one row of the log. */
export async function editText(
  stage: DemoStage,
  { at, city, by, section, was, now }: ActOf<'edit'>
): Promise<void> {
  const { trx, tools } = stage;
  const { id: documentId, generation } = await stage.text(city, 'findings');
  const { userId } = await stage.actor(by, city);
  const doc = await stage.open(await stage.text(city, 'findings'));
  const before = Y.encodeStateVector(doc);
  doc.transact(() => {
    for (const language of locales) replaceIn(doc, section, language, was[language], now[language]);
  });
  const last =
    (await listLastSeqs(trx, tools.store.engine, [{ documentId, generation }])).get(
      `${documentId}@${generation}`
    ) ?? 0;
  await insertUpdates(trx, [
    { documentId, generation, seq: last + 1, userId, at, bytes: Y.encodeStateAsUpdate(doc, before) }
  ]);
  await insertOwners(trx, [{ documentId, generation, clientId: doc.clientID, userId }]);
}

function replaceIn(doc: Y.Doc, section: string, language: Locale, was: string, now: string): void {
  let places = 0;
  const replaced = (node: ContentNode): ContentNode => {
    if (node.text === undefined)
      return node.content ? { ...node, content: node.content.map(replaced) } : node;
    if (!node.text.includes(was) || places++ > 0) return node;
    return { ...node, text: node.text.replace(was, () => now) };
  };
  const nodes = passageContent(doc, section, language).map(replaced);
  if (places === 0) throw new Error(`“${was}” is not in the text of the demo`);
  writePassage({ doc, section, language, newId: newBlockId }, nodes);
}

/** The second signature takes the step. */
export async function sign(stage: DemoStage, { at, city, by }: ActOf<'sign'>): Promise<void> {
  const { trx, study, tools } = stage;
  const actor = await stage.actor(by);
  const key = `findings:${city}`;
  const subject = readableSubject(actor.grants, await findSubject(trx, study, key));
  if (!subject) throw new Error(`There is nothing to sign for ${city}`);
  const { newest } = subject;
  const sideId = subject.signing[0]?.sideId;
  if (!newest || !sideId) throw new Error(`${by} has nothing to sign of ${city}`);
  const signature = signatureOf({
    id: tools.newId(),
    study,
    version: newest,
    userId: actor.userId,
    name: actor.name,
    sideId,
    at
  });
  await insertSignature(trx, signature);
  await saveVersionSeen(trx, {
    studyId: study.id,
    subject: key,
    userId: actor.userId,
    versionId: newest.id,
    at
  });
  const acting = actingWith(actor, subject.signing);
  const context = stage.context(at);
  await appendApprovalEvent(context, study, acting, subject, 'inside', {
    kind: 'approval.signed',
    payload: signedPayload(signature, newest)
  });
  if ((await listSignatures(trx, newest.id)).length < study.sides.length) return;
  await takeStep(stage, { at, city, by, step: 'approve', reason: { en: '', zh: '' }, deadline: null });
  await appendApprovalEvent(context, study, acting, subject, 'outcome', {
    kind: 'approval.complete',
    payload: { subject: key, versionId: newest.id, number: newest.number, hash: newest.hash }
  });
}
