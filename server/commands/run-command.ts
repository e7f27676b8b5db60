/**
 * Runs commands: one transaction reads the facts, authorizes, lets the domain decide, saves, and appends the
 * event; signals are emitted only after the commit. Every service that changes a row goes through here.
 */
import type { Transaction } from 'kysely';
import type { GatheredEvent } from '#lib/events/kinds.ts';
import type { Actor } from '#base/permissions.ts';
import { grantsIn } from '#base/permissions.ts';
import type { StudyId } from '#base/ids.ts';
import type { Result } from '#base/refusal.ts';
import type { SignalBus, Signal } from '#server/events/signals.ts';
import { appendEvent, type EventContext } from '#server/events/append.ts';
import { writeSignalOutbox } from '#server/events/signal-outbox.ts';
import type { Schema } from '#server/store/schema.ts';
import type { Store } from '#server/store/open.ts';
import { hear, hearAfterCommit, type Hearers } from './hearers.ts';
import { Refused } from './refused.ts';
import {
  RepeatedSubmission,
  repeatedOr,
  storeResult,
  submittedCommand,
  type Repeatable
} from './submissions.ts';

export interface CommandDeps {
  readonly store: Store;
  readonly signals: SignalBus;
  readonly now: () => Date;
  readonly newId: () => string;
  /** Holds what other areas do about what an act did, in its transaction. */
  readonly hearers: Hearers;
  /**
   * Set in a process that serves no requests: its signals are stored with the decision, for the processes
   * that do.
   */
  readonly usesSignalOutbox?: boolean;
}

export interface CommandContext {
  readonly trx: Transaction<Schema>;
  /** The time of this decision, the same for all its rows. */
  readonly at: string;
  /**
   * Takes the time again, after the command has waited for a lock: what is decided under the lock is decided
   * then. Events that follow carry it. Returns the new `at`.
   */
  readonly takeTime: () => string;
  /**
   * Gathers an event of the study's log. It is numbered and chained at the end of the transaction, since the head of the
   * chain is in the study's row, which is locked last; the signal follows after the commit. `actor` is recorded in the
   * role that allowed it; null for the operator's own tool.
   */
  readonly appendEvent: (study: string, actor: Actor | null, domainEvent: GatheredEvent) => Promise<void>;
  readonly signalAfterCommit: (signal: Signal) => void;
}

/**
 * A refusal rolls everything back and emits no signal; so does a throw. A submission of a form that has been
 * carried out before is authorized in the same way, and answered with its first result: ids, numbers and
 * truths of it, or what `repeatable` names.
 */
export async function runCommand<T>(
  deps: CommandDeps,
  command: (context: CommandContext) => Promise<Result<T>>,
  repeatable?: Repeatable<T>
): Promise<Result<T>> {
  const pending: (Signal | Gathered)[] = [];
  let signals: readonly Signal[] = [];
  const submitted = submittedCommand();
  const result = await deps.store.db
    .transaction()
    .execute(async (trx) => {
      // After the transaction has begun: on SQLite it has waited for the others by now.
      let at = deps.now().toISOString();
      const outcome = await command({
        trx,
        get at() {
          return at;
        },
        takeTime: () => (at = deps.now().toISOString()),
        appendEvent: (study, actor, domainEvent) => {
          const actorRole = actor ? (grantsIn(actor, study as StudyId)[0]?.role ?? 'administrator') : null;
          const by = { studyId: study, actorId: actor?.userId ?? null, actorRole, at };
          pending.push({ kind: 'gathered', by, domainEvent });
          return Promise.resolve();
        },
        signalAfterCommit: (signal) => pending.push(signal)
      });
      if (!outcome.ok) throw new RolledBack(outcome);
      const gathered = gatheredIn(pending);
      await hear(deps.hearers, trx, gathered);
      signals = await appendGathered(trx, pending, gathered);
      if (submitted) await storeResult(trx, submitted, { value: outcome.value, at, repeatable });
      if (deps.usesSignalOutbox) await writeSignalOutbox(trx, signals, { at, newId: deps.newId });
      return outcome;
    })
    .catch((error: unknown) => {
      if (error instanceof RepeatedSubmission) return null;
      if (error instanceof RolledBack) return error.outcome as Result<T>;
      if (error instanceof Refused) return { ok: false, refusal: error.refusal } as const;
      throw error;
    });
  if (submitted && !result?.ok) return repeatedOr(deps.store.db, submitted, result);
  if (!result) throw new Error('A command outside of a submission cannot be repeated');
  if (!result.ok) return result;
  for (const signal of signals) deps.signals.emit(signal);
  await hearAfterCommit(deps.hearers, gatheredIn(pending));
  return result;
}

interface Gathered {
  readonly kind: 'gathered';
  readonly by: EventContext;
  readonly domainEvent: GatheredEvent;
}

const gatheredIn = (pending: readonly (Signal | Gathered)[]): readonly Gathered[] =>
  pending.filter((one): one is Gathered => one.kind === 'gathered');

/** Chains what was gathered, study by study in the order of their ids; returns all signals in the order they were given. */
async function appendGathered(
  trx: Transaction<Schema>,
  pending: readonly (Signal | Gathered)[],
  gathered: readonly Gathered[]
): Promise<readonly Signal[]> {
  const stored = new Map<Gathered, Signal>();
  const byStudy = [...new Set(gathered.map(({ by }) => by.studyId))].sort();
  for (const studyId of byStudy)
    for (const one of gathered)
      if (one.by.studyId === studyId)
        stored.set(one, { kind: 'event', event: await appendEvent(trx, one.by, one.domainEvent) });
  return pending.flatMap((one) => (one.kind === 'gathered' ? (stored.get(one) ?? []) : one));
}

class RolledBack extends Error {
  readonly outcome: unknown;
  constructor(outcome: unknown) {
    super('refused');
    this.outcome = outcome;
  }
}
