/** Shows R169: code book and codings go out as REFI-QDA and come in again without loss. */
import fc from '#kit/properties.ts';
import { strFromU8, unzipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { noAudit, type QdaProject } from '#rules/coding/qda-project.ts';
import { anyProject, codeBookOf, guidFor, selectedText } from '#kit/qda-projects.ts';
import { parseElements, type Element } from '#server/areas/exchange/refi-qda/elements.ts';
import { readQda } from '#server/areas/exchange/refi-qda/reading.ts';
import { writeQdc, writeQdpx } from '#server/areas/exchange/refi-qda/writing.ts';

const utf8 = (bytes: Uint8Array | undefined): string => (bytes ? strFromU8(bytes) : '');

const empty: QdaProject = {
  origin: 'Meridian',
  name: 'Study',
  description: '',
  ...noAudit,
  remarks: [],
  users: [],
  codes: [],
  variables: [],
  cases: [],
  sources: [],
  notes: [],
  links: [],
  sets: []
};

describe('a project out and in again', () => {
  it('is the same, whatever it holds', () => {
    fc.assert(
      fc.property(anyProject, (project) => {
        const read = readQda(writeQdpx(project));
        expect(read).toEqual({ kind: 'project', project, losses: [] });
      }),
      { numRuns: 50, seed: 20261128 }
    );
  });

  it('gives the same bytes again', () => {
    fc.assert(
      fc.property(anyProject, (project) => {
        const bytes = writeQdpx(project);
        const read = readQda(bytes);
        expect(read.kind === 'project' && Buffer.compare(writeQdpx(read.project), bytes)).toBe(0);
      }),
      { numRuns: 10, seed: 7 }
    );
  });

  it('marks the same words where characters take two units, and where selections overlap', () => {
    const text = '城市𠮷川 👩‍👩‍👧 opened\r\nits data.';
    const selection = (number: number, start: number, end: number) => ({
      guid: guidFor(number),
      name: '',
      description: '',
      start,
      end,
      ...noAudit,
      codings: [],
      notes: []
    });
    const source = {
      guid: guidFor(1),
      name: 'Text',
      description: '',
      text,
      ...noAudit,
      codings: [],
      notes: [],
      values: [],
      selections: [selection(2, 2, 4), selection(3, 3, 10), selection(4, 11, 22), selection(5, 0, 28)]
    };
    const read = readQda(writeQdpx({ ...empty, sources: [source] }));
    const [again] = read.kind === 'project' ? read.project.sources : [];
    expect(again?.selections.map((one) => selectedText(again.text, one))).toEqual([
      '𠮷川',
      '川 👩‍👩‍👧',
      'opened\r\nits',
      text
    ]);
  });
});

describe('a code book out and in again', () => {
  it('is the same, whatever it holds', () => {
    fc.assert(
      fc.property(anyProject.map(codeBookOf), (book) => {
        expect(readQda(writeQdc(book))).toEqual({ kind: 'code-book', book, losses: [] });
      }),
      { numRuns: 150, seed: 11 }
    );
  });
});

/**
 * Lists, after the schemas of the standard (Project.xsd and Codebook.xsd 1.0), what each element may hold, in its
 * order, and its attributes; those with an exclamation mark are required.
 */
const audited = 'guid! name creatingUser creationDateTime modifyingUser modifiedDateTime';
const schema: Readonly<Record<string, readonly [children: string, attributes: string]>> = {
  Project: [
    'Users CodeBook Variables Cases Sources Notes Links Sets Graphs Description NoteRef',
    'name! origin creatingUserGUID creationDateTime modifyingUserGUID modifiedDateTime basePath'
  ],
  CodeBook: ['Codes Sets', 'origin'],
  Users: ['User', ''],
  User: ['', 'guid! name id'],
  Codes: ['Code', ''],
  Code: ['Description NoteRef Code', 'guid! name! isCodable! color'],
  Variables: ['Variable', ''],
  Variable: ['Description', 'guid! name! typeOfVariable!'],
  Cases: ['Case', ''],
  Case: ['Description CodeRef VariableValue SourceRef SelectionRef', 'guid! name'],
  VariableValue: ['VariableRef TextValue BooleanValue IntegerValue FloatValue DateValue DateTimeValue', ''],
  Sources: ['TextSource', ''],
  TextSource: [
    'Description PlainTextContent PlainTextSelection Coding NoteRef VariableValue',
    `${audited} richTextPath plainTextPath`
  ],
  Note: [
    'Description PlainTextContent PlainTextSelection Coding NoteRef VariableValue',
    `${audited} richTextPath plainTextPath`
  ],
  PlainTextSelection: ['Description Coding NoteRef', `${audited} startPosition! endPosition!`],
  Coding: ['CodeRef NoteRef', 'guid! creatingUser creationDateTime'],
  Notes: ['Note', ''],
  Links: ['Link', ''],
  Link: ['NoteRef', 'guid! name direction color originGUID targetGUID'],
  Sets: ['Set', ''],
  Set: ['Description MemberCode MemberSource MemberNote', 'guid! name!']
};

function expectSchema(element: Element): void {
  const [children, attributes] = schema[element.name] ?? [
    '',
    element.name.startsWith('Member') ? 'targetGUID guid' : element.name.endsWith('Ref') ? 'targetGUID!' : ''
  ];
  const order = children.split(' ');
  const places = element.children.map(({ name }) => order.indexOf(name));
  expect(places, element.name).not.toContain(-1);
  expect(places, element.name).toEqual(places.toSorted((a, b) => a - b));
  const names = Object.keys(element.attributes).filter((name) => !/^xmlns|^xsi$|^schemaLocation$/.test(name));
  const allowed = attributes.split(' ').map((name) => name.replace('!', ''));
  expect(allowed, element.name).toEqual(expect.arrayContaining(names));
  for (const required of attributes.split(' ').filter((name) => name.endsWith('!')))
    expect(names, element.name).toContain(required.slice(0, -1));
  if (['Users', 'Codes', 'Variables', 'Cases', 'Sources', 'Notes', 'Links', 'Sets'].includes(element.name))
    expect(element.children.length, element.name).toBeGreaterThan(0);
  for (const child of element.children) expectSchema(child);
}

describe('the files', () => {
  it('have only the elements and attributes of the schemas, in their order', () => {
    fc.assert(
      fc.property(
        anyProject.filter(({ codes }) => codes.length > 0),
        (made) => {
          expectSchema(parseElements(utf8(unzipSync(writeQdpx(made))['project.qde'])));
          expectSchema(parseElements(utf8(writeQdc(codeBookOf(made)))));
        }
      ),
      { numRuns: 10, seed: 3 }
    );
  });

  const project: QdaProject = {
    ...empty,
    users: [{ guid: guidFor(9), name: 'Ada', id: '' }],
    codes: [
      {
        guid: guidFor(1),
        name: 'Open "data" & trust',
        description: '[中文] 开放数据',
        color: '#1a9850',
        isCodable: true,
        notes: [guidFor(7)],
        children: [
          {
            guid: guidFor(2),
            name: 'Portals',
            description: '',
            color: null,
            isCodable: true,
            notes: [],
            children: []
          }
        ]
      }
    ],
    sources: [
      {
        guid: guidFor(3),
        name: 'Findings',
        description: '',
        text: 'The portal is open.',
        ...noAudit,
        selections: [
          {
            guid: guidFor(4),
            name: 'portal',
            description: '',
            start: 4,
            end: 10,
            ...noAudit,
            codings: [
              { guid: guidFor(5), code: guidFor(2), creatingUser: guidFor(9), created: null, notes: [] }
            ],
            notes: []
          }
        ],
        codings: [],
        notes: [],
        values: []
      }
    ]
  };

  it('have the form of the standard: a code book', () => {
    expect(utf8(writeQdc({ origin: 'Meridian', codes: project.codes, sets: [] }))).toBe(
      [
        '<?xml version="1.0" encoding="utf-8"?>',
        '<CodeBook xmlns="urn:QDA-XML:codebook:1.0" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="urn:QDA-XML:codebook:1.0 http://schema.qdasoftware.org/versions/Codebook/v1.0/Codebook.xsd" origin="Meridian">',
        '<Codes>',
        `<Code guid="${guidFor(1)}" name="Open &quot;data&quot; &amp; trust" isCodable="true" color="#1a9850">`,
        '<Description>[中文] 开放数据</Description>',
        `<Code guid="${guidFor(2)}" name="Portals" isCodable="true">`,
        '</Code>',
        '</Code>',
        '</Codes>',
        '</CodeBook>',
        ''
      ].join('\n')
    );
  });

  it('have the form of the standard: a project with its texts in one folder', () => {
    const parts = unzipSync(writeQdpx(project));
    expect(Object.keys(parts)).toEqual(['project.qde', `sources/${guidFor(3)}.txt`]);
    expect(utf8(parts[`sources/${guidFor(3)}.txt`])).toBe('The portal is open.');
    expect(utf8(parts['project.qde'])).toContain(
      [
        `<TextSource guid="${guidFor(3)}" name="Findings" plainTextPath="internal://${guidFor(3)}.txt">`,
        `<PlainTextSelection guid="${guidFor(4)}" name="portal" startPosition="4" endPosition="10">`,
        `<Coding guid="${guidFor(5)}" creatingUser="${guidFor(9)}">`,
        `<CodeRef targetGUID="${guidFor(2)}"/>`,
        '</Coding>',
        '</PlainTextSelection>',
        '</TextSource>'
      ].join('\n')
    );
  });
});
