/**
 * Reads the forms by which a draft is given to a reviewer outside the study, and by which the reviewer
 * comments on it.
 */
import { commentKinds } from '#rules/consultation/consultation.ts';
import { locales } from '#base/locale.ts';
import type { ReaderComment, ExternalReviewInput } from '#rules/consultation/external-review.ts';
import { ok, type Result } from '#base/refusal.ts';
import { oneOf, textIn, textOrNull } from '#lib/forms/fields.ts';
import { deadlineIn } from '#lib/areas/assessments/forms.ts';

export function externalReviewIn(form: FormData): Result<ExternalReviewInput> {
  const deadline = deadlineIn(form);
  if (!deadline.ok) return deadline;
  return ok({
    name: textIn(form, 'name'),
    organisation: textIn(form, 'organisation'),
    sideId: textOrNull(form, 'side'),
    email: textIn(form, 'email'),
    deadline: deadline.value
  });
}

/** An unknown choice becomes none, which the domain then refuses with its field. */
export const readerCommentIn = (form: FormData): ReaderComment => ({
  kind: oneOf(commentKinds, textIn(form, 'kind')) ?? null,
  language: oneOf(locales, textIn(form, 'language')) ?? 'en',
  body: textIn(form, 'body'),
  section: textOrNull(form, 'section')
});
