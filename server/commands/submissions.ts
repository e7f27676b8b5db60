/**
 * Knows repeated submissions of a form: a second press, or a browser that sends again because no answer came. The first
 * submission that changed something leaves its result in the same transaction; a repetition is answered with it.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import { refuse, type RefusalCode, type Result } from '#base/refusal.ts';
import type { Actor } from '#base/permissions.ts';
import { sha256 } from '#server/files/sha256.ts';
import { listGrantsOfUser } from '#server/auth/grants.ts';
import { findSubmission, insertSubmission } from './stored-submissions.ts';
import type { Db } from '#server/store/open.ts';

export interface SentForm {
  /** Null for the holder of a link, whose link is in the address. */
  readonly actor: Pick<Actor, 'userId' | 'grants' | 'isAdministrator'> | null;
  /** Names the action and what it is about: path and query. */
  readonly address: string;
  /** Holds the key that the form has made for this submission. */
  readonly key: string;
  readonly input: Iterable<readonly [string, string | { readonly name: string; readonly size: number }]>;
}

type Sender = SentForm['actor'];

interface Current {
  id: string;
  actor: Sender;
  /** Counts the commands of this request: each has a result of its own. */
  commands: number;
}

const requests = new AsyncLocalStorage<{ current: Current | null }>();

const hashOf = (...parts: readonly unknown[]): string => sha256(JSON.stringify(parts));

/** Is what the edge of the server needs to know of submissions. */
export interface Submissions {
  /** `note` within the answer concerns this request. */
  within<T>(answer: () => T): T;
  /** Notes that the request is a submission, before its commands run. */
  note(form: SentForm): void;
}

export const submissions: Submissions = {
  within: (answer) => requests.run({ current: null }, answer),
  note: ({ actor, address, key, input }) => {
    const request = requests.getStore();
    if (!request) return;
    const entries = [...input].map(([name, value]) => [
      name,
      typeof value === 'string' ? value : [value.name, value.size]
    ]);
    request.current = {
      id: hashOf(actor?.userId ?? null, address, key, entries),
      actor,
      commands: 0
    };
  }
};

export interface SubmittedCommand {
  readonly id: string;
  readonly actor: Sender;
}

const rightsOf = (actor: Sender, grants = actor?.grants ?? []): string =>
  hashOf(grants, actor?.isAdministrator ?? false);

/** Returns the command that runs now, of the submission of this request; undefined outside of one. */
export function submittedCommand(): SubmittedCommand | undefined {
  const current = requests.getStore()?.current;
  if (!current) return undefined;
  current.commands += 1;
  return { id: hashOf(current.id, current.commands), actor: current.actor };
}

/** Names what of a result may be stored and given again; undefined where the result cannot be given twice. */
export type Repeatable<T> = (value: T) => unknown;

const isId = (value: unknown): boolean => typeof value === 'string' && /^[a-z0-9-]{1,64}$/.test(value);
const isPlain = (value: unknown): boolean =>
  value === undefined || value === null || typeof value === 'number' || typeof value === 'boolean';

/** Checks that a value holds ids, numbers and truths and nothing else: neither links nor passwords nor words. */
function holdsIdsOnly(value: unknown): boolean {
  if (isPlain(value)) return true;
  return (
    typeof value === 'object' &&
    Object.entries(value as object).every(
      ([name, part]) => isPlain(part) || (/^(?:id|slug)$|Id$/.test(name) && isId(part))
    )
  );
}

/** Is thrown to roll back a command whose submission has been carried out already. */
export class RepeatedSubmission extends Error {}

/** Throws where the same submission has one. */
export async function storeResult<T>(
  trx: Db,
  { id, actor }: SubmittedCommand,
  {
    value,
    at,
    repeatable
  }: { readonly value: T; readonly at: string; readonly repeatable?: Repeatable<T> | undefined }
): Promise<void> {
  const stored = repeatable ? repeatable(value) : holdsIdsOnly(value) ? value : undefined;
  const isRepeatable = repeatable !== undefined || holdsIdsOnly(value);
  const result = isRepeatable ? JSON.stringify({ value: stored }) : null;
  if (!(await insertSubmission(trx, { id, rights: rightsOf(actor), result, at })))
    throw new RepeatedSubmission();
}

/** These are judgements on the person: no earlier result of theirs is answered instead. */
const ofRights: ReadonlySet<RefusalCode> = new Set<RefusalCode>([
  'signed-out',
  'forbidden',
  'suspended',
  'wrong-password',
  'wrong-credentials',
  'throttled',
  'too-many-requests',
  'link-revoked'
]);

/**
 * Answers a command whose submission may have been carried out already, with the first result. It comes after the command
 * has authorized the rights: a person without them gets the refusal. What the first submission has removed is not found by the
 * second; for a person with the same roles as then that is no judgement on them.
 */
export async function repeatedOr<T>(
  db: Db,
  { id, actor }: SubmittedCommand,
  refused: Result<T> | null
): Promise<Result<T>> {
  const code = refused && !refused.ok ? refused.refusal.code : null;
  if (refused && code !== null && ofRights.has(code)) return refused;
  const first = await findSubmission(db, id);
  if (!first || (code === 'not-found' && first.rights !== (await presentRights(db, actor))))
    return refused ?? refuse('busy');
  if (first.result === null) return refuse('already-done');
  const { value } = JSON.parse(first.result) as { readonly value?: T };
  return { ok: true, value: value as T };
}

/** Reads the roles anew: those of the session were read before the command waited for others. */
const presentRights = async (db: Db, actor: Sender): Promise<string> =>
  rightsOf(actor, actor ? await listGrantsOfUser(db, actor.userId) : []);
