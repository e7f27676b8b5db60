import { anchorAt } from '#document/sequence/anchors.ts';
import { flatTextOf } from '#document/sequence/flat-text.ts';
import { openPassage } from '#document/sequence/roots.ts';
import { languageOf, longestQuote } from '#rules/threads/comment.ts';
import type { Locale } from '#base/locale.ts';
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
import type { DemoStage } from './demo-stage.ts';

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
