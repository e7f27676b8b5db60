/** Reads Markdown as blocks: headings, lists, quotes, dividing lines, links and the marks that people type. */
import type { Mark, Node, Schema } from '@tiptap/pm/model';
import { hrefOf } from '../link-mark.ts';

const heading = /^(#{1,6})\s+(.+?)\s*#*$/;
const item = /^(\s*)(?:([-*+])|(\d{1,5})[.)])\s+(.*)$/;
const rule = /^\s*(?:-{3,}|\*{3,}|_{3,})\s*$/;
const quoted = /^\s*((?:>\s?)+)(.*)$/;

/** Checks whether a text is likely to be Markdown, and not only a text with a dash in it. */
export function looksLikeMarkdown(text: string): boolean {
  if (text.length > longestMarkdown) return false;
  const lines = text.split('\n');
  const headings = lines.filter((line) => heading.test(line)).length;
  const items = lines.filter((line) => item.test(line) && !rule.test(line)).length;
  const others = lines.filter((line) => quoted.test(line) || rule.test(line)).length;
  const marked =
    text.match(/\*\*[^*\s][^*\n]*\*\*|\[[^\]\n]+\]\((?:https?:|mailto:)[^)\s]+\)|(?<!\w)`[^`\n]+`/g)
      ?.length ?? 0;
  return headings + (items > 1 ? 1 : 0) + others + marked > 0;
}

const longestMarkdown = 200_000;

interface Place {
  readonly kind: string;
  readonly list: string | null;
  readonly indent: number;
  readonly quote: number;
  readonly start: number;
}
const plain: Place = { kind: 'paragraph', list: null, indent: 0, quote: 0, start: 1 };

/** A passage has four levels of headings: the title of a page is the first of them. */
const kinds = ['h2', 'h3', 'h4', 'h5', 'h5', 'h5'] as const;

export function markdownBlocks(schema: Schema, text: string): Node[] {
  const blocks: Node[] = [];
  /** The widths of the indents of the items that are open. */
  let depths: number[] = [];
  let open = null as { readonly lines: string[]; readonly place: Place } | null;
  const close = (): void => {
    if (open) blocks.push(schema.node('block', { ...open.place }, inline(schema, open.lines.join(' '), [])));
    open = null;
  };
  const begin = (place: Partial<Place>, words: string): void => {
    close();
    open = { place: { ...plain, ...place }, lines: [words.trim()] };
  };
  for (const whole of text.replace(/\r\n?/g, '\n').split('\n')) {
    const [, signs = '', after = whole] = quoted.exec(whole) ?? [];
    const quote = Math.min(4, signs.match(/>/g)?.length ?? 0);
    const line = quote > 0 ? after : whole;
    const [, width = '', bullet, number, words = ''] = rule.test(line) ? [] : (item.exec(line) ?? []);
    const [, level, title = ''] = heading.exec(line) ?? [];
    if (line.trim() === '') close();
    else if (rule.test(line)) {
      close();
      depths = [];
      blocks.push(schema.node('rule', { quote }));
    } else if (level !== undefined) {
      depths = [];
      begin({ kind: kinds[level.length - 1] ?? 'h5', quote }, title);
      close();
    } else if (bullet !== undefined || number !== undefined) {
      const indent = width.replace(/\t/g, '    ').length;
      depths = [...depths.filter((one) => one < indent), indent];
      const isFirst = number !== undefined && Number(number) !== 1 && isNewList(blocks, open, depths.length);
      begin(
        {
          list: bullet === undefined ? 'ordered' : 'bullet',
          indent: Math.min(8, depths.length),
          quote,
          start: isFirst ? Number(number) : 1
        },
        words
      );
    } else if (open && open.place.quote === quote) open.lines.push(line.trim());
    else {
      const continues = depths.length > 0 && /^\s{2,}/.test(line);
      if (!continues) depths = [];
      begin({ quote, indent: continues ? depths.length : 0 }, line);
    }
  }
  close();
  return blocks;
}

/** Checks whether a numbered item begins a list, and does not go on with the one before it. */
function isNewList(blocks: readonly Node[], open: { readonly place: Place } | null, depth: number): boolean {
  const before: Pick<Place, 'list' | 'indent'> | undefined =
    open?.place ?? (blocks.at(-1)?.attrs as Place | undefined);
  return before?.list !== 'ordered' || before.indent < depth;
}

/** The first group is what the sign marks; code is read before all else, since it holds no other marks. */
const inlineRules: readonly [RegExp, string][] = [
  [/`([^`\n]+)`/, 'code'],
  [/\[([^\]\n]+)\]\(([^)\s]+)(?:\s+"[^"]*")?\)/, 'link'],
  [/\*\*(?=\S)(.+?\S?)\*\*/, 'bold'],
  [/__(?=\S)(.+?\S?)__/, 'bold'],
  [/~~(?=\S)(.+?\S?)~~/, 'strike'],
  [/\*(?=\S)([^*]+?)\*/, 'italic'],
  [/(?<!\w)_(?=\S)([^_]+?)_(?!\w)/, 'italic']
];

function inline(schema: Schema, text: string, marks: readonly Mark[]): Node[] {
  if (text === '') return [];
  let best: { readonly match: RegExpExecArray; readonly mark: Mark } | null = null;
  for (const [find, name] of inlineRules) {
    const match = find.exec(text);
    if (!match || (best && best.match.index <= match.index)) continue;
    const href = name === 'link' ? hrefOf(match[2] ?? '') : null;
    const mark =
      name === 'link' && href === null ? null : schema.marks[name]?.create(href === null ? null : { href });
    if (mark) best = { match, mark };
  }
  if (!best) return [schema.text(text.replace(/\\([\\`*_{}[\]()#+.!>~-])/g, '$1'), marks)];
  const { match, mark } = best;
  const words = match[1] ?? '';
  const added = mark.addToSet(marks);
  return [
    ...inline(schema, text.slice(0, match.index), marks),
    ...(mark.type.name === 'code' ? [schema.text(words, added)] : inline(schema, words, added)),
    ...inline(schema, text.slice(match.index + match[0].length), marks)
  ];
}
