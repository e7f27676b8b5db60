/**
 * Serves the inbox of a person in a study: what they are asked to do, where others name them, what has
 * changed since they looked last. All of it is authorized anew on every request; only how far they have read
 * is stored.
 */
import { longestAbsence, newsSince } from '#domain/inbox.ts';
import { textFor, type Locale } from '#domain/locale.ts';
import { mentionedIn, piecesOf, type Piece } from '#domain/mentions.ts';
import type { Actor } from '#domain/permissions.ts';
import { ok, refuse, type Result } from '#domain/refusal.ts';
import type { Task } from '#domain/tasks.ts';
import { namesIn, type NamedEvent } from '../../store/event-names.ts';
import {
  findInbox,
  markMentionsRead,
  markMentionUnread,
  seeThrough,
  setDigest,
  type InboxRow,
  type MentionRow
} from '../../store/inbox.ts';
import type { Store } from '../../store/open.ts';
import { namesOfUsers } from '../../store/users.ts';
import { authorizeStudy } from '../study-access.ts';
import { mentionsOf, newsAfter, newsOf, readerIn, type Reader } from './news.ts';
import { listTasks } from './tasks.ts';
import type { StaleSections } from '../workflow/stale-sections.ts';

/** Describes a comment that names the reader, with the names of the people whom it names. */
export type Mention = Omit<MentionRow, 'heldUntil' | 'audience'>;

export interface InboxView {
  readonly tasks: readonly Task[];
  readonly mentions: readonly Mention[];
  /** Lists the changes, newest first. */
  readonly changes: readonly NamedEvent[];
  /** Says whether there are more than are shown. */
  readonly hasMore: boolean;
  /** Holds the time since which changes are new; null for a person who has never looked. */
  readonly seenThrough: string | null;
  readonly digest: InboxRow['digest'];
  /** Holds the time of the server's clock. */
  readonly now: string;
}

export interface InboxCounts {
  readonly mentions: number;
  readonly changes: number;
}

export interface Absence {
  /** Holds the time when the reader looked last, or a week ago. */
  readonly since: string;
  readonly now: string;
  readonly tasks: readonly Task[];
  readonly mentions: readonly Mention[];
  readonly changes: readonly NamedEvent[];
  readonly hasMore: boolean;
}

export interface Inbox {
  load(actor: Actor, studySlug: string): Promise<Result<InboxView>>;
  /** Counts what is unread, for the mark next to the inbox's name; counted no further than the mark shows. */
  counts(actor: Actor, studySlug: string): Promise<Result<InboxCounts>>;
  /** Lists all that happened while the reader was away, a week at most. */
  whileAway(actor: Actor, studySlug: string): Promise<Result<Absence>>;
  /**
   * Marks a mention as read or unread; `not-found` for a comment that does not name the person, or that the
   * person does not have.
   */
  markMention(actor: Actor, studySlug: string, commentId: string, isRead: boolean): Promise<Result<null>>;
  markMentions(actor: Actor, studySlug: string): Promise<Result<null>>;
  /**
   * Marks everything up to the number of an event, which was shown, as read; the mark never goes back, and
   * never ahead of the log.
   */
  see(actor: Actor, studySlug: string, through: number): Promise<Result<null>>;
  setDigest(actor: Actor, studySlug: string, digest: InboxRow['digest']): Promise<Result<null>>;
}

interface Tools {
  readonly store: Pick<Store, 'db'>;
  readonly now: () => Date;
  readonly staleSections: StaleSections;
}

export const shownChanges = 100;
const mostCounted = 99;
const ofAll = Number.MAX_SAFE_INTEGER - 1;

export function openInbox({ store: { db }, now, staleSections }: Tools): Inbox {
  const authorizeReader = async (actor: Actor, studySlug: string): Promise<Result<Reader>> => {
    const authorized = await authorizeStudy(db, actor, studySlug, 'study.events');
    if (!authorized.ok) return authorized;
    return ok(await readerIn(db, actor, authorized.value.study, authorized.value.grants));
  };
  const tasksOf = (reader: Reader, at: string): Promise<Task[]> =>
    listTasks({ ...reader, now: at, staleSections });
  const lookedOf = async ({ study, userId }: Reader) => findInbox(db, study.id, userId);

  async function changesOf(
    reader: Reader,
    row: InboxRow | undefined,
    at: string
  ): Promise<Pick<InboxView, 'changes' | 'hasMore'>> {
    const after = await newsAfter(reader, row?.seenNumber ?? 0, at);
    const found = await newsOf(reader, after, ofAll, shownChanges + 1);
    return {
      changes: await namesIn(db, reader.study.id, found.slice(0, shownChanges)),
      hasMore: found.length > shownChanges
    };
  }

  return {
    load: async (actor, studySlug) => {
      const reader = await authorizeReader(actor, studySlug);
      if (!reader.ok) return reader;
      const at = now().toISOString();
      const row = await lookedOf(reader.value);
      return ok({
        tasks: await tasksOf(reader.value, at),
        mentions: await mentionViews(reader.value),
        ...(await changesOf(reader.value, row, at)),
        seenThrough: row?.seenThrough ?? null,
        digest: row?.digest ?? 'daily',
        now: at
      });
    },

    counts: async (actor, studySlug) => {
      const reader = await authorizeReader(actor, studySlug);
      if (!reader.ok) return reader;
      const row = await lookedOf(reader.value);
      const after = await newsAfter(reader.value, row?.seenNumber ?? 0, now().toISOString());
      const [mentions, changes] = await Promise.all([
        mentionsOf(reader.value),
        newsOf(reader.value, after, ofAll, mostCounted + 1)
      ]);
      return ok({ mentions: mentions.filter(({ isRead }) => !isRead).length, changes: changes.length });
    },

    whileAway: async (actor, studySlug) => {
      const reader = await authorizeReader(actor, studySlug);
      if (!reader.ok) return reader;
      const at = now().toISOString();
      const row = await lookedOf(reader.value);
      const since = newsSince(row?.seenThrough ?? null, at);
      const mentions = await mentionViews(reader.value);
      return ok({
        since,
        now: at,
        tasks: await tasksOf(reader.value, at),
        mentions: mentions.filter((mention) => mention.at > since),
        ...(await changesOf(reader.value, row, at))
      });
    },

    markMention: async (actor, studySlug, commentId, isRead) => {
      const reader = await authorizeReader(actor, studySlug);
      if (!reader.ok) return reader;
      const { study } = reader.value;
      if (!(await mentionsOf(reader.value)).some((mention) => mention.commentId === commentId))
        return refuse('not-found');
      if (isRead) await markMentionsRead(db, study.id, actor.userId, [commentId], now().toISOString());
      else await markMentionUnread(db, study.id, actor.userId, commentId);
      return ok(null);
    },

    markMentions: async (actor, studySlug) => {
      const reader = await authorizeReader(actor, studySlug);
      if (!reader.ok) return reader;
      const unread = (await mentionsOf(reader.value))
        .filter(({ isRead }) => !isRead)
        .map(({ commentId }) => commentId);
      await markMentionsRead(db, reader.value.study.id, actor.userId, unread, now().toISOString());
      return ok(null);
    },

    see: async (actor, studySlug, through) => {
      const reader = await authorizeReader(actor, studySlug);
      if (!reader.ok) return reader;
      if (!Number.isSafeInteger(through)) return refuse('invalid', { field: 'through' });
      const row = await lookedOf(reader.value);
      // The mark names an event that the reader has: its time is shown to them.
      const [last] = await newsOf(reader.value, row?.seenNumber ?? 0, Math.min(through, ofAll), 1);
      if (last) await seeThrough(db, reader.value.study.id, actor.userId, last);
      return ok(null);
    },

    setDigest: async (actor, studySlug, digest) => {
      const reader = await authorizeReader(actor, studySlug);
      if (!reader.ok) return reader;
      const since = new Date(now().getTime() - longestAbsence).toISOString();
      await setDigest(db, reader.value.study.id, actor.userId, digest, since);
      return ok(null);
    }
  };
}

async function mentionViews(reader: Reader): Promise<Mention[]> {
  const mentions = await mentionsOf(reader);
  const names = await namesOfUsers(
    reader.db,
    mentions.flatMap(({ body }) => mentionedIn(body))
  );
  const nameIn =
    (language: Locale) =>
    (piece: Piece): string =>
      'text' in piece
        ? piece.text
        : `@${textFor(names.get(piece.userId) ?? { en: '…', zh: '…' }, language).text}`;
  return mentions.map(({ heldUntil: _, audience: __, ...mention }) => ({
    ...mention,
    body: piecesOf(mention.body).map(nameIn(mention.language)).join('')
  }));
}
