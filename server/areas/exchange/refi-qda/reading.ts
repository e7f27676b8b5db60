/**
 * Reads code books (QDC, an XML file) and projects (QDPX, a zip with `project.qde` and the texts) of REFI-QDA. A
 * file is read as a whole or not at all; what it has and a project has no place for is reported.
 */
import {
  codesInOrder,
  linkDirections,
  variableTypes,
  type Guid,
  type QdaCase,
  type QdaCodeBook,
  type QdaLink,
  type QdaLoss,
  type QdaProject,
  type QdaVariable
} from '#rules/coding/qda-project.ts';
import { fileLimits } from '#base/read-file.ts';
import { UnreadableFileError } from '#server/files/unreadable-file.ts';
import { openParts } from '#server/files/office-package.ts';
import { textOf } from '#server/files/text-decoding.ts';
import {
  Losses,
  auditOf,
  colorOf,
  descriptionOf,
  nameOf,
  optionalGuid,
  ownGuid,
  parseElements,
  sorted,
  targetGuid,
  type Element
} from './elements.ts';
import { QdaError } from './qda-error.ts';
import { codesOf, setsOf } from './reading-codes.ts';
import { notesOf, sourcesOf, valuesFrom, type TextReading } from './reading-texts.ts';

export type ReadQda =
  | { readonly kind: 'code-book'; readonly book: QdaCodeBook; readonly losses: readonly QdaLoss[] }
  | { readonly kind: 'project'; readonly project: QdaProject; readonly losses: readonly QdaLoss[] };

/** Throws `UnreadableFileError` or `QdaError`, and nothing else for any bytes. */
export function readQda(bytes: Uint8Array): ReadQda {
  if (bytes.length === 0) throw new UnreadableFileError('empty');
  if (bytes.length > fileLimits.bytes) throw new UnreadableFileError('too-large', String(bytes.length));
  return bytes[0] === 0x50 && bytes[1] === 0x4b ? readQdpx(bytes) : readXml(textOf(bytes), () => undefined);
}

function readQdpx(bytes: Uint8Array): ReadQda {
  const parts = openParts(bytes);
  const xml = parts.text('project.qde');
  if (xml === undefined) throw new QdaError('no-project');
  return readXml(xml, parts.bytes);
}

/** Matches the namespaces of both schemas, also of drafts before 1.0 that programs still name. */
const refiSpace = /^urn:QDA-XML:(?:project|codebook):/;

function readXml(xml: string, parts: TextReading['parts']): ReadQda {
  const root = parseElements(xml);
  const losses = new Losses();
  if (refiSpace.test(root.space) && root.name === 'Project') {
    const project = projectFrom(root, parts, losses);
    return { kind: 'project', project, losses: losses.list() };
  }
  if (!refiSpace.test(root.space) || root.name !== 'CodeBook') throw new QdaError('no-refi-qda', root.name);
  const { Sets } = sorted(root, ['Codes', 'Sets'], losses);
  const book: QdaCodeBook = {
    origin: root.attributes['origin'] ?? '',
    codes: codesOf(root, losses),
    sets: setsOf(Sets, losses)
  };
  checkGuids(codesInOrder(book.codes).map(({ code }) => code));
  return { kind: 'code-book', book, losses: losses.list() };
}

function projectFrom(root: Element, parts: TextReading['parts'], losses: Losses): QdaProject {
  const own = sorted(
    root,
    [
      'Users',
      'CodeBook',
      'Variables',
      'Cases',
      'Sources',
      'Notes',
      'Links',
      'Sets',
      'Graphs',
      'Description',
      'NoteRef'
    ],
    losses
  );
  for (const { children } of own.Graphs) for (const graph of children) losses.add('Graph', nameOf(graph));
  const origin = root.attributes['origin'] ?? '';
  const reading: TextReading = { parts, losses, hasShortBreaks: /atlas/i.test(origin), selections: 0 };
  const project: QdaProject = {
    origin,
    name: nameOf(root),
    description: descriptionOf(own.Description),
    ...auditOf(root),
    remarks: own.NoteRef.map(targetGuid),
    users: listed(own.Users, 'User', losses).map((user) => ({
      guid: ownGuid(user),
      name: nameOf(user),
      id: user.attributes['id'] ?? ''
    })),
    codes: codesOf(own.CodeBook.at(0), losses),
    variables: listed(own.Variables, 'Variable', losses).map((one) => variableFrom(one, losses)),
    cases: listed(own.Cases, 'Case', losses).map((one) => caseFrom(one, losses)),
    sources: sourcesOf(own.Sources, reading),
    notes: notesOf(own.Notes, reading),
    links: listed(own.Links, 'Link', losses).map((one) => linkFrom(one, losses)),
    sets: setsOf(own.Sets, losses)
  };
  checkProject(project);
  return project;
}

const listed = (lists: readonly Element[], name: string, losses: Losses): readonly Element[] =>
  lists.flatMap((list) => sorted(list, [name], losses)[name] ?? []);

function variableFrom(element: Element, losses: Losses): QdaVariable {
  const written = element.attributes['typeOfVariable'];
  const type = variableTypes.find((one) => one === written) ?? 'Text';
  if (type !== written) losses.add('typeOfVariable', nameOf(element));
  const { Description } = sorted(element, ['Description'], losses);
  return {
    guid: ownGuid(element),
    name: nameOf(element),
    type,
    description: descriptionOf(Description)
  };
}

function caseFrom(element: Element, losses: Losses): QdaCase {
  const own = sorted(
    element,
    ['Description', 'CodeRef', 'VariableValue', 'SourceRef', 'SelectionRef'],
    losses
  );
  return {
    guid: ownGuid(element),
    name: nameOf(element),
    description: descriptionOf(own.Description),
    codes: own.CodeRef.map(targetGuid),
    values: valuesFrom(own.VariableValue, losses),
    sources: own.SourceRef.map(targetGuid),
    selections: own.SelectionRef.map(targetGuid)
  };
}

function linkFrom(element: Element, losses: Losses): QdaLink {
  const { attributes } = element;
  return {
    guid: ownGuid(element),
    name: nameOf(element),
    direction: linkDirections.find((one) => one === attributes['direction']) ?? null,
    color: colorOf(element, losses),
    origin: optionalGuid(attributes['originGUID']),
    target: optionalGuid(attributes['targetGUID']),
    notes: sorted(element, ['NoteRef'], losses).NoteRef.map(targetGuid)
  };
}

/** Checks that the things to which others refer have different GUIDs, and that every coding has its code. */
function checkProject({ users, codes, sources, notes }: QdaProject): void {
  const all = codesInOrder(codes).map(({ code }) => code);
  checkGuids(users);
  checkGuids(all);
  checkGuids([...sources, ...notes]);
  const known = new Set(all.map(({ guid }) => guid));
  for (const text of [...sources, ...notes])
    for (const { code } of [...text.codings, ...text.selections.flatMap(({ codings }) => codings)])
      if (!known.has(code)) throw new QdaError('unknown-code', text.name || code);
}

function checkGuids(things: readonly { readonly guid: Guid; readonly name: string }[]): void {
  const seen = new Set<Guid>();
  for (const { guid, name } of things) {
    if (seen.has(guid)) throw new QdaError('repeated-guid', name || guid);
    seen.add(guid);
  }
}
