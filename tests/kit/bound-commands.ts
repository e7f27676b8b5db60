/** Finds the commands of an app as they are bound to it, with a principal and a subject for each. */
import type { Principal } from '#server/commands/subject.ts';
import type { Result } from '#base/refusal.ts';
import type { App } from '#server/app.ts';
import { actorOf } from '#server/areas/people/accounts.ts';
import { listGrantsOfUser } from '#server/auth/grants.ts';
import { listUsers } from '#server/auth/users.ts';
import type { Actor } from '#base/permissions.ts';

export type Bound = ((who: Principal, ...args: readonly unknown[]) => Promise<Result<unknown>>) & {
  readonly commandName: string;
};

export function boundCommands(app: App): Map<string, Bound> {
  const found = new Map<string, Bound>();
  const look = (value: unknown, depth: number): void => {
    if (typeof value === 'function' && 'commandName' in value) {
      const bound = value as Bound;
      found.set(bound.commandName, bound);
    } else if (typeof value === 'object' && value !== null && depth < 4)
      for (const one of Object.values(value)) look(one, depth + 1);
  };
  look(app, 0);
  return found;
}

/** Returns everybody who has an account, as their session would. */
export const everybody = async ({ store: { db } }: App): Promise<Actor[]> =>
  Promise.all(
    (await listUsers(db)).map(async (user) => ({
      ...actorOf(user),
      grants: await listGrantsOfUser(db, user.id)
    }))
  );
