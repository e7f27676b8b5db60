/**
 * Writes a name and a description in two languages as one of each, since REFI-QDA has one language, and reads them
 * again without loss. The name is the English one, because programs list codes by it and cut it short; a name in
 * both languages would be read back as one name that nobody gave. The Chinese name is on a marked line of the
 * description, which every program shows in full, and below it the Chinese description:
 *
 *     What the city did about open data.
 *     [中文] 开放数据
 *     城市在开放数据方面的举措。
 *
 * Where there is no English name, the Chinese one is the name, and the line is `[中文]=`. A line of the English
 * description that begins as the marked one gets a backslash in front. Names have one line.
 */
import type { Bilingual } from '#base/locale.ts';

export interface QdaNames {
  readonly name: string;
  readonly description: string;
}

const mark = '[中文]';
/** Stands for the name itself: it is Chinese. */
const isName = `${mark}=`;
const markedLine = /^\[中文\](?:=?$| )/;

export function qdaNames(name: Bilingual, description: Bilingual): QdaNames {
  const english = description.en
    .split('\n')
    .map((line) => (/^\\*\[中文\]/.test(line) ? `\\${line}` : line))
    .join('\n');
  const isChinese = name.en === '' && name.zh !== '';
  const isPlain = !isChinese && name.zh === '' && description.zh === '';
  if (isPlain && !looksChinese(name.en) && !looksChinese(english))
    return { name: name.en, description: english };
  const line = isChinese ? isName : name.zh === '' ? mark : `${mark} ${name.zh}`;
  const chinese = description.zh === '' ? line : `${line}\n${description.zh}`;
  return {
    name: isChinese ? name.zh : name.en,
    description: english === '' ? chinese : `${english}\n${chinese}`
  };
}

/**
 * Reads both languages. Without a marked line, as in files of other programs, the name and the description each
 * count as Chinese where they hold at least as many Chinese characters as Latin letters.
 */
export function namesFromQda({ name, description }: QdaNames): {
  readonly name: Bilingual;
  readonly description: Bilingual;
} {
  const lines = description.split('\n');
  const at = lines.findIndex((line) => markedLine.test(line));
  if (at === -1) return { name: inItsLanguage(name), description: inItsLanguage(unescaped(lines)) };
  const line = lines[at] ?? '';
  return {
    name: line === isName ? { en: '', zh: name } : { en: name, zh: line.slice(mark.length + 1) },
    description: { en: unescaped(lines.slice(0, at)), zh: lines.slice(at + 1).join('\n') }
  };
}

const unescaped = (lines: readonly string[]): string =>
  lines.map((line) => (/^\\+\[中文\]/.test(line) ? line.slice(1) : line)).join('\n');

const inItsLanguage = (text: string): Bilingual =>
  looksChinese(text) ? { en: '', zh: text } : { en: text, zh: '' };

function looksChinese(text: string): boolean {
  const chinese = text.match(/\p{Script=Han}/gu)?.length ?? 0;
  return chinese > 0 && chinese >= (text.match(/\p{Script=Latin}/gu)?.length ?? 0);
}
