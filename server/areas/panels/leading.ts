/**
 * Lets the participants of a meeting follow a chair from page to page, each in their own language and with
 * their own rights: only the path of the page is sent. It is temporary: no event, nothing in the archive, and
 * it ends when it has not moved for some hours.
 */
import type { Bilingual } from '#base/locale.ts';
import { deleteLead, findLead, moveLead, replaceLead, findMeeting } from '#areas/meetings';
import { bind } from '#server/commands/bind.ts';
import { commandsOf } from '#server/commands/command.ts';
import { readsOf } from '#server/commands/read.ts';
import { refused } from '#server/commands/refused.ts';
import type { CommandDeps } from '#server/commands/run-command.ts';
import { studySubject } from '#areas/study';
import { namedPeople } from '#areas/people';

export interface Lead {
  readonly person: Bilingual;
  readonly isOwn: boolean;
  /** Holds the path below the study's address, such as `/assessments/haidian/governance/panel`. */
  readonly place: string;
  /** Names the meeting in which decisions are recorded. */
  readonly meetingId: string | null;
}

const stillMilliseconds = 4 * 60 * 60 * 1000;

export const isStudyPath = (place: string): boolean =>
  /^(?:\/[\w-]+){0,6}(?:\?[\w=&.%-]*)?$/.test(place) && place.length <= 300;

const command = commandsOf<CommandDeps>();
const read = readsOf<CommandDeps>();

/** Null where no one leads, or for a person who does not attend meetings. */
const find = read(
  { name: 'leading.find', subject: studySubject },
  async ({ db, deps, subject: { study }, actor, abilities }): Promise<Lead | null> => {
    const lead = abilities.has('study.meetings') ? await findLead(db, study.id) : undefined;
    if (!lead || Date.parse(lead.at) + stillMilliseconds < deps.now().getTime()) return null;
    const person = (await namedPeople(db, study.id, [lead.userId])).get(lead.userId);
    return {
      person: person?.name ?? { en: '', zh: '' },
      isOwn: lead.userId === actor.userId,
      place: lead.place,
      meetingId: lead.meetingId
    };
  }
);

/** Takes the lead, also from another person. */
const start = command(
  { name: 'leading.start', subject: studySubject, needs: 'study.lead' },
  async (
    { trx, at, subject: { study }, actor, signalAfterCommit },
    place: string,
    meetingId: string | null
  ) => {
    if (!isStudyPath(place)) throw refused('invalid', { field: 'place' });
    if (meetingId !== null && !(await findMeeting(trx, study.id, meetingId)))
      throw refused('invalid', { field: 'meeting' });
    await replaceLead(trx, { studyId: study.id, userId: actor.userId, place, meetingId, since: at, at });
    signalAfterCommit({ kind: 'lead-moved', studyId: study.id });
    return null;
  }
);

/** Moves the others to a page; `forbidden` for a person who does not lead (any more). */
const move = command(
  { name: 'leading.move', subject: studySubject, needs: 'study.lead' },
  async ({ trx, at, subject: { study }, actor, signalAfterCommit }, place: string) => {
    if (!isStudyPath(place)) throw refused('invalid', { field: 'place' });
    if (!(await moveLead(trx, { studyId: study.id, userId: actor.userId, place, at })))
      throw refused('forbidden');
    signalAfterCommit({ kind: 'lead-moved', studyId: study.id });
    return null;
  }
);

const stop = command(
  { name: 'leading.stop', subject: studySubject, needs: 'study.lead' },
  async ({ trx, subject: { study }, signalAfterCommit }) => {
    await deleteLead(trx, study.id);
    signalAfterCommit({ kind: 'lead-moved', studyId: study.id });
    return null;
  }
);

export type Leading = ReturnType<typeof createLeading>;

export const createLeading = (deps: CommandDeps) => bind(deps, { find, start, move, stop });
