/** Seven days and one day before an assessment is to leave its state, those of whom something is asked are reminded; once each. */
import { dayMilliseconds } from '#domain/day.ts';
import { ok, refuse } from '#domain/refusal.ts';
import type { Letters } from '../../mail/letters.ts';
import { findDocumentOfCity, hasSubmitted, insertReminder, listAsked, listNearDeadlines, listReminders, type NearDeadline } from '../../store/reminders.ts';
import { decide, type DeskTools } from '../desk.ts';
import type { Duty } from '../due/duty.ts';
import { pageOfState } from './urgent-letters.ts';

type Tools = DeskTools & { readonly letters: Letters };

const daysBefore = [1, 7] as const;

export function reminders(tools: Tools): Duty {
  const { db } = tools.store;
  return {
    name: 'reminders',
    async run() {
      const now = tools.now();
      const near = await listNearDeadlines(db, now.toISOString(), new Date(now.getTime() + 7 * dayMilliseconds).toISOString());
      const given = await listReminders(db, near.map((one) => aboutOf(one, now)));
      for (const one of near) {
        // Who was told of the deadline within a day needs no letter about it yet.
        const isFresh = now.getTime() - Date.parse(one.stateSince) < dayMilliseconds;
        if (!isFresh && !given.has(aboutOf(one, now))) await remind(tools, one, now);
      }
    }
  };
}

const leftOf = ({ deadline }: NearDeadline, now: Date): number => (Date.parse(deadline) - now.getTime()) / dayMilliseconds;

/** A deadline that moves is another. */
function aboutOf(one: NearDeadline, now: Date): string {
  const days = daysBefore.find((count) => leftOf(one, now) <= count) ?? 7;
  return `${one.studyId}:${one.cityId}:${one.state}:${one.deadline}:${days}`;
}

const remind = (tools: Tools, one: NearDeadline, now: Date) =>
  decide(tools, async ({ trx, at, tell }) => {
    const { studyId, cityId, state, deadline, deadlineZone } = one;
    if (!(await insertReminder(trx, { studyId, about: aboutOf(one, now), day: deadline.slice(0, 10), at }))) return refuse('stale');
    if (await hasSubmitted(trx, studyId, cityId)) return ok(null);
    const days = Math.max(1, Math.ceil(leftOf(one, now)));
    await tools.letters.writeUrgent(
      { trx, at },
      {
        kind: 'reminder', studyId, userIds: await listAsked(trx, one), about: { kind: 'assessment', cityId }, path: pageOfState(cityId, state), days,
        deadline: { at: deadline, zone: deadlineZone }
      }
    );
    const document = await findDocumentOfCity(trx, studyId, cityId, state === 'collecting' ? 'response' : 'findings');
    await tell(studyId, null, { kind: 'reminder.sent', needs: 'assessment.steer', cityId, ...(document ? { documentId: document.id } : {}), payload: { days, state } });
    return ok(null);
  });
