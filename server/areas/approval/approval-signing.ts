/**
 * Signs for a chair. One transaction holds the subject's row, reads rights and content in it, and where it is
 * the second side's signature takes the step to `approved` as well. The password is required again, and wrong
 * ones are counted together with those at sign-in.
 */
import { changedReason, authorizeSignature } from '#rules/approval/approval.ts';
import type { Actor } from '#base/permissions.ts';
import { ok, refuse, type Result } from '#base/refusal.ts';
import type { Study } from '#rules/study/study.ts';
import { commandsOf } from '#server/commands/command.ts';
import type { Decision } from '#server/commands/command-spec.ts';
import { readsOf } from '#server/commands/read.ts';
import { refused, refusedAfter, take, type RefusedAfter } from '#server/commands/refused.ts';
import type { CommandDeps, CommandContext } from '#server/commands/run-command.ts';
import { saveVersionSeen } from './store/approvals.ts';
import { both } from '#server/store/bilingual.ts';
import { listOpenThreads } from '#areas/threads';
import { insertSignature, listSignatures } from './store/signatures.ts';
import type { Storage } from '#server/store/storage.ts';
import { findUser } from '#server/auth/users.ts';
import { approvalSubject, locksOfApproval, signingAbilities } from './approval-subject.ts';
import { contentNow } from './approved-content.ts';
import { readContent, type FreezingTools, type ReadContent } from '#areas/documents';
import { checkPassword, type PasswordTools } from '#server/auth/password-check.ts';
import { signatureOf, signedPayload } from './signing.ts';
import type { FoundSubject } from './subject-access.ts';
import { voidOf, appendApprovalEvent } from './approval-events.ts';

/**
 * Moves a text that both sides have signed to `approved`, in the transaction of the second signature. The workflow hands it
 * in: it asks approvals and is asked by none of them.
 */
export type MoveApproved = (
  context: CommandContext,
  approved: { readonly study: Study; readonly found: FoundSubject; readonly acting: Actor }
) => Promise<Result<unknown>>;

export interface ApprovalTools extends CommandDeps, FreezingTools, PasswordTools {
  readonly storage: Pick<Storage, 'hasRoom'>;
  readonly moveApproved: MoveApproved;
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

type SeenVersion = Omit<SigningInput, 'subject'>;

/**
 * Takes the steps of one signature, without the password: `known` is the hash that it was checked against. Signatures
 * that become void since the content has changed stay void although this one is refused.
 */
const signVersion = commandsOf<ApprovalTools>()(
  {
    name: 'approval.sign',
    subject: approvalSubject,
    needs: signingAbilities,
    locks: ({ subject }, _seen: SeenVersion, _known: string | null) => locksOfApproval(subject),
    prepare: async ({ db, deps, actor, subject: { found } }, _seen: SeenVersion, _known: string | null) =>
      found.target.kind === 'record'
        ? null
        : readContent(db, deps.workers, found.target.document, actor.userId)
  },
  async (decision, seen: SeenVersion, known: string | null): Promise<SignedOutcome | RefusedAfter> => {
    const {
      trx,
      at,
      deps,
      acting,
      prepared: read,
      subject: { study, found: subject }
    } = decision;
    const user = await findUser(trx, acting.userId);
    if (!user || user.passwordHash !== known) throw refused('stale');
    if (hasMoved(subject, read)) throw refused('stale');
    const { checked, newest } = await checkedSignature(decision, seen, read);
    if (!checked.ok && checked.refusal.code === 'content-changed' && newest) {
      await voidOf(decision, { study, acting, subject, versionId: newest.id }, changedReason);
      return refusedAfter('content-changed');
    }
    const { sideId, completes } = take(checked);
    if (!newest) throw refused('wrong-state');
    const signature = signatureOf({
      id: deps.newId(),
      study,
      version: newest,
      userId: acting.userId,
      name: both(user.nameEn, user.nameZh),
      sideId,
      at
    });
    await insertSignature(trx, signature);
    await saveVersionSeen(trx, {
      studyId: study.id,
      subject: subject.key,
      userId: acting.userId,
      versionId: newest.id,
      at
    });
    await appendApprovalEvent(decision, study, acting, subject, 'inside', {
      kind: 'approval.signed',
      payload: signedPayload(signature, newest)
    });
    if (completes) {
      take(await deps.moveApproved(decision, { study, found: subject, acting }));
      await appendApprovalEvent(decision, study, acting, subject, 'outcome', {
        kind: 'approval.complete',
        payload: {
          subject: subject.key,
          versionId: newest.id,
          number: newest.number,
          hash: newest.hash
        }
      });
    }
    return { sideId, isComplete: completes, digest: signature.digest };
  }
);

/** Compares what the chair was shown with what would be approved now. */
async function checkedSignature(
  { trx, acting, subject: { study, found } }: Decision<ApprovalTools, typeof approvalSubject, unknown>,
  seen: SeenVersion,
  read: ReadContent | null
) {
  const { newest } = found;
  const now = await contentNow(trx, study, found, read ?? undefined);
  const checked = authorizeSignature(
    {
      isRequested: found.isRequested,
      sides: study.sides.map(({ id }) => id),
      userId: acting.userId,
      chairOf: acting.grants.flatMap(({ sideId }) => sideId ?? []),
      newest,
      hashNow: now?.hash ?? '',
      signatures: newest ? await listSignatures(trx, newest.id) : [],
      untranslated: now?.untranslated ?? 0
    },
    seen
  );
  return { checked, newest };
}

/** Checks whether the text that was read is no longer the current one: it was returned in between. */
const hasMoved = ({ target }: FoundSubject, read: ReadContent | null): boolean =>
  target.kind !== 'record' &&
  (read?.documentId !== target.document.id || read.generation !== target.document.generation);

const countOpenComments = readsOf<ApprovalTools>()(
  { name: 'approval.open-comments', subject: approvalSubject },
  async ({ db, subject: { found } }): Promise<number> =>
    found.target.kind === 'record' ? 0 : (await listOpenThreads(db, found.target.document.id)).length
);

export const createSigning = (tools: ApprovalTools) => {
  const { db } = tools.store;
  const checked = signVersion.bindTo(tools);

  const signOne = (
    actor: Actor,
    studySlug: string,
    { subject, ...seen }: SigningInput,
    known: string | null
  ): Promise<Result<SignedOutcome>> => checked(actor, studySlug, subject, seen, known);

  /** Checks, before the password, whether the person may sign one of these: a person who cannot gets no guess. */
  const mayPromptForPassword = async (
    actor: Actor,
    studySlug: string,
    subjects: readonly string[]
  ): Promise<Result<null>> => {
    let last: Result<null> = refuse('not-found');
    for (const one of subjects) {
      last = await checked.mayBegin(actor, studySlug, one);
      if (last.ok) return last;
    }
    return last;
  };

  const openCommentsOn = async (actor: Actor, studySlug: string, text: string): Promise<number> => {
    const counted = await countOpenComments.bindTo(tools)(actor, studySlug, text);
    return counted.ok ? counted.value : 0;
  };

  return {
    /** Is what `sign` and `signAll` give once they have checked the password; nothing else calls it. */
    signVersion: checked,

    sign: async (
      actor: Actor,
      studySlug: string,
      input: SigningInput,
      password: string
    ): Promise<Result<SignedOutcome>> => {
      const may = await mayPromptForPassword(actor, studySlug, [input.subject]);
      if (!may.ok) return may;
      const known = await checkPassword(tools, db, actor, password);
      return known.ok ? signOne(actor, studySlug, input, known.value) : known;
    },

    /** Signs several versions with one password, each in a transaction of its own. */
    signAll: async (
      actor: Actor,
      studySlug: string,
      inputs: readonly SigningInput[],
      password: string
    ): Promise<Result<readonly SignedItem[]>> => {
      if (inputs.length === 0) return refuse('invalid', { field: 'subject' });
      const subjects = inputs.map(({ subject }) => subject);
      const may = await mayPromptForPassword(actor, studySlug, subjects);
      if (!may.ok) return may;
      const known = await checkPassword(tools, db, actor, password);
      if (!known.ok) return known;
      const items: SignedItem[] = [];
      for (const input of inputs) {
        const { subject } = input;
        const problem = await openCommentsOn(actor, studySlug, subject);
        const outcome =
          problem > 0
            ? refuse('requirements-open', { count: problem })
            : await signOne(actor, studySlug, input, known.value);
        items.push({ subject, outcome });
      }
      return ok(items);
    }
  };
};
