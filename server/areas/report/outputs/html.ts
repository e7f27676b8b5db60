/**
 * Writes a report as HTML: the parts one by one for public pages, and one file that can be kept and printed. All
 * text is escaped here; drawings are written again from what is safe in them.
 */
import { readFileSync } from 'node:fs';
import { languageTag, locales, type Locale } from '#base/locale.ts';
import type { ReportContent, ReportEdition, ReportPart } from '#rules/report/report-content.ts';
import { outlineOf } from './outline.ts';
import { checkedPicture, type Pictures } from './pictures.ts';
import { addressText, contentsText, editionText, kindText, sourcesText } from './words.ts';
import { HtmlWriter } from './html-writer.ts';
import { type HtmlAddresses, escaped, anchorOf, titleHtml, sourcesPart } from './html-text.ts';

export interface HtmlPart {
  /** The part's id, or `sources`. */
  readonly id: string;
  /** Holds what is shown: one section, whose text has class names of `report-text.css`. */
  readonly html: string;
}

/** Returns the parts of the first level, each with all below it, and the sources as the last. */
export function htmlParts(
  content: ReportContent,
  edition: ReportEdition,
  addresses: HtmlAddresses
): HtmlPart[] {
  const outline = outlineOf(content);
  const writer = new HtmlWriter(content, outline, edition, addresses);
  const parts = content.parts.map((part) => ({ id: part.id, html: writer.part(part) }));
  return content.sources.length === 0 ? parts : [...parts, { id: sourcesPart, html: writer.sources() }];
}

const look = readFileSync(new URL('../../../../src/lib/ui/report-text.css', import.meta.url), 'utf8');
const fileLook =
  'body{margin:0 auto;max-width:72rem;padding:2rem 1.25rem 6rem;background:#fcfbf9}body.facing{max-width:78rem}[id]{scroll-margin-top:4rem}' +
  '.cover{margin:4rem 0 5rem}.cover h1{margin:.3em 0;font-size:2.4rem;line-height:1.2}.cover p{margin:.4em 0;text-indent:0}' +
  '.soft{color:#5f646f}.draft-line{position:sticky;top:0;z-index:1;border-bottom:1px solid #bdb8ac;padding:.5em 0;background:#fcfbf9;font-weight:600}' +
  '.contents ol{list-style:none;padding-inline-start:1.2em}.contents>ol{padding:0}.report-text>section{margin-block-start:4rem}a{color:inherit}' +
  '@page{margin:24mm 20mm}@media print{body{max-width:none;padding:0;background:none;font-size:10.5pt}.report-text>section{break-before:page}.draft-line{position:static;background:none}}';

/** Returns the rule that prints the line of a draft at the top of every page, where a browser knows how. */
const draftOnPages = (text: string): string =>
  `@media print{@page{@top-center{content:"${text.replaceAll(/[\\"<\n]/g, (sign) => `\\${sign.charCodeAt(0).toString(16)} `)}";font-size:8pt}}}`;

/** Returns one file that needs no other: styles and pictures are in it, scripts are not. */
export function htmlOf(content: ReportContent, edition: ReportEdition, pictures: Pictures): Uint8Array {
  const languages: readonly Locale[] = edition === 'facing' ? locales : [edition];
  const outline = outlineOf(content);
  const parts = htmlParts(content, edition, {
    place: (_, anchor) => `#${anchor}`,
    picture: (figure) => {
      const { type, bytes } = checkedPicture(figure, pictures);
      return `data:image/${type === 'jpg' ? 'jpeg' : type};base64,${Buffer.from(bytes).toString('base64')}`;
    }
  });
  const first = languages[0] ?? 'en';
  const shown = (text: { en: string; zh: string }, locale: Locale): string => {
    const other = locale === 'en' ? 'zh' : 'en';
    return text[locale].trim() === ''
      ? `<span lang="${languageTag(other)}">${escaped(text[other])}</span>`
      : escaped(text[locale]);
  };
  const cover = languages
    .map(
      (locale) =>
        `<div lang="${languageTag(locale)}"><p class="soft">${escaped(kindText(content, locale))}</p><h1>${shown(content.title, locale)}</h1>${content.subtitle ? `<p class="soft">${shown(content.subtitle, locale)}</p>` : ''}<p>${shown(content.study.name, locale)}</p><p>${escaped(editionText(content, locale))}</p>${content.address === null ? '' : `<p>${escaped(addressText(content.address, locale))}</p>`}</div>`
    )
    .join('');
  const contents = languages
    .map((locale) => {
      const list = (parents: readonly ReportPart[]): string =>
        `<ol>${parents
          .map((part) => {
            const found = outline.parts.find((each) => each.part === part);
            const below = part.parts.length > 0 && (found?.depth ?? 9) < 3 ? list(part.parts) : '';
            return `<li>${found ? `<a href="#${anchorOf(part.id, locale)}">${titleHtml(found, locale)}</a>` : ''}${below}</li>`;
          })
          .join('')}</ol>`;
      const sources =
        content.sources.length === 0
          ? ''
          : `<ol><li><a href="#${locale}-${sourcesPart}">${escaped(sourcesText(locale))}</a></li></ol>`;
      return `<nav class="contents" lang="${languageTag(locale)}" aria-label="${escaped(contentsText(locale))}"><h2>${escaped(contentsText(locale))}</h2>${list(content.parts)}${sources}</nav>`;
    })
    .join('');
  const draft =
    content.status === 'draft'
      ? `<p class="draft-line">${languages.map((locale) => `<span lang="${languageTag(locale)}">${escaped(editionText(content, locale))}</span>`).join(' / ')}</p>`
      : '';
  const title = languages.map((locale) => content.title[locale].trim()).filter(Boolean);
  const pairClass = edition === 'facing' ? ' class="pair"' : '';
  return new TextEncoder().encode(
    `<!doctype html>\n<html lang="${languageTag(first)}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'"><title>${escaped(title.join(' · ') || content.title[first === 'en' ? 'zh' : 'en'])}</title><style>${look}${fileLook}${content.status === 'draft' ? draftOnPages(languages.map((locale) => editionText(content, locale)).join(' / ')) : ''}</style></head><body${edition === 'facing' ? ' class="facing"' : ''}><main class="report-text">${draft}<header class="cover">${cover}</header><div${pairClass}>${contents}</div>${parts.map(({ html }) => html).join('\n')}</main></body></html>\n`
  );
}
