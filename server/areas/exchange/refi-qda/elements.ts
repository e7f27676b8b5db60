/**
 * Reads the XML of REFI-QDA as a tree of elements, and keeps account of what of it nobody asked for, so that an
 * import can say what it leaves out.
 */
import { guidOf, qdaLimits, type Guid, type QdaAudit, type QdaLoss } from '#rules/coding/qda-project.ts';
import { UnreadableFileError } from '#server/files/unreadable-file.ts';
import { parseXml, type XmlAttributes } from '#server/files/xml-parsing.ts';
import { QdaError } from './qda-error.ts';

export interface Element {
  readonly name: string;
  readonly space: string;
  readonly attributes: XmlAttributes;
  readonly children: Element[];
  /** Without the text of elements in it. */
  text: string;
}

/** Throws `UnreadableFileError` for what is no XML, has a document type, or is too large. */
export function parseElements(xml: string): Element {
  let root: Element | undefined;
  let count = 0;
  const open: Element[] = [];
  parseXml(xml, {
    open: (name, attributes, space) => {
      count += 1;
      if (count > qdaLimits.elements) throw new UnreadableFileError('too-large', 'XML');
      const element: Element = { name, space, attributes, children: [], text: '' };
      open.at(-1)?.children.push(element);
      root ??= element;
      open.push(element);
    },
    close: () => {
      open.pop();
    },
    text: (piece) => {
      const element = open.at(-1);
      if (element) element.text += piece;
    }
  });
  if (!root) throw new UnreadableFileError('broken');
  return root;
}

/** Limits the names that a loss lists. */
const mostNames = 5;

/** Counts what of a file is not read. */
export class Losses {
  readonly #found = new Map<string, { count: number; names: string[] }>();

  add(element: string, name = ''): void {
    const loss = this.#found.get(element) ?? { count: 0, names: [] };
    loss.count += 1;
    if (name !== '' && loss.names.length < mostNames) loss.names.push(name.slice(0, 200));
    this.#found.set(element, loss);
  }

  list(): QdaLoss[] {
    return Array.from(this.#found, ([element, { count, names }]) => ({ element, count, names }));
  }
}

/**
 * Returns the elements of one name among the children of an element. `Sorted` reports those with any other name
 * as lost.
 */
export type Sorted<Names extends string> = Readonly<Record<Names, readonly Element[]>>;

export function sorted<const Names extends string>(
  element: Element,
  names: readonly Names[],
  losses: Losses
): Sorted<Names> {
  const found = Object.fromEntries(names.map((name) => [name, [] as Element[]])) as Record<Names, Element[]>;
  const isWanted = (name: string): name is Names => (names as readonly string[]).includes(name);
  for (const child of element.children)
    if (isWanted(child.name)) found[child.name].push(child);
    else losses.add(child.name, nameOf(child));
  return found;
}

export const nameOf = ({ attributes }: Element): string => attributes['name'] ?? '';

/** Returns the text of the only description. */
export const descriptionOf = (found: readonly Element[]): string => found.at(0)?.text ?? '';

export function ownGuid(element: Element): Guid {
  const { attributes, name } = element;
  const guid = guidOf(attributes['guid'] ?? '');
  if (guid === undefined) throw new QdaError('bad-guid', [name, nameOf(element)].filter(Boolean).join(' '));
  return guid;
}

/** Code books write it in another attribute than projects. */
export function targetGuid(element: Element): Guid {
  const { attributes, name } = element;
  const guid = guidOf(attributes['targetGUID'] ?? attributes['guid'] ?? '');
  if (guid === undefined) throw new QdaError('bad-guid', name);
  return guid;
}

/** The text may be missing, or be no GUID, as where a program writes an empty attribute. */
export const optionalGuid = (text: string | undefined): Guid | null => guidOf(text ?? '') ?? null;

const emptyAsNull = (text: string | undefined): string | null => (text?.trim() ? text.trim() : null);

export const auditOf = ({ attributes }: Element): QdaAudit => ({
  creatingUser: optionalGuid(attributes['creatingUser'] ?? attributes['creatingUserGUID']),
  created: emptyAsNull(attributes['creationDateTime']),
  modifyingUser: optionalGuid(attributes['modifyingUser'] ?? attributes['modifyingUserGUID']),
  modified: emptyAsNull(attributes['modifiedDateTime'])
});

/** Six hexadecimal digits after a number sign; another colour is lost. */
export function colorOf(element: Element, losses: Losses): string | null {
  const color = element.attributes['color']?.trim().toLowerCase() ?? '';
  if (/^#[0-9a-f]{6}$/.test(color)) return color;
  if (/^#[0-9a-f]{3}$/.test(color)) return `#${color.slice(1).replace(/./g, '$&$&')}`;
  if (color !== '') losses.add('color', color);
  return null;
}
