/**
 * Writes zip files, also above 4 GiB and 65,535 entries (zip64): the same entries give the same bytes on every
 * machine.
 */
import { crc32, deflateRawSync } from 'node:zlib';
import { deflateSync } from 'fflate';
import {
  endSignature,
  end64Signature,
  locatorSignature,
  centralSignature,
  localSignature,
  centralLength,
  endLength,
  end64Length,
  locatorLength,
  beyond16,
  beyond32,
  zip64Extra,
  version20,
  version45,
  utf8Names,
  zipTime,
  stored,
  deflated
} from './zip-format.ts';

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

/** `write` gets the bytes in their order. An entry takes less than 4 GiB. */
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

/** Null where they would not be smaller. */
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
