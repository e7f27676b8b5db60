/** Checks the password of a person again, before an act that a session alone must not allow. */
import type { Actor } from '#base/permissions.ts';
import { ok, refuse, type Result } from '#base/refusal.ts';
import type { Db } from '#server/store/open.ts';
import { findUser } from './users.ts';

export interface PasswordTools {
  readonly passwords: { matches(known: string | null, password: string): Promise<boolean> };
  readonly attempts: {
    /** Refused where there were too many. */
    admit(sessionId: string): Promise<Result<null>>;
    succeeded(sessionId: string): Promise<void>;
  };
}

/** Returns the hash that it was checked against. */
export async function checkPassword(
  tools: PasswordTools,
  db: Db,
  actor: Actor,
  password: string
): Promise<Result<string | null>> {
  const admitted = await tools.attempts.admit(actor.sessionId);
  if (!admitted.ok) return admitted;
  const known = (await findUser(db, actor.userId))?.passwordHash ?? null;
  if (!(await tools.passwords.matches(known, password)))
    return refuse('wrong-password', { field: 'password' });
  await tools.attempts.succeeded(actor.sessionId);
  return ok(known);
}
