/** Writes text as XML 1.0, and packs the parts of an office file: the same parts give the same bytes. */
import { strToU8, zipSync } from 'fflate';

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** Characters that XML cannot express become U+FFFD; everything else is preserved. */
export const xmlText = (text: string): string =>
  text
    .replace(/\p{Surrogate}/gu, '\uFFFD')
    // eslint-disable-next-line no-control-regex -- these are the ones that XML lacks
    .replace(/[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/g, '\uFFFD')
    .replace(/[&<>"]/g, (character) => entities[character] ?? character);

const head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';

/** Zip stores local time without a zone, so 1 January 1980 in local time gives the same bytes everywhere. */
const packTime = new Date(1980, 0, 1);

export const packed = (parts: Readonly<Record<string, string>>): Uint8Array =>
  zipSync(Object.fromEntries(Object.entries(parts).map(([name, xml]) => [name, strToU8(head + xml)])), {
    level: 6,
    mtime: packTime
  });

export const officeRelations = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';

/** Names the target of a relation: a part, or with `External` an address, as XML text. */
export type RelationTarget = readonly [id: string, type: string, target: string, mode?: 'External'];

export const relationships = (targets: readonly RelationTarget[]): string =>
  `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${targets
    .map(
      ([id, type, target, mode]) =>
        `<Relationship Id="${id}" Type="${type.includes(':') ? type : `${officeRelations}/${type}`}" Target="${target}"${mode ? ` TargetMode="${mode}"` : ''}/>`
    )
    .join('')}</Relationships>`;

export const coreProperties =
  'http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties';

/** Returns the properties: title and language, but no times, which belong in the text. */
export const properties = (title: string, language: string): string =>
  `<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>${xmlText(title)}</dc:title><dc:language>${language}</dc:language></cp:coreProperties>`;

export const contentTypes = (overrides: Readonly<Record<string, string>>): string =>
  `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>${Object.entries(
    overrides
  )
    .map(
      ([part, type]) =>
        `<Override PartName="${part}" ContentType="application/vnd.openxmlformats-${type}+xml"/>`
    )
    .join('')}</Types>`;

/** Names fonts that the readers' machines have, one for each script. */
export const fonts = { latin: 'Calibri', han: 'Microsoft YaHei' } as const;

/** Maps the languages to BCP 47 tags, as office programs name them. */
export const languageCode = { en: 'en-GB', zh: 'zh-CN' } as const;

/** Names the namespace of workbooks. */
export const spreadsheet = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';

/** A, B … Z, AA … */
export function nameOfColumn(at: number): string {
  return (at >= 26 ? nameOfColumn(Math.floor(at / 26) - 1) : '') + String.fromCharCode(65 + (at % 26));
}

/**
 * Matches the beginning of a formula, including full-width characters, which some programs take for the same.
 */
export const beginsAsFormula = /^\s*[=+\-@\t\r＝＋－﹢﹣＠]/;
