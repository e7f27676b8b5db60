import { describe, expect, it } from 'vitest';
import { docxExchange } from '#server/areas/exchange/docx.ts';
import { demoFramework, emptyBook } from '#kit/answer-books.ts';
import { cutShort, text } from '#kit/evidence-files.ts';
import { honest, lyingZip, packageParts, packedZeros, relationsPart, zipped } from '#kit/office-packages.ts';
import { changedPart, documentXml, foreignDocument, p } from '#kit/word-documents.ts';

const body = documentXml(p('1.1'));
const parts = (more: Readonly<Record<string, string>> = {}) => packageParts('docx', body, more);
const withEntity = `<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>${body.replace('1.1', '&e;')}`;
const bomb = lyingZip([
  ...Object.entries(parts())
    .filter(([name]) => name !== 'word/document.xml')
    .map(([name, part]) => honest(name, part)),
  { name: 'word/document.xml', packed: packedZeros(1024), unpacked: 5000 }
]);

describe('a document that means harm', () => {
  it.each([
    ['an external entity', zipped(packageParts('docx', withEntity)), 'external'],
    [
      'a linked template',
      zipped(
        parts({
          'word/_rels/settings.xml.rels': relationsPart([
            ['attachedTemplate', 'https://example.org/a.dotm', 'External']
          ])
        })
      ),
      'external'
    ],
    ['a macro', zipped(parts({ 'word/vbaProject.bin': 'x' })), 'macros'],
    ['a bomb', bomb, 'unpacks-too-large'],
    [
      '100,000 paragraphs',
      zipped(packageParts('docx', documentXml('<w:p/>'.repeat(100_000)))),
      'too-many-rows'
    ],
    ['great depth', zipped(packageParts('docx', documentXml('<w:sdt>'.repeat(10_000)))), 'too-deep'],
    ['a body cut short', zipped(packageParts('docx', body.slice(0, -20))), 'broken'],
    ['a broken archive', cutShort(), 'broken'],
    ['a page under another name', text('<html><body>1.1</body></html>'), 'wrong-type'],
    ['a workbook under another name', zipped(packageParts('xlsx', '<workbook/>')), 'wrong-type']
  ] as const)('is refused for %s', (_, bytes, fault) => {
    expect(() => docxExchange.read(bytes, demoFramework())).toThrow(expect.objectContaining({ fault }));
  });

  it('brings in no blocks that no editor could have made, whatever is sent along', () => {
    const section = {
      id: 'answer:strategy.vision',
      en: [{ type: 'paragraph', content: [{ type: 'text', text: 'A city.' }] }],
      zh: []
    };
    const sent = docxExchange.write(emptyBook([section]));
    const forged = changedPart(sent, 'customXml/item1.xml', (xml) =>
      xml.replace('&quot;type&quot;:&quot;paragraph&quot;', '&quot;type&quot;:&quot;script&quot;')
    );
    expect(docxExchange.read(forged, demoFramework()).texts).toEqual([section]);
  });

  it.each([
    ['2022', '•'],
    ['-1', '\ufffd'],
    ['d800', '\ufffd'],
    ['0', '\ufffd'],
    ['110000', '\ufffd'],
    ['x', '\ufffd']
  ])('reads the symbol of the code %s as one character', (code, character) => {
    const xml = documentXml(`${p('1.1', 'Heading1')}<w:p><w:r><w:sym w:char="${code}"/></w:r></w:p>`);
    expect(docxExchange.read(zipped(packageParts('docx', xml)), demoFramework()).texts[0]?.en).toEqual([
      { type: 'paragraph', content: [{ type: 'text', text: character }] }
    ]);
  });

  it('brings in no link that a browser would run', () => {
    const xml = documentXml(
      `${p('1.1', 'Heading1')}<w:p><w:hyperlink r:id="rId1"><w:r><w:t>Here</w:t></w:r></w:hyperlink></w:p>`
    );
    const bytes = zipped(
      packageParts('docx', xml, {
        'word/_rels/document.xml.rels': relationsPart([['hyperlink', 'javascript:alert(1)', 'External']])
      })
    );
    expect(docxExchange.read(bytes, demoFramework()).texts[0]?.en).toEqual([
      { type: 'paragraph', content: [{ type: 'text', text: 'Here' }] }
    ]);
  });

  it('is told of signs that no text should hold', () => {
    expect(
      docxExchange.read(foreignDocument(p('1.1', 'H1') + p('Caf\uFFFD')), demoFramework()).findings
    ).toEqual([
      {
        kind: 'bad-characters',
        location: '1.1',
        text: 'Caf\uFFFD',
        question: 'strategy.vision',
        detail: 'U+FFFD'
      }
    ]);
  });
});
