/**
 * Names the people who may read the confidential answers of a city, and removes them. The city's senior
 * representative and the secretariat decide; the log names the people, and nothing of the answers.
 */
import type { Bilingual } from '#base/locale.ts';
import type { Role } from '#base/permissions.ts';
import { isNameable } from '#base/grant-duties.ts';
import { commandsOf } from '#server/commands/command.ts';
import type { Decision } from '#server/commands/command-spec.ts';
import type { Lock } from '#server/commands/locks.ts';
import { refused } from '#server/commands/refused.ts';
import type { CommandDeps } from '#server/commands/run-command.ts';
import {
  closeConfidentialReader,
  insertConfidentialReader,
  listConfidentialReaders
} from '../store/confidential.ts';
import { listGrantsInStudy } from '#server/auth/grants.ts';
import type { Db } from '#server/store/open.ts';
import { listUsersOfStudy } from '#server/auth/users.ts';
import { assessmentSeenWith, type LoadedAssessment, type AuthorizedAssessment } from '#areas/assessments';

export interface ConfidentialReader {
  readonly userId: string;
  readonly name: Bilingual;
  readonly namedBy: Bilingual | null;
  readonly namedAt: string;
}

export interface Nameable {
  readonly userId: string;
  readonly name: Bilingual;
  readonly roles: readonly Role[];
}

export interface ConfidentialReaders {
  /** Those named now, the first named first. */
  readonly readers: readonly ConfidentialReader[];
  /** Empty for a person who may name nobody. */
  readonly nameable: readonly Nameable[];
}

export async function viewReaders(
  db: Db,
  { study, assessment, abilities }: AuthorizedAssessment
): Promise<ConfidentialReaders> {
  const rows = (await listConfidentialReaders(db, study.id, assessment.cityId)).filter(
    ({ removedAt }) => removedAt === null
  );
  const members = await listUsersOfStudy(db, study.id);
  const names = new Map(members.map(({ id, nameEn, nameZh }) => [id, { en: nameEn, zh: nameZh }]));
  return {
    readers: rows.map(({ userId, namedBy, namedAt }) => ({
      userId,
      name: names.get(userId) ?? { en: '', zh: '' },
      namedBy: names.get(namedBy) ?? null,
      namedAt
    })),
    nameable: abilities.has('confidential.name')
      ? (await nameableIn(db, study.id, rows)).flatMap(({ userId, roles }) => {
          const name = names.get(userId);
          return name ? [{ userId, name, roles }] : [];
        })
      : []
  };
}

/** Lists the members who represent no city and are not named yet. */
async function nameableIn(
  db: Db,
  studyId: string,
  named: readonly { readonly userId: string }[]
): Promise<{ readonly userId: string; readonly roles: readonly Role[] }[]> {
  const roles = new Map<string, Role[]>();
  for (const grant of await listGrantsInStudy(db, studyId))
    roles.set(grant.userId, [...(roles.get(grant.userId) ?? []), grant.role]);
  for (const { userId } of named) roles.delete(userId);
  return [...roles].filter(([, held]) => isNameable(held)).map(([userId, held]) => ({ userId, roles: held }));
}

const command = commandsOf<CommandDeps>();

/** Is found by those who know who reads the answers; naming is for the city's senior representative and the secretariat. */
export const readersSubject = assessmentSeenWith('confidential.readers', () => 'forbidden');

/** Tells of a change of a person's rights, which lock the person. */
function announce(
  { append, signalAfterCommit, subject }: Decision<CommandDeps, typeof readersSubject, undefined>,
  kind: 'confidential-reader.named' | 'confidential-reader.removed',
  userId: string
): null {
  append({
    kind,
    needs: 'confidential.readers',
    cityId: subject.assessment.cityId,
    payload: { userId }
  });
  signalAfterCommit({ kind: 'rights-changed', userId });
  return null;
}

const locksOfReader = ({ study }: LoadedAssessment, userId: string): readonly Lock[] => [
  { kind: 'person', id: userId },
  { kind: 'study', slug: study.slug }
];

/** The person represents no city; `stale` where the person is named already. */
export const nameReader = command(
  {
    name: 'confidential.name-reader',
    subject: readersSubject,
    needs: 'confidential.name',
    locks: ({ subject }, userId: string) => locksOfReader(subject, userId)
  },
  async (decision, userId: string) => {
    const { trx, at, deps, acting, subject } = decision;
    const { study, assessment } = subject;
    const named = (await listConfidentialReaders(trx, study.id, assessment.cityId)).filter(
      ({ removedAt }) => removedAt === null
    );
    if (named.some((one) => one.userId === userId)) throw refused('stale');
    if (!(await nameableIn(trx, study.id, named)).some((one) => one.userId === userId))
      throw refused('invalid', { field: 'userId' });
    await insertConfidentialReader(trx, {
      id: deps.newId(),
      studyId: study.id,
      cityId: assessment.cityId,
      userId,
      namedBy: acting.userId,
      namedAt: at,
      removedBy: null,
      removedAt: null
    });
    return announce(decision, 'confidential-reader.named', userId);
  }
);

/** `stale` where the person is not named. */
export const removeReader = command(
  {
    name: 'confidential.remove-reader',
    subject: readersSubject,
    needs: 'confidential.name',
    locks: ({ subject }, userId: string) => locksOfReader(subject, userId)
  },
  async (decision, userId: string) => {
    const { trx, at, acting, subject } = decision;
    const { study, assessment } = subject;
    const isRemoved = await closeConfidentialReader(
      trx,
      { studyId: study.id, cityId: assessment.cityId, userId },
      { userId: acting.userId, at }
    );
    if (!isRemoved) throw refused('stale');
    return announce(decision, 'confidential-reader.removed', userId);
  }
);
