/**
 * A meeting in which the others follow a chair from page to page, each in their own language and with their own rights: only the place
 * is told. It is of the moment: no event, nothing in the archive, and over when it has not moved for some hours.
 */
import type { Bilingual } from '#domain/locale.ts';
import type { Actor } from '#domain/permissions.ts';
import { ok, refuse, type Result } from '#domain/refusal.ts';
import { deleteLead, findLead, moveLead, replaceLead } from '../../store/leads.ts';
import { findMeeting } from '../../store/meetings.ts';
import { decide, type DeskTools } from '../desk.ts';
import { enterStudy, enterToDecide } from '../study-door.ts';
import { namedPeople } from '../way/named-people.ts';

export interface Lead {
  readonly person: Bilingual;
  readonly isOwn: boolean;
  /** Below the study's address, such as `/assessments/haidian/governance/panel`. */
  readonly place: string;
  /** In which decisions are recorded. */
  readonly meetingId: string | null;
}

export interface Leading {
  /** Null where nobody leads, or for one who does not attend meetings. */
  find(actor: Actor, slug: string): Promise<Result<Lead | null>>;
  /** Takes the lead, from another too. */
  start(actor: Actor, slug: string, place: string, meetingId: string | null): Promise<Result<null>>;
  /** `forbidden` for who does not lead (any more). */
  move(actor: Actor, slug: string, place: string): Promise<Result<null>>;
  stop(actor: Actor, slug: string): Promise<Result<null>>;
}

const stillMilliseconds = 4 * 60 * 60 * 1000;

export const isPlace = (place: string): boolean =>
  /^(?:\/[\w-]+){0,6}(?:\?[\w=&.%-]*)?$/.test(place) && place.length <= 300;

export function openLeading(tools: DeskTools): Leading {
  const { db } = tools.store;
  return {
    async find(actor, slug) {
      const entered = await enterStudy(db, actor, slug);
      if (!entered.ok) return entered;
      const { study, abilities } = entered.value;
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

    start: (actor, slug, place, meetingId) =>
      decide(tools, async ({ trx, at, ringAfter }) => {
        const entered = await enterToDecide(trx, actor, slug, 'study.lead');
        if (!entered.ok) return entered;
        const { study } = entered.value;
        if (!isPlace(place)) return refuse('invalid', { field: 'place' });
        if (meetingId !== null && !(await findMeeting(trx, study.id, meetingId)))
          return refuse('invalid', { field: 'meeting' });
        await replaceLead(trx, { studyId: study.id, userId: actor.userId, place, meetingId, since: at, at });
        ringAfter({ type: 'lead-moved', studyId: study.id });
        return ok(null);
      }),

    move: (actor, slug, place) =>
      decide(tools, async ({ trx, at, ringAfter }) => {
        const entered = await enterToDecide(trx, actor, slug, 'study.lead');
        if (!entered.ok) return entered;
        const { study } = entered.value;
        if (!isPlace(place)) return refuse('invalid', { field: 'place' });
        if (!(await moveLead(trx, { studyId: study.id, userId: actor.userId, place, at })))
          return refuse('forbidden');
        ringAfter({ type: 'lead-moved', studyId: study.id });
        return ok(null);
      }),

    stop: (actor, slug) =>
      decide(tools, async ({ trx, ringAfter }) => {
        const entered = await enterToDecide(trx, actor, slug, 'study.lead');
        if (!entered.ok) return entered;
        const { study } = entered.value;
        await deleteLead(trx, study.id);
        ringAfter({ type: 'lead-moved', studyId: study.id });
        return ok(null);
      })
  };
}
