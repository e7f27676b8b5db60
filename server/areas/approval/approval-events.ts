/** Appends the events of an approval to the log, and voids the signatures of a version. */
import type { FactOf } from '#lib/events/kinds.ts';
import type { Bilingual } from '#base/locale.ts';
import type { Actor } from '#base/permissions.ts';
import type { Study } from '#rules/study/study.ts';
import type { CommandContext } from '#server/commands/run-command.ts';
import { voidSignatures } from './store/signatures.ts';
import { audienceOf, type FoundSubject } from './subject-access.ts';

/** Voids the signatures on this version, and appends the event. */
export async function voidOf(
  context: CommandContext,
  {
    study,
    acting,
    subject,
    versionId
  }: {
    readonly study: Study;
    readonly acting: Actor;
    readonly subject: FoundSubject;
    readonly versionId: string;
  },
  reason: Bilingual
): Promise<void> {
  const signers = await voidSignatures(context.trx, versionId, context.at, reason);
  if (signers.length === 0) return;
  await appendVoided(context, { study, acting, subject, versionId, signers });
}

export function appendVoided(
  context: CommandContext,
  {
    study,
    acting,
    subject,
    versionId,
    signers
  }: {
    readonly study: Study;
    readonly acting: Actor;
    readonly subject: FoundSubject;
    readonly versionId: string;
    readonly signers: readonly string[];
  }
): Promise<void> {
  const { target } = subject;
  return context.appendEvent(study.id, acting, {
    kind: 'approval.voided',
    payload: { subject: subject.key, versionId },
    ...aboutSubject(subject, 'inside'),
    forHearers: { signers, slug: target.kind === 'record' ? null : target.document.slug }
  });
}

type ApprovalEvent = 'seal.kept' | `approval.${'asked' | 'signed' | 'complete'}`;

export const appendApprovalEvent = (
  context: Pick<CommandContext, 'appendEvent'>,
  study: Pick<Study, 'id'>,
  acting: Actor,
  subject: Pick<FoundSubject, 'target'>,
  audience: 'inside' | 'outcome',
  fact: FactOf<ApprovalEvent>
): Promise<void> => context.appendEvent(study.id, acting, { ...fact, ...aboutSubject(subject, audience) });

const aboutSubject = ({ target }: Pick<FoundSubject, 'target'>, audience: 'inside' | 'outcome') => ({
  needs: audienceOf[target.kind][audience],
  ...(target.kind === 'record'
    ? {}
    : {
        documentId: target.document.id,
        ...(target.document.cityId === null ? {} : { cityId: target.document.cityId })
      })
});
