/**
 * Opens office files, which are packages of parts, so that none of them can do harm: the directory is checked
 * before anything is unpacked, a part is unpacked when it is requested and only up to its declared size, and
 * executable content and external parts are refused.
 */
import { crc32, inflateRawSync } from 'node:zlib';
import { listZip, type ZipEntry, type ZipListing } from '#base/zip-directory.ts';
import { fileLimits } from '#base/read-file.ts';
import { UnreadableFileError } from './unreadable-file.ts';
import { otherKind } from './other-kinds.ts';
import { parseXml } from './xml-parsing.ts';

/** Describes a reference from one part to another, or to an external address. */
export interface Relation {
  readonly id: string;
  /** Holds the last segment of its type, such as `hyperlink` or `comments`. */
  readonly type: string;
  /** Names a part, or holds an external address. */
  readonly target: string;
  readonly isExternal: boolean;
}

export interface OfficePackage {
  readonly names: readonly string[];
  /** Names the part with which reading begins. */
  readonly main: string;
  /** Undefined where there is no such part. Names are compared without regard to case. */
  readonly text: (name: string) => string | undefined;
  readonly relations: (part: string) => readonly Relation[];
}

const mainTypes = {
  docx: 'wordprocessingml.document.main+xml',
  xlsx: 'spreadsheetml.sheet.main+xml'
} as const;
export type OfficeKind = keyof typeof mainTypes;

/** Throws `UnreadableFileError` and nothing else, for any bytes. */
export function openPackage(bytes: Uint8Array, kind: OfficeKind): OfficePackage {
  if (bytes.length === 0) throw new UnreadableFileError('empty');
  if (bytes.length > fileLimits.bytes) throw new UnreadableFileError('too-large', String(bytes.length));
  const { names, text } = openParts(bytes);
  const types = contentTypesOf(text, names);
  if (names.some((name) => runs.test(name)) || [...types.values()].some((type) => runnable.test(type)))
    throw new UnreadableFileError('macros');
  const relations = relationsOf(text, names);
  const main = (relations.get('') ?? []).find(({ type }) => type === 'officeDocument')?.target;
  const type = main === undefined ? '' : (types.get(main.toLowerCase()) ?? '');
  if (main === undefined || !type.endsWith(mainTypes[kind]))
    throw new UnreadableFileError('wrong-type', kindOfType(type));
  return { names, main, text, relations: (part) => relations.get(part.toLowerCase()) ?? [] };
}

/** Holds the parts of a zip that was checked as that of an office file is. */
export interface ZipParts {
  readonly names: readonly string[];
  /** Returns a part as it is, of which names are compared without regard to case. */
  readonly bytes: (name: string) => Uint8Array | undefined;
  /** Returns a part that is no zip again, as text. */
  readonly text: OfficePackage['text'];
}

/** Throws `UnreadableFileError` and nothing else, for any bytes. */
export function openParts(bytes: Uint8Array): ZipParts {
  const zip = openCheckedZip(bytes);
  const files = zip.entries.filter(({ name }) => !name.endsWith('/'));
  const byName = new Map(files.map((entry) => [entry.name.toLowerCase(), entry]));
  const part = (name: string): Uint8Array | undefined => {
    const entry = byName.get(name.toLowerCase());
    return entry && unpacked(bytes, entry);
  };
  return {
    names: files.map(({ name }) => name),
    bytes: part,
    text: (name) => {
      const content = part(name);
      return content && textOf(content, byName.get(name.toLowerCase())?.name ?? name);
    }
  };
}

const runs = /(?:^|\/)(?:vbaproject\.bin|vbadata\.xml)$|\/macrosheets\/|\/activex\//i;
const runnable = /macroenabled|macrosheet|vbaproject|activex/i;

/** Returns the file extension of a content type, for the error where another type was expected. */
function kindOfType(type: string): string {
  for (const [kind, own] of Object.entries(mainTypes)) if (type.endsWith(own)) return kind;
  return /presentationml/.test(type) ? 'pptx' : /template/.test(type) ? 'template' : '';
}

function openCheckedZip(bytes: Uint8Array): ZipListing {
  const other = otherKind(bytes);
  if (other) throw new UnreadableFileError(other.fault, other.detail);
  const zip = listZip(bytes);
  if (!zip) throw new UnreadableFileError('broken');
  if (zip.isEncrypted) throw new UnreadableFileError('encrypted');
  if (zip.entries.length > fileLimits.parts)
    throw new UnreadableFileError('unpacks-too-large', String(zip.entries.length));
  const large = zip.entries.find(({ unpacked }) => unpacked > fileLimits.partBytes);
  if (large || zip.inflated > fileLimits.unpackedBytes)
    throw new UnreadableFileError('unpacks-too-large', large?.name ?? String(zip.inflated));
  // eslint-disable-next-line no-control-regex -- no name of a part holds them
  const odd = zip.names.find((name) => /^[/\\]|\\|^[a-z]:|(?:^|\/)\.\.?(?:\/|$)|[\u0000-\u001f]/i.test(name));
  if (odd !== undefined) throw new UnreadableFileError('broken', odd);
  if (new Set(zip.names.map((name) => name.toLowerCase())).size < zip.names.length)
    throw new UnreadableFileError('broken', repeated(zip.names));
  checkOverlaps(bytes, zip);
  return zip;
}

const repeated = (names: readonly string[]): string =>
  names.find((name, index) => names.findIndex((one) => one.toLowerCase() === name.toLowerCase()) < index) ??
  '';

/**
 * Checks that each entry begins where the one before it has ended: entries that share bytes would unpack to
 * much more than the zip declares.
 */
function checkOverlaps(bytes: Uint8Array, { entries, directory }: ZipListing): void {
  let free = 0;
  for (const entry of entries.toSorted((a, b) => a.offset - b.offset)) {
    if (entry.offset < free) throw new UnreadableFileError('unpacks-too-large', entry.name);
    free = beginOf(bytes, entry) + entry.packed;
    if (free > directory) throw new UnreadableFileError('broken', entry.name);
  }
}

const localSignature = 0x04034b50;

/** Returns the offset of an entry's bytes, after its own header. */
function beginOf(bytes: Uint8Array, { offset, name }: ZipEntry): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (offset + 30 > bytes.length || view.getUint32(offset, true) !== localSignature)
    throw new UnreadableFileError('broken', name);
  return offset + 30 + view.getUint16(offset + 26, true) + view.getUint16(offset + 28, true);
}

/** Unpacks an entry, to no more than its declared size, which was checked. */
function unpacked(bytes: Uint8Array, entry: ZipEntry): Uint8Array {
  const begin = beginOf(bytes, entry);
  const packed = bytes.subarray(begin, begin + entry.packed);
  const content = entry.method === 0 ? packed : inflated(packed, entry);
  if (content.length !== entry.unpacked || crc32(content) !== entry.crc)
    throw new UnreadableFileError('broken', entry.name);
  return content;
}

function inflated(packed: Uint8Array, { method, name, unpacked: size }: ZipEntry): Uint8Array {
  if (method !== 8) throw new UnreadableFileError('broken', name);
  try {
    return inflateRawSync(packed, { maxOutputLength: Math.max(1, size) });
  } catch (error) {
    const isMore = error instanceof RangeError;
    throw new UnreadableFileError(isMore ? 'unpacks-too-large' : 'broken', name);
  }
}

function textOf(content: Uint8Array, name: string): string {
  if (content[0] === 0x50 && content[1] === 0x4b) throw new UnreadableFileError('unpacks-too-large', name);
  const wide =
    content[0] === 0xff && content[1] === 0xfe
      ? 'utf-16le'
      : content[0] === 0xfe && content[1] === 0xff
        ? 'utf-16be'
        : 'utf-8';
  try {
    return new TextDecoder(wide, { fatal: true }).decode(content);
  } catch {
    throw new UnreadableFileError('not-utf8', name);
  }
}

const openDocument: Readonly<Record<string, string>> = {
  'application/vnd.oasis.opendocument.text': 'odt',
  'application/vnd.oasis.opendocument.spreadsheet': 'ods'
};

/** By the name of a part in lower case. */
function contentTypesOf(text: OfficePackage['text'], names: readonly string[]): Map<string, string> {
  const xml = text('[Content_Types].xml');
  if (xml === undefined)
    throw new UnreadableFileError('wrong-type', openDocument[(text('mimetype') ?? '').trim()] ?? 'zip');
  const byEnding = new Map<string, string>();
  const byName = new Map<string, string>();
  parseXml(xml, {
    open: (name, { Extension: ending, PartName: part, ContentType: type = '' }) => {
      if (name === 'Default' && ending !== undefined) byEnding.set(ending.toLowerCase(), type);
      if (name === 'Override' && part !== undefined) byName.set(part.replace(/^\//, '').toLowerCase(), type);
    }
  });
  for (const name of names.map((one) => one.toLowerCase())) {
    const type = byEnding.get(name.slice(name.lastIndexOf('.') + 1));
    if (type !== undefined && !byName.has(name)) byName.set(name, type);
  }
  return byName;
}

/** By the names of the parts in lower case; those of the package itself under the empty name. */
function relationsOf(text: OfficePackage['text'], names: readonly string[]): Map<string, Relation[]> {
  const all = new Map<string, Relation[]>();
  for (const name of names) {
    const match = /^(.*?)_rels\/([^/]*)\.rels$/i.exec(name);
    if (!match) continue;
    const [, folder = '', file = ''] = match;
    all.set(`${folder}${file}`.toLowerCase(), relationsIn(text(name) ?? '', folder));
  }
  return all;
}

function relationsIn(xml: string, folder: string): Relation[] {
  const relations: Relation[] = [];
  parseXml(xml, {
    open: (name, { Id: id = '', Type: address = '', Target: target = '', TargetMode: mode = '' }) => {
      if (name !== 'Relationship') return;
      const type = address.slice(address.lastIndexOf('/') + 1);
      const isExternal = mode.toLowerCase() === 'external';
      if (isExternal && type !== 'hyperlink') throw new UnreadableFileError('external', type);
      relations.push({ id, type, target: isExternal ? target : partName(folder, target), isExternal });
    }
  });
  return relations;
}

/**
 * Returns the name of a target, which is relative to the folder of the referring part, or absolute within the
 * package.
 */
function partName(folder: string, target: string): string {
  const steps = target.startsWith('/') ? [] : folder.split('/').filter((step) => step !== '');
  for (const step of target.split('/')) {
    if (step === '..') steps.pop();
    else if (step !== '' && step !== '.') steps.push(step);
  }
  return steps.join('/');
}
