/**
 * Opens a thread with its first comment: on a range of text, on a section, a question, a record or a score.
 */
import { isAnchorEnd } from '#document/sequence/anchor-end.ts';
import {
  heldUntil,
  isOnText,
  validateCommentBody,
  languageOf,
  longestQuote,
  type AboutThread,
  type Audience
} from '#domain/comment.ts';
import { findCharacteristic } from '#domain/framework.ts';
import type { CityId, StudyId } from '#domain/ids.ts';
import type { Locale } from '#domain/locale.ts';
import { readMentions } from '#domain/mentions.ts';
import type { Actor } from '#domain/permissions.ts';
import { isRevealed } from '#domain/panel.ts';
import { ok, refuse, type Result } from '#domain/refusal.ts';
import { findPanel } from '../../store/panels.ts';
import { listFrameworks } from '../../store/frameworks.ts';
import type { Db } from '../../store/open.ts';
import { listRecords } from '../../store/records.ts';
import { insertComment, insertThread, type CommentRow } from '../../store/threads.ts';
import { runCommand, type CommandDeps, type CommandContext } from '../../commands/run-command.ts';
import { sectionIdsOf } from '../workflow/freezing.ts';
import { listListeners } from './mentionable.ts';
import { fitsLetters, fitsThread } from './quotas.ts';
import { threadEvent, writeMentions } from './thread-events.ts';
import { authorizeDocumentCommand, speaking, type AuthorizedDocument } from './thread-access.ts';

export interface CommentCommand {
  readonly body: string;
  /** Holds the language of the page: a comment whose language cannot be detected is stored with it. */
  readonly locale: Locale;
}

export interface OpenCommand extends CommentCommand {
  readonly about: AboutThread;
  readonly section: string;
  /** Holds the id of the question, the record or the score. */
  readonly targetId: string | null;
  /** Anchors the comment in the text; null for a comment on a section as a whole. */
  readonly anchor: {
    readonly language: Locale;
    readonly from: string;
    readonly to: string;
    readonly blockId: string | null;
    readonly quote: string;
  } | null;
  readonly audience: Audience;
}

export interface Opened {
  readonly threadId: string;
  readonly commentId: string;
}

export const openThread = (
  tools: CommandDeps,
  actor: Actor,
  documentId: string,
  command: OpenCommand
): Promise<Result<Opened>> =>
  runCommand(tools, async (context) => {
    const { trx, at, appendEvent } = context;
    const authorized = await authorizeDocumentCommand(trx, actor, documentId);
    if (!authorized.ok) return authorized;
    const { document } = authorized.value;
    const speaker = speaking(authorized.value, command.audience);
    if (!speaker) return refuse('forbidden');
    const fault = await faultOf(trx, authorized.value, command);
    if (fault) return refuse('invalid', { field: fault });
    if (command.about === 'score' && !(await isTalkedOf(trx, document, command)))
      return refuse('wrong-state');
    const fits = await fitsThread(trx, document, actor.userId);
    if (!fits.ok) return fits;
    const { anchor, about, section, targetId, audience } = command;
    const thread = {
      id: tools.newId(),
      studyId: document.studyId,
      documentId,
      cityId: document.cityId,
      about,
      section,
      targetId,
      language: anchor?.language ?? null,
      anchorFrom: anchor?.from ?? null,
      anchorTo: anchor?.to ?? null,
      blockId: anchor?.blockId ?? null,
      quote: anchor?.quote ?? '',
      audience,
      state: 'open' as const,
      userId: actor.userId,
      role: speaker.grant.role,
      sideId: speaker.grant.sideId,
      at,
      settledBy: null,
      settledAt: null,
      version: 1
    };
    await insertThread(trx, thread);
    const comment = await writeComment(tools, context, authorized.value, {
      thread,
      speaker: speaker.grant,
      command
    });
    if (!comment.ok) return comment;
    if (comment.value.heldUntil === null) {
      await appendEvent(
        document.studyId,
        speaker.acting,
        threadEvent(document, thread, 'thread.opened', { commentId: comment.value.id })
      );
    }
    return ok({ threadId: thread.id, commentId: comment.value.id });
  });

/**
 * Adds a comment to a thread. The caller has authorized it, and appends the event where the comment is not
 * held.
 */
export async function writeComment(
  tools: CommandDeps,
  { trx, at }: CommandContext,
  { document, actor }: AuthorizedDocument,
  input: {
    readonly thread: { readonly id: string; readonly audience: Audience };
    readonly speaker: { readonly role: string; readonly sideId: string | null };
    readonly command: CommentCommand;
  }
): Promise<Result<CommentRow>> {
  const { thread, speaker, command } = input;
  const body = validateCommentBody(command.body);
  if (!body.ok) return body;
  const named = readMentions(body.value, await listListeners(trx, document, thread.audience));
  if (!named.ok) return named;
  const fits = await fitsLetters(trx, document, actor.userId, named.value.body.length);
  if (!fits.ok) return fits;
  const comment: CommentRow = {
    id: tools.newId(),
    studyId: document.studyId,
    threadId: thread.id,
    userId: actor.userId,
    role: speaker.role,
    sideId: speaker.sideId,
    language: languageOf(body.value, command.locale),
    body: named.value.body,
    at,
    heldUntil: heldUntil(thread.audience, at),
    editedAt: null,
    withdrawnAt: null,
    version: 1
  };
  await insertComment(trx, comment);
  if (comment.heldUntil === null) await writeMentions(trx, comment);
  return ok(comment);
}

/** Returns the name of the input field that refers to nothing in this document; null where there is none. */
async function faultOf(
  trx: Db,
  { document }: AuthorizedDocument,
  { about, section, targetId, anchor, audience }: OpenCommand
): Promise<string | null> {
  if (
    anchor &&
    !(
      isAnchorEnd(anchor.from) &&
      isAnchorEnd(anchor.to) &&
      anchor.quote.trim() !== '' &&
      anchor.quote.length <= longestQuote
    )
  )
    return 'anchor';
  if (anchor && (anchor.blockId?.length ?? 0) > 100) return 'anchor';
  if (anchor && about !== 'passage') return 'about';
  if (about !== 'score' && !isOnText(audience)) return 'audience';
  if (document.kind === 'chapter')
    return about === 'passage' && (await sectionIdsOf(trx, document)).includes(section) ? null : 'about';
  // A question that is no longer in the framework can still be discussed.
  const versions = (await listFrameworks(trx, document.studyId as StudyId)).flatMap(
    (framework) => findCharacteristic(framework, section) ?? []
  );
  if (versions.length === 0) return 'section';
  switch (about) {
    case 'passage':
      return targetId === null ? null : 'targetId';
    case 'question':
      return versions.some(({ questions }) => questions.some((question) => question.id === targetId))
        ? null
        : 'targetId';
    case 'record': {
      // Records are part of the city's response: a person who may not read that learns of none.
      if (document.kind !== 'response') return 'about';
      const records = await listRecords(trx, document.studyId as StudyId, document.cityId as CityId);
      return records.some((record) => record.id === targetId) ? null : 'targetId';
    }
    case 'score':
      return targetId === section && !isOnText(audience) ? null : 'targetId';
  }
}

/**
 * Checks whether a score can be discussed: by the panel once it was revealed, by the city once it was
 * released to it.
 */
async function isTalkedOf(
  trx: Db,
  document: AuthorizedDocument['document'],
  { section, audience }: OpenCommand
): Promise<boolean> {
  const panel = await findPanel(trx, document.studyId, document.cityId ?? '', section);
  return panel !== undefined && (audience === 'panel' ? isRevealed(panel, 1) : panel.releasedId !== null);
}
