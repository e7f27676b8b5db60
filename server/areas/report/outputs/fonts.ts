/**
 * Loads the typefaces of PDF files and charts: Source Serif 4 for Latin text and Noto Serif SC for Chinese. The compiler also sees the
 * machine's typefaces, so that ours get family names that no machine has, and text that they lack is never
 * passed on.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { Locale } from '#base/locale.ts';

export const latinFamily = 'Meridian Latin';
export const hanFamily = 'Meridian Hans';

export interface Fonts {
  /** Tells whether every weight and style of a typeface has the character. */
  readonly hasCharacter: (codePoint: number) => boolean;
  /**
   * Returns how wide a character of upright text is, in the size of the type. In Chinese text, what is no letter or number
   * is measured in the wider of the typefaces. Kerning is not in it.
   */
  readonly advanceOf: (codePoint: number, locale: Locale, isBold: boolean) => number;
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

/** Read once in a process. */
export function loadFonts(): Fonts {
  loaded ??= readCharacters();
  return loaded;
}

const readLatin = (): Buffer[] =>
  latinFiles.map((file) => withFamily(readFileSync(join(latinFolder, file)), 'Source Serif 4', latinFamily));

const readHan = (): Buffer[] =>
  hanFiles.map((file) => withFamily(readFileSync(join(hanFolder, file)), 'Noto Serif SC', hanFamily));

/** All weights and styles: 31 MB, which the caller hands on and does not keep. */
export const readFontFiles = (): Buffer[] => [...readLatin(), ...readHan()];

function readCharacters(): Fonts {
  const [latin, han] = [readLatin(), readHan()].map((files) => files.map(glyphsOf));
  const hasIn =
    (files: readonly Glyphs[] = []) =>
    (codePoint: number): boolean =>
      files.every(({ characters }) => isSet(characters, codePoint));
  const [latinHas, hanHas] = [hasIn(latin), hasIn(han)];
  const weights = {
    regular: { latin: latin?.[regular.latin], han: han?.[regular.han] },
    bold: { latin: latin?.[bold.latin], han: han?.[bold.han] }
  };
  return {
    hasCharacter: (codePoint) => latinHas(codePoint) || hanHas(codePoint),
    advanceOf: (codePoint, locale, isBold) => {
      const own = weights[isBold ? 'bold' : 'regular'];
      const [first, second] = [own.latin?.advanceOf(codePoint), own.han?.advanceOf(codePoint)];
      if (locale === 'zh' && first !== undefined && second !== undefined && isMark(codePoint))
        return Math.max(first, second);
      return first ?? second ?? 1;
    }
  };
}

/** Says where the upright files of each weight stand in the lists of files. */
const regular = { latin: 0, han: 0 };
const bold = { latin: 2, han: 1 };

const isMark = (codePoint: number): boolean => !/[\p{L}\p{N}\s]/u.test(String.fromCodePoint(codePoint));

/** Returns where the typefaces are for programs that read them by themselves and see no others. */
export const fontPaths = (withHan: boolean): string[] => [
  ...latinFiles.map((file) => join(latinFolder, file)),
  ...(withHan ? hanFiles.map((file) => join(hanFolder, file)) : [])
];

/** Names the families as these files do. */
export const namesInFiles = "'Source Serif 4', 'Noto Serif SC'";

/** `tag` names the table of a TrueType file. */
function tableOf(file: Buffer, tag: string): Buffer {
  const count = file.readUInt16BE(4);
  for (let index = 12; index < 12 + 16 * count; index += 16)
    if (file.toString('latin1', index, index + 4) === tag) {
      const start = file.readUInt32BE(index + 8);
      return file.subarray(start, start + file.readUInt32BE(index + 12));
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

const noAdvance = 0xffff;

interface Glyphs {
  /** One bit for each. */
  readonly characters: Uint8Array;
  /** Returns how wide a character of the first plane is, in the size of the type; undefined where there is none. */
  readonly advanceOf: (codePoint: number) => number | undefined;
}

/** Read from the format 12 or 4 of the table `cmap`, and the widths from `hmtx`. */
function glyphsOf(file: Buffer): Glyphs {
  const characters = new Uint8Array(0x110000 / 8);
  const advances = new Uint16Array(0x10000).fill(noAdvance);
  const unitsPerEm = tableOf(file, 'head').readUInt16BE(18);
  const lastWidth = tableOf(file, 'hhea').readUInt16BE(34) - 1;
  const widths = tableOf(file, 'hmtx');
  const set = (codePoint: number, glyph: number): void => {
    characters[codePoint >> 3] = (characters[codePoint >> 3] ?? 0) | (1 << (codePoint & 7));
    if (codePoint <= 0xffff) advances[codePoint] = widths.readUInt16BE(4 * Math.min(glyph, lastWidth));
  };
  const table = tableOf(file, 'cmap');
  const count = table.readUInt16BE(2);
  for (let record = 4; record < 4 + 8 * count; record += 8) {
    const at = table.readUInt32BE(record + 4);
    const format = table.readUInt16BE(at);
    if (format === 12)
      for (let group = at + 16; group < at + 16 + 12 * table.readUInt32BE(at + 12); group += 12) {
        const [first, last] = [table.readUInt32BE(group), table.readUInt32BE(group + 4)];
        for (let each = first; each <= last; each++) set(each, table.readUInt32BE(group + 8) + each - first);
      }
    if (format === 4) readSegments(table, at, set);
  }
  return {
    characters,
    advanceOf: (codePoint) => {
      const advance = advances[codePoint] ?? noAdvance;
      return advance === noAdvance ? undefined : advance / unitsPerEm;
    }
  };
}

function readSegments(table: Buffer, at: number, set: (codePoint: number, glyph: number) => void): void {
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
      if (glyph !== 0) set(each, glyph);
    }
  }
}
