/** Writes a composed report in a format: as JSON, and as a plain page of HTML. */
import { languageTag, type Locale } from '#domain/locale.ts';
import type {
  ReportBlock,
  ReportContent,
  ReportEdition,
  ReportFormat,
  ReportPart,
  ReportText
} from '#domain/report-content.ts';

/** Holds the pictures of a report by the SHA-256 of their bytes. */
export type ReportPictures = ReadonlyMap<string, Uint8Array>;

export function writeReport(
  content: ReportContent,
  edition: ReportEdition,
  format: ReportFormat,
  _pictures: ReportPictures
): Promise<Uint8Array> {
  if (format === 'json') return Promise.resolve(bytes(JSON.stringify(content)));
  if (format !== 'html') return Promise.reject(new Error(`The format ${format} is not written yet`));
  const locales: readonly Locale[] = edition === 'facing' ? ['en', 'zh'] : [edition];
  const [first = 'en'] = locales;
  const inner = content.parts.map((part) => partHtml(part, locales)).join('');
  return Promise.resolve(
    bytes(
      `<!doctype html><html lang="${languageTag(first)}"><meta charset="utf-8"><title>${escape(content.title[first])}</title><body><h1>${escape(content.title[first])}</h1>${inner}</body></html>`
    )
  );
}

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const escape = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
const textOf = (text: ReportText): string =>
  text.map((one) => (one.kind === 'text' ? escape(one.text) : one.kind === 'break' ? '<br>' : '')).join('');

const partHtml = (part: ReportPart, locales: readonly Locale[]): string =>
  `<section id="${part.id}"><h2>${locales.map((locale) => escape(part.title[locale])).join(' / ')}</h2>${part.pairs
    .flatMap((pair) => locales.flatMap((locale) => pair[locale].map((block) => blockHtml(block, locale))))
    .join('')}${part.parts.map((inner) => partHtml(inner, locales)).join('')}</section>`;

function blockHtml(block: ReportBlock, locale: Locale): string {
  const lang = ` lang="${languageTag(locale)}"`;
  if (block.kind === 'table')
    return `<table${lang}>${block.rows.map((row) => `<tr>${row.map(({ text }) => `<td>${textOf(text)}</td>`).join('')}</tr>`).join('')}</table>`;
  return 'text' in block ? `<p${lang}>${textOf(block.text)}</p>` : '';
}
