/**
 * Shows R169: files of other programs are read, and what they hold and a project has no place for is named. The
 * fixtures are written after the standard and the habits of programs, none is copied.
 */
import { describe, expect, it } from 'vitest';
import type { QdaProject } from '#rules/coding/qda-project.ts';
import { guidFor, projectXml, qdpx, selectedText } from '#kit/qda-projects.ts';
import { readQda } from '#server/areas/exchange/refi-qda/reading.ts';

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

function projectOf(bytes: Uint8Array): QdaProject {
  const read = readQda(bytes);
  if (read.kind !== 'project') throw new Error('This is a code book.');
  return read.project;
}

const markedWords = (project: QdaProject): string[] =>
  project.sources.flatMap(({ text, selections }) => selections.map((one) => selectedText(text, one)));

const codeBook = `<CodeBook><Codes><Code guid="${guidFor(1)}" name="Trust" isCodable="true"/></Codes></CodeBook>`;
const marked = (start: number, end: number): string =>
  `<PlainTextSelection guid="${guidFor(3)}" startPosition="${start}" endPosition="${end}"><Coding guid="${guidFor(4)}"><CodeRef targetGUID="${guidFor(1)}"/></Coding></PlainTextSelection>`;

describe('a code book of another program', () => {
  it('has GUIDs in braces and in capitals, headings, and short colours', () => {
    const read = readQda(
      utf8(`\uFEFF<?xml version="1.0" encoding="UTF-8"?>
<CodeBook xmlns="urn:QDA-XML:codebook:1.0" xmlns:qda="urn:QDA-XML:codebook:1.0" origin="Another Program">
<Codes>
<Code guid="{5215CC69-B628-4E02-AFB9-9BEEAEE55808}" name="Topics" isCodable="false">
  <Code guid="d7aa29da-519b-4946-9b90-253b6db8fd0a" name="Economy" isCodable="true" color="#FF0">
    <Description>Anything about jobs</Description>
  </Code>
</Code>
</Codes>
<Sets><Set guid="${guidFor(8)}" name="First round"><MemberCode guid="{D7AA29DA-519B-4946-9B90-253B6DB8FD0A}"/></Set></Sets>
</CodeBook>`)
    );
    expect(read).toEqual({
      kind: 'code-book',
      losses: [],
      book: {
        origin: 'Another Program',
        codes: [
          {
            guid: '5215cc69-b628-4e02-afb9-9beeaee55808',
            name: 'Topics',
            description: '',
            color: null,
            isCodable: false,
            notes: [],
            children: [
              {
                guid: 'd7aa29da-519b-4946-9b90-253b6db8fd0a',
                name: 'Economy',
                description: 'Anything about jobs',
                color: '#ffff00',
                isCodable: true,
                notes: [],
                children: []
              }
            ]
          }
        ],
        sets: [
          {
            guid: guidFor(8),
            name: 'First round',
            description: '',
            codes: ['d7aa29da-519b-4946-9b90-253b6db8fd0a'],
            sources: [],
            notes: []
          }
        ]
      }
    });
  });
});

describe('a project of another program', () => {
  it('has its texts in a folder with a capital, with a byte order mark that no position counts', () => {
    const project = projectOf(
      qdpx(
        projectXml(
          `${codeBook}<Sources><TextSource guid="${guidFor(2)}" name="Text" plainTextPath="internal://A.TXT">${marked(4, 9)}</TextSource></Sources>`
        ),
        { 'Sources/a.txt': '\uFEFFThe 𠮷野家. End' }
      )
    );
    expect(project.sources[0]?.text).toBe('The 𠮷野家. End');
    expect(markedWords(project)).toEqual(['𠮷野家. ']);
  });

  it('has the text in the XML', () => {
    const project = projectOf(
      qdpx(
        projectXml(
          `${codeBook}<Sources><TextSource guid="${guidFor(2)}"><PlainTextContent>One &amp; two</PlainTextContent>${marked(4, 5)}</TextSource></Sources>`
        )
      )
    );
    expect(markedWords(project)).toEqual(['&']);
  });

  it.each([
    ['ATLAS.ti Win 23', 6, 12],
    ['Another Program', 7, 13]
  ])('counts line breaks of Windows as %s does', (origin, start, end) => {
    const project = projectOf(
      qdpx(
        projectXml(
          `${codeBook}<Sources><TextSource guid="${guidFor(2)}" plainTextPath="internal://t.txt">${marked(start, end)}</TextSource></Sources>`,
          origin
        ),
        { 'sources/t.txt': 'First\r\nsecond' }
      )
    );
    expect(markedWords(project)).toEqual(['second']);
  });

  it('has the words of a PDF, to which other things refer by the PDF', () => {
    const read = readQda(
      qdpx(
        projectXml(
          `${codeBook}<Sources><PDFSource guid="${guidFor(2)}" name="Plan.pdf" path="internal://p.pdf">
            <PDFSelection guid="${guidFor(6)}" page="1" firstX="0" firstY="0" secondX="1" secondY="1"/>
            <Representation guid="${guidFor(5)}" plainTextPath="internal://p.txt">${marked(0, 4)}</Representation>
            <NoteRef targetGUID="${guidFor(9)}"/></PDFSource></Sources>`
        ),
        { 'sources/p.txt': 'Plan of the city', 'sources/p.pdf': '%PDF-' }
      )
    );
    const project = read.kind === 'project' ? read.project : undefined;
    expect(project?.sources[0]).toMatchObject({
      guid: guidFor(2),
      name: 'Plan.pdf',
      notes: [guidFor(9)],
      text: 'Plan of the city'
    });
    expect(read.losses).toEqual([
      { element: 'PDFSource', count: 1, names: ['Plan.pdf'] },
      { element: 'PDFSelection', count: 1, names: [] }
    ]);
  });

  it('names what is left out: pictures, films, graphs, texts that are elsewhere, formats, unknown elements', () => {
    const read = readQda(
      qdpx(
        projectXml(
          `${codeBook}<Sources>
            <PictureSource guid="${guidFor(20)}" name="Map.png" path="internal://m.png"/>
            <VideoSource guid="${guidFor(21)}" name="Talk.mp4" path="relative:///Talk.mp4"><Transcript guid="${guidFor(22)}"/></VideoSource>
            <TextSource guid="${guidFor(23)}" name="Elsewhere" plainTextPath="absolute:///C:/a.txt"/>
            <TextSource guid="${guidFor(24)}" name="Here" richTextPath="internal://h.docx" plainTextPath="internal://h.txt"><Colour name="odd"/></TextSource>
          </Sources><Graphs><Graph guid="${guidFor(25)}" name="Network"/></Graphs>`
        ),
        { 'sources/h.txt': 'Here' }
      )
    );
    expect(read.losses).toEqual([
      { element: 'Graph', count: 1, names: ['Network'] },
      { element: 'PictureSource', count: 1, names: ['Map.png'] },
      { element: 'VideoSource', count: 1, names: ['Talk.mp4'] },
      { element: 'TextSource', count: 1, names: ['Elsewhere'] },
      { element: 'richTextPath', count: 1, names: ['Here'] },
      { element: 'Colour', count: 1, names: ['odd'] }
    ]);
  });

  it('has notes about passages of a source, with their words in the XML', () => {
    const project = projectOf(
      qdpx(
        projectXml(
          `${codeBook}<Notes><Note guid="${guidFor(30)}" modifyingUser="${guidFor(31)}" modifiedDateTime="2021-01-15T23:37:54Z"><PlainTextContent>Memo</PlainTextContent><PlainTextSelection guid="${guidFor(32)}" startPosition="455" endPosition="596"/></Note></Notes>`
        )
      )
    );
    expect(project.notes).toMatchObject([
      {
        text: 'Memo',
        modifyingUser: guidFor(31),
        modified: '2021-01-15T23:37:54Z',
        selections: [{ start: 455, end: 596 }]
      }
    ]);
  });
});
