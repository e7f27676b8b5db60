/**
 * Plays the acts of the demo in which people speak: threads on the texts, and what cities say about their
 * findings.
 */
import { anchorAt } from '#document/sequence/anchors.ts';
import { flatTextOf } from '#document/sequence/flat-text.ts';
import { openPassage } from '#document/sequence/roots.ts';
import { languageOf, longestQuote } from '#rules/threads/comment.ts';
import {
  validateAnswer,
  validateDisposition,
  validateCommentText
} from '#rules/consultation/consultation.ts';
import {
  blocksOf,
  inOrderOfText,
  validateLocation,
  shortened
} from '#rules/consultation/comment-location.ts';
import type { Locale } from '#base/locale.ts';
import {
  answerComment,
  blankComment,
  decideComment,
  findCityComment,
  insertCityComments,
  listDrafts,
  submitDraft,
  submitRound,
  findLatestConsultation,
  type CityCommentRow,
  type ConsultationRow,
  sectionsOfVersion
} from '#areas/consultation';
import { findDocument } from '#areas/assessments';
import {
  findThread,
  insertComment,
  insertThread,
  settleThread,
  type ThreadRow,
  commentEvent,
  threadEvent
} from '#areas/threads';
import type { ActOf } from './store/workflow.ts';
import { must, type DemoStage } from './demo-stage.ts';
import { takeStep } from './demo-steps.ts';
import { readContent } from '#areas/documents';

export async function openThread(stage: DemoStage, act: ActOf<'thread'>): Promise<void> {
  const { trx, study, tools } = stage;
  const { at, city, by, section, language, quote, audience } = act;
  const document = await stage.text(city, act.on);
  const actor = await stage.actor(by, city);
  const anchor = language === null ? null : await anchorIn(stage, document.id, section, language, quote);
  const grant = actor.grants[0];
  const thread: ThreadRow = {
    id: tools.newId(),
    studyId: study.id,
    documentId: document.id,
    cityId: city,
    about: 'passage',
    section,
    targetId: null,
    language,
    anchorFrom: anchor?.from ?? null,
    anchorTo: anchor?.to ?? null,
    blockId: anchor?.blockId ?? null,
    quote: anchor?.quote ?? '',
    audience,
    state: 'open',
    userId: actor.userId,
    role: grant?.role ?? '',
    sideId: grant?.sideId ?? null,
    at,
    settledBy: null,
    settledAt: null,
    version: 1
  };
  await insertThread(trx, thread);
  stage.named.set(act.id, thread.id);
  const commentId = await addComment(stage, thread, act);
  await stage
    .context(at)
    .appendEvent(study.id, actor, commentEvent(document, thread, 'thread.opened', { commentId }));
}

async function anchorIn(
  stage: DemoStage,
  documentId: string,
  section: string,
  language: Locale,
  quote: string
) {
  const document = await findDocument(stage.trx, documentId);
  if (!document) throw new Error('no document');
  const doc = await stage.open(document);
  const flatText = flatTextOf(doc, openPassage(doc, section, language));
  const from = flatText.text.indexOf(quote);
  const anchor = from < 0 ? undefined : anchorAt(flatText, from, from + quote.length, longestQuote);
  if (!anchor) throw new Error(`“${quote}” is not in ${section}`);
  return anchor;
}

async function addComment(
  stage: DemoStage,
  { id: threadId }: Pick<ThreadRow, 'id'>,
  { at, city, by, body }: { at: string; city: string; by: string; body: string }
): Promise<string> {
  const { trx, study, tools } = stage;
  const { userId, grants } = await stage.actor(by, city);
  const id = tools.newId();
  await insertComment(trx, {
    id,
    studyId: study.id,
    threadId,
    userId,
    role: grants[0]?.role ?? '',
    sideId: grants[0]?.sideId ?? null,
    language: languageOf(body, 'en'),
    body,
    at,
    heldUntil: null,
    editedAt: null,
    withdrawnAt: null,
    version: 1
  });
  return id;
}

async function threadOf({ trx, named }: DemoStage, name: string) {
  const thread = await findThread(trx, named.get(name) ?? '');
  const document = thread && (await findDocument(trx, thread.documentId));
  if (!thread || !document) throw new Error(`No thread ${name}`);
  return { thread, document };
}

export async function reply(stage: DemoStage, act: ActOf<'reply'>): Promise<void> {
  const { thread, document } = await threadOf(stage, act.thread);
  const commentId = await addComment(stage, thread, act);
  await stage
    .context(act.at)
    .appendEvent(
      stage.study.id,
      await stage.actor(act.by, act.city),
      commentEvent(document, thread, 'comment.added', { commentId })
    );
}

export async function resolve(
  stage: DemoStage,
  { at, by, city, thread: name }: ActOf<'resolve'>
): Promise<void> {
  const { thread, document } = await threadOf(stage, name);
  const actor = await stage.actor(by, city);
  await settleThread(stage.trx, thread, 'resolved', { userId: actor.userId, at });
  await stage
    .context(at)
    .appendEvent(stage.study.id, actor, threadEvent(document, thread, 'thread.resolved'));
}

async function roundOf({ trx, study }: DemoStage, city: string): Promise<ConsultationRow> {
  const round = await findLatestConsultation(trx, study.id, city);
  if (!round) throw new Error(`${city} has no consultation`);
  return round;
}

/** Saves a draft comment of the city's staff; only they are notified. */
export async function draftComment(
  stage: DemoStage,
  { at, city, by, id: name, section, language, quote, stance, kind, body, proposal }: ActOf<'draft'>
): Promise<void> {
  const { trx, study, tools } = stage;
  const round = await roundOf(stage, city);
  const sections = await sectionsOfVersion(trx, study.id, round.versionId);
  const block = blocksOf(sections).find(
    (one) => one.section === section && one.language === language && one.text.includes(quote)
  );
  const location = must(
    validateLocation(sections, { section, blockId: block?.id ?? null, quote }),
    `comment on “${quote}” of ${city}`
  );
  const text = must(
    validateCommentText({ stance, kind, language: languageOf(body || proposal, language), body, proposal }),
    `comment on ${city}`
  );
  const id = tools.newId();
  const actor = await stage.actor(by, city);
  const { userId } = actor;
  await insertCityComments(trx, [
    {
      ...blankComment,
      ...text,
      ...location,
      id,
      studyId: study.id,
      consultationId: round.id,
      cityId: city,
      number: 0,
      origin: 'city',
      userId,
      at,
      submittedAt: null
    }
  ]);
  stage.named.set(name, id);
  await stage.context(at).appendEvent(study.id, actor, {
    kind: 'city-comment.drafted',
    needs: 'comments.staff',
    cityId: city,
    documentId: round.documentId,
    payload: { commentId: id }
  });
}

/** Submits what was drafted, once, by the senior representative; that closes the round. */
export async function submitComments(stage: DemoStage, { at, city, by }: ActOf<'submit'>): Promise<void> {
  const { trx, study } = stage;
  const round = await roundOf(stage, city);
  const actor = await stage.actor(by, city);
  const drafts = inOrderOfText(
    await listDrafts(trx, round.id),
    await sectionsOfVersion(trx, study.id, round.versionId)
  );
  for (const [n, draft] of drafts.entries()) await submitDraft(trx, draft, n + 1, at);
  await submitRound(trx, round.id, actor.userId, at);
  await stage.context(at).appendEvent(study.id, actor, {
    kind: 'consultation.submitted',
    needs: 'consultation.read',
    cityId: city,
    documentId: round.documentId,
    payload: { comments: drafts.length }
  });
  await takeStep(stage, {
    at,
    city,
    by,
    step: 'close-consultation',
    reason: { en: '', zh: '' },
    deadline: null
  });
}

async function commentOf(
  { trx, study, named }: DemoStage,
  city: string,
  name: string
): Promise<CityCommentRow> {
  const comment = await findCityComment(trx, study.id, city, named.get(name) ?? '');
  if (!comment) throw new Error(`No comment ${name}`);
  return comment;
}

export async function decideOn(
  stage: DemoStage,
  { at, city, by, comment: name, disposition, reason, change }: ActOf<'decide'>
): Promise<void> {
  const { trx, study, tools } = stage;
  const comment = await commentOf(stage, city, name);
  const findings = await stage.text(city, 'findings');
  const block = blocksOf((await readContent(trx, tools.workers, findings)).sections).find(
    ({ id }) => id === comment.blockId
  );
  const link =
    change && block ? { section: block.section, blockId: block.id, quote: shortened(block.text) } : null;
  must(validateDisposition(comment, { disposition, reason, change: link }), `decide on ${name}`);
  const actor = await stage.actor(by, city);
  await decideComment(trx, comment, {
    disposition,
    reasonEn: reason.en,
    reasonZh: reason.zh,
    changeSection: link?.section ?? null,
    changeBlockId: link?.blockId ?? null,
    changeQuote: link?.quote ?? '',
    decidedBy: actor.userId,
    decidedAt: at
  });
  const payload = { commentId: comment.id, number: comment.number, disposition };
  await stage.context(at).appendEvent(study.id, actor, {
    kind: 'city-comment.decided',
    needs: 'consultation.read',
    cityId: city,
    documentId: findings.id,
    payload
  });
}

export async function answerDecision(
  stage: DemoStage,
  { at, city, by, comment: name, answer, text }: ActOf<'answer'>
): Promise<void> {
  const comment = await commentOf(stage, city, name);
  must(validateAnswer(comment, answer, text), `answer on ${name}`);
  const actor = await stage.actor(by, city);
  await answerComment(stage.trx, comment, {
    answer,
    answerText: text,
    answeredBy: actor.userId,
    answeredAt: at
  });
  const { id: documentId } = await stage.text(city, 'findings');
  const payload = { commentId: comment.id, number: comment.number, answer };
  await stage.context(at).appendEvent(stage.study.id, actor, {
    kind: 'city-comment.answered',
    needs: 'consultation.read',
    cityId: city,
    documentId,
    payload
  });
}
