/**
 * Shows R169: a malformed file is refused as a whole, with the name of what is wrong, and no file can take more
 * than the limits allow.
 */
import fc from '#kit/properties.ts';
import { describe, expect, it } from 'vitest';
import { qdaLimits } from '#rules/coding/qda-project.ts';
import { honest, lyingZip, packedZeros, zipped } from '#kit/office-packages.ts';
import { anyProject, guidFor, projectXml, qdpx } from '#kit/qda-projects.ts';
import { UnreadableFileError } from '#server/files/unreadable-file.ts';
import { QdaError } from '#server/areas/exchange/refi-qda/qda-error.ts';
import { readQda } from '#server/areas/exchange/refi-qda/reading.ts';
import { writeQdpx } from '#server/areas/exchange/refi-qda/writing.ts';

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

function faultOf(bytes: Uint8Array): string {
  try {
    readQda(bytes);
  } catch (error) {
    if (error instanceof QdaError || error instanceof UnreadableFileError)
      return `${error.fault}: ${error.detail}`;
    throw error;
  }
  return 'read';
}

const code = (number: number, name = 'Trust', inner = ''): string =>
  `<Code guid="${guidFor(number)}" name="${name}" isCodable="true">${inner}</Code>`;
const book = (codes: string): string => `<CodeBook><Codes>${codes}</Codes></CodeBook>`;
const source = (inner: string): string =>
  `<Sources><TextSource guid="${guidFor(90)}" name="Talk" plainTextPath="internal://t.txt">${inner}</TextSource></Sources>`;
const text = { 'sources/t.txt': 'Ten points' };
const selection = (start: string, end: string, of = 1): string =>
  `<PlainTextSelection guid="${guidFor(91)}" startPosition="${start}" endPosition="${end}"><Coding guid="${guidFor(92)}"><CodeRef targetGUID="${guidFor(of)}"/></Coding></PlainTextSelection>`;

describe('a malformed file', () => {
  it.each([
    ['of nothing', new Uint8Array(), 'empty: '],
    ['that is a zip without a project', zipped({ 'other.xml': '<a/>' }), 'no-project: '],
    ['that is other XML', utf8('<rss version="2.0"/>'), 'no-refi-qda: rss'],
    ['with another root', utf8('<Codes xmlns="urn:QDA-XML:codebook:1.0"/>'), 'no-refi-qda: Codes'],
    ['with a source that is not there', qdpx(projectXml(`${book(code(1))}${source('')}`)), 'no-text: Talk'],
    [
      'with a code that is not in the book',
      qdpx(projectXml(`${book(code(1))}${source(selection('0', '3', 2))}`), text),
      'unknown-code: Talk'
    ],
    [
      'with a selection beyond the text',
      qdpx(projectXml(`${book(code(1))}${source(selection('4', '11'))}`), text),
      'outside-text: Talk'
    ],
    [
      'with a selection that ends before it begins',
      qdpx(projectXml(`${book(code(1))}${source(selection('4', '3'))}`), text),
      'outside-text: Talk'
    ],
    [
      'with a position that is no number',
      qdpx(projectXml(`${book(code(1))}${source(selection('-1', '1e3'))}`), text),
      'outside-text: Talk'
    ],
    [
      'with two codes of one GUID',
      qdpx(projectXml(book(code(1) + code(1, 'Doubt')))),
      'repeated-guid: Doubt'
    ],
    [
      'with a code without GUID',
      qdpx(projectXml(book('<Code name="Trust" isCodable="true"/>'))),
      'bad-guid: Code Trust'
    ],
    [
      'with an identifier that is no GUID',
      qdpx(projectXml(`${book(code(1))}<Users><User guid="ada"/></Users>`)),
      'bad-guid: User'
    ]
  ])('%s says what is wrong', (_, bytes, fault) => {
    expect(faultOf(bytes)).toBe(fault);
  });

  it('with XML that ends early is broken', () => {
    expect(faultOf(qdpx(projectXml(book(code(1))).slice(0, -20)))).toMatch(/^broken: /);
  });

  it('with a document type is refused: entities could bring in other files, or grow without end', () => {
    const xml =
      '<!DOCTYPE CodeBook [<!ENTITY x SYSTEM "file:///etc/passwd">]><CodeBook xmlns="urn:QDA-XML:codebook:1.0"/>';
    expect(faultOf(utf8(xml))).toBe('external: DOCTYPE');
    expect(faultOf(qdpx(xml))).toBe('external: DOCTYPE');
  });

  it('cut anywhere, or with any byte changed, is refused or read as a whole, and throws nothing else', () => {
    const [project] = fc.sample(
      anyProject.filter(({ sources, codes }) => sources.length > 0 && codes.length > 0),
      { numRuns: 1, seed: 5 }
    );
    if (!project) throw new Error('There is no project.');
    const bytes = writeQdpx(project);
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.nat(255), (at, value) => {
        faultOf(bytes.subarray(0, at));
        const changed = bytes.slice();
        changed[at] = value;
        faultOf(changed);
      }),
      { numRuns: 300, seed: 8 }
    );
  });
});

describe('a file that is too much', () => {
  it('unpacks to no more than it declares', () => {
    const zeros = { name: 'sources/t.txt', packed: packedZeros(2), unpacked: 100 };
    const xml = projectXml(`${book(code(1))}${source('')}`);
    expect(faultOf(lyingZip([honest('project.qde', xml), zeros]))).toBe('unpacks-too-large: sources/t.txt');
  });

  it('declares too much', () => {
    const zeros = { name: 'project.qde', packed: packedZeros(2), unpacked: 2 ** 31 };
    expect(faultOf(lyingZip([zeros]))).toBe('unpacks-too-large: project.qde');
  });

  it('leaves the zip with its names', () => {
    expect(faultOf(qdpx(projectXml(''), { '../t.txt': 'x' }))).toBe('broken: ../t.txt');
  });

  it('has more codes than a code book may', () => {
    const many = Array.from({ length: qdaLimits.codes + 1 }, (_, index) => code(index)).join('');
    expect(faultOf(qdpx(projectXml(book(many))))).toBe(`too-many-codes: ${qdaLimits.codes}`);
  });

  it('has codes that are nested too deep', () => {
    const deep = Array.from({ length: qdaLimits.depth + 1 }).reduce<string>(
      (inner, _, index) => code(index, `Level ${index}`, inner),
      ''
    );
    expect(faultOf(qdpx(projectXml(book(deep))))).toBe('codes-too-deep: Level 0');
  });

  it('has elements that are nested too deep', () => {
    const deep = `${'<a>'.repeat(300)}${'</a>'.repeat(300)}`;
    expect(faultOf(qdpx(projectXml(deep)))).toBe('too-deep: 200');
  });
});
