/**
 * Breaks a text into lines: between words in Latin script, anywhere in Chinese except before a closing mark.
 */

const closes = /^[，。、；：！？）》」』”’,.;:!?)]/;

/** `measure` gives the width of a text. A part that is too wide alone gets a line of its own. */
export function linesOf(text: string, width: number, measure: (text: string) => number): string[] {
  const parts =
    text.match(
      /[\p{Script=Han}\u3000-\u303f\uff00-\uffef]|[^\s\p{Script=Han}\u3000-\u303f\uff00-\uffef]+\s*|\s+/gu
    ) ?? [];
  const lines: string[] = [];
  let line = '';
  for (const part of parts) {
    if (line !== '' && !closes.test(part) && measure((line + part).trimEnd()) > width) {
      lines.push(line.trimEnd());
      line = part.trimStart();
    } else {
      line += part;
    }
  }
  return line.trim() === '' && lines.length > 0 ? lines : [...lines, line.trimEnd()];
}
