/** Returns what a cross-reference prints on public pages and in their data: the name of a table or figure, or a number. */
import type { Locale } from '#base/locale.ts';
import { m } from '#lib/paraglide/messages.js';
import type { Numbering } from './numbering.ts';

export function placeLabel(target: string, { blocks, parts }: Numbering, locale: Locale): string {
  const own = { locale };
  const block = blocks.get(target);
  if (block)
    return block.kind === 'table'
      ? m.report_output_table({ number: String(block.number) }, own)
      : m.report_output_figure({ number: String(block.number) }, own);
  const part = parts.find((one) => one.part.id === target);
  if (part?.isAnnex) return m.public_report_annex({ letter: part.number }, own);
  return part ? part.number || part.part.title[locale] : '→';
}
