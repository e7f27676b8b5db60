/** Makes Word documents as people write and change them. */
import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate';
import { packageParts, relationsPart, zipped } from './office-packages.ts';

const space =
  'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"';

export const p = (text: string, style = '', more = ''): string =>
  `<w:p><w:pPr>${style ? `<w:pStyle w:val="${style}"/>` : ''}${more}</w:pPr><w:r><w:t xml:space="preserve">${text}</w:t></w:r></w:p>`;
export const table = (rows: readonly (readonly string[])[]): string =>
  `<w:tbl>${rows.map((row) => `<w:tr>${row.map((cell) => `<w:tc>${cell.startsWith('<') ? cell : p(cell)}</w:tc>`).join('')}</w:tr>`).join('')}</w:tbl>`;
export const documentXml = (body: string): string =>
  `<w:document ${space}><w:body>${body}</w:body></w:document>`;

const styles = (names: Readonly<Record<string, string>>): string =>
  `<w:styles ${space}>${Object.entries(names)
    .map(([id, name]) => `<w:style w:type="paragraph" w:styleId="${id}"><w:name w:val="${name}"/></w:style>`)
    .join('')}</w:styles>`;

/** Makes a document as a user writes it without our template; `names` holds its styles by id. */
export const foreignDocument = (
  body: string,
  names: Readonly<Record<string, string>> = { H1: 'heading 1', H2: 'heading 2', H3: 'heading 3' },
  comments = ''
): Uint8Array =>
  zipped(
    packageParts('docx', documentXml(body), {
      'word/styles.xml': styles(names),
      'word/comments.xml': `<w:comments ${space}>${comments}</w:comments>`,
      'word/_rels/document.xml.rels': relationsPart([
        ['styles', 'styles.xml'],
        ['comments', 'comments.xml']
      ])
    })
  );

/** Changes the XML of one part of a document of ours, as a user would. */
export function changedPart(bytes: Uint8Array, part: string, change: (xml: string) => string): Uint8Array {
  const parts = unzipSync(bytes);
  const before = strFromU8(parts[part] ?? new Uint8Array());
  const after = change(before);
  if (after === before) throw new Error(`Nothing was changed in ${part}`);
  return zipSync({ ...parts, [part]: strToU8(after) });
}
export const changedDocument = (bytes: Uint8Array, change: (xml: string) => string): Uint8Array =>
  changedPart(bytes, 'word/document.xml', change);

/** Returns the document with a part of comments, to which its text may point. */
export function withComments(bytes: Uint8Array, comments: string): Uint8Array {
  const related = changedPart(bytes, 'word/_rels/document.xml.rels', (xml) =>
    xml.replace(
      '</Relationships>',
      '<Relationship Id="remarks" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/comments" Target="comments.xml"/></Relationships>'
    )
  );
  return zipSync({
    ...unzipSync(related),
    'word/comments.xml': strToU8(`<w:comments ${space}>${comments}</w:comments>`)
  });
}

/** Removes the content controls, as programs do that do not support them. */
export const withoutControls = (xml: string): string =>
  xml.replace(/<w:sdt><w:sdtPr>.*?<\/w:sdtPr><w:sdtContent>(.*?)<\/w:sdtContent><\/w:sdt>/gs, '$1');
