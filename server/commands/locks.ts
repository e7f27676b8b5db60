/**
 * Takes the locks of commands in one order for all, so that no two of them wait for each other for ever: assessments,
 * documents, panels, threads, people, and the study last, since the head of its chain of events is in its row. Within a
 * kind the order is that of the keys. A person is held for share by each of their own commands, so that a withdrawal of a
 * right waits for them or has happened; what changes a person's rights or account holds them alone.
 */
import type { StudyId } from '#base/ids.ts';
import { lockStudy } from '#server/auth/grants.ts';
import type { Db, Store } from '#server/store/open.ts';
import { lockAssessment, lockDocument, lockPanel, lockThread } from '#server/store/row-locks.ts';
import { findUserForShare, lockUser } from '#server/auth/users.ts';

export type Lock =
  | { readonly kind: 'assessment'; readonly studyId: StudyId; readonly cityId: string }
  | { readonly kind: 'document' | 'panel' | 'thread' | 'person' | 'shared-person'; readonly id: string }
  | { readonly kind: 'study'; readonly slug: string };

export type LockKind = Lock['kind'];

const ranks: Readonly<Record<LockKind, number>> = {
  assessment: 0,
  document: 1,
  panel: 2,
  thread: 3,
  person: 4,
  'shared-person': 4,
  study: 5
};

/** Returns the locks of people whose rights or accounts change; who is not known is left out. */
export const heldAlone = (userIds: readonly (string | null | undefined)[]): Lock[] =>
  userIds.flatMap((id) => (id ? { kind: 'person', id } : []));

const keyOf = (lock: Lock): string =>
  lock.kind === 'assessment' ? `${lock.studyId} ${lock.cityId}` : lock.kind === 'study' ? lock.slug : lock.id;

const nameOf = (lock: Lock): string => `${ranks[lock.kind]} ${keyOf(lock)}`;

/** Returns locks in their order, each row once; a person who is held alone is not held for share as well. */
export function inOrder(locks: readonly Lock[]): Lock[] {
  const byRow = new Map<string, Lock>();
  for (const lock of locks) if (byRow.get(nameOf(lock))?.kind !== 'person') byRow.set(nameOf(lock), lock);
  return [...byRow.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, lock]) => lock);
}

/** A person who is held alone is also held for share. */
export const areHeld = (held: readonly Lock[], wanted: readonly Lock[]): boolean =>
  wanted.every((lock) =>
    held.some((one) => nameOf(one) === nameOf(lock) && (one.kind === lock.kind || one.kind === 'person'))
  );

/** Takes locks one after the other, each until the transaction ends. */
export async function takeLocks(db: Db, engine: Store['engine'], locks: readonly Lock[]): Promise<void> {
  for (const lock of locks) await takeLock(db, engine, lock);
}

async function takeLock(db: Db, engine: Store['engine'], lock: Lock): Promise<void> {
  switch (lock.kind) {
    case 'assessment':
      return lockAssessment(db, lock.studyId, lock.cityId);
    case 'document':
      return lockDocument(db, lock.id);
    case 'panel':
      return lockPanel(db, lock.id);
    case 'thread':
      return lockThread(db, lock.id);
    case 'person':
      return lockUser(db, lock.id);
    case 'shared-person':
      await findUserForShare(db, engine, lock.id);
      return;
    case 'study':
      return lockStudy(db, lock.slug);
  }
}
