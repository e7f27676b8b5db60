import { describe, expect, it } from 'vitest';
import { fileLimits, type FileFault } from '#base/read-file.ts';
import { UnreadableFileError } from '#server/files/unreadable-file.ts';
import { openPackage, type OfficeKind } from '#server/files/office-package.ts';
import { parseXml } from '#server/files/xml-parsing.ts';
import { exe, oldOffice, openDocument, pdf, pptx, text } from '#kit/evidence-files.ts';
import { honest, lyingZip, packageParts, packedZeros, relationsPart, zipped } from '#kit/office-packages.ts';

const body = '<w:document xmlns:w="urn:w"><w:body/></w:document>';

function faultOf(act: () => unknown): [FileFault, string] | null {
  try {
    act();
    return null;
  } catch (error) {
    if (!(error instanceof UnreadableFileError)) throw error;
    return [error.fault, error.detail];
  }
}
const opening = (bytes: Uint8Array, kind: OfficeKind = 'docx'): [FileFault, string] | null =>
  faultOf(() => openPackage(bytes, kind));
const parts = (more: Readonly<Record<string, string>> = {}): Record<string, string> =>
  packageParts('docx', body, more);

/** Measures how far the peak memory of this process has grown, in megabytes. */
function grownBy(act: () => unknown): number {
  const before = process.resourceUsage().maxRSS;
  act();
  return (process.resourceUsage().maxRSS - before) / 1024;
}

describe('an office package', () => {
  it('gives its parts by name, whatever the case, and what they point to', () => {
    const opened = openPackage(
      zipped(
        parts({
          'word/_rels/document.xml.rels': relationsPart([
            ['styles', 'styles.xml'],
            ['image', '../media/a.png'],
            ['hyperlink', 'https://example.org/', 'External']
          ])
        })
      ),
      'docx'
    );
    expect(opened.main).toBe('word/document.xml');
    expect(opened.text('Word/Document.xml')).toBe(body);
    expect(opened.text('word/nothing.xml')).toBeUndefined();
    expect(
      opened.relations('word/document.xml').map(({ type, target, isExternal }) => [type, target, isExternal])
    ).toEqual([
      ['styles', 'word/styles.xml', false],
      ['image', 'media/a.png', false],
      ['hyperlink', 'https://example.org/', true]
    ]);
  });

  it('is read in UTF-16 where it says so, and not at all in anything else', () => {
    const wide = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(body, 'utf16le')]);
    expect(
      openPackage(zipped({ ...parts(), 'word/document.xml': wide }), 'docx').text('word/document.xml')
    ).toBe(body);
    const other = openPackage(
      zipped({ ...parts(), 'word/document.xml': new Uint8Array([0x3c, 0xff, 0xfe]) }),
      'docx'
    );
    expect(faultOf(() => other.text('word/document.xml'))).toEqual(['not-utf8', 'word/document.xml']);
  });
});

describe('a file that is none', () => {
  it.each([
    ['nothing', new Uint8Array(), ['empty', '']],
    ['a page', text('\n<!DOCTYPE html><html><body>x</body></html>'), ['wrong-type', 'html']],
    ['a PDF', pdf(), ['wrong-type', 'pdf']],
    ['a program', exe(), ['wrong-type', 'exe']],
    ['words', text('Dear all'), ['wrong-type', '']],
    [
      'what Word wrote before 2007',
      Buffer.concat([oldOffice(), Buffer.from('WordDocument', 'utf16le')]),
      ['wrong-type', 'doc']
    ],
    [
      'a document with a password',
      Buffer.concat([oldOffice(), Buffer.from('EncryptedPackage', 'utf16le')]),
      ['encrypted', '']
    ],
    ['OpenDocument', openDocument('text'), ['wrong-type', 'odt']],
    ['slides', pptx(), ['wrong-type', '']],
    ['any zip', zipped({ 'a.txt': 'a' }), ['wrong-type', 'zip']],
    ['a workbook', zipped(packageParts('xlsx', '<workbook/>')), ['wrong-type', 'xlsx']],
    ['a broken zip', zipped(parts()).slice(0, 300), ['broken', '']]
  ] as const)('is told by what it is: %s', (_, bytes, fault) => {
    expect(opening(bytes)).toEqual(fault);
  });

  it('is not taken where it is larger than files may be', () => {
    expect(opening(new Uint8Array(fileLimits.bytes + 1))?.[0]).toBe('too-large');
  });
});

describe('a bomb', () => {
  const head = Object.entries(parts()).map(([name, part]) => honest(name, part));

  it('that says how large it is is not unpacked', () => {
    const large = { name: 'word/large.xml', packed: packedZeros(1), unpacked: fileLimits.partBytes + 1 };
    expect(opening(lyingZip([...head, large]))).toEqual(['unpacks-too-large', 'word/large.xml']);
    const many = Array.from({ length: 3 }, (_, index) => ({
      name: `word/${index}.xml`,
      packed: packedZeros(1),
      unpacked: fileLimits.partBytes
    }));
    expect(opening(lyingZip([...head, ...many]))?.[0]).toBe('unpacks-too-large');
  });

  it('that lies about it takes no more memory than it says', () => {
    const rest = head.filter(({ name }) => name !== 'word/document.xml');
    const lying = lyingZip([
      ...rest,
      { name: 'word/document.xml', packed: packedZeros(2048), unpacked: 2000 }
    ]);
    const opened = openPackage(lying, 'docx');
    let fault: unknown;
    expect(grownBy(() => (fault = faultOf(() => opened.text('word/document.xml'))))).toBeLessThan(100);
    expect(fault).toEqual(['unpacks-too-large', 'word/document.xml']);
    const inTypes = lyingZip([{ name: '[Content_Types].xml', packed: packedZeros(2048), unpacked: 2000 }]);
    expect(grownBy(() => (fault = opening(inTypes)))).toBeLessThan(100);
    expect(fault).toEqual(['unpacks-too-large', '[Content_Types].xml']);
  });

  it('whose parts share their bytes is not unpacked', () => {
    const first = { name: 'word/0.xml', packed: packedZeros(1), unpacked: 1024 * 1024 };
    const others = Array.from({ length: 50 }, (_, index) => ({
      ...first,
      name: `word/${index + 1}.xml`,
      shares: head.length
    }));
    expect(opening(lyingZip([...head, first, ...others]))?.[0]).toBe('unpacks-too-large');
  });

  it('in layers is unpacked once and read no further', () => {
    const inner = zipped({ 'a.xml': '0'.repeat(1_000_000) });
    const opened = openPackage(zipped({ ...parts(), 'word/document.xml': inner }), 'docx');
    expect(faultOf(() => opened.text('word/document.xml'))).toEqual([
      'unpacks-too-large',
      'word/document.xml'
    ]);
  });

  it('of very many parts is not listed', () => {
    const many = Object.fromEntries(
      Array.from({ length: fileLimits.parts }, (_, index) => [`word/${index}.xml`, ''])
    );
    expect(opening(zipped({ ...parts(), ...many }))?.[0]).toBe('unpacks-too-large');
  });
});

describe('a package that is not what it seems', () => {
  it.each(['../evil.xml', '/word/evil.xml', 'word/../../evil.xml', 'word\\evil.xml', 'C:evil.xml'])(
    'is refused for a part called %s',
    (name) => {
      expect(opening(zipped(parts({ [name]: 'x' })))).toEqual(['broken', name]);
    }
  );

  it('is refused where two parts have one name', () => {
    expect(opening(zipped(parts({ 'Word/Document.xml': body })))).toEqual(['broken', 'Word/Document.xml']);
  });

  it('is refused where the bytes are not those that were packed', () => {
    const entries = Object.entries(parts()).map(([name, part]) => honest(name, part));
    const changed = lyingZip(
      entries.map((entry) => (entry.name === 'word/document.xml' ? { ...entry, crc: 1 } : entry))
    );
    expect(faultOf(() => openPackage(changed, 'docx').text('word/document.xml'))).toEqual([
      'broken',
      'word/document.xml'
    ]);
  });

  it('is refused for macros, by the name of a part or by its type', () => {
    expect(opening(zipped(parts({ 'word/vbaProject.bin': 'x' })))?.[0]).toBe('macros');
    expect(opening(zipped(parts({ 'word/activeX/activeX1.xml': '<a/>' })))?.[0]).toBe('macros');
    expect(
      opening(
        zipped(packageParts('docx', body, {}, 'application/vnd.ms-word.document.macroEnabled.main+xml'))
      )?.[0]
    ).toBe('macros');
  });

  it.each(['attachedTemplate', 'image', 'oleObject', 'externalLinkPath'])(
    'is refused for an %s that lies elsewhere',
    (type) => {
      const rels = relationsPart([[type, 'https://example.org/a', 'External']]);
      expect(opening(zipped(parts({ 'word/_rels/settings.xml.rels': rels })))).toEqual(['external', type]);
    }
  );

  it('is refused for an entity, wherever it stands', () => {
    const rels = `<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]>${relationsPart([])}`;
    expect(opening(zipped(parts({ 'word/_rels/document.xml.rels': rels })))).toEqual(['external', 'DOCTYPE']);
  });
});

describe('XML', () => {
  const faultIn = (xml: string): [FileFault, string] | null => faultOf(() => parseXml(xml, {}));

  it('is read by the names within their spaces', () => {
    const seen: unknown[] = [];
    parseXml('<a:p xmlns:a="urn:1" xmlns:b="urn:2" b:id="2" id="1" b:n="3">x &amp; <![CDATA[<y>]]></a:p>', {
      open: (name, attributes, space) => seen.push([name, { ...attributes }, space]),
      text: (text) => seen.push(text),
      close: (name) => seen.push(name)
    });
    expect(seen[0]).toEqual(['p', { id: '1', n: '3' }, 'urn:1']);
    expect(seen.slice(1, -1).join('')).toBe('x & <y>');
    expect(seen.at(-1)).toBe('p');
  });

  it.each([
    ['a document type', '<!DOCTYPE lolz [<!ENTITY lol "lol">]><a>&lol;</a>', 'external'],
    ['an entity that nobody declared', '<a>&lol;</a>', 'broken'],
    ['an element that stays open', '<a><b></a>', 'broken'],
    ['a prefix without a space', '<w:a/>', 'broken'],
    ['nothing', '', 'broken'],
    ['great depth', '<a>'.repeat(100_000), 'too-deep']
  ] as const)('is refused for %s', (_, xml, fault) => {
    expect(faultIn(xml)?.[0]).toBe(fault);
  });
});
