/** Reads the forms by which a city adds evidence, and by which the other side checks it. */
import {
  originalLanguages,
  type Attesting,
  type EvidenceFacts,
  type UseLocation
} from '#rules/evidence/evidence.ts';
import {
  bilingualIn,
  dateOrNull,
  oneOf,
  textIn,
  textOrNull,
  versionIn,
  wholeNumberIn
} from '#lib/forms/fields.ts';

export const evidenceFactsIn = (form: FormData): EvidenceFacts => ({
  title: bilingualIn(form, 'title'),
  language: oneOf(originalLanguages, textIn(form, 'language')) ?? null,
  datedOn: dateOrNull(form, 'datedOn'),
  url: textOrNull(form, 'url'),
  accessedOn: textOrNull(form, 'accessedOn'),
  citation: textIn(form, 'citation'),
  isConfidential: textIn(form, 'isConfidential') === 'yes',
  note: bilingualIn(form, 'note')
});

/** Null where none was chosen, which browsers send as a file without a name. */
export async function fileIn(
  form: FormData,
  name: string
): Promise<{ readonly name: string; readonly bytes: Uint8Array } | null> {
  const file = form.get(name);
  if (!(file instanceof File) || (file.name === '' && file.size === 0)) return null;
  const bytes = new Uint8Array(await file.arrayBuffer());
  // Others are served before a large file is hashed and stored.
  await new Promise((resolve) => setTimeout(resolve));
  return { name: file.name, bytes };
}

/** `revision` is a number, or `url` for the address. Any other value matches no revision. */
export const attestingIn = (form: FormData): Attesting => ({
  n: textIn(form, 'revision') === 'url' ? null : wholeNumberIn(form, 'revision'),
  opens: textIn(form, 'opens') === 'yes',
  on: textIn(form, 'on'),
  note: textIn(form, 'note')
});

/** Reads `{questionId}` or `{questionId} {recordId}`. */
export function useLocationIn(form: FormData): UseLocation {
  const [questionId = '', recordId = ''] = textIn(form, 'place').split(' ');
  return { questionId, recordId };
}

export const seenPieceIn = (form: FormData, id: string) => ({ id, version: versionIn(form) });
