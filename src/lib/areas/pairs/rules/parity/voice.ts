/**
 * Finds where a text of experts speaks as the city or as one side: “we”, “our” and “us”, 我们, 我市, 本市, 我国
 * and the like. Words in quotation marks are somebody else's, and so are titles. docs/two-languages.md lists
 * what is found and what is not.
 */
import type { Locale } from '#base/locale.ts';
import { mostFindings } from './finding.ts';

/** Holds the place of a word in the text that was given. */
export interface VoicePlace {
  readonly from: number;
  readonly to: number;
}

const longestPassage = 4_000_000;

/** Words that are part of an address (us-east, about-us, gov.us) are not words of the sentence. */
const english =
  /(?<![\p{L}\p{N}_@#/$‐‑-])(?<![\p{L}\p{N}]\.)(?:we|our|ours|ourselves|us)(?![\p{L}\p{N}_@/‐‑-]|\.[\p{L}\p{N}])/giu;

/** Lists what may stand after 我 and 本 so that both name the speaker's own place or office. */
const own = '市(?!场(?!馆|地|所))|区(?![别分划域块间段])|县|省|镇|乡|村|街道';
const chinese = new RegExp(
  [
    // 自我 is “self”; 来自我市, 源自我国 is “from our city”.
    `(?<![忘唯](?=我))(?<!(?<![来源出取发])自)我(?:们|国|方|州|局|委|厅|办(?!理)|院|${own})`,
    '咱们?',
    // 日本, 基本, 根本, 样本, 资本 and the like end in 本; 今日本市, 投资本市 do not.
    `(?<![基根样版剧课标蓝范译股])(?<!(?<![今昨近当每])日)(?<!(?<![投引融])资)(?<!文|原|副|脚|笔记|户口)本(?:${own}|局(?![部面限地])|委)`
  ].join('|'),
  'gu'
);

/** Returns the places at which a passage of experts speaks in the first person plural, in their order. */
export function voicePlaces(text: string, language: Locale): VoicePlace[] {
  const read = text.slice(0, longestPassage);
  const places: VoicePlace[] = [];
  let quotes: readonly VoicePlace[] | null = null;
  for (const { 0: words, index: from } of read.matchAll(language === 'en' ? english : chinese)) {
    if (language === 'en' && !isPronoun(read, words, from)) continue;
    quotes ??= quotesIn(read);
    if (isWithin(quotes, from)) continue;
    places.push({ from, to: from + words.length });
    if (places.length === mostFindings) break;
  }
  return places;
}

/** Refuses US, the abbreviation, and a title within a sentence: the report Our Common Future. */
function isPronoun(text: string, word: string, from: number): boolean {
  if (word === word.toUpperCase()) return false;
  if (!/^\p{Lu}/u.test(word)) return true;
  const before = text.slice(Math.max(0, from - 20), from);
  const isFirst = /(?:^|[.!?:;…\n)\]•–—-])["'“‘]?\s*$/u.test(before);
  return isFirst || !/^\s+\p{Lu}/u.test(text.slice(from + word.length, from + word.length + 20));
}

const closers: Readonly<Record<string, string>> = {
  '“': '”',
  '„': '“”',
  '«': '»',
  '‘': '’',
  '「': '」',
  '『': '』',
  '《': '》',
  '〈': '〉',
  '"': '"',
  '＂': '＂',
  "'": "'"
};
const marks = /[“„«‘「『《〈"＂']/gu;
const letter = /[\p{L}\p{N}]/u;
/** The longest quotation in letters: a mark that is closed later than that was never closed. */
const longestQuote = 5_000;

/** A mark that is not closed begins no quotation. */
function quotesIn(text: string): VoicePlace[] {
  const quotes: VoicePlace[] = [];
  /** Holds the next closing mark of each kind, so that no letter is read twice. */
  const next = new Map<string, number>();
  let end = 0;
  for (const { 0: mark, index: from } of text.matchAll(marks)) {
    if (from < end) continue;
    // An apostrophe and a sign of inches follow a letter or a digit.
    if (/["'‘＂]/u.test(mark) && letter.test(text[from - 1] ?? '')) continue;
    let to = next.get(mark) ?? 0;
    if (to <= from) {
      to = closingOf(text, closers[mark] ?? mark, from + 1);
      next.set(mark, to);
    }
    if (to - from > longestQuote) continue;
    end = to + 1;
    quotes.push({ from, to: end });
  }
  return quotes;
}

function closingOf(text: string, closing: string, from: number): number {
  const isApostrophe = closing === '’' || closing === "'";
  for (let at = from; at < text.length; at++)
    if (closing.includes(text.charAt(at)) && !(isApostrophe && letter.test(text[at + 1] ?? ''))) return at;
  return Infinity;
}

/** Looks by bisection, since a passage may hold many quotations. */
function isWithin(quotes: readonly VoicePlace[], at: number): boolean {
  let [low, high] = [0, quotes.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((quotes[middle]?.to ?? 0) <= at) low = middle + 1;
    else high = middle;
  }
  const quote = quotes[low];
  return quote !== undefined && quote.from <= at;
}
