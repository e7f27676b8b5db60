/**
 * Opens a thread with its first comment: on a range of text, on a section, a question, a record or a score.
 */
import { isAnchorEnd } from '#document/sequence/anchor-end.ts';
import {
  audiences,
  heldUntil,
  isOnText,
  validateCommentBody,
  languageOf,
  longestQuote,
  type AboutThread,
  type Audience
} from '#rules/threads/comment.ts';
import { findCharacteristic } from '#rules/framework/framework.ts';
import type { CityId, StudyId } from '#base/ids.ts';
import type { Locale } from '#base/locale.ts';
import { readMentions } from '#rules/threads/mentions.ts';
import type { Actor } from '#base/permissions.ts';
import { listFrameworks } from '#areas/framework';
import type { Db } from '#server/store/open.ts';
import { listRecords } from '#areas/answers';
import { insertComment, insertThread, type CommentRow } from './store/threads.ts';
import { commandsOf } from '#server/commands/command.ts';
import type { Decision } from '#server/commands/command-spec.ts';
import { refused, take } from '#server/commands/refused.ts';
import type { CommandDeps } from '#server/commands/run-command.ts';
import type { DocumentRow } from '#areas/assessments';
import { sectionIdsOf } from '#areas/documents';
import { listListeners } from './mentionable.ts';
import { fitsLetters, fitsThread } from './quotas.ts';
import { commentEvent, writeMentions } from './thread-events.ts';
import { discussedSubject, type threadSubject } from './thread-subject.ts';

export interface CommentCommand {
  readonly body: string;
  /** Holds the language of the page: a comment whose language cannot be detected is stored with it. */
  readonly locale: Locale;
}

export interface OpenCommand extends CommentCommand {
  readonly about: AboutThread;
  readonly section: string;
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

/** Describes a score that a thread is to be about: that of a characteristic of the document's city. */
export interface DiscussedScore {
  readonly document: Pick<DocumentRow, 'studyId' | 'cityId'>;
  readonly section: string;
  readonly audience: Audience;
}

export interface OpeningTools extends CommandDeps {
  /**
   * Checks whether a score can be discussed: by the panel once it was revealed, by the city once it was
   * released to it.
   */
  readonly isScoreDiscussed: (db: Db, score: DiscussedScore) => Promise<boolean>;
}

const command = commandsOf<OpeningTools>();

/** `forbidden` for an audience that the person may not address. */
export const openThread = command(
  {
    name: 'threads.open',
    subject: discussedSubject,
    needs: audiences.map((audience) => `write-to-${audience}` as const)
  },
  async (decision, given: OpenCommand): Promise<Opened> => {
    const { trx, at, deps, subject, actor, authorize, appendEvent } = decision;
    const { document } = subject;
    const { anchor, about, section, targetId, audience } = given;
    const acting = authorize(`write-to-${audience}`);
    const field = await faultOf(trx, document, given);
    if (field) throw refused('invalid', { field });
    if (about === 'score' && !(await deps.isScoreDiscussed(trx, { document, section, audience })))
      throw refused('wrong-state');
    take(await fitsThread(trx, document, actor.userId));
    const thread = {
      id: deps.newId(),
      studyId: document.studyId,
      documentId: document.id,
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
      ...speakerOf(acting),
      at,
      settledBy: null,
      settledAt: null,
      version: 1
    };
    await insertThread(trx, thread);
    const { id: commentId, heldUntil: held } = await writeComment(
      { ...decision, acting },
      { document, thread, given }
    );
    if (held === null)
      await appendEvent(
        document.studyId,
        acting,
        commentEvent(document, thread, 'thread.opened', { commentId })
      );
    return { threadId: thread.id, commentId };
  }
);

function speakerOf({ grants: [grant] }: Actor): Pick<CommentRow, 'role' | 'sideId'> {
  if (!grant) throw new Error('Nobody writes without a role');
  return { role: grant.role, sideId: grant.sideId };
}

/** By `acting`; the caller appends the event where the comment is not held. */
export async function writeComment(
  {
    trx,
    at,
    deps,
    acting
  }: Pick<Decision<CommandDeps, typeof threadSubject, undefined>, 'acting' | 'trx' | 'at' | 'deps'>,
  {
    document,
    thread,
    given
  }: {
    readonly document: DocumentRow;
    readonly thread: { readonly id: string; readonly audience: Audience };
    readonly given: CommentCommand;
  }
): Promise<CommentRow> {
  const { userId } = acting;
  const text = take(validateCommentBody(given.body));
  const { body } = take(readMentions(text, await listListeners(trx, document, thread.audience)));
  take(await fitsLetters(trx, document, userId, body.length));
  const comment: CommentRow = {
    id: deps.newId(),
    studyId: document.studyId,
    threadId: thread.id,
    userId,
    ...speakerOf(acting),
    language: languageOf(text, given.locale),
    body,
    at,
    heldUntil: heldUntil(thread.audience, at),
    editedAt: null,
    withdrawnAt: null,
    version: 1
  };
  await insertComment(trx, comment);
  if (comment.heldUntil === null) await writeMentions(trx, comment);
  return comment;
}

/** Returns the name of the input field that refers to nothing in this document; null where there is none. */
async function faultOf(
  trx: Db,
  document: DocumentRow,
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
