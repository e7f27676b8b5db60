/** Reads PDF files back with Poppler: what a screen reader is told, where words stand, and which typefaces are in it. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { quickFolder } from './scratch-folder.ts';

function withFile<T>(pdf: Uint8Array, read: (path: string) => T): T {
  const folder = mkdtempSync(join(quickFolder(), 'meridian-pdf-'));
  try {
    const path = join(folder, 'report.pdf');
    writeFileSync(path, pdf);
    return read(path);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const poppler = (tool: string, ...args: string[]): string =>
  execFileSync(tool, args, {
    encoding: 'utf8',
    maxBuffer: 256 * 2 ** 20,
    stdio: ['ignore', 'pipe', 'ignore']
  });

export interface TaggedElement {
  readonly tag: string;
  /** Holds the texts and elements in their order. */
  readonly inner: (string | TaggedElement)[];
}

/** Returns the structure tree of a tagged PDF. */
export function structureOf(pdf: Uint8Array): TaggedElement {
  const lines = withFile(pdf, (path) => poppler('pdfinfo', '-struct-text', path)).split('\n');
  const root: TaggedElement = { tag: 'root', inner: [] };
  const open: { depth: number; element: TaggedElement }[] = [{ depth: -1, element: root }];
  for (const line of lines) {
    const depth = line.length - line.trimStart().length;
    const text = line.trim();
    if (text === '' || text.startsWith('/') || text.startsWith('Object ')) continue;
    while ((open.at(-1)?.depth ?? -1) >= depth) open.pop();
    const parent = open.at(-1)?.element ?? root;
    if (text.startsWith('"')) {
      parent.inner.push(line.slice(depth + 1, line.lastIndexOf('"')));
      continue;
    }
    const element: TaggedElement = { tag: /^\w+/.exec(text)?.[0] ?? '', inner: [] };
    parent.inner.push(element);
    open.push({ depth, element });
  }
  return root;
}

/** Without footnotes and their marks. */
export const textOf = ({ inner }: TaggedElement): string =>
  inner
    .map((each) => (typeof each === 'string' ? each : ['Lbl', 'Note'].includes(each.tag) ? '' : textOf(each)))
    .join('');

/** Lists the elements with a tag, wherever they are. */
export const tagged = (element: TaggedElement, tag: string): TaggedElement[] => [
  ...(element.tag === tag ? [element] : []),
  ...element.inner.flatMap((each) => (typeof each === 'string' ? [] : tagged(each, tag)))
];

export interface PlacedWord {
  readonly page: number;
  readonly text: string;
  /** In points from the top of the page. */
  readonly top: number;
  readonly bottom: number;
  /** In points from the left edge of the page. */
  readonly left: number;
  readonly right: number;
}

export function wordsOf(pdf: Uint8Array): PlacedWord[] {
  const html = withFile(pdf, (path) => poppler('pdftotext', '-bbox', path, '-'));
  return html
    .split('<page ')
    .slice(1)
    .flatMap((page, index) =>
      [
        ...page.matchAll(
          /<word xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">(.*?)<\/word>/g
        )
      ].map(([, left = '', top = '', right = '', bottom = '', text = '']) => ({
        page: index + 1,
        text,
        top: Number(top),
        bottom: Number(bottom),
        left: Number(left),
        right: Number(right)
      }))
    );
}

/** Returns the text of each page. */
export const pagesOf = (pdf: Uint8Array): string[] =>
  withFile(pdf, (path) => poppler('pdftotext', '-layout', path, '-'))
    .split('\f')
    .slice(0, -1);

/** Without the mark of a subset. */
export const typefacesOf = (pdf: Uint8Array): string[] =>
  withFile(pdf, (path) => poppler('pdffonts', path))
    .split('\n')
    .slice(2)
    .map((line) => /^(?:[A-Z]{6}\+)?(\S+)/.exec(line)?.[1] ?? '')
    .filter(Boolean);

/** Returns the names of the attached files. */
export const attachmentsOf = (pdf: Uint8Array): string[] =>
  withFile(pdf, (path) => poppler('pdfdetach', '-list', path))
    .split('\n')
    .flatMap((line) => /^\d+: (.+)$/.exec(line)?.[1] ?? []);

/** Width and height of the first page, in points. */
export function pageSizeOf(pdf: Uint8Array): [number, number] {
  const said = withFile(pdf, (path) => poppler('pdfinfo', path));
  const [, width, height] = /^Page size:\s+([\d.]+) x ([\d.]+)/m.exec(said) ?? [];
  return [Number(width), Number(height)];
}

/** In the order in which the words stand on the pages. */
export const plainTextOf = (pdf: Uint8Array): string =>
  withFile(pdf, (path) => poppler('pdftotext', '-raw', path, '-'));
