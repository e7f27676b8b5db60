/**
 * Reads zip files, also above 4 GiB and 65,535 entries (zip64), from bytes or from a file: only the requested
 * entries, within limits that are checked against the declared sizes first and against the actual ones while
 * inflating.
 */
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { crc32, inflateRawSync } from 'node:zlib';
import {
  endSignature,
  end64Signature,
  locatorSignature,
  centralSignature,
  localSignature,
  localLength,
  centralLength,
  endLength,
  end64Length,
  locatorLength,
  longestComment,
  beyond16,
  beyond32,
  zip64Extra,
  stored,
  deflated
} from './zip-format.ts';

export interface ZipLimits {
  readonly entries: number;
  /** In bytes, inflated. */
  readonly entry: number;
  /** Limits the bytes of all entries together, inflated. */
  readonly total: number;
  /** Any other name refuses the file. */
  readonly isAllowed: (name: string) => boolean;
}

/** Reports that the file is not a zip of this project: the message says why, for the operator. */
export class ZipError extends Error {
  override readonly name = 'ZipError';
}

export interface ZipEntry {
  readonly name: string;
  read(): Uint8Array;
}

/** Offers the bytes of a zip, piece by piece. */
export interface ZipSource {
  readonly size: number;
  /** Fewer where the source ends before. */
  read(at: number, length: number): Buffer;
}

export const zipInMemory = (bytes: Uint8Array): ZipSource => ({
  size: bytes.length,
  read: (at, length) =>
    Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).subarray(at, at + length)
});

export interface ZipFile extends ZipSource {
  close(): void;
}

/** Opens a zip whose bytes are read from the file when they are needed. */
export function openZipFile(file: string): ZipFile {
  const descriptor = openSync(file, 'r');
  const { size } = fstatSync(descriptor);
  return {
    size,
    read: (at, length) => {
      const bytes = Buffer.alloc(Math.max(0, Math.min(length, size - at)));
      let got = 0;
      while (got < bytes.length) {
        const more = readSync(descriptor, bytes, got, bytes.length - got, at + got);
        if (more === 0) break;
        got += more;
      }
      return bytes.subarray(0, got);
    },
    close: () => closeSync(descriptor)
  };
}

/** In bytes: a million entries with names of usual length. */
const largestDirectory = 2 ** 27;

/** In the order of the directory; each is inflated when it is read. */
export function openZip(source: ZipSource, limits: ZipLimits): ZipEntry[] {
  const { count, start, end } = directoryOf(source);
  if (count > limits.entries)
    throw new ZipError(`the zip holds ${count} entries, more than ${limits.entries}`);
  if (start > end || end - start > largestDirectory)
    throw new ZipError('the directory of the zip is damaged');
  const directory = source.read(start, end - start);
  const entries: ZipEntry[] = [];
  const names = new Set<string>();
  let total = 0;
  let at = 0;
  for (let i = 0; i < count; i += 1) {
    const header = directoryEntry(directory, at);
    if (!limits.isAllowed(header.name))
      throw new ZipError(
        `the zip holds an entry that does not belong here: ${JSON.stringify(header.name.slice(0, 100))}`
      );
    if (names.has(header.name)) throw new ZipError(`the zip holds ${header.name} twice`);
    names.add(header.name);
    total += header.size;
    if (header.size > limits.entry || total > limits.total)
      throw new ZipError('the zip holds more than is read');
    entries.push({ name: header.name, read: () => inflate(source, header) });
    at = header.next;
  }
  return entries;
}

interface Header {
  readonly name: string;
  readonly method: number;
  readonly crc: number;
  readonly compressed: number;
  readonly size: number;
  readonly offset: number;
  readonly next: number;
}

function directoryOf(source: ZipSource): { count: number; start: number; end: number } {
  const from = Math.max(0, source.size - endLength - longestComment - locatorLength);
  const tail = source.read(from, source.size - from);
  let at = tail.length - endLength;
  while (at >= 0 && tail.readUInt32LE(at) !== endSignature) at -= 1;
  if (at < 0) throw new ZipError('the file is not a zip');
  const count = tail.readUInt16LE(at + 10);
  const start = tail.readUInt32LE(at + 16);
  if (count !== beyond16 && start !== beyond32) return { count, start, end: from + at };
  const locator = at - locatorLength;
  if (locator < 0 || tail.readUInt32LE(locator) !== locatorSignature)
    throw new ZipError('the directory of the zip is damaged');
  const end = numberAt(tail, locator + 8);
  const record = source.read(end, end64Length);
  if (record.length < end64Length || record.readUInt32LE(0) !== end64Signature)
    throw new ZipError('the directory of the zip is damaged');
  return { count: numberAt(record, 32), start: numberAt(record, 48), end };
}

function numberAt(bytes: Buffer, at: number): number {
  const value = bytes.readBigUInt64LE(at);
  if (value > BigInt(Number.MAX_SAFE_INTEGER)) throw new ZipError('the directory of the zip is damaged');
  return Number(value);
}

function directoryEntry(bytes: Buffer, at: number): Header {
  if (at + centralLength > bytes.length || bytes.readUInt32LE(at) !== centralSignature)
    throw new ZipError('the directory of the zip is damaged');
  const flags = bytes.readUInt16LE(at + 8);
  const method = bytes.readUInt16LE(at + 10);
  const nameLength = bytes.readUInt16LE(at + 28);
  const extraLength = bytes.readUInt16LE(at + 30);
  const extraAt = at + centralLength + nameLength;
  const next = extraAt + extraLength + bytes.readUInt16LE(at + 32);
  if (next > bytes.length) throw new ZipError('the directory of the zip is damaged');
  if ((flags & 1) === 1) throw new ZipError('the zip is encrypted');
  if (method !== stored && method !== deflated)
    throw new ZipError('the zip uses an unsupported compression method');
  const offset = bytes.readUInt32LE(at + 42);
  const compressed = bytes.readUInt32LE(at + 20);
  const size = bytes.readUInt32LE(at + 24);
  if (compressed === beyond32 || size === beyond32) throw new ZipError('an entry of this size is not read');
  return {
    name: bytes.toString('utf8', at + centralLength, extraAt),
    method,
    crc: bytes.readUInt32LE(at + 16),
    compressed,
    size,
    offset: offset === beyond32 ? offset64(bytes.subarray(extraAt, extraAt + extraLength)) : offset,
    next
  };
}

/** Reads the offset from the zip64 part; sizes are never in it here. */
function offset64(extra: Buffer): number {
  for (let index = 0; index + 4 <= extra.length; index += 4 + extra.readUInt16LE(index + 2))
    if (extra.readUInt16LE(index) === zip64Extra && index + 12 <= extra.length)
      return numberAt(extra, index + 4);
  throw new ZipError('the directory of the zip is damaged');
}

function inflate(source: ZipSource, header: Header): Uint8Array {
  const { offset, name } = header;
  const local = source.read(offset, localLength);
  if (local.length < localLength || local.readUInt32LE(0) !== localSignature)
    throw new ZipError(`${name} is damaged`);
  const start = offset + localLength + local.readUInt16LE(26) + local.readUInt16LE(28);
  if (start + header.compressed > source.size) throw new ZipError(`${name} is cut short`);
  const packed = source.read(start, header.compressed);
  const content = header.method === stored ? Uint8Array.from(packed) : inflated(packed, header);
  if (content.length !== header.size) throw new ZipError(`${name} is not as long as it says`);
  if (crc32(content) !== header.crc) throw new ZipError(`${name} is damaged`);
  return content;
}

function inflated(packed: Buffer, { name, size }: Header): Uint8Array {
  try {
    // The limit is one byte beyond the declared size: zlib accepts no limit of 0.
    return inflateRawSync(packed, { maxOutputLength: size + 1 });
  } catch (cause) {
    throw new ZipError(`${name} is damaged or larger than it says`, { cause });
  }
}
