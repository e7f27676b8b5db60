/** Gives a person outside the link of an external review, and revokes it. */
import type { Deadline } from '#rules/assessments/deadline.ts';
import type { Locale } from '#base/locale.ts';
import {
  validateExternalReview,
  most,
  externalReviewPath,
  type ExternalReviewInput
} from '#rules/consultation/external-review.ts';
import type { Limit } from '#server/auth/limit.ts';
import { hashOfToken, makeToken } from '#server/auth/link-token.ts';
import type { Config } from '#server/process/config.ts';
import { externalReviewMail } from '#server/mail/external-review-mail.ts';
import { findCity } from '#areas/cities';
import { linkMark, type LinkSeal } from '#server/mail/link-seal.ts';
import { forgetMailWithLink, insertMailWithLink } from '#server/mail/stored-mail.ts';
import {
  countExternalReviews,
  insertExternalReview,
  revokeExternalReview
} from './store/external-reviews.ts';
import { commandsOf } from '#server/commands/command.ts';
import type { Decision } from '#server/commands/command-spec.ts';
import { refused, take } from '#server/commands/refused.ts';
import type { CommandDeps } from '#server/commands/run-command.ts';
import { consultationSubject } from './consultation-subject.ts';

export interface ExternalReviewTools extends CommandDeps {
  readonly linkSeal: LinkSeal;
  readonly config: Pick<Config, 'origin' | 'smtp'>;
  readonly limit: Limit;
}

const command = commandsOf<ExternalReviewTools>();

/**
 * The link is shown once, here and in the mail; it is not stored. `locale` is the language that the mail begins with.
 */
export const give = command(
  {
    name: 'external-reviews.give',
    subject: consultationSubject,
    needs: 'consultation.show',
    locks: ['assessment']
  },
  async (decision, input: ExternalReviewInput, locale: Locale) => {
    const { trx, at, deps, acting, append, subject } = decision;
    const { study, assessment, round } = subject;
    const { cityId } = assessment;
    if (!round || round.outcome === 'called-off') throw refused('wrong-state');
    const checked = take(validateExternalReview(input, study.sides, at));
    const { name, organisation, sideId, deadline } = checked;
    if ((await countExternalReviews(trx, round.id)) >= most.externalReviews) throw refused('too-many');
    const id = deps.newId();
    const token = makeToken(deps.newId);
    await insertExternalReview(trx, {
      id,
      studyId: study.id,
      cityId,
      consultationId: round.id,
      versionId: round.versionId,
      name,
      organisation,
      sideId,
      tokenHash: hashOfToken(token),
      deadline: deadline.at,
      deadlineZone: deadline.zone,
      userId: acting.userId,
      at,
      revokedAt: null,
      revokedBy: null
    });
    const link = `${deps.config.origin}${externalReviewPath(token)}`;
    const isSent = await writeOfReview(decision, id, link, checked, locale);
    // The log cannot be deleted: the person's identity is stored in the row alone.
    append({
      kind: 'reading.given',
      needs: 'versions.read',
      cityId,
      documentId: round.documentId,
      payload: { readingId: id, sideId, until: deadline.at }
    });
    return { link, name, isSent };
  }
);

/** Writes the mail with the link; false without a mail server, since the link would stay unsent in the outbox. */
async function writeOfReview(
  {
    trx,
    at,
    deps: { config, linkSeal },
    actor,
    subject: { study, assessment }
  }: Decision<ExternalReviewTools, typeof consultationSubject, undefined>,
  id: string,
  link: string,
  { name, email, deadline }: Pick<ExternalReviewInput, 'name' | 'email'> & { readonly deadline: Deadline },
  locale: Locale
): Promise<boolean> {
  if (config.smtp === null || email === '') return false;
  const city = (await findCity(trx, study.id, assessment.cityId))?.name ?? { en: '', zh: '' };
  const text = {
    study: study.title,
    city,
    name,
    givenBy: actor.name,
    deadline,
    address: email,
    link: linkMark,
    origin: config.origin,
    locale
  };
  await insertMailWithLink(trx, {
    ...externalReviewMail(text),
    id,
    sealedLink: linkSeal.seal(id, link),
    kind: 'reading',
    studyId: study.id,
    address: email,
    locale,
    at
  });
  return true;
}

export const revoke = command(
  {
    name: 'external-reviews.revoke',
    subject: consultationSubject,
    needs: 'consultation.show',
    locks: ['assessment']
  },
  async ({ trx, at, acting, append, subject: { study, assessment, round } }, id: string) => {
    const { cityId } = assessment;
    const by = { userId: acting.userId, at };
    if (!(await revokeExternalReview(trx, { studyId: study.id, cityId, id }, by))) throw refused('not-found');
    await forgetMailWithLink(trx, id);
    append({
      kind: 'reading.revoked',
      needs: 'versions.read',
      cityId,
      ...(round ? { documentId: round.documentId } : {}),
      payload: { readingId: id }
    });
    return null;
  }
);
