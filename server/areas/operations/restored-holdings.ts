/** Compares the roles, suspensions and passwords of people before and after a restore. */
import type { Db } from '#server/store/open.ts';
import { selectRows } from '#server/store/rows.ts';

export interface PersonAfterRestore {
  readonly email: string;
  /** Lists roles and suspension, as text for the operator. */
  readonly holds: readonly string[];
  /** Lists what the person held before the restore; null where the database was empty. */
  readonly held: readonly string[] | null;
  /** Says that the password is that of the backup, and was another before the restore. */
  readonly hasOldPassword: boolean;
}

interface Holdings {
  readonly holds: readonly string[];
  readonly passwordHash: string | null;
}

/** By address: roles in studies, the installation, and a suspension. */
export async function listHoldings(db: Db): Promise<Map<string, Holdings>> {
  const users = await selectRows(db, 'user');
  const grants = await db
    .selectFrom('grant')
    .innerJoin('study', 'study.id', 'grant.studyId')
    .select(['grant.userId', 'grant.role', 'grant.sideId', 'grant.cityId', 'grant.isSenior', 'study.slug'])
    .orderBy('study.slug')
    .orderBy('grant.role')
    .orderBy('grant.cityId')
    .execute();
  return new Map(
    users.map((user) => [
      user.email,
      {
        passwordHash: user.passwordHash,
        holds: [
          ...(user.isAdministrator === 1 ? ['administrator'] : []),
          ...(user.suspendedAt === null ? [] : ['suspended']),
          ...grants
            .filter(({ userId }) => userId === user.id)
            .map(({ slug, role, sideId, cityId, isSenior }) =>
              [`${slug}: ${role}`, cityId ?? sideId ?? '', isSenior === 1 ? 'senior' : '']
                .filter((part) => part !== '')
                .join(' ')
            )
        ]
      }
    ])
  );
}

export function compareHoldings(
  before: ReadonlyMap<string, Holdings> | null,
  after: ReadonlyMap<string, Holdings>
): PersonAfterRestore[] {
  const emails = [...new Set([...(before?.keys() ?? []), ...after.keys()])].sort();
  return emails.flatMap((email) => {
    const [then, now] = [before?.get(email), after.get(email)];
    const holds = now?.holds ?? [];
    const held = before ? (then?.holds ?? []) : null;
    const hasOldPassword = then !== undefined && now !== undefined && then.passwordHash !== now.passwordHash;
    const isSame = before !== null && held?.join() === holds.join() && !hasOldPassword;
    return isSame && then && now ? [] : [{ email, holds, held, hasOldPassword }];
  });
}
