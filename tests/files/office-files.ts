import { strFromU8, unzipSync } from 'fflate';

export const partsOf = (bytes: Uint8Array): Map<string, string> =>
  new Map(Object.entries(unzipSync(bytes)).map(([name, part]) => [name, strFromU8(part)]));

/** Throws where elements are not closed in their order, or a character is not XML's. */
export function mustBeXml(xml: string): void {
  const open: string[] = [];
  for (const [, close, name = '', alone] of xml.matchAll(/<(\/?)([\w:]+)(?:\s[^<>]*?)?(\/?)>/g)) {
    if (close) {
      if (open.pop() !== name) throw new Error(`</${name}> closes nothing`);
    } else if (!alone) open.push(name);
  }
  if (open.length > 0) throw new Error(`<${open.join('><')}> stays open`);
  const text = xml.replace(/<[^<>]*>/g, '');
  const wrong =
    /[<>]|&(?!(amp|lt|gt|quot);)/.exec(text) ??
    /[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/u.exec(text);
  if (wrong) throw new Error(`${JSON.stringify(wrong)} is no XML`);
}

const plain = (xml: string): string =>
  xml.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&amp;', '&');

/** By the address of the cell. */
export const cellsOf = (sheet: string): Map<string, string> =>
  new Map(
    [...sheet.matchAll(/<c r="([A-Z]+\d+)"[^>]*?(?:\/>|>(.*?)<\/c>)/gs)].map(
      ([, cellRef = '', inner = '']) => [
        cellRef,
        [...inner.matchAll(/<t [^>]*>(.*?)<\/t>/gs)].map(([, text = '']) => plain(text)).join('')
      ]
    )
  );

/** Returns the text of each cell of each row of each table; paragraphs and line breaks become line ends. */
export const tablesOf = (document: string): string[][][] =>
  [...document.matchAll(/<w:tbl>(.*?)<\/w:tbl>/gs)].map(([, table = '']) =>
    [...table.matchAll(/<w:tr>(.*?)<\/w:tr>/gs)].map(([, row = '']) =>
      [...row.matchAll(/<w:tc>(.*?)<\/w:tc>/gs)].map(([, cell = '']) =>
        [...cell.matchAll(/<w:p>(.*?)<\/w:p>/gs)]
          .map(([, paragraph = '']) =>
            [...paragraph.matchAll(/<w:t [^>]*>(.*?)<\/w:t>|<w:br\/>|<w:tab\/>/gs)]
              .map(([whole, text]) =>
                text === undefined ? (whole === '<w:br/>' ? '\n' : '\t') : plain(text)
              )
              .join('')
          )
          .join('\n')
      )
    )
  );
