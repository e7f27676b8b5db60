/**
 * Writes code books (QDC) and projects (QDPX) of REFI-QDA, in the order of elements that the schemas prescribe. The
 * same project gives the same bytes on every machine. Texts are files of their own, since XML would change their
 * line breaks.
 */
import { strToU8, zipSync } from 'fflate';
import type {
  QdaAudit,
  QdaCase,
  QdaCode,
  QdaCodeBook,
  QdaCoding,
  QdaLink,
  QdaProject,
  QdaSelection,
  QdaSet,
  QdaText,
  QdaValue,
  QdaVariable
} from '#rules/coding/qda-project.ts';
import { xmlText } from '#server/files/xml.ts';

const schemaInstance = 'http://www.w3.org/2001/XMLSchema-instance';
const schemas = 'http://schema.qdasoftware.org/versions';

/** Zip stores local time without a zone: this is the same everywhere. */
const packTime = new Date(1980, 0, 1);

/** It has no place for notes on codes, nor for sets of anything else. */
export const writeQdc = ({ origin, codes, sets }: QdaCodeBook): Uint8Array =>
  xmlFile([
    opened('CodeBook', {
      xmlns: 'urn:QDA-XML:codebook:1.0',
      'xmlns:xsi': schemaInstance,
      'xsi:schemaLocation': `urn:QDA-XML:codebook:1.0 ${schemas}/Codebook/v1.0/Codebook.xsd`,
      origin
    }),
    '<Codes>',
    ...codes.flatMap((code) => codeLines(code, { hasNotes: false })),
    '</Codes>',
    ...listLines(
      'Sets',
      sets.flatMap((set) => [
        opened('Set', { guid: set.guid, name: set.name }),
        ...descriptionLines(set.description),
        ...set.codes.map((guid) => single('MemberCode', { guid })),
        '</Set>'
      ])
    ),
    '</CodeBook>'
  ]);

export function writeQdpx(project: QdaProject): Uint8Array {
  const texts = [...project.sources, ...project.notes];
  return zipSync(
    {
      'project.qde': projectFile(project),
      ...Object.fromEntries(texts.map(({ guid, text }) => [`sources/${guid}.txt`, utf8(text)]))
    },
    { level: 6, mtime: packTime }
  );
}

const projectFile = (project: QdaProject): Uint8Array =>
  xmlFile([
    opened('Project', {
      xmlns: 'urn:QDA-XML:project:1.0',
      'xmlns:xsi': schemaInstance,
      'xsi:schemaLocation': `urn:QDA-XML:project:1.0 ${schemas}/Project/v1.0/Project.xsd`,
      name: project.name,
      origin: project.origin || undefined,
      creatingUserGUID: project.creatingUser,
      creationDateTime: project.created,
      modifyingUserGUID: project.modifyingUser,
      modifiedDateTime: project.modified
    }),
    ...listLines(
      'Users',
      project.users.map(({ guid, name, id }) => single('User', { guid, name, id: id || undefined }))
    ),
    ...(project.codes.length === 0
      ? []
      : [
          '<CodeBook><Codes>',
          ...project.codes.flatMap((code) => codeLines(code, { hasNotes: true })),
          '</Codes></CodeBook>'
        ]),
    ...listLines('Variables', project.variables.flatMap(variableLines)),
    ...listLines('Cases', project.cases.flatMap(caseLines)),
    ...listLines(
      'Sources',
      project.sources.flatMap((source) => textLines('TextSource', source))
    ),
    ...listLines(
      'Notes',
      project.notes.flatMap((note) => textLines('Note', note))
    ),
    ...listLines('Links', project.links.flatMap(linkLines)),
    ...listLines('Sets', project.sets.flatMap(setLines)),
    ...descriptionLines(project.description),
    ...refLines('NoteRef', project.remarks),
    '</Project>'
  ]);

function codeLines(code: QdaCode, { hasNotes }: { readonly hasNotes: boolean }): string[] {
  const { guid, name, color, isCodable } = code;
  return [
    opened('Code', { guid, name, isCodable: String(isCodable), color }),
    ...descriptionLines(code.description),
    ...(hasNotes ? refLines('NoteRef', code.notes) : []),
    ...code.children.flatMap((child) => codeLines(child, { hasNotes })),
    '</Code>'
  ];
}

const variableLines = ({ guid, name, type, description }: QdaVariable): string[] => [
  opened('Variable', { guid, name, typeOfVariable: type }),
  ...descriptionLines(description),
  '</Variable>'
];

const caseLines = (one: QdaCase): string[] => [
  opened('Case', { guid: one.guid, name: one.name || undefined }),
  ...descriptionLines(one.description),
  ...refLines('CodeRef', one.codes),
  ...valueLines(one.values),
  ...refLines('SourceRef', one.sources),
  ...refLines('SelectionRef', one.selections),
  '</Case>'
];

const valueLines = (values: readonly QdaValue[]): string[] =>
  values.flatMap(({ variable, type, value }) => [
    '<VariableValue>',
    single('VariableRef', { targetGUID: variable }),
    `<${type}Value>${elementText(value)}</${type}Value>`,
    '</VariableValue>'
  ]);

const textLines = (element: 'TextSource' | 'Note', text: QdaText): string[] => [
  opened(element, {
    guid: text.guid,
    name: text.name || undefined,
    plainTextPath: `internal://${text.guid}.txt`,
    ...auditAttributes(text)
  }),
  ...descriptionLines(text.description),
  ...text.selections.flatMap(selectionLines),
  ...text.codings.flatMap(codingLines),
  ...refLines('NoteRef', text.notes),
  ...valueLines(text.values),
  `</${element}>`
];

const selectionLines = (selection: QdaSelection): string[] => [
  opened('PlainTextSelection', {
    guid: selection.guid,
    name: selection.name || undefined,
    startPosition: String(selection.start),
    endPosition: String(selection.end),
    ...auditAttributes(selection)
  }),
  ...descriptionLines(selection.description),
  ...selection.codings.flatMap(codingLines),
  ...refLines('NoteRef', selection.notes),
  '</PlainTextSelection>'
];

const codingLines = ({ guid, code, creatingUser, created, notes }: QdaCoding): string[] => [
  opened('Coding', { guid, creatingUser, creationDateTime: created }),
  ...refLines('CodeRef', [code]),
  ...refLines('NoteRef', notes),
  '</Coding>'
];

const linkLines = ({ guid, name, direction, color, origin, target, notes }: QdaLink): string[] => [
  opened('Link', {
    guid,
    name: name || undefined,
    direction,
    color,
    originGUID: origin,
    targetGUID: target
  }),
  ...refLines('NoteRef', notes),
  '</Link>'
];

const setLines = ({ guid, name, description, codes, sources, notes }: QdaSet): string[] => [
  opened('Set', { guid, name }),
  ...descriptionLines(description),
  ...refLines('MemberCode', codes),
  ...refLines('MemberSource', sources),
  ...refLines('MemberNote', notes),
  '</Set>'
];

const auditAttributes = ({ creatingUser, created, modifyingUser, modified }: QdaAudit): Attributes => ({
  creatingUser,
  creationDateTime: created,
  modifyingUser,
  modifiedDateTime: modified
});

const refLines = (element: string, guids: readonly string[]): string[] =>
  guids.map((targetGUID) => single(element, { targetGUID }));

const descriptionLines = (description: string): string[] =>
  description === '' ? [] : [`<Description>${elementText(description)}</Description>`];

/** Returns a list, which the schemas do not allow to be empty. */
const listLines = (name: string, lines: readonly string[]): string[] =>
  lines.length === 0 ? [] : [`<${name}>`, ...lines, `</${name}>`];

type Attributes = Readonly<Record<string, string | null | undefined>>;

const attributesOf = (attributes: Attributes): string =>
  Object.entries(attributes)
    .map(([name, value]) =>
      value === null || value === undefined ? '' : ` ${name}="${attributeText(value)}"`
    )
    .join('');
const opened = (name: string, attributes: Attributes): string => `<${name}${attributesOf(attributes)}>`;
const single = (name: string, attributes: Attributes): string => `<${name}${attributesOf(attributes)}/>`;

/** Readers of XML make a line feed of a carriage return, and blanks of both in attributes, unless they are numbers. */
const elementText = (text: string): string => xmlText(text).replaceAll('\r', '&#13;');
const attributeText = (text: string): string =>
  elementText(text).replaceAll('\n', '&#10;').replaceAll('\t', '&#9;');

const xmlFile = (lines: readonly string[]): Uint8Array =>
  strToU8(`<?xml version="1.0" encoding="utf-8"?>\n${lines.join('\n')}\n`);

/** A text that begins with a byte order mark of its own gets another, which a reader takes away. */
const utf8 = (text: string): Uint8Array => strToU8(text.startsWith('\uFEFF') ? `\uFEFF${text}` : text);
