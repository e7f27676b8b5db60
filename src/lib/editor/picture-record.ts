/**
 * Records whose picture was put into a text, in the register of permissions: by the hash of the bytes as they stand in the
 * text, which are not those of the owner's file where the picture was reduced.
 */
import { deserialize } from '$app/forms';
import type { Locale } from '#base/locale.ts';

export interface PictureRecord {
  /** Holds the picture as it goes into the text. */
  readonly src: string;
  readonly alt: string;
  readonly owner: string;
  /** Names where it is from: a letter, a licence or an address. */
  readonly source: string;
  readonly isOwn: boolean;
  readonly language: Locale;
}

/** Returns the SHA-256; undefined where the browser has no secure origin to hash. */
export async function hashOfPicture(src: string): Promise<string | undefined> {
  if (!('subtle' in crypto)) return undefined;
  const bytes = Uint8Array.from(atob(src.slice(src.indexOf(',') + 1)), (sign) => sign.charCodeAt(0));
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return [...digest].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** Returns null once it is recorded, else the sentence that says why it is not; empty where nobody answered. */
export async function recordPicture(
  studySlug: string,
  { src, alt, owner, source, isOwn, language }: PictureRecord
): Promise<string | null> {
  const form = new FormData();
  const inLanguage = (name: string): string => `${name}${language === 'en' ? 'En' : 'Zh'}`;
  form.set(inLanguage('title'), alt.slice(0, 200));
  form.set(inLanguage('owner'), owner);
  form.set('state', isOwn ? 'own' : 'not-asked');
  form.set('document', source);
  form.set('hash', (await hashOfPicture(src)) ?? '');
  try {
    const response = await fetch(`/studies/${studySlug}/context/images?/add`, {
      method: 'POST',
      headers: { 'x-sveltekit-action': 'true', accept: 'application/json' },
      body: form
    });
    const result = deserialize<Record<string, unknown>, { readonly message?: string }>(await response.text());
    return result.type === 'success' ? null : result.type === 'failure' ? (result.data?.message ?? '') : '';
  } catch {
    return '';
  }
}
