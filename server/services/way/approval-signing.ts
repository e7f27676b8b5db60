/**
 * A chair signs. One transaction holds the subject's row, reads rights and content in it, and where it is the second side's signature
 * takes the step to `approved` as well. The password is asked for again, and guesses at it are counted with those at the door.
 */
import { changedReason, judgeSignature, type Subject } from '#domain/approval.ts';
import type { Happening } from '#domain/events.ts';
import type { Bilingual } from '#domain/locale.ts';
import type { Actor, Grant } from '#domain/permissions.ts';
import { ok, refuse, type RefusalCode, type Result } from '#domain/refusal.ts';
import type { Study } from '#domain/study.ts';
import type { Letters } from '../../mail/letters.ts';
import { saveVersionSeen } from '../../store/approvals.ts';
import { both } from '../../store/bilingual.ts';
import { listGrantsOfUser } from '../../store/grants.ts';
import { listOpenThreads } from '../../store/open-threads.ts';
import type { Db } from '../../store/open.ts';
import { insertSignature, listSignatures, voidSignatures } from '../../store/signatures.ts';
import { findUser } from '../../store/users.ts';
import { decide, type DeskTools, type Sheet } from '../desk.ts';
import { writeOfVoided, type Voided } from '../inbox/urgent-letters.ts';
import { enterStudy } from '../study-door.ts';
import { contentNow } from './approved-content.ts';
import { takeAssessmentStep, type StepTools } from './assessment-step.ts';
import { takeChapterStep } from './chapter-step.ts';
import { readContent, type ReadContent } from './freezing.ts';
import { signatureOf, signedPayload } from './signing.ts';
import { placeOfSignatures } from './step-effects.ts';
import { actingWith, audienceOf, enterSubject, lockSubject, type EnteredSubject } from './subject-door.ts';

export interface ApprovalTools extends DeskTools, StepTools {
  readonly passwords: { matches(known: string | null, password: string): Promise<boolean> };
  readonly attempts: {
    /** Counts one guess at the password of an account; refused where there were too many. */
    admit(email: string): Promise<Result<null>>;
    succeeded(email: string): Promise<void>;
  };
}

export interface SigningWish {
  readonly subject: string;
  /** What the chair had before them. */
  readonly versionId: string;
  readonly hash: string;
}

export interface SignedOutcome {
  readonly sideId: string;
  /** Both sides have signed now. */
  readonly isComplete: boolean;
  readonly digest: string;
}

export interface SignedItem {
  readonly subject: string;
  readonly outcome: Result<SignedOutcome>;
}

/** The steps of one signature, without the password: `known` is the hash that it was checked against. */
async function signOne(
  tools: ApprovalTools,
  actor: Actor,
  studySlug: string,
  wish: SigningWish,
  known: string | null
): Promise<Result<SignedOutcome>> {
  const { db } = tools.store;
  const entered = await enterStudy(db, actor, studySlug);
  if (!entered.ok) return entered;
  const { study } = entered.value;
  const before = await enterSubject(db, study, entered.value.grants, wish.subject);
  if (!before.ok) return before;
  const { place } = before.value;
  const read =
    place.kind === 'record' ? null : await readContent(db, tools.workshop, place.document, actor.userId);
  // That signatures became void must stand although the signature is refused: both are told apart after the commit.
  const decided = await decide<SignedOutcome | RefusalCode>(tools, async (sheet) => {
    const { trx, at } = sheet;
    await lockSubject(trx, study, before.value.subject);
    const user = await findUser(trx, actor.userId);
    if (!user || user.passwordHash !== known) return refuse('stale');
    const grants = (await listGrantsOfUser(trx, actor.userId)).filter((grant) => grant.studyId === study.id);
    const found = await enterSubject(trx, study, grants, wish.subject);
    if (!found.ok) return found;
    const subject = found.value;
    if (subject.signing.length === 0) return refuse(codeFor(grants));
    if (hasMoved(subject, read)) return refuse('stale');
    const now = await contentNow(trx, study, subject, read ?? undefined);
    const { newest } = subject;
    const signatures = newest ? await listSignatures(trx, newest.id) : [];
    const judged = judgeSignature(
      {
        isAsked: subject.isAsked,
        sides: study.sides.map(({ id }) => id),
        userId: actor.userId,
        chairOf: subject.signing.flatMap(({ sideId }) => sideId ?? []),
        newest,
        hashNow: now?.hash ?? '',
        signatures,
        untranslated: now?.untranslated ?? 0
      },
      wish
    );
    const acting = actingWith(actor, subject.signing);
    if (!judged.ok || !newest) {
      if (judged.ok || judged.refusal.code !== 'content-changed' || !newest)
        return judged.ok ? refuse('wrong-state') : judged;
      await voidOf(tools, sheet, { study, acting, subject, versionId: newest.id }, changedReason);
      return ok('content-changed' as const);
    }
    const { sideId, completes } = judged.value;
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
    await tellOf(
      sheet,
      study,
      acting,
      subject,
      'approval.signed',
      'inside',
      signedPayload(signature, newest)
    );
    if (completes) {
      const approved = await takeApproval(tools, sheet, study, subject, acting);
      if (!approved.ok) return approved;
      await tellOf(sheet, study, acting, subject, 'approval.complete', 'outcome', {
        subject: subject.key,
        versionId: newest.id,
        number: newest.number,
        hash: newest.hash
      });
    }
    return ok({ sideId, isComplete: completes, digest: signature.digest });
  });
  if (!decided.ok) return decided;
  return typeof decided.value === 'string' ? refuse(decided.value) : ok(decided.value);
}

/** A chair learns that nothing is asked; nobody else has anything to sign here, asked or not. */
const codeFor = (grants: readonly Grant[]): RefusalCode =>
  grants.some(({ role }) => role === 'chair') ? 'wrong-state' : 'forbidden';

/** The text that was read is no longer the one that stands: somebody returned it meanwhile. */
const hasMoved = ({ place }: EnteredSubject, read: ReadContent | null): boolean =>
  place.kind !== 'record' &&
  (read?.documentId !== place.document.id || read.generation !== place.document.generation);

const nothingSaid: Bilingual = { en: '', zh: '' };

async function takeApproval(
  tools: StepTools,
  sheet: Sheet,
  study: Study,
  { place, subject }: EnteredSubject,
  acting: Actor
): Promise<Result<unknown>> {
  const wish = { step: 'approve', version: null, reason: nothingSaid, deadline: null } as const;
  const prepared = { read: null, frozen: null };
  if (place.kind === 'findings')
    return takeAssessmentStep(
      tools,
      sheet,
      { study, cityId: place.assessment.cityId, acting },
      wish,
      prepared
    );
  if (subject.kind === 'chapter')
    return takeChapterStep(tools, sheet, { study, slug: subject.slug, acting }, wish, prepared);
  return ok(null);
}

/** Signatures on this version hold no longer: the log tells it, and a letter those whose they were. */
export async function voidOf(
  { letters }: Pick<ApprovalTools, 'letters'>,
  sheet: Sheet,
  {
    study,
    acting,
    subject,
    versionId
  }: {
    readonly study: Study;
    readonly acting: Actor;
    readonly subject: EnteredSubject;
    readonly versionId: string;
  },
  reason: Bilingual
): Promise<void> {
  const signers = await voidSignatures(sheet.trx, versionId, sheet.at, reason);
  if (signers.length === 0) return;
  await tellOf(sheet, study, acting, subject, 'approval.voided', 'inside', { versionId });
  await writeToSigners(letters, sheet, { study, acting, subject, signers });
}

/** To those whose signatures hold no longer. */
export function writeToSigners(
  letters: Letters,
  sheet: Sheet,
  {
    study,
    acting,
    subject: { place, subject },
    signers
  }: {
    readonly study: Study;
    readonly acting: Actor;
    readonly subject: EnteredSubject;
    readonly signers: readonly string[];
  }
): Promise<void> {
  const where = place.kind === 'record' ? placeOfRecord(subject) : placeOfSignatures(place.document);
  return writeOfVoided(letters, sheet, { studyId: study.id, ...where, signers, actorId: acting.userId });
}

const placeOfRecord = ({ kind }: Subject): Pick<Voided, 'about' | 'path'> => {
  if (kind !== 'framework' && kind !== 'pilots') throw new Error('No record of the study');
  return { about: { kind }, path: `/approvals/${kind}` };
};

export function tellOf(
  sheet: Pick<Sheet, 'tell'>,
  study: Pick<Study, 'id'>,
  acting: Actor,
  { place, key }: Pick<EnteredSubject, 'place' | 'key'>,
  kind: Happening['kind'],
  audience: 'inside' | 'outcome',
  payload: Happening['payload']
): Promise<void> {
  const where =
    place.kind === 'record'
      ? {}
      : {
          documentId: place.document.id,
          ...(place.document.cityId === null ? {} : { cityId: place.document.cityId })
        };
  return sheet.tell(study.id, acting, {
    kind,
    needs: audienceOf[place.kind][audience],
    ...where,
    payload: { subject: key, ...payload }
  });
}

/** Checks the password of the person; gives the hash that it was checked against. */
async function checkPassword(
  tools: ApprovalTools,
  db: Db,
  actor: Actor,
  password: string
): Promise<Result<string | null>> {
  const admitted = await tools.attempts.admit(actor.email);
  if (!admitted.ok) return admitted;
  const known = (await findUser(db, actor.userId))?.passwordHash ?? null;
  if (!(await tools.passwords.matches(known, password)))
    return refuse('wrong-password', { field: 'password' });
  await tools.attempts.succeeded(actor.email);
  return ok(known);
}

/** Refused before the password is looked at: whoever cannot sign here gets no guess. */
async function mayAskForPassword(
  db: Db,
  actor: Actor,
  studySlug: string,
  subjects: readonly string[]
): Promise<Result<null>> {
  const entered = await enterStudy(db, actor, studySlug);
  if (!entered.ok) return entered;
  let last: Result<null> = refuse('not-found');
  for (const one of subjects) {
    const subject = await enterSubject(db, entered.value.study, entered.value.grants, one);
    if (subject.ok && subject.value.signing.length > 0) return ok(null);
    last = subject.ok ? refuse(codeFor(entered.value.grants)) : subject;
  }
  return last;
}

export async function sign(
  tools: ApprovalTools,
  actor: Actor,
  studySlug: string,
  wish: SigningWish,
  password: string
): Promise<Result<SignedOutcome>> {
  const { db } = tools.store;
  const may = await mayAskForPassword(db, actor, studySlug, [wish.subject]);
  if (!may.ok) return may;
  const known = await checkPassword(tools, db, actor, password);
  return known.ok ? signOne(tools, actor, studySlug, wish, known.value) : known;
}

/** Several with one password, each a decision of its own. */
export async function signAll(
  tools: ApprovalTools,
  actor: Actor,
  studySlug: string,
  wishes: readonly SigningWish[],
  password: string
): Promise<Result<readonly SignedItem[]>> {
  const { db } = tools.store;
  if (wishes.length === 0) return refuse('invalid', { field: 'subject' });
  const may = await mayAskForPassword(
    db,
    actor,
    studySlug,
    wishes.map(({ subject }) => subject)
  );
  if (!may.ok) return may;
  const known = await checkPassword(tools, db, actor, password);
  if (!known.ok) return known;
  const items: SignedItem[] = [];
  for (const wish of wishes) {
    const problem = await openCommentsOn(db, actor, studySlug, wish.subject);
    items.push({
      subject: wish.subject,
      outcome:
        problem > 0
          ? refuse('requirements-open', { count: problem })
          : await signOne(tools, actor, studySlug, wish, known.value)
    });
  }
  return ok(items);
}

async function openCommentsOn(db: Db, actor: Actor, studySlug: string, text: string): Promise<number> {
  const entered = await enterStudy(db, actor, studySlug);
  const subject = entered.ok
    ? await enterSubject(db, entered.value.study, entered.value.grants, text)
    : entered;
  return subject.ok && subject.value.place.kind !== 'record'
    ? (await listOpenThreads(db, subject.value.place.document.id)).length
    : 0;
}
