/**
 * Makes commands that give or take a role: one transaction and one event each, and the person concerned is notified.
 */
import type { Study } from '#rules/study/study.ts';
import type { FactOf } from '#lib/events/kinds.ts';
import { listGrantsInStudy, type GrantRow } from '#server/auth/grants.ts';
import type { Db } from '#server/store/open.ts';
import { commandsOf } from '#server/commands/command.ts';
import type { Command, Decision } from '#server/commands/command-spec.ts';
import { heldAlone } from '#server/commands/locks.ts';
import { peopleSubject } from './people-subject.ts';
import type { PeopleTools } from './people-list.ts';

const command = commandsOf<PeopleTools>();

type PeopleEvent =
  | 'grant.given'
  | 'grant.withdrawn'
  | 'senior.named'
  | 'body.joined'
  | 'body.left'
  | 'rapporteurs.named';

interface Of {
  readonly cityId?: string;
}

/** Is what an appointment decides on: who holds what in the study. */
interface Appointing extends Decision<PeopleTools, typeof peopleSubject, undefined> {
  readonly held: readonly GrantRow[];
  /** Gathers an event that everybody in the study reads. */
  readonly note: (event: FactOf<PeopleEvent> & Of) => void;
}

/**
 * Makes a command about a study's people. It locks the study, so that one such command runs at a time, and those whose
 * rights it changes.
 */
export const appoint = <Input extends readonly unknown[], T>(
  name: string,
  whose: (db: Db, study: Study, ...input: Input) => Promise<readonly (string | null | undefined)[]>,
  decide: (appointing: Appointing, ...input: Input) => Promise<T>
): Command<PeopleTools, typeof peopleSubject, Input, T> =>
  command(
    {
      name: `people.${name}`,
      subject: peopleSubject,
      needs: 'study.people',
      locks: async ({ db, subject }, ...input: Input) => [
        peopleSubject.locks.study(subject),
        ...heldAlone(await whose(db, subject.study, ...input))
      ]
    },
    async (decision, ...input: Input) =>
      decide(
        {
          ...decision,
          held: await listGrantsInStudy(decision.trx, decision.subject.study.id),
          note: (event) => decision.append({ ...event, needs: 'study.see' })
        },
        ...input
      )
  );
