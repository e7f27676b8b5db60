/**
 * Reads and writes zip files as this project needs them, also above 4 GiB and 65,535 entries (zip64). Writing:
 * the same entries give the same bytes on every machine. Reading: from bytes or from a file, only the requested
 * entries, within limits that are checked against the declared sizes first and against the actual ones while
 * inflating.
 */
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { crc32, deflateRawSync, inflateRawSync } from 'node:zlib';
import { deflateSync } from 'fflate';

const endSignature = 0x06054b50;
const end64Signature = 0x06064b50;
const locatorSignature = 0x07064b50;
const centralSignature = 0x02014b50;
const localSignature = 0x04034b50;
const localLength = 30;
const centralLength = 46;
const endLength = 22;
const end64Length = 56;
const locatorLength = 20;
const longestComment = 0xffff;
/** Marks a field of 16 or 32 bits whose value is in the zip64 part. */
const beyond16 = 0xffff;
const beyond32 = 0xffffffff;
const zip64Extra = 0x0001;
const version20 = 20;
const version45 = 45;
/** Says that names are UTF-8. */
const utf8Names = 0x0800;
/** Holds a fixed time, 1 January 1980, midnight. */
const zipTime = { time: 0, date: 0x0021 };
const stored = 0;
const deflated = 8;

/** Writes a zip entry by entry: only one entry is in memory at a time. */
export interface ZipWriter {
  add(name: string, bytes: Uint8Array): void;
  end(): void;
}

export interface ZipWriting {
  /** Counts what the file holds in front of the entries. */
  readonly before?: number;
  /**
   * Deflates with zlib, which is faster; its bytes differ from processor to processor. Otherwise the same entries
   * give the same bytes on every machine.
   */
  readonly isFast?: boolean;
}

/** Opens a writer of a zip file. `write` gets the bytes in their order. An entry takes less than 4 GiB. */
export function openZipWriter(
  write: (chunk: Uint8Array) => void,
  { before = 0, isFast = false }: ZipWriting = {}
): ZipWriter {
  const directory: Buffer[] = [];
  let at = before;
  const put = (chunk: Uint8Array): void => {
    at += chunk.length;
    write(chunk);
  };
  return {
    add: (name, bytes) => {
      const packed = deflatedOf(bytes, isFast);
      const content = packed ?? bytes;
      const written = Buffer.from(name, 'utf8');
      const facts = Buffer.alloc(26);
      facts.writeUInt16LE(version20, 0);
      facts.writeUInt16LE(utf8Names, 2);
      facts.writeUInt16LE(packed ? deflated : stored, 4);
      facts.writeUInt16LE(zipTime.time, 6);
      facts.writeUInt16LE(zipTime.date, 8);
      facts.writeUInt32LE(crc32(bytes), 10);
      facts.writeUInt32LE(content.length, 14);
      facts.writeUInt32LE(bytes.length, 18);
      facts.writeUInt16LE(written.length, 22);
      directory.push(centralHeader(facts, written, at));
      put(Buffer.concat([uint32(localSignature), facts, written]));
      put(content);
    },
    end: () => {
      const start = at;
      for (const header of directory) put(header);
      const size = at - start;
      if (directory.length >= beyond16 || start >= beyond32 || size >= beyond32)
        put(end64(directory.length, size, start, at));
      const end = Buffer.alloc(endLength);
      end.writeUInt32LE(endSignature, 0);
      end.writeUInt16LE(Math.min(directory.length, beyond16), 8);
      end.writeUInt16LE(Math.min(directory.length, beyond16), 10);
      end.writeUInt32LE(Math.min(size, beyond32), 12);
      end.writeUInt32LE(Math.min(start, beyond32), 16);
      put(end);
    }
  };
}

/** Sets how much of an entry is deflated first: pictures and PDF do not become smaller, and take long. */
const sampleBytes = 64 * 1024;

/** Returns the deflated bytes; null where they would not be smaller. */
function deflatedOf(bytes: Uint8Array, isFast: boolean): Uint8Array | null {
  const deflate = (some: Uint8Array): Uint8Array =>
    isFast ? deflateRawSync(some, { level: 1 }) : deflateSync(some, { level: 6 });
  if (bytes.length === 0) return null;
  const sample = bytes.subarray(0, sampleBytes);
  const packed = deflate(sample);
  if (packed.length > sample.length * 0.95) return null;
  const whole = sample.length === bytes.length ? packed : deflate(bytes);
  return whole.length < bytes.length ? whole : null;
}

function centralHeader(facts: Buffer, name: Buffer, offset: number): Buffer {
  const isBeyond = offset >= beyond32;
  const header = Buffer.alloc(centralLength);
  header.writeUInt32LE(centralSignature, 0);
  header.writeUInt16LE(isBeyond ? version45 : version20, 4);
  facts.copy(header, 6);
  if (isBeyond) header.writeUInt16LE(version45, 6);
  const extra = Buffer.alloc(isBeyond ? 12 : 0);
  if (isBeyond) {
    extra.writeUInt16LE(zip64Extra, 0);
    extra.writeUInt16LE(8, 2);
    extra.writeBigUInt64LE(BigInt(offset), 4);
  }
  header.writeUInt16LE(extra.length, 30);
  header.writeUInt32LE(Math.min(offset, beyond32), 42);
  return Buffer.concat([header, name, extra]);
}

function end64(count: number, size: number, start: number, at: number): Buffer {
  const bytes = Buffer.alloc(end64Length + locatorLength);
  bytes.writeUInt32LE(end64Signature, 0);
  bytes.writeBigUInt64LE(BigInt(end64Length - 12), 4);
  bytes.writeUInt16LE(version45, 12);
  bytes.writeUInt16LE(version45, 14);
  bytes.writeBigUInt64LE(BigInt(count), 24);
  bytes.writeBigUInt64LE(BigInt(count), 32);
  bytes.writeBigUInt64LE(BigInt(size), 40);
  bytes.writeBigUInt64LE(BigInt(start), 48);
  bytes.writeUInt32LE(locatorSignature, end64Length);
  bytes.writeBigUInt64LE(BigInt(at), end64Length + 8);
  bytes.writeUInt32LE(1, end64Length + 16);
  return bytes;
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

export interface ZipLimits {
  readonly entries: number;
  /** Limits the bytes of one entry, inflated. */
  readonly entry: number;
  /** Limits the bytes of all entries together, inflated. */
  readonly total: number;
  /** Checks whether a name may occur. Any other name refuses the file. */
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
  /** Returns `length` bytes from `at`; fewer where the source ends before. */
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

/** Limits the directory, in bytes: a million entries with names of usual length. */
const largestDirectory = 2 ** 27;

/** Reads the entries in the order of the directory; each is inflated when it is read. */
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

/** Finds the directory: where it starts, where it ends, and how many entries it has. */
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
  for (let at = 0; at + 4 <= extra.length; at += 4 + extra.readUInt16LE(at + 2))
    if (extra.readUInt16LE(at) === zip64Extra && at + 12 <= extra.length) return numberAt(extra, at + 4);
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
