/**
 * Lets the participants of a meeting follow a chair from page to page, each in their own language and with
 * their own rights: only the path of the page is sent. It is temporary: no event, nothing in the archive, and
 * it ends when it has not moved for some hours.
 */
import type { Bilingual } from '#domain/locale.ts';
import type { Actor } from '#domain/permissions.ts';
import { ok, refuse, type Result } from '#domain/refusal.ts';
import { deleteLead, findLead, moveLead, replaceLead } from '../../store/leads.ts';
import { findMeeting } from '../../store/meetings.ts';
import { runCommand, type CommandDeps } from '../../commands/run-command.ts';
import { authorizeStudy, authorizeStudyCommand } from '../study-access.ts';
import { namedPeople } from '../workflow/named-people.ts';

export interface Lead {
  readonly person: Bilingual;
  readonly isOwn: boolean;
  /** Holds the path below the study's address, such as `/assessments/haidian/governance/panel`. */
  readonly place: string;
  /** Names the meeting in which decisions are recorded. */
  readonly meetingId: string | null;
}

export interface Leading {
  /** Returns the present lead; null where no one leads, or for a person who does not attend meetings. */
  find(actor: Actor, studySlug: string): Promise<Result<Lead | null>>;
  /** Takes the lead, also from another person. */
  start(actor: Actor, studySlug: string, place: string, meetingId: string | null): Promise<Result<null>>;
  /** Moves the others to a page; `forbidden` for a person who does not lead (any more). */
  move(actor: Actor, studySlug: string, place: string): Promise<Result<null>>;
  stop(actor: Actor, studySlug: string): Promise<Result<null>>;
}

const stillMilliseconds = 4 * 60 * 60 * 1000;

export const isStudyPath = (place: string): boolean =>
  /^(?:\/[\w-]+){0,6}(?:\?[\w=&.%-]*)?$/.test(place) && place.length <= 300;

export function openLeading(tools: CommandDeps): Leading {
  const { db } = tools.store;
  return {
    async find(actor, studySlug) {
      const authorized = await authorizeStudy(db, actor, studySlug);
      if (!authorized.ok) return authorized;
      const { study, abilities } = authorized.value;
      const lead = abilities.has('study.meetings') ? await findLead(db, study.id) : undefined;
      if (!lead || Date.parse(lead.at) + stillMilliseconds < tools.now().getTime()) return ok(null);
      const person = (await namedPeople(db, study.id, [lead.userId])).get(lead.userId);
      return ok({
        person: person?.name ?? { en: '', zh: '' },
        isOwn: lead.userId === actor.userId,
        place: lead.place,
        meetingId: lead.meetingId
      });
    },

    start: (actor, studySlug, place, meetingId) =>
      runCommand(tools, async ({ trx, at, signalAfterCommit }) => {
        const authorized = await authorizeStudyCommand(trx, actor, studySlug, 'study.lead');
        if (!authorized.ok) return authorized;
        const { study } = authorized.value;
        if (!isStudyPath(place)) return refuse('invalid', { field: 'place' });
        if (meetingId !== null && !(await findMeeting(trx, study.id, meetingId)))
          return refuse('invalid', { field: 'meeting' });
        await replaceLead(trx, { studyId: study.id, userId: actor.userId, place, meetingId, since: at, at });
        signalAfterCommit({ kind: 'lead-moved', studyId: study.id });
        return ok(null);
      }),

    move: (actor, studySlug, place) =>
      runCommand(tools, async ({ trx, at, signalAfterCommit }) => {
        const authorized = await authorizeStudyCommand(trx, actor, studySlug, 'study.lead');
        if (!authorized.ok) return authorized;
        const { study } = authorized.value;
        if (!isStudyPath(place)) return refuse('invalid', { field: 'place' });
        if (!(await moveLead(trx, { studyId: study.id, userId: actor.userId, place, at })))
          return refuse('forbidden');
        signalAfterCommit({ kind: 'lead-moved', studyId: study.id });
        return ok(null);
      }),

    stop: (actor, studySlug) =>
      runCommand(tools, async ({ trx, signalAfterCommit }) => {
        const authorized = await authorizeStudyCommand(trx, actor, studySlug, 'study.lead');
        if (!authorized.ok) return authorized;
        const { study } = authorized.value;
        await deleteLead(trx, study.id);
        signalAfterCommit({ kind: 'lead-moved', studyId: study.id });
        return ok(null);
      })
  };
}
