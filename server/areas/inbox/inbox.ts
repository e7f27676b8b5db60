/**
 * Serves the inbox of a person in a study: what they are asked to do, where others name them, what has
 * changed since they looked last. All of it is authorized anew on every request; only how far they have read
 * is stored.
 */
import { longestAbsence, newsSince } from '#rules/inbox/inbox.ts';
import { textFor, type Locale } from '#base/locale.ts';
import { mentionedIn, piecesOf, type Piece } from '#rules/threads/mentions.ts';
import type { Task } from '#rules/inbox/task.ts';
import { bind } from '#server/commands/bind.ts';
import { commandsOf } from '#server/commands/command.ts';
import type { Authorized } from '#server/commands/command-spec.ts';
import { readsOf } from '#server/commands/read.ts';
import { refused } from '#server/commands/refused.ts';
import type { CommandDeps } from '#server/commands/run-command.ts';
import { namesIn, type NamedEvent } from './store/event-names.ts';
import {
  findInbox,
  markMentionsRead,
  markMentionUnread,
  seeThrough,
  setDigest,
  type InboxRow,
  type MentionRow
} from './store/inbox.ts';
import type { Db } from '#server/store/open.ts';
import { namesOfUsers } from '#server/auth/users.ts';
import { studySubject } from '#areas/study';
import { mentionsOf, newsAfter, newsOf, readerIn, type Reader } from './news.ts';
import { listTasks } from './tasks.ts';
import type { StaleSections } from '#areas/pairs';

/** Describes a comment that names the reader, with the names of the people whom it names. */
export type Mention = Omit<MentionRow, 'heldUntil' | 'audience'>;

export interface InboxView {
  readonly tasks: readonly Task[];
  readonly mentions: readonly Mention[];
  /** Newest first. */
  readonly changes: readonly NamedEvent[];
  readonly hasMore: boolean;
  /** Holds the time since which changes are new; null for a person who has never looked. */
  readonly seenThrough: string | null;
  readonly digest: InboxRow['digest'];
  /** By the server's clock. */
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

interface InboxTools extends CommandDeps {
  readonly staleSections: StaleSections;
}

export const shownChanges = 100;
const mostCounted = 99;
const ofAll = Number.MAX_SAFE_INTEGER - 1;

const read = readsOf<InboxTools>();
const command = commandsOf<InboxTools>();

const ownReader = (db: Db, { actor, grants, subject }: Authorized<typeof studySubject>): Promise<Reader> =>
  readerIn(db, actor, subject.study, grants);

const lookedOf = ({ db, study, userId }: Reader) => findInbox(db, study.id, userId);

const tasksFor = ({ staleSections }: InboxTools, reader: Reader, now: string): Promise<Task[]> =>
  listTasks({ ...reader, now, staleSections });

async function changesOf(
  reader: Reader,
  row: InboxRow | undefined,
  at: string
): Promise<Pick<InboxView, 'changes' | 'hasMore'>> {
  const after = await newsAfter(reader, row?.seenNumber ?? 0, at);
  const found = await newsOf(reader, after, ofAll, shownChanges + 1);
  return {
    changes: await namesIn(reader.db, reader.study.id, found.slice(0, shownChanges)),
    hasMore: found.length > shownChanges
  };
}

const load = read(
  { name: 'inbox.load', subject: studySubject, needs: 'study.events' },
  async (reading): Promise<InboxView> => {
    const { db, deps } = reading;
    const at = deps.now().toISOString();
    const reader = await ownReader(db, reading);
    const row = await lookedOf(reader);
    const [tasks, mentions, changes] = await Promise.all([
      tasksFor(deps, reader, at),
      mentionViews(reader),
      changesOf(reader, row, at)
    ]);
    return {
      tasks,
      mentions,
      ...changes,
      seenThrough: row?.seenThrough ?? null,
      digest: row?.digest ?? 'daily',
      now: at
    };
  }
);

/** Counts what is unread, for the mark next to the inbox's name; counted no further than the mark shows. */
const counts = read(
  { name: 'inbox.counts', subject: studySubject, needs: 'study.events' },
  async (reading): Promise<InboxCounts> => {
    const reader = await ownReader(reading.db, reading);
    const row = await lookedOf(reader);
    const after = await newsAfter(reader, row?.seenNumber ?? 0, reading.deps.now().toISOString());
    const [mentions, changes] = await Promise.all([
      mentionsOf(reader),
      newsOf(reader, after, ofAll, mostCounted + 1)
    ]);
    return { mentions: mentions.filter(({ isRead }) => !isRead).length, changes: changes.length };
  }
);

/** A week at most. */
const whileAway = read(
  { name: 'inbox.while-away', subject: studySubject, needs: 'study.events' },
  async (reading): Promise<Absence> => {
    const { db, deps } = reading;
    const at = deps.now().toISOString();
    const reader = await ownReader(db, reading);
    const row = await lookedOf(reader);
    const since = newsSince(row?.seenThrough ?? null, at);
    const [tasks, mentions, changes] = await Promise.all([
      tasksFor(deps, reader, at),
      mentionViews(reader),
      changesOf(reader, row, at)
    ]);
    return {
      since,
      now: at,
      tasks,
      mentions: mentions.filter((mention) => mention.at > since),
      ...changes
    };
  }
);

/**
 * Marks a mention as read or unread; `not-found` for a comment that does not name the person, or that the person does
 * not have.
 */
const markMention = command(
  { name: 'inbox.mark-mention', subject: studySubject, needs: 'study.events' },
  async (decision, commentId: string, isRead: boolean) => {
    const { trx, at, actor } = decision;
    const { study } = decision.subject;
    const mentions = await mentionsOf(await ownReader(trx, decision));
    if (!mentions.some((mention) => mention.commentId === commentId)) throw refused('not-found');
    if (isRead) await markMentionsRead(trx, study.id, actor.userId, [commentId], at);
    else await markMentionUnread(trx, study.id, actor.userId, commentId);
    return null;
  }
);

const markMentions = command(
  { name: 'inbox.mark-mentions', subject: studySubject, needs: 'study.events' },
  async (decision) => {
    const { trx, at, actor } = decision;
    const unread = (await mentionsOf(await ownReader(trx, decision)))
      .filter(({ isRead }) => !isRead)
      .map(({ commentId }) => commentId);
    await markMentionsRead(trx, decision.subject.study.id, actor.userId, unread, at);
    return null;
  }
);

/**
 * Marks everything up to the number of an event, which was shown, as read; the mark never goes back, and never ahead of
 * the log.
 */
const see = command(
  { name: 'inbox.see', subject: studySubject, needs: 'study.events' },
  async (decision, through: number) => {
    if (!Number.isSafeInteger(through)) throw refused('invalid', { field: 'through' });
    const { trx, actor } = decision;
    const reader = await ownReader(trx, decision);
    const row = await lookedOf(reader);
    // The mark names an event that the reader has: its time is shown to them.
    const [last] = await newsOf(reader, row?.seenNumber ?? 0, Math.min(through, ofAll), 1);
    if (last) await seeThrough(trx, reader.study.id, actor.userId, last);
    return null;
  }
);

const chooseDigest = command(
  { name: 'inbox.set-digest', subject: studySubject, needs: 'study.events' },
  async ({ trx, at, actor, subject: { study } }, digest: InboxRow['digest']) => {
    const since = new Date(Date.parse(at) - longestAbsence).toISOString();
    await setDigest(trx, study.id, actor.userId, digest, since);
    return null;
  }
);

export type Inbox = ReturnType<typeof createInbox>;

export const createInbox = (tools: InboxTools) =>
  bind(tools, { load, counts, whileAway, markMention, markMentions, see, setDigest: chooseDigest });

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
