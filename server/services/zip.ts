/**
 * Reads and writes zip files as this project needs them. Writing: the same entries give the same bytes.
 * Reading: only the requested entries, within limits that are checked against the declared sizes first and
 * against the actual ones while inflating.
 */
import { crc32, inflateRawSync } from 'node:zlib';
import { Zip, ZipDeflate } from 'fflate';

/**
 * Holds a fixed time. Zip stores local time without a zone; 1 January 1980 in local time is the same bytes
 * everywhere.
 */
const zipTime = new Date(1980, 0, 1);

/** Writes a zip entry by entry: only one entry is in memory at a time. */
export interface ZipWriter {
  add(name: string, bytes: Uint8Array): void;
  end(): void;
}

export function openZipWriter(write: (chunk: Uint8Array) => void): ZipWriter {
  const zip = new Zip((error, chunk) => {
    if (error) throw error;
    write(chunk);
  });
  return {
    add: (name, bytes) => {
      const entry = new ZipDeflate(name, { level: 6 });
      entry.mtime = zipTime;
      zip.add(entry);
      entry.push(bytes, true);
    },
    end: () => zip.end()
  };
}

export interface ZipLimits {
  readonly entries: number;
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

const endSignature = 0x06054b50;
const centralSignature = 0x02014b50;
const localSignature = 0x04034b50;
const endLength = 22;
const longestComment = 0xffff;

/** Reads the entries in the order of the directory; each is inflated when it is read. */
export function openZip(file: Uint8Array, limits: ZipLimits): ZipEntry[] {
  const bytes = Buffer.from(file.buffer, file.byteOffset, file.byteLength);
  const end = endOfDirectory(bytes);
  const count = bytes.readUInt16LE(end + 10);
  if (count === 0xffff || bytes.readUInt32LE(end + 16) === 0xffffffff)
    throw new ZipError('a zip of this size is not read');
  if (count > limits.entries)
    throw new ZipError(`the zip holds ${count} entries, more than ${limits.entries}`);
  const entries: ZipEntry[] = [];
  const names = new Set<string>();
  let total = 0;
  let at = bytes.readUInt32LE(end + 16);
  for (let i = 0; i < count; i += 1) {
    const header = directoryEntry(bytes, at, end);
    if (!limits.isAllowed(header.name))
      throw new ZipError(
        `the zip holds an entry that does not belong here: ${JSON.stringify(header.name.slice(0, 100))}`
      );
    if (names.has(header.name)) throw new ZipError(`the zip holds ${header.name} twice`);
    names.add(header.name);
    total += header.size;
    if (total > limits.total) throw new ZipError('the zip holds more than is read');
    entries.push({ name: header.name, read: () => inflate(bytes, header) });
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

function endOfDirectory(bytes: Buffer): number {
  const first = Math.max(0, bytes.length - endLength - longestComment);
  for (let at = bytes.length - endLength; at >= first; at -= 1) {
    if (bytes.readUInt32LE(at) === endSignature) return at;
  }
  throw new ZipError('the file is not a zip');
}

function directoryEntry(bytes: Buffer, at: number, end: number): Header {
  if (at + 46 > end || bytes.readUInt32LE(at) !== centralSignature)
    throw new ZipError('the directory of the zip is damaged');
  const flags = bytes.readUInt16LE(at + 8);
  const method = bytes.readUInt16LE(at + 10);
  const nameLength = bytes.readUInt16LE(at + 28);
  const next = at + 46 + nameLength + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32);
  if (next > end) throw new ZipError('the directory of the zip is damaged');
  if ((flags & 1) === 1) throw new ZipError('the zip is encrypted');
  if (method !== 0 && method !== 8) throw new ZipError('the zip uses an unsupported compression method');
  return {
    name: bytes.toString('utf8', at + 46, at + 46 + nameLength),
    method,
    crc: bytes.readUInt32LE(at + 16),
    compressed: bytes.readUInt32LE(at + 20),
    size: bytes.readUInt32LE(at + 24),
    offset: bytes.readUInt32LE(at + 42),
    next
  };
}

function inflate(bytes: Buffer, header: Header): Uint8Array {
  const { offset, name } = header;
  if (offset + 30 > bytes.length || bytes.readUInt32LE(offset) !== localSignature)
    throw new ZipError(`${name} is damaged`);
  const start = offset + 30 + bytes.readUInt16LE(offset + 26) + bytes.readUInt16LE(offset + 28);
  if (start + header.compressed > bytes.length) throw new ZipError(`${name} is cut short`);
  const packed = bytes.subarray(start, start + header.compressed);
  const content = header.method === 0 ? Uint8Array.from(packed) : inflated(packed, header);
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
