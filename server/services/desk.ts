/**
 * Where decisions are taken: one transaction reads the facts, judges the rights, lets the domain decide, saves, and appends
 * the event; the bell rings only after the commit. Every service that changes a row goes through here.
 */
import type { Transaction } from 'kysely';
import type { Happening } from '#domain/events.ts';
import type { Actor } from '#domain/permissions.ts';
import { grantsIn } from '#domain/permissions.ts';
import type { StudyId } from '#domain/ids.ts';
import type { Result } from '#domain/refusal.ts';
import type { Bell, Ring } from '../events/bell.ts';
import { appendEvent } from '../events/append.ts';
import { postRings } from '../events/post.ts';
import type { Schema } from '../store/schema.ts';
import type { Store } from '../store/open.ts';

export interface DeskTools {
  readonly store: Store;
  readonly bell: Bell;
  readonly now: () => Date;
  readonly newId: () => string;
  /** Of a process that serves nobody: rings are left for those that do, with the decision. */
  readonly postsRings?: boolean;
}

export interface Sheet {
  readonly trx: Transaction<Schema>;
  /** The time of this decision, the same for all its rows. */
  readonly at: string;
  /** Appends to the study's log; told after the commit. `actor` in the role that allowed it; null for the operator's own tool. */
  readonly tell: (study: string, actor: Actor | null, happening: Happening) => Promise<void>;
  /** Rings after the commit. */
  readonly ringAfter: (ring: Ring) => void;
}

/** Runs one decision. A refusal rolls everything back and tells nothing; so does a throw. */
export async function decide<T>(
  tools: DeskTools,
  decision: (sheet: Sheet) => Promise<Result<T>>
): Promise<Result<T>> {
  const rings: Ring[] = [];
  const at = tools.now().toISOString();
  const result = await tools.store.db
    .transaction()
    .execute(async (trx) => {
      const outcome = await decision({
        trx,
        at,
        tell: async (study, actor, happening) => {
          const actorRole = actor ? (grantsIn(actor, study as StudyId)[0]?.role ?? 'administrator') : null;
          const event = await appendEvent(
            trx,
            { studyId: study, actorId: actor?.userId ?? null, actorRole, at },
            happening
          );
          rings.push({ type: 'event', event });
        },
        ringAfter: (ring) => rings.push(ring)
      });
      if (!outcome.ok) throw new RolledBack(outcome);
      if (tools.postsRings) await postRings(trx, rings, { at, newId: tools.newId });
      return outcome;
    })
    .catch((error: unknown) => {
      if (error instanceof RolledBack) return error.outcome as Result<T>;
      throw error;
    });
  if (result.ok) for (const ring of rings) tools.bell.ring(ring);
  return result;
}

class RolledBack extends Error {
  readonly outcome: unknown;
  constructor(outcome: unknown) {
    super('refused');
    this.outcome = outcome;
  }
}
