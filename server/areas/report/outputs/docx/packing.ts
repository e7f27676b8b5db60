/**
 * Packs a Word file again so that equal content gives equal bytes: entries in order, one fixed time for all of
 * them, numbers in place of random names, and the date of the report where the properties say when it was
 * written.
 */
import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate';
import { xmlText } from '#server/files/xml.ts';

/** Zip stores local time without a zone, so that the same local time gives the same bytes everywhere. */
const packTime = new Date(1980, 0, 1);

/** Matches the names of relationships, which the library chooses at random. */
const randomName = /(?<=")rId[a-z0-9_-]{21}(?=")/g;

/** Match the numbers of bookmarks and pictures, which the library counts over all documents of a process. */
const countedIds = [
  /(<w:bookmark(?:Start|End)\b[^>]*? w:id=")(\d+)/g,
  /(<wp:docPr\b[^>]*? id=")(\d+)/g
] as const;

/** Numbers the ids of each kind from 1, in the order of the document. */
function renumbered(xml: string): string {
  let result = xml;
  for (const pattern of countedIds) {
    const numbers = new Map<string, number>();
    result = result.replaceAll(pattern, (_, before: string, id: string) => {
      const number = numbers.get(id) ?? numbers.size + 1;
      numbers.set(id, number);
      return `${before}${number}`;
    });
  }
  return result;
}

/** Names a table until its text alternative is written, for which the library has no property. */
export const describedStyle = (table: number): string => `described-${table}`;

const withDescriptions = (xml: string, descriptions: readonly string[]): string =>
  xml.replaceAll(
    /<w:tblPr><w:tblStyle w:val="described-(\d+)"\/>(.*?)<\/w:tblPr>/gs,
    (_, table: string, properties: string) => {
      const text = descriptions[Number(table)] ?? '';
      return `<w:tblPr>${properties}${text === '' ? '' : `<w:tblDescription w:val="${xmlText(text)}"/>`}</w:tblPr>`;
    }
  );

export function packedAgain(docx: Uint8Array, date: string, descriptions: readonly string[]): Uint8Array {
  const day = /^\d{4}-\d\d-\d\d$/.test(date) ? date : '1970-01-01';
  const names = new Map<string, string>();
  const numbered = (name: string): string => {
    const given = names.get(name) ?? `rIdLink${names.size + 1}`;
    names.set(name, given);
    return given;
  };
  const parts = Object.entries(unzipSync(docx))
    .filter(([name]) => !name.endsWith('/'))
    .sort(([a], [b]) => rankOf(a) - rankOf(b) || (a < b ? -1 : 1))
    .map(([name, bytes]): [string, Uint8Array] => {
      if (!/\.(xml|rels)$/.test(name)) return [name, bytes];
      const xml = withDescriptions(renumbered(strFromU8(bytes)), descriptions).replaceAll(
        randomName,
        numbered
      );
      return [
        name,
        strToU8(
          name === 'docProps/core.xml'
            ? xml.replaceAll(/(<dcterms:(?:created|modified)[^>]*>)[^<]*/g, `$1${day}T00:00:00Z`)
            : xml
        )
      ];
    });
  return zipSync(Object.fromEntries(parts), { level: 6, mtime: packTime });
}

/** Programs that recognize files by their first bytes expect the list of types first. */
const rankOf = (name: string): number =>
  name === '[Content_Types].xml' ? 0 : name.startsWith('_rels') ? 1 : 2;
