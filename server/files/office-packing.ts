/** Packs Word documents and workbooks: the parts that every one has, around what is its own. */
import type { Locale } from '#base/locale.ts';
import { wordNamespace } from './word-xml.ts';
import {
  contentTypes,
  coreProperties,
  languageCode,
  officeRelations,
  packed,
  properties,
  relationships,
  spreadsheet,
  xmlText,
  type RelationTarget
} from './xml.ts';

/** Holds what a reader of the file sees next to its content. */
interface Described {
  readonly title: string;
  readonly language: Locale;
}

/** Holds a part to which the main part refers by its id. */
interface Part {
  readonly id: string;
  /** Names its relation and its content type, as `styles`. */
  readonly type: string;
  /** Names the file in the folder of the main part. */
  readonly file: string;
  readonly xml: string;
}

/** Holds what a file has beyond its main part and the parts of its own folder. */
export interface FurtherParts {
  readonly relations?: readonly RelationTarget[];
  /** Maps names of parts to content types. */
  readonly types?: Readonly<Record<string, string>>;
  readonly files?: Readonly<Record<string, string>>;
}

const kinds = {
  word: { main: 'document', content: 'officedocument.wordprocessingml', mainType: 'document.main' },
  xl: { main: 'workbook', content: 'officedocument.spreadsheetml', mainType: 'sheet.main' }
} as const;

function officeFile(
  folder: keyof typeof kinds,
  { title, language }: Described,
  xml: string,
  parts: readonly Part[],
  { relations = [], types = {}, files = {} }: FurtherParts = {}
): Uint8Array {
  const { main, content, mainType } = kinds[folder];
  return packed({
    '[Content_Types].xml': contentTypes({
      [`/${folder}/${main}.xml`]: `${content}.${mainType}`,
      ...Object.fromEntries(parts.map(({ file, type }) => [`/${folder}/${file}`, `${content}.${type}`])),
      ...types,
      '/docProps/core.xml': 'package.core-properties'
    }),
    '_rels/.rels': relationships([
      ['rId1', 'officeDocument', `${folder}/${main}.xml`],
      ['rId2', coreProperties, 'docProps/core.xml']
    ]),
    'docProps/core.xml': properties(title, languageCode[language]),
    [`${folder}/_rels/${main}.xml.rels`]: relationships([
      ...parts.map(({ id, type, file }) => [id, type, file] as const),
      ...relations
    ]),
    [`${folder}/${main}.xml`]: xml,
    ...Object.fromEntries(parts.map((part) => [`${folder}/${part.file}`, part.xml])),
    ...files
  });
}

export interface WordDocument extends Described {
  readonly body: string;
  /** Describes the page: size, then margins. */
  readonly page: string;
  readonly styles: string;
  /** Holds settings that come before the languages. */
  readonly settings?: string;
  /** Maps the types of further parts, as `numbering`, to their XML. */
  readonly parts?: Readonly<Record<string, string>>;
  readonly further?: FurtherParts;
}

/** Packs a document whose pages have their number below. */
export function wordFile({
  body,
  page,
  styles,
  settings = '',
  parts = {},
  further,
  ...described
}: WordDocument): Uint8Array {
  const w = `xmlns:w="${wordNamespace}"`;
  return officeFile(
    'word',
    described,
    `<w:document ${w} xmlns:r="${officeRelations}"><w:body>${body}<w:sectPr><w:footerReference w:type="default" r:id="footer"/>${page}</w:sectPr></w:body></w:document>`,
    [
      { id: 'styles', type: 'styles', file: 'styles.xml', xml: styles },
      {
        id: 'settings',
        type: 'settings',
        file: 'settings.xml',
        xml: `<w:settings ${w}>${settings}<w:themeFontLang w:val="${languageCode[described.language]}" w:eastAsia="zh-CN"/></w:settings>`
      },
      ...Object.entries(parts).map(([type, xml]) => ({ id: type, type, file: `${type}.xml`, xml })),
      {
        id: 'footer',
        type: 'footer',
        file: 'footer1.xml',
        xml: `<w:ftr ${w}><w:p><w:pPr><w:jc w:val="right"/></w:pPr><w:fldSimple w:instr=" PAGE "><w:r><w:t>1</w:t></w:r></w:fldSimple></w:p></w:ftr>`
      }
    ],
    further
  );
}

/** Holds a sheet under a name that `sheetName` has given. */
export interface WorkbookSheet {
  readonly name: string;
  readonly isHidden?: boolean;
  readonly xml: string;
}

/** `defined` is the XML of its defined names. */
export function workbookFile({
  sheets,
  styles,
  defined = '',
  ...described
}: Described & {
  readonly sheets: readonly WorkbookSheet[];
  readonly styles: string;
  readonly defined?: string;
}): Uint8Array {
  const listed = sheets.map(
    ({ name, isHidden }, index) =>
      `<sheet name="${xmlText(name)}" sheetId="${index + 1}"${isHidden ? ' state="hidden"' : ''} r:id="rId${index + 1}"/>`
  );
  return officeFile(
    'xl',
    described,
    `<workbook xmlns="${spreadsheet}" xmlns:r="${officeRelations}"><sheets>${listed.join('')}</sheets>${defined}</workbook>`,
    [
      ...sheets.map(({ xml }, index) => ({
        id: `rId${index + 1}`,
        type: 'worksheet',
        file: `worksheets/sheet${index + 1}.xml`,
        xml
      })),
      { id: 'styles', type: 'styles', file: 'styles.xml', xml: styles }
    ]
  );
}

/** Limits the name of a sheet, as Excel does. */
const longestName = 31;

/** Returns a name for a sheet that programs accept and that is not taken, and notes it as taken; `other` where none is left. */
export function sheetName(wanted: string, taken: Set<string>, other = '1'): string {
  const bare = wanted.replace(/[[\]:*?/\\']/g, ' ').trim();
  // A sign that is cut in two is left out.
  const cut = (most: number): string =>
    bare
      .slice(0, most)
      .replace(/\p{Surrogate}/gu, '')
      .trim() || other;
  let name = cut(longestName);
  for (let n = 2; taken.has(name.toLowerCase()); n++) name = `${cut(longestName - 6)} (${n})`;
  taken.add(name.toLowerCase());
  return name;
}

/** Writes the margins and the size of a printed sheet: A4 across, as many pages high as it takes. */
export const sheetPage =
  '<pageMargins left="0.5" right="0.5" top="0.6" bottom="0.6" header="0.3" footer="0.3"/><pageSetup paperSize="9" orientation="landscape" fitToWidth="1" fitToHeight="0"/>';
