/**
 * Notes in every study of a person that their password was reset or their address changed, and writes to the person,
 * the secretariat and both chairs, and of an administrator to the other ones.
 */
import type { Actor } from '#base/permissions.ts';
import { isExpert, signsForSide } from '#base/grant-duties.ts';
import { holdsOffice } from '#rules/people/password.ts';
import type { Study } from '#rules/study/study.ts';
import type { CommandContext } from '#server/commands/run-command.ts';
import {
  chairMail,
  othersAccountMail,
  ownAccountMail,
  type AccountChange
} from '#server/mail/account-mail.ts';
import { localeOf, type Mailer, type MailMessage } from '#server/mail/mailer.ts';
import { loadNamedStudy } from '#server/mail/locations.ts';
import { both } from '#server/store/bilingual.ts';
import { listGrantsInStudy, listGrantsOfUser, type GrantRow } from '#server/auth/grants.ts';
import { findUser, listActiveAdministrators, listUsersOf, type UserRow } from '#server/auth/users.ts';

interface Tools {
  readonly mailer: Mailer;
}

/** For a change that the person made themselves in a session. */
export function writeToOwner(
  { mailer }: Tools,
  context: CommandContext,
  user: UserRow,
  change: AccountChange,
  addresses: readonly string[] = [user.email]
): Promise<void> {
  return mailer.write(
    context,
    addresses.map((address) => ({
      studyId: null,
      // An address that is the person's no more gets its notice although nobody has it now.
      userId: address === user.email ? user.id : null,
      address,
      kind: 'account' as const,
      locale: localeOf(user),
      ...ownAccountMail(change, localeOf(user))
    }))
  );
}

/** Notes and tells what became of the account. `by` is who did it; null for the operator. */
export async function notifyAccountChange(
  tools: Tools,
  context: CommandContext,
  change: AccountChange & { readonly kind: 'password-reset' | 'address-changed' },
  {
    user,
    by,
    addresses
  }: { readonly user: UserRow; readonly by: Actor | null; readonly addresses?: readonly string[] }
): Promise<void> {
  const { trx } = context;
  await writeToOwner(tools, context, user, change, addresses);
  const grants = await listGrantsOfUser(trx, user.id);
  // An administrator acts as one, also where they hold a role in the study.
  const acting = by && { ...by, grants: by.userId === user.id ? grants : [] };
  for (const studyId of new Set(grants.map((grant) => grant.studyId))) {
    await context.appendEvent(studyId, acting, {
      kind: change.kind === 'password-reset' ? 'password.reset' : 'address.changed',
      needs: 'study.audit',
      payload: { userId: user.id, isByOthers: change.isByOthers, isPaused: change.pausedUntil !== null }
    });
    const study = await loadNamedStudy(trx, studyId);
    const offices = (await listGrantsInStudy(trx, studyId)).filter(isOffice);
    const readers = await readersOf(context, offices, user.id);
    const link = tools.mailer.link(`/studies/${study.slug}/people`);
    await writeToOthers(tools, context, readers, change, { user, studyId, study: study.name, link });
  }
  if (user.isAdministrator === 1) {
    const readers = (await listActiveAdministrators(trx)).filter(({ id }) => id !== user.id);
    const link = tools.mailer.link('/admin/users');
    await writeToOthers(tools, context, readers, change, { user, studyId: null, study: null, link });
  }
}

const isOffice = ({ role }: GrantRow): boolean => holdsOffice({ isAdministrator: false, grants: [{ role }] });

async function readersOf(
  { trx }: CommandContext,
  grants: readonly GrantRow[],
  except: string
): Promise<UserRow[]> {
  const ids = [...new Set(grants.map(({ userId }) => userId))].filter((id) => id !== except);
  return (await listUsersOf(trx, ids)).filter(({ suspendedAt }) => suspendedAt === null);
}

function writeToOthers(
  { mailer }: Tools,
  context: CommandContext,
  readers: readonly UserRow[],
  change: AccountChange,
  about: {
    readonly user: UserRow;
    readonly studyId: string | null;
    readonly study: Parameters<typeof othersAccountMail>[1]['study'];
    readonly link: string;
  }
): Promise<void> {
  const person = both(about.user.nameEn, about.user.nameZh);
  return mailer.write(
    context,
    readers.map((reader): MailMessage => ({
      studyId: about.studyId,
      userId: reader.id,
      address: reader.email,
      kind: 'account',
      locale: localeOf(reader),
      ...othersAccountMail(change, { person, study: about.study, link: about.link }, localeOf(reader))
    }))
  );
}

/**
 * Tells the other side that a side has another chair: its chair, or its experts where it has none. The log says it to
 * everybody.
 */
export async function notifyChairChange(
  { mailer }: Tools,
  context: CommandContext,
  {
    study,
    userId,
    sideId,
    isAppointed
  }: {
    readonly study: Study;
    readonly userId: string;
    readonly sideId: string | null;
    readonly isAppointed: boolean;
  }
): Promise<void> {
  const { trx } = context;
  const others = (await listGrantsInStudy(trx, study.id)).filter(
    (grant) => grant.sideId !== null && grant.sideId !== sideId
  );
  const chairs = others.filter(signsForSide);
  const readers = await readersOf(context, chairs.length > 0 ? chairs : others.filter(isExpert), userId);
  const person = await findUser(trx, userId);
  const { name } = await loadNamedStudy(trx, study.id);
  const about = {
    person: both(person?.nameEn ?? '', person?.nameZh ?? ''),
    side: study.sides.find(({ id }) => id === sideId)?.name ?? both('', ''),
    study: name,
    isAppointed,
    link: mailer.link(`/studies/${study.slug}/people`)
  };
  await mailer.write(
    context,
    readers.map((reader): MailMessage => ({
      studyId: study.id,
      userId: reader.id,
      address: reader.email,
      kind: 'account',
      locale: localeOf(reader),
      ...chairMail(about, localeOf(reader))
    }))
  );
}
