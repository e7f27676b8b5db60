import {
  answers,
  commentKinds,
  dispositions,
  recordedOrigins,
  stances,
  type Answer,
  type CommentKind,
  type CommentText,
  type Disposition,
  type OriginFacts,
  type SeenDraft
} from '#rules/consultation/consultation.ts';
import type { CommentLocation } from '#rules/consultation/comment-location.ts';
import { locales, type Bilingual } from '#base/locale.ts';
import { bilingualIn, dateOrNull, oneOf, textIn, textOrNull, versionIn } from '#lib/forms/fields.ts';

/** An unknown choice becomes none, which the domain then refuses with its field. */
export const draftIn = (form: FormData): CommentText & CommentLocation => ({
  stance: oneOf(stances, textIn(form, 'stance')) ?? 'comment',
  kind: kindIn(form),
  language: oneOf(locales, textIn(form, 'language')) ?? 'en',
  body: textIn(form, 'body'),
  proposal: textIn(form, 'proposal'),
  section: textOrNull(form, 'section'),
  blockId: textOrNull(form, 'blockId'),
  quote: textIn(form, 'quote')
});

const kindIn = (form: FormData): CommentKind | null => oneOf(commentKinds, textIn(form, 'kind')) ?? null;

export const versionedIn = (form: FormData): { readonly id: string; readonly version: number } => ({
  id: textIn(form, 'id'),
  version: versionIn(form)
});

/** Reads `id:version` of each draft as the page showed it, separated by spaces. */
export const seenIn = (form: FormData): SeenDraft[] =>
  textIn(form, 'seen')
    .split(/\s+/)
    .flatMap((one) => {
      const [id = '', version = ''] = one.split(':');
      return id === '' ? [] : [{ id, version: /^\d{1,9}$/.test(version) ? Number(version) : -1 }];
    });

export const originIn = (form: FormData): OriginFacts => ({
  origin: oneOf(recordedOrigins, textIn(form, 'origin')) ?? 'paper',
  name: textIn(form, 'originName'),
  sideId: textOrNull(form, 'originSide'),
  on: dateOrNull(form, 'originOn'),
  meetingId: textOrNull(form, 'meetingId')
});

/** Returns what all comments that are entered together have in common. */
export const recordedTextIn = (
  form: FormData
): Pick<CommentText, 'kind' | 'language'> & { readonly section: string | null; readonly lines: string } => ({
  kind: kindIn(form),
  language: oneOf(locales, textIn(form, 'language')) ?? 'en',
  section: textOrNull(form, 'section'),
  lines: textIn(form, 'lines')
});

export const dispositionIn = (
  form: FormData
): { disposition: Disposition; reason: Bilingual; change: string | null } => ({
  disposition: oneOf(dispositions, textIn(form, 'disposition')) ?? ('' as Disposition),
  reason: bilingualIn(form, 'reason'),
  change: textOrNull(form, 'change')
});

export const answerIn = (form: FormData): { answer: Answer; text: string } => ({
  answer: oneOf(answers, textIn(form, 'answer')) ?? ('' as Answer),
  text: textIn(form, 'text')
});
