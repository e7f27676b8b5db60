/**
 * Sends one mail a day to each person who wants it: what they are asked to do, who names them, what has
 * changed up to the turn of the day. Without anything new there is no mail. A day's digest of a person is
 * claimed in the transaction that writes it, so that only one of several nodes sends it.
 */
import { newsSince } from '#rules/inbox/inbox.ts';
import { dayMilliseconds, turnBefore } from '#base/day.ts';
import type { UserId } from '#base/ids.ts';
import { digestText, type DigestPart } from '#server/mail/digest-mail.ts';
import { localeOf, type Mailer } from '#server/mail/mailer.ts';
import { namesIn } from './store/event-names.ts';
import { listGrantsOfUser } from '#server/auth/grants.ts';
import { claimDigest, findInbox, listDigestsDue, startInbox } from './store/inbox.ts';
import { findLastBefore } from '#server/events/stored-events.ts';
import type { Db, Store } from '#server/store/open.ts';
import { findStudyById } from '#areas/study';
import { findUser } from '#server/auth/users.ts';
import type { ScheduledJob } from '#server/schedule/scheduled-job.ts';
import { mentionsOf, newsAfter, newsOf, readerIn } from './news.ts';
import { listTasks } from './tasks.ts';
import type { StaleSections } from '#areas/pairs';

interface Tools {
  readonly store: Pick<Store, 'db'>;
  readonly now: () => Date;
  readonly mailer: Mailer;
  readonly staleSections: StaleSections;
}

/** In one round: other scheduled jobs must not wait until all are written. */
const peopleAtOnce = 5;
const mostChanges = 30;

export function digests(tools: Tools): ScheduledJob {
  const { db } = tools.store;
  let doneThrough = '';
  return {
    name: 'digests',
    async run() {
      const turn = turnBefore(tools.now().toISOString());
      if (doneThrough === turn) return;
      const weekBefore = new Date(Date.parse(turn) - 7 * dayMilliseconds).toISOString();
      const due = await listDigestsDue(db, { from: weekBefore, to: turn }, peopleAtOnce);
      for (const person of due) await writeDigest(tools, person, turn, weekBefore);
      if (due.length < peopleAtOnce) doneThrough = turn;
    }
  };
}

/**
 * Reads and builds a digest first: the tasks may need texts, which take their time, and on SQLite a transaction
 * would hold everyone's writes meanwhile. What was read is written where it still holds.
 */
async function writeDigest(
  tools: Tools,
  { userId, studyIds }: { readonly userId: string; readonly studyIds: readonly string[] },
  turn: string,
  weekBefore: string
): Promise<void> {
  const { db } = tools.store;
  const person = await findUser(db, userId);
  if (!person || person.suspendedAt !== null) return;
  const rightsBefore = await rightsOf(db, userId);
  const built = new Map<string, DigestPart | null>();
  const throughs = new Map<string, number>();
  for (const studyId of studyIds) {
    const before = await findInbox(db, studyId, userId);
    const digestedAt = before?.digestedAt ?? '';
    const since =
      [newsSince(before?.seenThrough ?? null, turn), digestedAt > turn ? '' : digestedAt].sort().at(-1) ??
      weekBefore;
    const through = (await findLastBefore(db, studyId, turn))?.number ?? 0;
    throughs.set(studyId, through);
    const seenNumber = Math.max(before?.seenNumber ?? 0, before?.digestedNumber ?? 0);
    const recipient = { userId, isAdministrator: person.isAdministrator === 1, studyId };
    built.set(studyId, await partFor(tools, db, recipient, { since, turn, seenNumber, through }));
  }
  await db.transaction().execute(async (trx) => {
    // A person whose rights have changed meanwhile gets the digest of the next round.
    if ((await rightsOf(trx, userId)) !== rightsBefore) return;
    const parts: DigestPart[] = [];
    for (const [studyId, part] of built) {
      await startInbox(trx, studyId, userId, weekBefore);
      const claimed = { turn, through: throughs.get(studyId) ?? 0 };
      if ((await claimDigest(trx, studyId, userId, claimed)) && part) parts.push(part);
    }
    if (parts.length === 0) return;
    const locale = localeOf(person);
    const [only] = parts.length === 1 ? studyIds : [];
    await tools.mailer.write({ trx, at: tools.now().toISOString() }, [
      {
        studyId: only ?? null,
        userId,
        address: person.email,
        kind: 'digest',
        locale,
        ...digestText(parts, locale, tools.mailer.link)
      }
    ]);
  });
}

/** Returns what decides what a person may be told, to be compared. */
async function rightsOf(db: Db, userId: string): Promise<string> {
  const person = await findUser(db, userId);
  return JSON.stringify([person?.suspendedAt, person?.isAdministrator, await listGrantsOfUser(db, userId)]);
}

interface Recipient {
  readonly userId: string;
  readonly isAdministrator: boolean;
  readonly studyId: string;
}

/** Comments by their times, events by their numbers. */
interface Covered {
  readonly since: string;
  readonly turn: string;
  readonly seenNumber: number;
  readonly through: number;
}

async function partFor(
  tools: Tools,
  db: Db,
  { userId, isAdministrator, studyId }: Recipient,
  { since, turn, seenNumber, through }: Covered
): Promise<DigestPart | null> {
  const study = await findStudyById(db, studyId);
  const grants = (await listGrantsOfUser(db, userId)).filter((grant) => grant.studyId === studyId);
  if (!study || grants.length === 0) return null;
  const reader = await readerIn(db, { userId: userId as UserId, isAdministrator }, study, grants);
  const after = await newsAfter(reader, seenNumber, turn);
  const changes = await newsOf(reader, after, through, mostChanges + 1);
  const mentions = (await mentionsOf(reader)).filter(
    (mention) => !mention.isRead && mention.at > since && mention.at < turn
  );
  if (changes.length === 0 && mentions.length === 0) return null;
  const hasShort = study.shortTitle.en !== '' || study.shortTitle.zh !== '';
  return {
    study: { slug: study.slug, name: hasShort ? study.shortTitle : study.title },
    tasks: await listTasks({ ...reader, now: tools.now().toISOString(), staleSections: tools.staleSections }),
    mentions,
    changes: await namesIn(db, study.id, changes.slice(0, mostChanges)),
    hasMore: changes.length > mostChanges
  };
}
