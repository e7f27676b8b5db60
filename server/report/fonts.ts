/**
 * Loads the typefaces of PDF files and charts: Source Serif 4 for Latin text and Noto Serif SC for Chinese. The compiler also sees the
 * machine's typefaces, so that ours get family names that no machine has, and text that they lack is never
 * passed on.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

export const latinFamily = 'Meridian Latin';
export const hanFamily = 'Meridian Hans';

export interface Fonts {
  /** Tells whether every weight and style of a typeface has the character. */
  readonly hasCharacter: (codePoint: number) => boolean;
}

const require = createRequire(import.meta.url);
const latinFolder = dirname(require.resolve('@expo-google-fonts/source-serif-4/package.json'));
const hanFolder = dirname(require.resolve('@expo-google-fonts/noto-serif-sc/package.json'));

const latinFiles = [
  '400Regular/SourceSerif4_400Regular.ttf',
  '400Regular_Italic/SourceSerif4_400Regular_Italic.ttf',
  '600SemiBold/SourceSerif4_600SemiBold.ttf',
  '600SemiBold_Italic/SourceSerif4_600SemiBold_Italic.ttf'
];
const hanFiles = ['400Regular/NotoSerifSC_400Regular.ttf', '700Bold/NotoSerifSC_700Bold.ttf'];

let loaded: Fonts | undefined;

/** Returns what the typefaces have, which is read once in a process. */
export function loadFonts(): Fonts {
  loaded ??= readCharacters();
  return loaded;
}

const readLatin = (): Buffer[] =>
  latinFiles.map((file) => withFamily(readFileSync(join(latinFolder, file)), 'Source Serif 4', latinFamily));

const readHan = (): Buffer[] =>
  hanFiles.map((file) => withFamily(readFileSync(join(hanFolder, file)), 'Noto Serif SC', hanFamily));

/** Reads the files of all weights and styles: 31 MB, which the caller hands on and does not keep. */
export const readFontFiles = (): Buffer[] => [...readLatin(), ...readHan()];

function readCharacters(): Fonts {
  const [latinHas, hanHas] = [readLatin(), readHan()].map((files) => {
    const maps = files.map(charactersOf);
    return (codePoint: number): boolean => maps.every((map) => isSet(map, codePoint));
  });
  return { hasCharacter: (codePoint) => latinHas?.(codePoint) === true || hanHas?.(codePoint) === true };
}

/** Returns where the typefaces are for programs that read them by themselves and see no others. */
export const fontPaths = (withHan: boolean): string[] => [
  ...latinFiles.map((file) => join(latinFolder, file)),
  ...(withHan ? hanFiles.map((file) => join(hanFolder, file)) : [])
];

/** Names the families as these files do. */
export const namesInFiles = "'Source Serif 4', 'Noto Serif SC'";

/** Finds a table of a TrueType file by its tag. */
function tableOf(file: Buffer, tag: string): Buffer {
  const count = file.readUInt16BE(4);
  for (let at = 12; at < 12 + 16 * count; at += 16)
    if (file.toString('latin1', at, at + 4) === tag) {
      const start = file.readUInt32BE(at + 8);
      return file.subarray(start, start + file.readUInt32BE(at + 12));
    }
  throw new Error(`The typeface has no table ${tag}`);
}

/** Replaces the family's name by one of the same length, in the file's own bytes. */
function withFamily(file: Buffer, from: string, to: string): Buffer {
  if (from.length !== to.length) throw new Error('Names of families must be equally long');
  const names = tableOf(file, 'name');
  for (const encoded of [
    (text: string) => Buffer.from(text, 'utf16le').swap16(),
    (text: string) => Buffer.from(text, 'latin1')
  ]) {
    const [old, renamed] = [encoded(from), encoded(to)];
    for (let at = names.indexOf(old); at >= 0; at = names.indexOf(old, at + 1)) renamed.copy(names, at);
  }
  return file;
}

const isSet = (map: Uint8Array, codePoint: number): boolean =>
  ((map[codePoint >> 3] ?? 0) & (1 << (codePoint & 7))) !== 0;

/** Reads which characters a typeface has, one bit for each, from the format 12 or 4 of its table `cmap`. */
function charactersOf(file: Buffer): Uint8Array {
  const map = new Uint8Array(0x110000 / 8);
  const set = (codePoint: number): void => {
    map[codePoint >> 3] = (map[codePoint >> 3] ?? 0) | (1 << (codePoint & 7));
  };
  const table = tableOf(file, 'cmap');
  const count = table.readUInt16BE(2);
  for (let record = 4; record < 4 + 8 * count; record += 8) {
    const at = table.readUInt32BE(record + 4);
    const format = table.readUInt16BE(at);
    if (format === 12)
      for (let group = at + 16; group < at + 16 + 12 * table.readUInt32BE(at + 12); group += 12)
        for (let each = table.readUInt32BE(group); each <= table.readUInt32BE(group + 4); each++) set(each);
    if (format === 4) readSegments(table, at, set);
  }
  return map;
}

function readSegments(table: Buffer, at: number, set: (codePoint: number) => void): void {
  const size = table.readUInt16BE(at + 6);
  for (let segment = 0; segment < size; segment += 2) {
    const end = table.readUInt16BE(at + 14 + segment);
    const start = table.readUInt16BE(at + 16 + size + segment);
    const delta = table.readUInt16BE(at + 16 + 2 * size + segment);
    const offsetAt = at + 16 + 3 * size + segment;
    const offset = table.readUInt16BE(offsetAt);
    for (let each = start; each <= end && each !== 0xffff; each++) {
      const glyph =
        offset === 0 ? (each + delta) & 0xffff : table.readUInt16BE(offsetAt + offset + 2 * (each - start));
      if (glyph !== 0) set(each);
    }
  }
}
