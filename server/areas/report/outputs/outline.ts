/**
 * Numbers the parts, tables and figures of a report, and resolves its cross-references and citations. Every
 * output prints the same numbers.
 */
import { locales, type Bilingual, type Locale } from '#base/locale.ts';
import type { ReportBlock, ReportContent, ReportPart } from '#rules/report/report-content.ts';
import { ReportFailureError } from './failure.ts';
import { inlinesOf, passagesOf } from './texts.ts';
import { labelText, untitledText } from './words.ts';

export interface OutlinePart {
  readonly part: ReportPart;
  /** Counts from 1 for the parts of the tree's first level. */
  readonly depth: number;
  /** Holds the number as headings print it, such as `3.2` and `附件A`; empty for a part without one. */
  readonly number: Bilingual;
}

export interface Outline {
  /** Each before the parts below it. */
  readonly parts: readonly OutlinePart[];
  /** Returns what a cross-reference prints. Throws where it leads to nothing. */
  readonly referenceText: (target: string, locale: Locale) => string;
  /** Returns the id that the target has among the blocks of a language; null where it is not among them. */
  readonly anchorOf: (target: string, locale: Locale) => string | null;
  readonly numberOf: (block: Numbered) => number;
}

type Numbered = Extract<ReportBlock, { kind: 'table' | 'figure' }>;

interface Target {
  readonly text: Bilingual;
  readonly anchors: { readonly en: string | null; readonly zh: string | null };
}

/** Throws a `ReportFailureError` for a dead reference, an unknown source, or an id used twice. */
export function outlineOf(content: ReportContent): Outline {
  const parts: OutlinePart[] = [];
  const targets = new Map<string, Target>();
  const numbers = new Map<ReportBlock, number>();
  const counts = { table: 0, figure: 0 };
  const ids = { en: new Set<string>(), zh: new Set<string>() };

  const addIds = (id: string, languages: readonly Locale[]): void => {
    for (const language of languages) {
      if (ids[language].has(id)) throw new ReportFailureError('repeated-id', id);
      ids[language].add(id);
    }
  };

  function numberBlocks({ pairs }: ReportPart): void {
    for (const pair of pairs)
      for (const kind of ['table', 'figure'] as const) {
        const of = (locale: Locale) => pair[locale].filter((block): block is Numbered => block.kind === kind);
        const [english, chinese] = [of('en'), of('zh')];
        for (let index = 0; index < Math.max(english.length, chinese.length); index++) {
          const number = (counts[kind] += 1);
          const blocks = { en: english[index], zh: chinese[index] };
          const target: Target = {
            text: { en: labelText(kind, String(number), 'en'), zh: labelText(kind, String(number), 'zh') },
            anchors: { en: blocks.en?.id ?? null, zh: blocks.zh?.id ?? null }
          };
          for (const locale of locales) {
            const block = blocks[locale];
            if (!block) continue;
            addIds(block.id, [locale]);
            numbers.set(block, number);
            targets.set(block.id, target);
          }
        }
      }
  }

  /** `counter` counts the numbered parts below the nearest numbered part; parts without a number share it. */
  function visit(
    part: ReportPart,
    depth: number,
    parent: Bilingual,
    counter: { chapters: number; annexes: number }
  ): void {
    const number = numberOfPart(part, parent, counter);
    parts.push({ part, depth, number });
    addIds(part.id, locales);
    const isNumbered = part.numbering !== 'none';
    targets.set(part.id, {
      text: isNumbered ? referenceOf(part, parent, number) : titlesOf(part),
      anchors: { en: part.id, zh: part.id }
    });
    numberBlocks(part);
    const below = isNumbered ? { chapters: 0, annexes: 0 } : counter;
    const root = isNumbered ? number : parent;
    for (const child of part.parts) visit(child, depth + 1, root, below);
  }

  const start = { chapters: 0, annexes: 0 };
  for (const part of content.parts) visit(part, 1, { en: '', zh: '' }, start);
  const targetOf = (id: string): Target => {
    const found = targets.get(id);
    if (!found) throw new ReportFailureError('dead-reference', id);
    return found;
  };
  checkTexts(content, targetOf);
  return {
    parts,
    referenceText: (id, locale) => targetOf(id).text[locale],
    anchorOf: (id, locale) => targetOf(id).anchors[locale],
    numberOf: (block) => numbers.get(block) ?? 0
  };
}

const letterOf = (count: number): string =>
  (count > 26 ? letterOf(Math.floor((count - 1) / 26)) : '') + String.fromCharCode(65 + ((count - 1) % 26));

/** Returns the plain number within the number above it: `3`, `3.2`, `A`, `A.1`. */
function numberOfPart(
  { numbering }: ReportPart,
  parent: Bilingual,
  counter: { chapters: number; annexes: number }
): Bilingual {
  if (numbering === 'none') return { en: '', zh: '' };
  const own = numbering === 'annex' ? letterOf((counter.annexes += 1)) : String((counter.chapters += 1));
  const number = parent.en === '' ? own : `${bare(parent.en)}.${own}`;
  return numbering === 'annex' && parent.en === ''
    ? { en: labelText('annex', number, 'en'), zh: labelText('annex', number, 'zh') }
    : { en: number, zh: number };
}

const bare = (number: string): string => number.replace(labelText('annex', '', 'en'), '');

function referenceOf(part: ReportPart, parent: Bilingual, number: Bilingual): Bilingual {
  if (part.numbering === 'annex' && parent.en === '') return number;
  const kind = parent.en === '' ? 'chapter' : 'section';
  return { en: labelText(kind, number.en, 'en'), zh: labelText(kind, number.zh, 'zh') };
}

/** A missing one is given by the other language. */
export const titlesOf = ({ title }: ReportPart): Bilingual => ({
  en: title.en.trim() || title.zh.trim() || untitledText('en'),
  zh: title.zh.trim() || title.en.trim() || untitledText('zh')
});

/** Returns the language in which the title of a part is shown to readers of `locale`. */
export const titleLanguage = ({ title }: ReportPart, locale: Locale): Locale => {
  const other = locale === 'en' ? 'zh' : 'en';
  return title[locale].trim() === '' && title[other].trim() !== '' ? other : locale;
};

function checkTexts(content: ReportContent, targetOf: (id: string) => Target): void {
  const known = new Set(content.sources.map(({ number }) => number));
  const check = (part: ReportPart): void => {
    for (const pair of part.pairs)
      for (const block of [...pair.en, ...pair.zh])
        for (const inline of passagesOf(block).flatMap(inlinesOf)) {
          if (inline.kind === 'reference') targetOf(inline.target);
          if (inline.kind === 'cite')
            for (const source of inline.sources)
              if (!known.has(source)) throw new ReportFailureError('unknown-source', String(source));
        }
    for (const child of part.parts) check(child);
  };
  for (const part of content.parts) check(part);
}
