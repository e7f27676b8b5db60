/** Reads how many items the lists of a passage have. */

export interface ParityList {
  readonly from: number;
  readonly to: number;
  readonly length: number;
}

export interface ReadLists {
  readonly lists: readonly ParityList[];
  /** Holds the passage with the numbers and bullets of its lists blanked. */
  readonly text: string;
}

const lineMarker =
  /^[ \t\u3000]*(?:[-•·▪◦*–—][ \t\u3000]+|[-•·▪◦](?=\p{Script=Han})|[(（]?(?:\d{1,2}|[a-z]|[一二三四五六七八九十]{1,3})[)）][ \t]?|(?:\d{1,2}|[一二三四五六七八九十]{1,3})[.．、](?!\d)[ \t]*|[①-⑳])/u;
const inlineMarker =
  /[(（](\d{1,2}|[一二三四五六七八九十]{1,3})[)）]|([①-⑳])|(?<![\p{Script=Han}])([一二三四五六七八九])是(?![一二])/gu;
const mostLists = 500;
const han = '一二三四五六七八九十';

const orderOf = (marker: RegExpExecArray | RegExpMatchArray): number => {
  const [, bracketed, circled, counted] = marker;
  if (circled !== undefined) return (circled.codePointAt(0) ?? 0) - 0x245f;
  const written = bracketed ?? counted ?? '';
  if (/^\d/.test(written)) return Number(written);
  if (written.length === 1) return han.indexOf(written) + 1;
  return written.startsWith('十') ? 10 + han.indexOf(written.at(-1) ?? '') + 1 : 0;
};

/** Reads lists of lines that begin with a bullet or a number, and numbers in brackets that count from one. */
export function readLists(text: string): ReadLists {
  const lists: ParityList[] = [];
  const blanks: (readonly [from: number, to: number])[] = [];
  readLines(text, lists, blanks);
  readInline(text, lists, blanks);
  if (blanks.length === 0) return { lists, text };
  const parts: string[] = [];
  let at = 0;
  for (const [from, to] of blanks.sort(([one], [other]) => one - other)) {
    if (from < at) continue;
    parts.push(text.slice(at, from), ' '.repeat(to - from));
    at = to;
  }
  parts.push(text.slice(at));
  return { lists: lists.sort((one, other) => one.from - other.from), text: parts.join('') };
}

function readLines(text: string, lists: ParityList[], blanks: (readonly [number, number])[]): void {
  let open: { from: number; length: number; markers: (readonly [number, number])[] } | null = null;
  let to = 0;
  const close = (): void => {
    // One line with a number in front may be a heading.
    if (open !== null && open.length >= 2 && lists.length < mostLists) {
      lists.push({ from: open.from, to, length: open.length });
      for (const marker of open.markers) blanks.push(marker);
    }
    open = null;
  };
  for (let from = 0; from <= text.length;) {
    const next = text.indexOf('\n', from);
    const end = next < 0 ? text.length : next;
    const marker = lineMarker.exec(text.slice(from, Math.min(end, from + 24)));
    if (marker !== null) {
      open ??= { from, length: 0, markers: [] };
      open.length += 1;
      open.markers.push([from, from + marker[0].length]);
      to = end;
    } else if (text.slice(from, end).trim() !== '') close();
    from = end + 1;
  }
  close();
}

function readInline(text: string, lists: ParityList[], blanks: (readonly [number, number])[]): void {
  let length = 0;
  let first = 0;
  let markers: (readonly [number, number])[] = [];
  const close = (): void => {
    const isList = length >= 2 && lists.length < mostLists;
    if (isList && !lists.some(({ from, to }) => first >= from && first < to)) {
      lists.push({ from: first, to: markers.at(-1)?.[1] ?? first, length });
      for (const marker of markers) blanks.push(marker);
    }
    length = 0;
    markers = [];
  };
  for (const marker of text.matchAll(inlineMarker)) {
    const order = orderOf(marker);
    if (order === 1) {
      close();
      first = marker.index;
    }
    if (order !== length + 1) continue;
    length = order;
    markers.push([marker.index, marker.index + marker[0].length]);
  }
  close();
}

export interface Enumeration extends ParityList {
  /** Holds the number that the passage itself gives: ten in “ten areas: …”. */
  readonly announced: number;
  readonly isComplete: boolean;
  /** Is true where the number of items is not in doubt. */
  readonly isPlain: boolean;
}

const sentenceEnd = { en: /[.!?\n]/, zh: /[。！？\n]/ };
/** The longest enumeration that is counted, in letters. */
const longest = 600;

/** Counts the items behind a colon for which a number is announced before it, by several ways of reading. */
export function readEnumerations(
  language: 'en' | 'zh',
  text: string,
  numbers: readonly { readonly value: number; readonly from: number; readonly to: number }[]
): Enumeration[] {
  const found: Enumeration[] = [];
  let at = 0;
  for (const { value, from, to } of numbers) {
    if (value < 2 || value > 20 || !Number.isInteger(value) || from < at) continue;
    const before = text.slice(to, to + 60);
    const colon = before.search(/[:：]/);
    if (colon < 0 || /[.。!?;；\n\d]/.test(before.slice(0, colon))) continue;
    const start = to + colon + 1;
    const rest = text.slice(start, start + longest);
    const end = rest.search(sentenceEnd[language]);
    const items = end < 0 ? rest : rest.slice(0, end);
    const counts = countsOf(language, items);
    const isComplete = counts.includes(value);
    const length = isComplete ? value : Math.max(...counts);
    if (length < 2) continue;
    at = start + items.length;
    found.push({ from: start, to: at, length, announced: value, isComplete, isPlain: isPlainList(items) });
  }
  return found;
}

/** Returns the possible numbers of items, the most likely one first; several kinds of marks give several. */
function countsOf(language: 'en' | 'zh', items: string): number[] {
  const outer = items.replace(/\([^()]{0,200}\)|（[^（）]{0,200}）/g, '');
  const count = (marks: RegExp, text = outer): number =>
    text.split(marks).filter((item) => item.trim() !== '').length;
  const last = outer.split(/[、，,；;]/).at(-1) ?? '';
  if (language === 'zh') {
    const joined = /[和与及]/.test(last) ? 1 : 0;
    const all = [
      count(/、/),
      count(/[，,]/),
      count(/[；;]/),
      count(/[、，,；;]/),
      count(/、/, outer.split(/[，,]/)[0])
    ];
    return all.flatMap((number) => [number, number + joined]);
  }
  const joined = /\S\s+(?:and|or)\s/.test(last) && !/^\s*(?:and|or)\s/.test(last) ? 1 : 0;
  return [count(/[,;]/) + joined, count(/[,;]/), count(/;/)];
}

/** Says whether the items are separated by one kind of mark only, so that their number is not in doubt. */
const isPlainList = (items: string): boolean =>
  [/、/, /[，,]/, /[；;]/].filter((mark) => mark.test(items)).length === 1 && !/[(（]/.test(items);
