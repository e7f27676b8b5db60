/**
 * Defines the register of images that belong to others, and of the permission to print each. An image may enter
 * a report only while a recorded permission holds: who gave it, when, and in which document; or while it is recorded as the
 * study's own.
 */
import { isBlank, isLonger, type Bilingual } from '#base/locale.ts';
import { longestCaution, longestName } from './context.ts';
import { isPartialDate } from '#base/partial-date.ts';
import { ok, refuse, type Result } from '#base/refusal.ts';

/** `own` is a picture of the study itself, which needs none. */
export const permissionStates = ['not-asked', 'asked', 'granted', 'refused', 'withdrawn', 'own'] as const;
export type PermissionState = (typeof permissionStates)[number];

export interface ImageInput {
  /** Says what the image shows, and where it is to be printed. */
  readonly title: Bilingual;
  readonly owner: Bilingual;
  readonly state: PermissionState;
  /** Empty while nobody has. */
  readonly decidedBy: string;
  readonly decidedOn: string | null;
  /** Names the letter, e-mail or licence that says so, or its address. */
  readonly document: string;
  /** Holds conditions, such as the credit line. */
  readonly terms: Bilingual;
  /** Holds the SHA-256 of the picture's bytes in hexadecimal; empty until the picture is known. */
  readonly hash: string;
}

export interface OutsideImage extends ImageInput {
  readonly id: string;
  readonly version: number;
}

export const mostImages = 2_000;

export function validateImage(input: ImageInput): Result<ImageInput> {
  const { title, owner, state, decidedBy, decidedOn, document, terms, hash } = input;
  if (isBlank(title)) return refuse('invalid', { field: 'title' });
  if (isLonger(title, longestName)) return refuse('too-large', { field: 'title' });
  if (isBlank(owner)) return refuse('invalid', { field: 'owner' });
  if (isLonger(owner, longestName)) return refuse('too-large', { field: 'owner' });
  if (!permissionStates.includes(state)) return refuse('invalid', { field: 'state' });
  if (decidedBy.length > longestName) return refuse('too-large', { field: 'decidedBy' });
  if (decidedOn !== null && !isPartialDate(decidedOn)) return refuse('invalid', { field: 'decidedOn' });
  if (document.length > longestCaution) return refuse('too-large', { field: 'document' });
  if (isLonger(terms, longestCaution)) return refuse('too-large', { field: 'terms' });
  if (hash !== '' && !/^[0-9a-f]{64}$/.test(hash)) return refuse('invalid', { field: 'hash' });
  // A permission that cannot be shown to anybody is none.
  if (state === 'granted' && decidedBy === '') return refuse('invalid', { field: 'decidedBy' });
  if (state === 'granted' && decidedOn === null) return refuse('invalid', { field: 'decidedOn' });
  if (state === 'granted' && document === '') return refuse('invalid', { field: 'document' });
  return ok(input);
}

export const mayEnterReport = ({
  state,
  decidedBy,
  decidedOn,
  document
}: Pick<ImageInput, 'state' | 'decidedBy' | 'decidedOn' | 'document'>): boolean =>
  state === 'own' || (state === 'granted' && decidedBy !== '' && decidedOn !== null && document !== '');
