/**
 * Names the people who may read the confidential answers of a city, and removes them. The city's senior
 * representative and the secretariat decide; the log names the people, and nothing of the answers.
 */
import type { Bilingual } from '#domain/locale.ts';
import type { Actor, Role } from '#domain/permissions.ts';
import { ok, refuse, type Result } from '#domain/refusal.ts';
import {
  closeConfidentialReader,
  insertConfidentialReader,
  listConfidentialReaders
} from '../../store/confidential.ts';
import { listGrantsInStudy, lockStudy } from '../../store/grants.ts';
import type { Db } from '../../store/open.ts';
import { listUsersOfStudy } from '../../store/users.ts';
import { runCommand, type CommandContext, type CommandDeps } from '../../commands/run-command.ts';
import { actingIn } from '../workflow/assessment-step.ts';
import { asOfNow, authorizeAssessment, type AuthorizedAssessment } from '../workflow/workflow-access.ts';

export interface ConfidentialReader {
  readonly userId: string;
  readonly name: Bilingual;
  readonly namedBy: Bilingual | null;
  readonly namedAt: string;
}

/** Describes a person of the study who could be named. */
export interface Nameable {
  readonly userId: string;
  readonly name: Bilingual;
  readonly roles: readonly Role[];
}

export interface ConfidentialReaders {
  /** Lists the people who are named now, the first named first. */
  readonly readers: readonly ConfidentialReader[];
  /** Lists who could be named; empty for a person who may name nobody. */
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
  return [...roles]
    .filter(([, held]) => !held.includes('city'))
    .map(([userId, held]) => ({ userId, roles: held }));
}

export const nameReader = (
  tools: CommandDeps,
  actor: Actor,
  studySlug: string,
  cityId: string,
  userId: string
): Promise<Result<null>> =>
  naming(
    tools,
    actor,
    studySlug,
    cityId,
    async ({ context, study, acting }) => {
      const { trx, at } = context;
      const named = (await listConfidentialReaders(trx, study.id, cityId)).filter(
        ({ removedAt }) => removedAt === null
      );
      if (named.some((one) => one.userId === userId)) return refuse('stale');
      if (!(await nameableIn(trx, study.id, named)).some((one) => one.userId === userId))
        return refuse('invalid', { field: 'userId' });
      await insertConfidentialReader(trx, {
        id: tools.newId(),
        studyId: study.id,
        cityId,
        userId,
        namedBy: acting.userId,
        namedAt: at,
        removedBy: null,
        removedAt: null
      });
      return ok('confidential-reader.named' as const);
    },
    userId
  );

export const removeReader = (
  tools: CommandDeps,
  actor: Actor,
  studySlug: string,
  cityId: string,
  userId: string
): Promise<Result<null>> =>
  naming(
    tools,
    actor,
    studySlug,
    cityId,
    async ({ context, study, acting }) => {
      const { trx, at } = context;
      const isRemoved = await closeConfidentialReader(
        trx,
        { studyId: study.id, cityId, userId },
        { userId: acting.userId, at }
      );
      return isRemoved ? ok('confidential-reader.removed' as const) : refuse('stale');
    },
    userId
  );

interface NamingCommand extends AuthorizedAssessment {
  readonly context: CommandContext;
  readonly acting: Actor;
}

const naming = (
  tools: CommandDeps,
  actor: Actor,
  studySlug: string,
  cityId: string,
  decision: (
    command: NamingCommand
  ) => Promise<Result<'confidential-reader.named' | 'confidential-reader.removed'>>,
  userId: string
): Promise<Result<null>> =>
  runCommand(tools, async (context) => {
    const may = async () => {
      const now = await asOfNow(context.trx, actor);
      const authorized = await authorizeAssessment(context.trx, now, studySlug, cityId);
      if (!authorized.ok) return authorized;
      const { study, assessment, abilities } = authorized.value;
      const acting = actingIn(now, study, assessment, 'confidential.name');
      if (!acting) return refuse(abilities.has('confidential.readers') ? 'forbidden' : 'not-found');
      return ok({ ...authorized.value, acting });
    };
    // Before the wait, so that nobody without the right waits; and after it, by the roles held then.
    const early = await may();
    if (!early.ok) return early;
    await lockStudy(context.trx, studySlug);
    const authorized = await may();
    if (!authorized.ok) return authorized;
    const { study, acting } = authorized.value;
    const decided = await decision({ ...authorized.value, context });
    if (!decided.ok) return decided;
    await context.appendEvent(study.id, acting, {
      kind: decided.value,
      needs: 'confidential.readers',
      cityId,
      payload: { userId }
    });
    context.signalAfterCommit({ kind: 'rights-changed', userId });
    return ok(null);
  });
