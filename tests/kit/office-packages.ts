/**
 * Makes office packages as programs write them, and as an attacker would: zips in which every number can be
 * false.
 */
import { crc32, deflateRawSync, constants } from 'node:zlib';
import { zipSync } from 'fflate';

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const typesSpace = 'http://schemas.openxmlformats.org/package/2006/content-types';
const relationsSpace = 'http://schemas.openxmlformats.org/package/2006/relationships';

const mains = {
  docx: [
    'word/document.xml',
    'application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml'
  ],
  xlsx: ['xl/workbook.xml', 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml']
} as const;

/** Each relation is given as `[type, target, mode]`. */
export const relationsPart = (relations: readonly (readonly [string, string, 'External'?])[]): string =>
  `<Relationships xmlns="${relationsSpace}">${relations
    .map(
      ([type, target, mode], index) =>
        `<Relationship Id="rId${index + 1}" Type="${office}/${type}" Target="${target}"${mode ? ` TargetMode="${mode}"` : ''}/>`
    )
    .join('')}</Relationships>`;

/** Returns the parts of a package whose main part is `main`, with other parts added or replaced. */
export function packageParts(
  kind: keyof typeof mains,
  main: string,
  more: Readonly<Record<string, string>> = {},
  type: string = mains[kind][1]
): Record<string, string> {
  const [name] = mains[kind];
  return {
    '[Content_Types].xml': `<Types xmlns="${typesSpace}"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/${name}" ContentType="${type}"/></Types>`,
    '_rels/.rels': relationsPart([['officeDocument', name]]),
    [name]: main,
    ...more
  };
}

export const zipped = (parts: Readonly<Record<string, string | Uint8Array>>): Uint8Array =>
  zipSync(
    Object.fromEntries(
      Object.entries(parts).map(([name, part]) => [name, typeof part === 'string' ? utf8(part) : part])
    ),
    { level: 1 }
  );

export interface LyingEntry {
  readonly name: string;
  /** Holds the bytes as they are in the zip. */
  readonly packed: Uint8Array;
  /** States their unpacked size as the zip declares it. */
  readonly unpacked: number;
  readonly method?: 0 | 8;
  readonly crc?: number;
  /** The entry whose bytes it shares, by its index in the list. */
  readonly shares?: number;
}

export const honest = (name: string, text: string): LyingEntry => ({
  name,
  packed: deflateRawSync(utf8(text)),
  unpacked: utf8(text).length,
  crc: crc32(utf8(text))
});

/** Packs `megabytes` of zeros into a thousandth of that. */
export function packedZeros(megabytes: number): Uint8Array {
  const block = deflateRawSync(Buffer.alloc(1024 * 1024), { finishFlush: constants.Z_FULL_FLUSH });
  return Buffer.concat([...Array.from({ length: megabytes }, () => block), deflateRawSync(Buffer.alloc(0))]);
}

export function lyingZip(entries: readonly LyingEntry[]): Uint8Array {
  const pieces: Buffer[] = [];
  const offsets: number[] = [];
  let at = 0;
  const lay = (piece: Buffer): void => {
    pieces.push(piece);
    at += piece.length;
  };
  for (const { name, packed, shares, ...entry } of entries) {
    if (shares !== undefined) {
      offsets.push(offsets[shares] ?? 0);
      continue;
    }
    offsets.push(at);
    lay(header(0x04034b50, 30, { ...entry, packed: packed.length, name }));
    lay(Buffer.from(name));
    lay(Buffer.from(packed));
  }
  const directory = at;
  for (const [index, { name, packed, ...entry }] of entries.entries()) {
    const record = header(0x02014b50, 46, { ...entry, packed: packed.length, name });
    record.writeUInt32LE(offsets[index] ?? 0, 42);
    lay(record);
    lay(Buffer.from(name));
  }
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(entries.length, 8);
  end.writeUInt16LE(entries.length, 10);
  end.writeUInt32LE(at - directory, 12);
  end.writeUInt32LE(directory, 16);
  return Buffer.concat([...pieces, end]);
}

/** Writes a header. Both kinds hold the same fields; in the directory they begin two bytes later. */
function header(
  signature: number,
  length: number,
  entry: {
    readonly name: string;
    readonly packed: number;
    readonly unpacked: number;
    readonly method?: number;
    readonly crc?: number;
  }
): Buffer {
  const bytes = Buffer.alloc(length);
  const shift = length === 46 ? 2 : 0;
  bytes.writeUInt32LE(signature, 0);
  bytes.writeUInt16LE(entry.method ?? 8, 8 + shift);
  bytes.writeUInt32LE((entry.crc ?? 0) >>> 0, 14 + shift);
  bytes.writeUInt32LE(entry.packed, 18 + shift);
  bytes.writeUInt32LE(entry.unpacked, 22 + shift);
  bytes.writeUInt16LE(Buffer.byteLength(entry.name), 26 + shift);
  return bytes;
}
