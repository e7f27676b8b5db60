/**
 * Reminds people seven days and one day before an assessment or a chapter is due to leave its state, and one
 * day after: those who are asked to act, once each.
 */
import { dayMilliseconds } from '#base/day.ts';
import type { Mailer, UrgentMatter } from '#server/mail/mailer.ts';
import {
  findDocumentOfCity,
  listNearChapterDeadlines,
  listNearDeadlines,
  type NearChapterDeadline,
  type NearDeadline
} from '#areas/assessments';
import { hasSubmitted } from '#areas/consultation';
import { listRecipients } from './recipients.ts';
import { insertReminder, listReminders } from './store/reminders.ts';
import { commandsOf } from '#server/commands/command.ts';
import type { Decision } from '#server/commands/command-spec.ts';
import { refused } from '#server/commands/refused.ts';
import type { CommandDeps } from '#server/commands/run-command.ts';
import { dueInStudy } from '#areas/study';
import type { ScheduledJob } from '#server/schedule/scheduled-job.ts';
import { listChapterRecipients, pageOfChapter, pageOfState } from './urgent-mails.ts';

type Tools = CommandDeps & { readonly mailer: Mailer };
type Near = NearDeadline | NearChapterDeadline;

const daysBefore = [1, 7] as const;
/** Holds the reminder after the deadline, as the number of days left. */
const dayAfter = -1;
/**
 * Limits how late a reminder is sent: older deadlines get none, such as after a long downtime of the server.
 */
const mostDaysAfter = 7;

const leftOf = ({ deadline }: Near, now: Date): number =>
  (Date.parse(deadline) - now.getTime()) / dayMilliseconds;

/** As days left; null within a day after the deadline. */
function daysOf(one: Near, now: Date): number | null {
  const left = leftOf(one, now);
  return left > 0 ? (daysBefore.find((count) => left <= count) ?? 7) : left <= dayAfter ? dayAfter : null;
}

/** A moved deadline gives another key. */
function aboutOf(one: Near, now: Date): string {
  const days = daysOf(one, now);
  return `${one.studyId}:${'cityId' in one ? one.cityId : one.documentId}:${one.state}:${one.deadline}:${days}`;
}

type Reminding = Decision<Tools, typeof dueInStudy, undefined>;
type Common = Pick<UrgentMatter, 'kind' | 'studyId' | 'deadline'> & { readonly days: number };

const remind = commandsOf<Tools>()(
  { name: 'inbox.remind', subject: dueInStudy, needs: 'do-what-is-due' },
  async (decision, one: Near, now: Date) => {
    const { trx, at } = decision;
    const { studyId, deadline, deadlineZone } = one;
    if (!(await insertReminder(trx, { studyId, about: aboutOf(one, now), day: deadline.slice(0, 10), at })))
      throw refused('stale');
    const left = leftOf(one, now);
    const days = left > 0 ? Math.max(1, Math.ceil(left)) : dayAfter;
    const common = {
      kind: 'reminder',
      studyId,
      days,
      deadline: { at: deadline, zone: deadlineZone }
    } as const;
    await ('cityId' in one
      ? remindOfAssessment(decision, one, common)
      : remindOfChapter(decision, one, common));
    return null;
  }
);

export function reminders(deps: Tools): ScheduledJob {
  const { db } = deps.store;
  const send = remind.bindTo(deps);
  return {
    name: 'reminders',
    command: send,
    async run() {
      const now = deps.now();
      const [from, to] = [-mostDaysAfter, 7].map((days) =>
        new Date(now.getTime() + days * dayMilliseconds).toISOString()
      ) as [string, string];
      const near: readonly Near[] = [
        ...(await listNearDeadlines(db, from, to)),
        ...(await listNearChapterDeadlines(db, from, to))
      ].filter((one) => daysOf(one, now) !== null);
      const given = await listReminders(
        db,
        near.map((one) => aboutOf(one, now))
      );
      for (const one of near) {
        // Those who were notified of the deadline within a day need no mail about it yet.
        const isFresh =
          one.stateSince !== null && now.getTime() - Date.parse(one.stateSince) < dayMilliseconds;
        if (!isFresh && !given.has(aboutOf(one, now))) await send('schedule', one.studyId, one, now);
      }
    }
  };
}

async function remindOfAssessment(
  { trx, at, deps: { mailer }, append }: Reminding,
  one: NearDeadline,
  common: Common
): Promise<void> {
  const { studyId, cityId, state } = one;
  if (await hasSubmitted(trx, studyId, cityId)) return;
  await mailer.writeUrgent(
    { trx, at },
    {
      ...common,
      userIds: await listRecipients(trx, one),
      about: { kind: 'assessment', cityId },
      path: pageOfState(cityId, state)
    }
  );
  const document = await findDocumentOfCity(
    trx,
    studyId,
    cityId,
    state === 'collecting' ? 'response' : 'findings'
  );
  append({
    kind: 'reminder.sent',
    needs: 'assessment.steer',
    cityId,
    ...(document ? { documentId: document.id } : {}),
    payload: { days: common.days, state }
  });
}

async function remindOfChapter(
  { trx, at, deps: { mailer }, append }: Reminding,
  { studyId, documentId, slug, state }: NearChapterDeadline,
  common: Common
): Promise<void> {
  const userIds = await listChapterRecipients(trx, studyId, state);
  await mailer.writeUrgent(
    { trx, at },
    { ...common, userIds, about: { kind: 'chapter', documentId }, path: pageOfChapter(slug, state) }
  );
  append({
    kind: 'reminder.sent',
    needs: 'chapter.steer',
    documentId,
    payload: { days: common.days, state }
  });
}
