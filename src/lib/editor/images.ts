/**
 * Reduces a picture to a size that a text can hold: at most 1,600 px wide, as WebP or JPEG, until it fits.
 */
import { maxImageLength } from '#document/allowed.ts';

const widths = [1_600, 1_200, 900, 640] as const;

export type Picture =
  | { readonly ok: true; readonly src: string }
  | { readonly ok: false; readonly why: 'unreadable' | 'too-large' };

export async function pictureFrom(file: Blob): Promise<Picture> {
  if (!/^image\/(?:png|jpeg|webp|gif)$/.test(file.type)) return { ok: false, why: 'unreadable' };
  let bitmap: ImageBitmap;
  try {
    bitmap = await createImageBitmap(file);
  } catch {
    // The one error that a user can cause here: bytes that are no picture.
    return { ok: false, why: 'unreadable' };
  }
  const asIs = file.size * 1.4 < maxImageLength && bitmap.width <= widths[0] ? await dataUrl(file) : null;
  if (asIs) return { ok: true, src: asIs };
  for (const width of widths) {
    const scale = Math.min(1, width / bitmap.width);
    const canvas = document.createElement('canvas');
    canvas.width = Math.max(1, Math.round(bitmap.width * scale));
    canvas.height = Math.max(1, Math.round(bitmap.height * scale));
    canvas.getContext('2d')?.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
    const src = canvas.toDataURL('image/webp', 0.85);
    if (src.startsWith('data:image/webp') && src.length <= maxImageLength) return { ok: true, src };
  }
  return { ok: false, why: 'too-large' };
}

const dataUrl = (file: Blob): Promise<string> =>
  new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result as string);
    reader.onerror = () => reject(reader.error ?? new Error('A file could not be read'));
    reader.readAsDataURL(file);
  });
