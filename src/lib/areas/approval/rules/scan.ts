/**
 * Identifies scans of submitted paper by their first bytes, never by the name or type that the sender gives.
 */

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

/** Undefined for a file of none of the three types. */
export const scanTypeOf = (bytes: Uint8Array): ScanType | undefined =>
  scanTypes.find((type) => beginnings[type].every((byte, index) => bytes[index] === byte));

/** Returns a file name that is safe for file systems and headers, with the extension of the detected type. */
export function scanName(name: string, type: ScanType): string {
  const last = name.normalize('NFC').split(/[\\/]/).at(-1) ?? '';
  const plain = last
    .replace(/\.[^.]{0,10}$/, '')
    // Removes control characters, those that change the direction of writing, and those with a special
    // meaning in file systems or shells.
    .replace(/[\p{Cc}\p{Cf}\p{Cs}"'`<>:|?*;%&$#{}~\\/]/gu, '')
    .replace(/\s+/g, ' ')
    .replace(/^[.\s]+|[.\s]+$/g, '');
  const stem = Array.from(plain).slice(0, 80).join('').trim();
  return `${stem === '' ? 'scan' : stem}.${extensions[type]}`;
}
