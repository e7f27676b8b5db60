/**
 * Identifies evidence files by their content, never by the name or type that the sender gives, and refuses
 * others with the reason. Nothing is unpacked or executed; office files are identified by the central
 * directory of their zip.
 */
import { cleanName } from '#base/file-name.ts';
import { ok, refuse, type Result } from '#base/refusal.ts';
import { listZip } from '#base/zip-directory.ts';

/** In bytes. */
export const largestEvidence = 20 * 1024 * 1024;

const ooxml = 'application/vnd.openxmlformats-officedocument.';
const odf = 'application/vnd.oasis.opendocument.';

/**
 * Lists the accepted types, each with the extensions that a name may have; the first is added to a name
 * without one.
 */
const endings = {
  'application/pdf': ['pdf'],
  'image/png': ['png'],
  'image/jpeg': ['jpg', 'jpeg'],
  'image/webp': ['webp'],
  'image/gif': ['gif'],
  [`${ooxml}wordprocessingml.document`]: ['docx'],
  [`${ooxml}spreadsheetml.sheet`]: ['xlsx'],
  [`${ooxml}presentationml.presentation`]: ['pptx'],
  [`${odf}text`]: ['odt'],
  [`${odf}spreadsheet`]: ['ods'],
  'text/csv': ['csv'],
  'text/plain': ['txt']
} as const satisfies Readonly<Record<string, readonly [string, ...string[]]>>;

export type EvidenceType = keyof typeof endings;
export const evidenceTypes = Object.keys(endings) as EvidenceType[];
export const acceptedEndings: readonly string[] = Object.values(endings)
  .flat()
  .map((ending) => `.${ending}`);

/** Its file extension, for display. */
export const typeName = (type: EvidenceType): string => endings[type][0].toUpperCase();

export const fileFaults = [
  'empty',
  'executable',
  'markup',
  'macros',
  'encrypted',
  'bomb',
  'damaged',
  'old-office',
  'other-encoding',
  'mismatch',
  'unknown'
] as const;
export type FileFault = (typeof fileFaults)[number];

export interface ValidatedFile {
  readonly fileName: string;
  /** Is true when the name differs from the one that was given. */
  readonly isRenamed: boolean;
  readonly mediaType: EvidenceType;
}

/** `file-refused` names the fault in `why`, and in `found` the detected type where the name says another. */
export function validateEvidenceFile(given: string, bytes: Uint8Array): Result<ValidatedFile> {
  if (bytes.length > largestEvidence)
    return refuse('too-large', { field: 'file', megabytes: largestEvidence / 1024 / 1024 });
  const name = cleanName(given);
  const found = typeOf(bytes, name.ending);
  if (!found.ok) return refuse('file-refused', { field: 'file', why: found.refusal });
  const mediaType = found.value;
  const own: readonly string[] = endings[mediaType];
  // `Report 2013.5` has no extension; `report.exe` has one that does not match its content.
  const hasEnding = /[a-z]/.test(name.ending);
  if (hasEnding && !own.includes(name.ending))
    return refuse('file-refused', { field: 'file', why: 'mismatch', found: typeName(mediaType) });
  const stem = hasEnding || name.ending === '' ? name.stem : `${name.stem}.${name.ending}`;
  return ok({
    fileName: `${stem === '' ? 'evidence' : stem}.${hasEnding ? name.ending : endings[mediaType][0]}`,
    isRenamed: name.isChanged || !hasEnding || stem === '',
    mediaType
  });
}

type Found = Result<EvidenceType, FileFault>;
const fault = (why: FileFault): Found => ({ ok: false, refusal: why });

function typeOf(bytes: Uint8Array, ending: string): Found {
  if (bytes.length === 0) return fault('empty');
  const begins = (...beginning: readonly number[]): boolean =>
    beginning.every((byte, index) => bytes[index] === byte);
  const beginsWith = (text: string): boolean => begins(...latin(text));
  if (beginsWith('%PDF-')) return ok('application/pdf');
  if (begins(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a)) return ok('image/png');
  if (begins(0xff, 0xd8, 0xff)) return ok('image/jpeg');
  if (beginsWith('GIF87a') || beginsWith('GIF89a')) return ok('image/gif');
  if (beginsWith('RIFF') && latin('WEBP').every((byte, index) => bytes[index + 8] === byte))
    return ok('image/webp');
  if (beginsWith('PK')) return officeOf(bytes);
  if (begins(0xd0, 0xcf, 0x11, 0xe0)) return fault('old-office');
  // Executables of Windows, Linux and macOS (both byte orders, and for several processors), and scripts.
  const isProgram =
    beginsWith('MZ') ||
    begins(0x7f, 0x45, 0x4c, 0x46) ||
    beginsWith('#!') ||
    begins(0xca, 0xfe, 0xba, 0xbe) ||
    [0xce, 0xcf].some((kind) => begins(kind, 0xfa, 0xed, 0xfe) || begins(0xfe, 0xed, 0xfa, kind));
  return isProgram ? fault('executable') : textOf(bytes, ending);
}

const latin = (text: string): number[] => Array.from(text, (letter) => letter.charCodeAt(0));

/** Limits the declared unpacked size, above that of any office file of the permitted size. */
const mostInflated = 1024 * 1024 * 1024;
const smallInflated = 64 * 1024 * 1024;
const highestRatio = 150;

function officeOf(bytes: Uint8Array): Found {
  const zip = listZip(bytes);
  if (!zip) return fault('damaged');
  if (zip.isEncrypted) return fault('encrypted');
  if (
    zip.inflated > mostInflated ||
    (zip.inflated > smallInflated && zip.inflated > highestRatio * bytes.length)
  )
    return fault('bomb');
  const names = new Set(zip.names.map((name) => name.toLowerCase()));
  const some = (form: RegExp): boolean => [...names].some((name) => form.test(name));
  if (some(/(?:^|\/)vba(?:project\.bin|data\.xml)$|^xl\/macrosheets\/|\/activex\/|^basic\/|^scripts\//))
    return fault('macros');
  if (names.has('[content_types].xml')) {
    if (names.has('word/document.xml')) return ok(`${ooxml}wordprocessingml.document`);
    if (names.has('xl/workbook.xml')) return ok(`${ooxml}spreadsheetml.sheet`);
    if (names.has('ppt/presentation.xml')) return ok(`${ooxml}presentationml.presentation`);
    return fault('unknown');
  }
  const declaredType = names.has('content.xml') ? readFirstEntry(bytes) : '';
  const type = ([`${odf}text`, `${odf}spreadsheet`] as const).find((one) => one === declaredType);
  return type ? ok(type) : fault('unknown');
}

/** An OpenDocument file names its type in its first entry, which is stored uncompressed. */
function readFirstEntry(bytes: Uint8Array): string {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 38 || view.getUint16(8, true) !== 0) return '';
  const start = 30 + view.getUint16(26, true);
  if (new TextDecoder().decode(bytes.subarray(30, start)) !== 'mimetype') return '';
  const from = start + view.getUint16(28, true);
  return new TextDecoder().decode(bytes.subarray(from, from + Math.min(100, view.getUint32(18, true))));
}

function textOf(bytes: Uint8Array, ending: string): Found {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return fault(ending === 'csv' || ending === 'txt' ? 'other-encoding' : 'unknown');
  }
  if (text.trim() === '') return fault('empty');
  // Comments and white space may come before the tag by which a browser would recognise HTML or SVG.
  if (
    /^\s*(?:<!--[\s\S]*?-->\s*)*<[!?/a-z]/i.test(text) ||
    /<(?:svg|script|html|iframe|object|embed)[\s>]/i.test(text.slice(0, 64 * 1024))
  )
    return fault('markup');
  // eslint-disable-next-line no-control-regex -- these are what no text holds
  if (/[\u0000-\u0008\u000b\u000e-\u001f\u007f]/.test(text)) return fault('unknown');
  return ok(ending === 'csv' ? 'text/csv' : 'text/plain');
}
