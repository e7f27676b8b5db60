/**
 * Reads and writes a framework as a file, JSON or YAML. Reading is strict: one document of a bounded size, no
 * anchors, no duplicate keys, nothing outside the schema; each fault is reported with its line. Writing is
 * deterministic: the same framework gives the same bytes.
 */
import {
  isNode,
  isScalar,
  LineCounter,
  parseDocument,
  stringify,
  visit,
  type Document,
  type YAMLError,
  type YAMLMap
} from 'yaml';
import type { FrameworkFormat } from '#rules/framework/framework-formats.ts';
import { recordOfFramework, type Framework } from '#rules/framework/framework.ts';
import { isHarmlessName } from '#server/store/row-json.ts';
import { validateFrameworkShape, longestFramework } from './store/framework-shape.ts';

export const fileReasons = [
  'too-large',
  'syntax',
  'key-twice',
  'several-documents',
  'anchor',
  'key-not-allowed',
  'too-deep',
  'too-many-keys',
  'too-many-nodes',
  'too-much',
  'shape'
] as const;
export type FileReason = (typeof fileReasons)[number];

export interface FileFault {
  readonly reason: FileReason;
  /** Counts from 1; 0 where no single location is at fault. */
  readonly line: number;
  readonly column: number;
  /** Locates the fault, such as `characteristics[0].questions[3].kind`; empty for the whole. */
  readonly path: string;
  /** Holds the message of the parser, which is in English. */
  readonly detail: string;
}

export type ReadFile = { readonly framework: Framework } | { readonly fault: FileFault };

/** JSON is parsed as the YAML that it is, so that its faults have line numbers as well. */
export function readFrameworkFile(text: string): ReadFile {
  const fail = (reason: FileReason, more: Partial<FileFault> = {}): ReadFile => ({
    fault: { reason, line: 0, column: 0, path: '', detail: '', ...more }
  });
  if (text.length > longestFramework) return fail('too-large');
  const lines = new LineCounter();
  try {
    // A byte order mark is not part of the content.
    const document = parseDocument(text.replace(/^\uFEFF/, ''), {
      lineCounter: lines,
      prettyErrors: false,
      strict: true,
      // Its own comparison takes each key with all before.
      uniqueKeys: false,
      version: '1.2',
      merge: false
    });
    const problem = document.errors[0] ?? document.warnings[0];
    if (problem)
      return fail(reasonOf(problem), { ...positionAt(lines, problem.pos[0]), detail: problem.message });
    const excess = excessIn(document);
    if (excess) return fail(excess.reason, positionAt(lines, excess.at));
    const strange: string[] = [];
    const value: unknown = document.toJS({
      maxAliasCount: 0,
      reviver: (key, inner: unknown) => {
        if (typeof key === 'string' && !isHarmlessName(key)) strange.push(key);
        return inner;
      }
    });
    if (strange.length > 0) return fail('key-not-allowed');
    const checked = validateFrameworkShape(value);
    if ('framework' in checked) return checked;
    return fail('shape', {
      ...positionOf(document, lines, checked.path),
      path: pathText(checked.path),
      detail: checked.message
    });
  } catch (error) {
    if (error instanceof RangeError) return fail('too-deep');
    if (error instanceof ReferenceError) return fail('anchor', { detail: error.message });
    throw error;
  }
}

const reasonOf = ({ code }: YAMLError): FileReason =>
  code === 'MULTIPLE_DOCS' ? 'several-documents' : 'syntax';

/** The largest one of a framework holds its sets of options. */
const mostKeys = 5_000;
/** Limits the maps, lists, keys and values of a file; a framework with a hundred questions in two languages has 2,600. */
const mostNodes = 100_000;

interface Excess {
  readonly reason: 'key-twice' | 'key-not-allowed' | 'too-many-keys' | 'too-many-nodes';
  readonly at: number;
}

/** Returns the first key that stands twice in its map, or the first place that holds too much. */
function excessIn(document: Document): Excess | undefined {
  let nodes = 0;
  let excess: Excess | undefined;
  visit(document, {
    Node: (_, { range }) => {
      nodes += 1;
      if (nodes > mostNodes) excess = { reason: 'too-many-nodes', at: range?.[0] ?? 0 };
      return excess ? visit.BREAK : undefined;
    },
    Map: (_, map) => {
      nodes += 1;
      excess = excessOfKeys(map);
      return excess ? visit.BREAK : undefined;
    }
  });
  return excess;
}

function excessOfKeys({ items }: YAMLMap): Excess | undefined {
  const keys = new Set<string>();
  for (const { key } of items) {
    const at = isNode(key) ? (key.range?.[0] ?? 0) : 0;
    if (keys.size === mostKeys) return { reason: 'too-many-keys', at };
    if (!isScalar(key)) return { reason: 'key-not-allowed', at };
    const name = String(key.value);
    if (keys.has(name)) return { reason: 'key-twice', at };
    keys.add(name);
  }
  return undefined;
}

function positionAt(lines: LineCounter, offset: number): Pick<FileFault, 'line' | 'column'> {
  const { line, col } = lines.linePos(offset);
  return { line, column: col };
}

type Path = readonly PropertyKey[];

/** Returns the position of the node at the path, or of its nearest existing ancestor. */
function positionOf(document: Document, lines: LineCounter, path: Path): Pick<FileFault, 'line' | 'column'> {
  for (let length = path.length; length >= 0; length--) {
    const node = length === 0 ? document.contents : document.getIn(path.slice(0, length), true);
    if (isNode(node) && node.range) return positionAt(lines, node.range[0]);
  }
  return { line: 0, column: 0 };
}

const pathText = (path: Path): string =>
  path.reduce<string>(
    (text, key) =>
      typeof key === 'number' ? `${text}[${key}]` : text === '' ? String(key) : `${text}.${String(key)}`,
    ''
  );

const writers = {
  json: (record) => `${JSON.stringify(record, null, 1)}\n`,
  yaml: (record) => stringify(record, { aliasDuplicateObjects: false, lineWidth: 0, version: '1.2' })
} satisfies Record<FrameworkFormat, (record: ReturnType<typeof recordOfFramework>) => string>;

export const writeFrameworkFile = (framework: Framework, format: FrameworkFormat): string =>
  writers[format](recordOfFramework(framework));
