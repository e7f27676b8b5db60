/** Scans of paper that people hand in: known by their first bytes, never by what their sender calls them. */

export const scanTypes = ['application/pdf', 'image/png', 'image/jpeg'] as const;
export type ScanType = (typeof scanTypes)[number];

/** In bytes. */
export const largestScan = 10 * 1024 * 1024;

const beginnings: Readonly<Record<ScanType, readonly number[]>> = {
  // %PDF-
  'application/pdf': [0x25, 0x50, 0x44, 0x46, 0x2d],
  'image/png': [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a],
  'image/jpeg': [0xff, 0xd8, 0xff]
};

const extensions: Readonly<Record<ScanType, string>> = {
  'application/pdf': 'pdf',
  'image/png': 'png',
  'image/jpeg': 'jpg'
};

/** Undefined for whatever is none of the three. */
export const scanTypeOf = (bytes: Uint8Array): ScanType | undefined =>
  scanTypes.find((type) => beginnings[type].every((byte, at) => bytes[at] === byte));

/** A name that harms no file system and no header, with the ending of what the file is. */
export function scanName(name: string, type: ScanType): string {
  const last = name.normalize('NFC').split(/[\\/]/).at(-1) ?? '';
  const plain = last
    .replace(/\.[^.]{0,10}$/, '')
    // Control characters, those that turn the direction of writing, and what file systems or shells take for something else.
    .replace(/[\p{Cc}\p{Cf}\p{Cs}"'`<>:|?*;%&$#{}~\\/]/gu, '')
    .replace(/\s+/g, ' ')
    .replace(/^[.\s]+|[.\s]+$/g, '');
  const stem = Array.from(plain).slice(0, 80).join('').trim();
  return `${stem === '' ? 'scan' : stem}.${extensions[type]}`;
}
