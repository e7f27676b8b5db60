/**
 * Erases a person at their request: an account, or an external reviewer. Names and addresses are replaced,
 * roles and sessions end; ids stay in what the person wrote and decided, so that the texts of others, the
 * log and all signatures stay what they were. docs/operations.md lists what is kept, and why.
 */
import { validateWithdrawal } from '#rules/people/appointment.ts';
import { erasedReader, isErasedAddress, replacementsOf } from '#rules/operations/erasure.ts';
import { signsForSide } from '#base/grant-duties.ts';
import { ok, refuse, type Result } from '#base/refusal.ts';
import { forgetAttemptsOf } from '#server/auth/throttle.ts';
import { bind, thenGive } from '#server/commands/bind.ts';
import { commandsOf } from '#server/commands/command.ts';
import { heldAlone, type Lock } from '#server/commands/locks.ts';
import { refused, take } from '#server/commands/refused.ts';
import type { CommandContext, CommandDeps } from '#server/commands/run-command.ts';
import type { Logger } from '#server/process/logger.ts';
import { deleteMemberships, deleteRapporteur, operatedSubject } from '#areas/people';
import type { Db } from '#server/store/open.ts';
import {
  endExternalReview,
  eraseAccount,
  eraseInvitations,
  eraseMail,
  eraseNames,
  eraseReader,
  erasedFrom,
  findExternalReviewById,
  listExternalReviewsNamed,
  listExternalReviewsSentTo,
  listStudiesWith
} from './store/erasure.ts';
import { deleteGrant, listGrantsInStudy } from '#server/auth/grants.ts';
import { deleteEntriesOfPerson, overwriteDeletedTokens } from '#areas/search';
import { findStudy } from '#areas/study';
import {
  addressForm,
  findUser,
  findUserByEmail,
  listActiveAdministrators,
  listFormerNames,
  type UserRow
} from '#server/auth/users.ts';

export interface Erased {
  /** Holds the ids of the account and the external reviews, with which the erasure can be repeated. */
  readonly ids: readonly string[];
  readonly invitations: number;
  readonly mails: number;
  /** Says whether the files of the database hold nothing of it any more; false while a long read goes on. */
  readonly isOverwritten: boolean;
}

export type ErasedRows = Omit<Erased, 'isOverwritten'>;

export type ErasureContext = Pick<CommandContext, 'trx' | 'at' | 'appendEvent' | 'signalAfterCommit'>;

interface ErasureTools extends CommandDeps {
  readonly logger: Logger;
}

const command = commandsOf<ErasureTools>();

/**
 * Erases the account, the invitations, the external reviews and the e-mails of an address; or the account or
 * external review with an id. For the operator only. `last-secretariat`, `chair-in-office` (with the study's
 * `slug`) and `last-administrator` where somebody else has to take over first.
 */
const erase = command(
  {
    name: 'erasure.erase-person',
    subject: operatedSubject,
    needs: 'instance.users',
    locks: async ({ db }, emailOrId: string) => {
      const user = await findPerson(db, emailOrId);
      return user && !isErasedAddress(user.email) ? locksOf(db, user) : [];
    }
  },
  async (decision, emailOrId: string) => take(await erasePerson(decision, emailOrId))
);

/** Erases the external reviewer of this name in a study, whose address may never have been known. */
const eraseReviewer = command(
  { name: 'erasure.erase-reviewer', subject: operatedSubject, needs: 'instance.users' },
  async (decision, studySlug: string, name: string): Promise<ErasedRows> => {
    const study = await findStudy(decision.trx, studySlug);
    const readings = study ? await listExternalReviewsNamed(decision.trx, study.id, name) : [];
    if (readings.length === 0) throw refused('not-found');
    for (const reading of readings) await eraseExternalReview(decision, reading);
    return { ids: readings.map(({ id }) => id), invitations: 0, mails: 0 };
  }
);

export type Erasure = ReturnType<typeof createErasure>;

export function createErasure(tools: ErasureTools) {
  const overwritten = async (rows: ErasedRows): Promise<Erased> => {
    tools.logger.info('personal data erased', { ids: rows.ids.join(' ') });
    await tools.store.db.transaction().execute((trx) => overwriteDeletedTokens(trx, tools.store.engine));
    return { ...rows, isOverwritten: await tools.store.overwriteDeleted(erasedFrom) };
  };
  const bound = bind(tools, { erase, eraseReviewer });
  return {
    person: thenGive(bound.erase, overwritten),
    externalReviewer: thenGive(bound.eraseReviewer, overwritten)
  };
}

const findPerson = async (db: Db, emailOrId: string): Promise<UserRow | undefined> =>
  (await findUserByEmail(db, emailOrId)) ?? (await findUser(db, emailOrId));

/** Lists the person, other administrators where the last one must stay, and the studies that they leave. */
async function locksOf(db: Db, user: UserRow): Promise<readonly Lock[]> {
  const others = user.isAdministrator === 1 ? await listActiveAdministrators(db) : [];
  const studies = await listStudiesWith(db, user.id);
  return [
    ...heldAlone([user.id, ...others.map(({ id }) => id)]),
    ...studies.map(({ slug }): Lock => ({ kind: 'study', slug }))
  ];
}

/**
 * Erases a person by e-mail address or id within a transaction that holds the rows of `locksOf`, or in which nobody
 * else sees them; a second time changes nothing. Where it is refused, nothing has been written.
 */
export async function erasePerson(context: ErasureContext, emailOrId: string): Promise<Result<ErasedRows>> {
  const { trx, at, signalAfterCommit } = context;
  const user = await findPerson(trx, emailOrId);
  if (user && isErasedAddress(user.email)) return ok({ ids: [user.id], invitations: 0, mails: 0 });
  if (user) {
    const checked = await checkOffices(trx, user);
    if (!checked.ok) return checked;
    await leaveOffices(context, user.id);
    const names = [{ en: user.nameEn, zh: user.nameZh }, ...(await listFormerNames(trx, user.id))];
    await eraseNames(
      trx,
      names.flatMap((name) => replacementsOf(user.id, name, user.email))
    );
    await eraseAccount(trx, user.id, at);
    await deleteEntriesOfPerson(trx, user.id);
    signalAfterCommit({ kind: 'sessions-ended', userId: user.id });
    signalAfterCommit({ kind: 'rights-changed', userId: user.id });
  }
  const address = user?.email ?? addressForm(emailOrId);
  const byId = await findExternalReviewById(trx, emailOrId);
  if (byId?.name === erasedReader) return ok({ ids: [byId.id], invitations: 0, mails: 0 });
  const readings = [...(byId ? [byId] : []), ...(await listExternalReviewsSentTo(trx, address))];
  for (const reading of readings) await eraseExternalReview(context, reading);
  const invitations = await eraseInvitations(trx, address, at);
  const mails = await eraseMail(trx, address, user?.id ?? null);
  await forgetAttemptsOf(trx, address);
  const ids = [...(user ? [user.id] : []), ...readings.map(({ id }) => id)];
  return ids.length + invitations + mails === 0 ? refuse('not-found') : ok({ ids, invitations, mails });
}

/** Checks whether somebody else has to take over an office of the person first. */
async function checkOffices(db: Db, user: UserRow): Promise<Result<null>> {
  if (user.isAdministrator === 1 && (await listActiveAdministrators(db)).every(({ id }) => id === user.id))
    return refuse('last-administrator');
  for (const { id: studyId, slug } of await listStudiesWith(db, user.id)) {
    const held = await listGrantsInStudy(db, studyId);
    for (const grant of held.filter(({ userId }) => userId === user.id)) {
      // A chair has a successor, or the group has agreed that nobody signs: the role is withdrawn first.
      if (signsForSide(grant)) return refuse('chair-in-office', { slug });
      if (!validateWithdrawal(grant, held).ok) return refuse('last-secretariat', { slug });
    }
  }
  return ok(null);
}

/** Ends all roles of a person, in all studies, and records the erasure in each that has recorded the person. */
async function leaveOffices({ trx, appendEvent }: ErasureContext, userId: string): Promise<void> {
  for (const { id: studyId } of await listStudiesWith(trx, userId)) {
    for (const grant of await listGrantsInStudy(trx, studyId)) {
      if (grant.userId !== userId) continue;
      const { role, sideId, cityId } = grant;
      await deleteGrant(trx, studyId, grant.id);
      await appendEvent(studyId, null, {
        kind: 'grant.withdrawn',
        needs: 'study.see',
        ...(cityId === null ? {} : { cityId }),
        payload: { userId, role, sideId, cityId }
      });
    }
    await deleteRapporteur(trx, studyId, userId);
    await deleteMemberships(trx, studyId, userId);
    await appendEvent(studyId, null, { kind: 'person.erased', needs: 'study.see', payload: { userId } });
  }
}

async function eraseExternalReview(
  { trx, at, appendEvent }: ErasureContext,
  { id, studyId, cityId }: { readonly id: string; readonly studyId: string; readonly cityId: string }
): Promise<void> {
  await endExternalReview(trx, id, at);
  await eraseReader(trx, id);
  await appendEvent(studyId, null, {
    kind: 'person.erased',
    needs: 'versions.read',
    cityId,
    payload: { readingId: id }
  });
}
