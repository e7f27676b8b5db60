/**
 * Signs for a chair. One transaction holds the subject's row, reads rights and content in it, and where it is
 * the second side's signature takes the step to `approved` as well. The password is required again, and wrong
 * ones are counted together with those at sign-in.
 */
import { changedReason, authorizeSignature, isRecordKind, type Subject } from '#domain/approval.ts';
import type { DomainEvent } from '#domain/events.ts';
import type { Bilingual } from '#domain/locale.ts';
import type { Actor, Grant } from '#domain/permissions.ts';
import { ok, refuse, type RefusalCode, type Result } from '#domain/refusal.ts';
import type { Study } from '#domain/study.ts';
import type { Mailer } from '../../mail/mailer.ts';
import { saveVersionSeen } from '../../store/approvals.ts';
import { both } from '../../store/bilingual.ts';
import { listGrantsOfUser } from '../../store/grants.ts';
import { listOpenThreads } from '../../store/open-threads.ts';
import type { Db } from '../../store/open.ts';
import { insertSignature, listSignatures, voidSignatures } from '../../store/signatures.ts';
import type { Storage } from '../../store/storage.ts';
import { findUser } from '../../store/users.ts';
import { runCommand, type CommandDeps, type CommandContext } from '../../commands/run-command.ts';
import { writeHeadNow } from '../inbox/head-mails.ts';
import { writeOfVoided, type Voided } from '../inbox/urgent-mails.ts';
import { authorizeStudy } from '../study-access.ts';
import { contentNow } from './approved-content.ts';
import { takeAssessmentStep, type StepTools } from './assessment-step.ts';
import { takeChapterStep } from './chapter-step.ts';
import { readContent, type ReadContent } from './freezing.ts';
import { checkPassword, type PasswordTools } from './password-check.ts';
import { signatureOf, signedPayload } from './signing.ts';
import { addressOfSignatures } from './step-effects.ts';
import {
  actingWith,
  audienceOf,
  authorizeSubject,
  lockSubject,
  type AuthorizedSubject
} from './subject-access.ts';

export interface ApprovalTools extends CommandDeps, StepTools, PasswordTools {
  readonly storage: Pick<Storage, 'hasRoom'>;
}

export interface SigningInput {
  readonly subject: string;
  /** Names the version that the chair was shown. */
  readonly versionId: string;
  readonly hash: string;
}

export interface SignedOutcome {
  readonly sideId: string;
  /** Says that both sides have signed now. */
  readonly isComplete: boolean;
  readonly digest: string;
}

export interface SignedItem {
  readonly subject: string;
  readonly outcome: Result<SignedOutcome>;
}

/**
 * Takes the steps of one signature, without the password: `known` is the hash that it was checked against.
 */
async function signOne(
  tools: ApprovalTools,
  actor: Actor,
  studySlug: string,
  input: SigningInput,
  known: string | null
): Promise<Result<SignedOutcome>> {
  const { db } = tools.store;
  const authorized = await authorizeStudy(db, actor, studySlug);
  if (!authorized.ok) return authorized;
  const { study } = authorized.value;
  const before = await authorizeSubject(db, study, authorized.value.grants, input.subject);
  if (!before.ok) return before;
  const { target } = before.value;
  const read =
    target.kind === 'record' ? null : await readContent(db, tools.workers, target.document, actor.userId);
  // The signatures that became void must stay void although this signature is refused: so the refusal is
  // returned as a value, and separated after the commit.
  const decided = await runCommand<SignedOutcome | RefusalCode>(tools, async (context) => {
    const { trx, at } = context;
    await lockSubject(trx, study, before.value.subject);
    const user = await findUser(trx, actor.userId);
    if (!user || user.passwordHash !== known) return refuse('stale');
    const grants = (await listGrantsOfUser(trx, actor.userId)).filter((grant) => grant.studyId === study.id);
    const found = await authorizeSubject(trx, study, grants, input.subject);
    if (!found.ok) return found;
    const subject = found.value;
    if (subject.signing.length === 0) return refuse(codeFor(grants));
    if (hasMoved(subject, read)) return refuse('stale');
    const now = await contentNow(trx, study, subject, read ?? undefined);
    const { newest } = subject;
    const signatures = newest ? await listSignatures(trx, newest.id) : [];
    const checked = authorizeSignature(
      {
        isRequested: subject.isRequested,
        sides: study.sides.map(({ id }) => id),
        userId: actor.userId,
        chairOf: subject.signing.flatMap(({ sideId }) => sideId ?? []),
        newest,
        hashNow: now?.hash ?? '',
        signatures,
        untranslated: now?.untranslated ?? 0
      },
      input
    );
    const acting = actingWith(actor, subject.signing);
    if (!checked.ok || !newest) {
      if (checked.ok || checked.refusal.code !== 'content-changed' || !newest)
        return checked.ok ? refuse('wrong-state') : checked;
      await voidOf(tools, context, { study, acting, subject, versionId: newest.id }, changedReason);
      return ok('content-changed' as const);
    }
    const { sideId, completes } = checked.value;
    const name: Bilingual = both(user.nameEn, user.nameZh);
    const signature = signatureOf({
      id: tools.newId(),
      study,
      version: newest,
      userId: actor.userId,
      name,
      sideId,
      at
    });
    await insertSignature(trx, signature);
    await saveVersionSeen(trx, {
      studyId: study.id,
      subject: subject.key,
      userId: actor.userId,
      versionId: newest.id,
      at
    });
    await appendApprovalEvent(
      context,
      study,
      acting,
      subject,
      'approval.signed',
      'inside',
      signedPayload(signature, newest)
    );
    if (completes) {
      const approved = await takeApproval(tools, context, study, subject, acting);
      if (!approved.ok) return approved;
      await appendApprovalEvent(context, study, acting, subject, 'approval.complete', 'outcome', {
        subject: subject.key,
        versionId: newest.id,
        number: newest.number,
        hash: newest.hash
      });
    }
    return ok({ sideId, isComplete: completes, digest: signature.digest });
  });
  if (!decided.ok) return decided;
  if (typeof decided.value === 'string') return refuse(decided.value);
  if (decided.value.isComplete) await writeHeadNow(tools, study.id);
  return ok(decided.value);
}

/**
 * Returns the refusal code: a chair learns that no signature is requested; everyone else has nothing to sign
 * here in either case.
 */
const codeFor = (grants: readonly Grant[]): RefusalCode =>
  grants.some(({ role }) => role === 'chair') ? 'wrong-state' : 'forbidden';

/** Checks whether the text that was read is no longer the current one: it was returned in between. */
const hasMoved = ({ target }: AuthorizedSubject, read: ReadContent | null): boolean =>
  target.kind !== 'record' &&
  (read?.documentId !== target.document.id || read.generation !== target.document.generation);

const noReason: Bilingual = { en: '', zh: '' };

async function takeApproval(
  tools: StepTools,
  context: CommandContext,
  study: Study,
  { target, subject }: AuthorizedSubject,
  acting: Actor
): Promise<Result<unknown>> {
  const input = { step: 'approve', version: null, reason: noReason, deadline: null } as const;
  const texts = { contents: [], wholes: [], isLast: true };
  const prepared = { texts, read: null, frozen: null };
  if (target.kind === 'findings')
    return takeAssessmentStep(
      tools,
      context,
      { study, cityId: target.assessment.cityId, acting },
      input,
      prepared
    );
  if (subject.kind === 'chapter')
    return takeChapterStep(tools, context, { study, slug: subject.slug, acting }, input, prepared);
  return ok(null);
}

/** Voids the signatures on this version, appends the event, and writes a mail to the signers. */
export async function voidOf(
  { mailer }: Pick<ApprovalTools, 'mailer'>,
  context: CommandContext,
  {
    study,
    acting,
    subject,
    versionId
  }: {
    readonly study: Study;
    readonly acting: Actor;
    readonly subject: AuthorizedSubject;
    readonly versionId: string;
  },
  reason: Bilingual
): Promise<void> {
  const signers = await voidSignatures(context.trx, versionId, context.at, reason);
  if (signers.length === 0) return;
  await appendApprovalEvent(context, study, acting, subject, 'approval.voided', 'inside', { versionId });
  await writeToSigners(mailer, context, { study, acting, subject, signers });
}

/** Writes to those whose signatures are no longer valid. */
export function writeToSigners(
  mailer: Mailer,
  context: CommandContext,
  {
    study,
    acting,
    subject: { target, subject },
    signers
  }: {
    readonly study: Study;
    readonly acting: Actor;
    readonly subject: AuthorizedSubject;
    readonly signers: readonly string[];
  }
): Promise<void> {
  const where = target.kind === 'record' ? addressOfRegister(subject) : addressOfSignatures(target.document);
  return writeOfVoided(mailer, context, { studyId: study.id, ...where, signers, actorId: acting.userId });
}

const addressOfRegister = ({ kind }: Subject): Pick<Voided, 'about' | 'path'> => {
  if (!isRecordKind(kind)) throw new Error('The subject is not a record of the study');
  return { about: { kind }, path: `/approvals/${kind}` };
};

export function appendApprovalEvent(
  context: Pick<CommandContext, 'appendEvent'>,
  study: Pick<Study, 'id'>,
  acting: Actor,
  { target, key }: Pick<AuthorizedSubject, 'target' | 'key'>,
  kind: DomainEvent['kind'],
  audience: 'inside' | 'outcome',
  payload: DomainEvent['payload']
): Promise<void> {
  const where =
    target.kind === 'record'
      ? {}
      : {
          documentId: target.document.id,
          ...(target.document.cityId === null ? {} : { cityId: target.document.cityId })
        };
  return context.appendEvent(study.id, acting, {
    kind,
    needs: audienceOf[target.kind][audience],
    ...where,
    payload: { subject: key, ...payload }
  });
}

/** Checks, before the password, whether the person may sign here: a person who cannot gets no guess. */
async function mayPromptForPassword(
  db: Db,
  actor: Actor,
  studySlug: string,
  subjects: readonly string[]
): Promise<Result<null>> {
  const authorized = await authorizeStudy(db, actor, studySlug);
  if (!authorized.ok) return authorized;
  let last: Result<null> = refuse('not-found');
  for (const one of subjects) {
    const subject = await authorizeSubject(db, authorized.value.study, authorized.value.grants, one);
    if (subject.ok && subject.value.signing.length > 0) return ok(null);
    last = subject.ok ? refuse(codeFor(authorized.value.grants)) : subject;
  }
  return last;
}

export async function sign(
  tools: ApprovalTools,
  actor: Actor,
  studySlug: string,
  input: SigningInput,
  password: string
): Promise<Result<SignedOutcome>> {
  const { db } = tools.store;
  const may = await mayPromptForPassword(db, actor, studySlug, [input.subject]);
  if (!may.ok) return may;
  const known = await checkPassword(tools, db, actor, password);
  return known.ok ? signOne(tools, actor, studySlug, input, known.value) : known;
}

/** Signs several versions with one password, each in a transaction of its own. */
export async function signAll(
  tools: ApprovalTools,
  actor: Actor,
  studySlug: string,
  inputs: readonly SigningInput[],
  password: string
): Promise<Result<readonly SignedItem[]>> {
  const { db } = tools.store;
  if (inputs.length === 0) return refuse('invalid', { field: 'subject' });
  const may = await mayPromptForPassword(
    db,
    actor,
    studySlug,
    inputs.map(({ subject }) => subject)
  );
  if (!may.ok) return may;
  const known = await checkPassword(tools, db, actor, password);
  if (!known.ok) return known;
  const items: SignedItem[] = [];
  for (const input of inputs) {
    const problem = await openCommentsOn(db, actor, studySlug, input.subject);
    items.push({
      subject: input.subject,
      outcome:
        problem > 0
          ? refuse('requirements-open', { count: problem })
          : await signOne(tools, actor, studySlug, input, known.value)
    });
  }
  return ok(items);
}

async function openCommentsOn(db: Db, actor: Actor, studySlug: string, text: string): Promise<number> {
  const authorized = await authorizeStudy(db, actor, studySlug);
  const subject = authorized.ok
    ? await authorizeSubject(db, authorized.value.study, authorized.value.grants, text)
    : authorized;
  return subject.ok && subject.value.target.kind !== 'record'
    ? (await listOpenThreads(db, subject.value.target.document.id)).length
    : 0;
}
