/**
 * Writes the blocks of a report as HTML. All text is escaped here; drawings are written again from what is safe in
 * them.
 */
import { languageTag, locales, type Locale } from '#base/locale.ts';
import type {
  ReportBlock,
  ReportContent,
  ReportEdition,
  ReportFigure,
  ReportItem,
  ReportPart,
  ReportTable,
  ReportText
} from '#rules/report/report-content.ts';
import { headingLevels } from './heading-levels.ts';
import type { Outline, OutlinePart } from './outline.ts';
import { renderedSvg } from './pictures.ts';
import { evenRows } from './table-rows.ts';
import { indentOf, itemNumbers } from './list-items.ts';
import { webAddress } from './links.ts';
import { sideOf, sourceTitle } from './printed-parts.ts';
import { qrSvg } from './qr.ts';
import {
  approvalText,
  backText,
  gapText,
  hashText,
  labelText,
  partDraftText,
  qrAltText,
  sourcesText
} from './words.ts';
import { type HtmlAddresses, escaped, anchorOf, titleHtml, sourcesPart, elementOf } from './html-text.ts';

/** Prints tables with more columns than this in smaller type. */
const manyColumns = 6;

export function openWriter(
  content: ReportContent,
  outline: Outline,
  edition: ReportEdition,
  addresses: HtmlAddresses
) {
  const languages: readonly Locale[] = edition === 'facing' ? locales : [edition];
  const counts = { en: 0, zh: 0 };
  /** Collects the notes of the part that is being written. */
  let notes: Record<Locale, { number: number; html: string }[]> = { en: [], zh: [] };
  let drawings = 0;
  const rootOf = new Map<string, string>();
  const addRoot = (part: ReportPart, root: string): void => {
    rootOf.set(part.id, root);
    for (const block of part.pairs.flatMap((pair) => [...pair.en, ...pair.zh]))
      if (block.kind === 'table' || block.kind === 'figure') rootOf.set(block.id, root);
    for (const below of part.parts) addRoot(below, root);
  };
  for (const part of content.parts) addRoot(part, part.id);

  const inline = (text: ReportText, locale: Locale): string =>
    text
      .map((each): string => {
        switch (each.kind) {
          case 'text': {
            let html = escaped(each.text).replaceAll(/\r\n?|[\n\u0085\u2028\u2029]/gu, '<br>');
            for (const mark of each.marks) html = `<${elementOf[mark]}>${html}</${elementOf[mark]}>`;
            if (each.language !== null && each.language !== locale)
              html = `<span lang="${languageTag(each.language)}">${html}</span>`;
            const href = webAddress(each.href);
            return href === null ? html : `<a href="${escaped(href)}" rel="noopener">${html}</a>`;
          }
          case 'break':
            return '<br>';
          case 'note': {
            const number = (counts[locale] += 1);
            const kept = { number, html: '' };
            notes[locale].push(kept);
            kept.html = inline(each.text, locale);
            return `<sup><a href="#${locale}-note-${number}" id="${locale}-note-${number}-at">${number}</a></sup>`;
          }
          case 'cite':
            return `[${each.sources.map((source) => `<a href="${escaped(addresses.place(sourcesPart, `${locale}-source-${source}`))}">${source}</a>`).join(', ')}]`;
          case 'reference': {
            const shown = escaped(outline.referenceText(each.target, locale));
            for (const language of [locale, ...languages]) {
              const id = languages.includes(language) ? outline.anchorOf(each.target, language) : null;
              if (id !== null)
                return `<a href="${escaped(addresses.place(rootOf.get(each.target) ?? '', anchorOf(id, language)))}">${shown}</a>`;
            }
            return shown;
          }
        }
      })
      .join('');

  const captionOf = (block: ReportTable | ReportFigure, locale: Locale): string =>
    `<span class="label">${escaped(labelText(block.kind, String(outline.numberOf(block)), locale))}</span> ${inline(block.caption, locale)}`;
  const sourceLine = (block: ReportTable | ReportFigure, locale: Locale): string =>
    block.sourceLine.length === 0
      ? ''
      : `<small class="source-line">${inline(block.sourceLine, locale)}</small>`;

  function table(block: ReportTable, locale: Locale): string {
    const head = Math.min(block.headRows, block.rows.length);
    const rows = evenRows(block).map((row, at) => {
      const cells = row.map((cell) => {
        const name = cell.isHead || at < head ? 'th' : 'td';
        return `<${name}${name === 'th' ? ` scope="${at < head ? 'col' : 'row'}"` : ''}${cell.columns > 1 ? ` colspan="${cell.columns}"` : ''}${cell.rows > 1 ? ` rowspan="${cell.rows}"` : ''}${cell.align === 'start' ? '' : ` class="at-${cell.align}"`}>${inline(cell.text, locale)}</${name}>`;
      });
      return `<tr>${cells.join('')}</tr>`;
    });
    const anchor = anchorOf(block.id, locale);
    return `<figure id="${anchor}"><figcaption id="${anchor}-caption">${captionOf(block, locale)}</figcaption>${block.alt === '' ? '' : `<p class="hidden-text" id="${anchor}-alt">${escaped(block.alt)}</p>`}<div class="table-frame" tabindex="0" role="group" aria-labelledby="${anchor}-caption"><table${block.columns.length > manyColumns ? ' class="many-columns"' : ''} aria-labelledby="${anchor}-caption"${block.alt === '' ? '' : ` aria-describedby="${anchor}-alt"`}>${head > 0 ? `<thead>${rows.slice(0, head).join('')}</thead>` : ''}<tbody>${rows.slice(head).join('')}</tbody></table></div>${sourceLine(block, locale)}</figure>`;
  }

  function figure(block: ReportFigure, locale: Locale): string {
    const anchor = anchorOf(block.id, locale);
    const alt = escaped(block.alt.trim() || labelText('figure', String(outline.numberOf(block)), locale));
    drawings += 1;
    const shown =
      block.drawing.kind === 'svg'
        ? `<div role="img" aria-label="${alt}">${
            renderedSvg(block.drawing.svg, block.id, {
              family: 'inherit',
              textOf: (text) => text,
              idPrefix: `d${drawings}-`
            }).svg
          }</div>`
        : `<img src="${escaped(addresses.picture(block))}" alt="${alt}" loading="lazy">`;
    return `<figure id="${anchor}">${shown}<figcaption>${captionOf(block, locale)}${sourceLine(block, locale)}</figcaption></figure>`;
  }

  interface Numbered {
    readonly block: ReportBlock;
    readonly level: number;
    readonly number: number;
  }

  function list(items: readonly { item: ReportItem; number: number }[], locale: Locale): string {
    let html = '';
    let open: boolean | null = null;
    const close = (): string => (open === null ? '' : open ? '</ol>' : '</ul>');
    for (let at = 0; at < items.length;) {
      const first = items[at];
      if (!first) break;
      let end = at + 1;
      while (end < items.length && indentOf(items[end]?.item ?? first.item) > indentOf(first.item)) end += 1;
      if (open !== first.item.isOrdered) {
        html += close();
        html += first.item.isOrdered ? `<ol${first.number > 1 ? ` start="${first.number}"` : ''}>` : '<ul>';
        open = first.item.isOrdered;
      }
      html += `<li>${inline(first.item.text, locale)}${list(items.slice(at + 1, end), locale)}</li>`;
      at = end;
    }
    return html + close();
  }

  function blocks(numbered: readonly Numbered[], locale: Locale): string {
    let html = '';
    let run: { item: ReportItem; number: number }[] = [];
    const flush = (): void => {
      if (run.length > 0) html += list(run, locale);
      run = [];
    };
    for (const { block, level, number } of numbered) {
      if (block.kind === 'item') {
        run.push({ item: block, number });
        continue;
      }
      flush();
      html += single(block, level, locale);
    }
    flush();
    return html;
  }

  function single(block: Exclude<ReportBlock, ReportItem>, level: number, locale: Locale): string {
    switch (block.kind) {
      case 'heading': {
        const name = `h${Math.min(level + 1, 6)}`;
        return `<${name}>${inline(block.text, locale)}</${name}>`;
      }
      case 'paragraph':
        return `<p class="body">${inline(block.text, locale)}</p>`;
      case 'quote':
        return `<blockquote><p>${inline(block.text, locale)}</p></blockquote>`;
      case 'table':
        return table(block, locale);
      case 'figure':
        return figure(block, locale);
      case 'rule':
        return '<hr>';
      case 'gap':
        return `<p class="gap">${escaped(gapText(block.why, locale))}</p>`;
    }
  }

  const title = (of: OutlinePart, locale: Locale): string => {
    const name = `h${Math.min(of.depth + 1, 6)}`;
    return `<${name} id="${anchorOf(of.part.id, locale)}">${titleHtml(of, locale)}</${name}>${of.part.isDraft ? `<p class="draft">${escaped(partDraftText(locale))}</p>` : ''}`;
  };

  function seal({ part }: OutlinePart, locale: Locale): string {
    if (!part.approval) return '';
    const coded = part.approval.address ?? `sha256:${part.approval.hash}`;
    return `<div class="seal"><div role="img" aria-label="${escaped(qrAltText(coded, locale))}">${qrSvg(coded)}</div><div><p>${escaped(approvalText(part.approval, locale))}</p><p>${escaped(hashText(locale))}</p><p class="hash">${escaped(part.approval.hash)}</p></div></div>`;
  }

  const passage = (locale: Locale, html: string): string =>
    `<div lang="${languageTag(locale)}">${html}</div>`;
  const sides = (write: (locale: Locale) => string): string =>
    edition === 'facing'
      ? `<div class="pair">${passage('en', write('en'))}${passage('zh', write('zh'))}</div>`
      : passage(edition, write(edition));

  function body(of: OutlinePart): string {
    const lists = {
      en: of.part.pairs.map((pair) => sideOf(pair, 'en')),
      zh: of.part.pairs.map((pair) => sideOf(pair, 'zh'))
    };
    const numbered = (locale: Locale): Numbered[][] => {
      const all = lists[locale].flat();
      const levels = headingLevels(all, of.depth);
      const numbers = itemNumbers(all);
      let at = 0;
      return lists[locale].map((blocksOfPair) =>
        blocksOfPair.map((block) => ({ block, level: levels[at] ?? 0, number: numbers[at++] ?? 1 }))
      );
    };
    if (edition !== 'facing')
      return passage(
        edition,
        title(of, edition) + blocks(numbered(edition).flat(), edition) + seal(of, edition)
      );
    const [english, chinese] = [numbered('en'), numbered('zh')];
    return (
      sides((locale) => title(of, locale)) +
      english
        .map((pair, at) => sides((locale) => blocks(locale === 'en' ? pair : (chinese[at] ?? []), locale)))
        .join('') +
      (of.part.approval ? sides((locale) => seal(of, locale)) : '')
    );
  }

  const notesOf = (): string => {
    if (languages.every((locale) => notes[locale].length === 0)) return '';
    const html = sides((locale) =>
      notes[locale].length === 0
        ? ''
        : `<ol class="notes">${notes[locale].map((note) => `<li value="${note.number}" id="${locale}-note-${note.number}">${note.html} <a href="#${locale}-note-${note.number}-at" aria-label="${escaped(backText(locale))}">↩</a></li>`).join('')}</ol>`
    );
    notes = { en: [], zh: [] };
    return html;
  };

  return {
    part: (part: ReportPart): string => {
      const below = (each: ReportPart): string => {
        const of = outline.parts.find(({ part: other }) => other === each);
        return (of ? body(of) : '') + each.parts.map(below).join('');
      };
      return `<section>${below(part)}${notesOf()}</section>`;
    },
    sources: (): string =>
      `<section>${sides(
        (locale) =>
          `<h2 id="${locale}-${sourcesPart}">${escaped(sourcesText(locale))}</h2><ol class="sources">${content.sources
            .map((source) => {
              const { title: name, language } = sourceTitle(source, locale);
              const href = webAddress(source.address);
              const stop = locale === 'zh' ? '，' : ', ';
              const shown =
                language === locale
                  ? escaped(name)
                  : `<span lang="${languageTag(language)}">${escaped(name)}</span>`;
              const address =
                source.address === ''
                  ? ''
                  : `${locale === 'zh' ? '。' : '. '}${href === null ? escaped(source.address) : `<a href="${escaped(href)}" rel="noopener">${escaped(source.address)}</a>`}`;
              return `<li value="${source.number}" id="${locale}-source-${source.number}">${source.author === '' ? '' : escaped(source.author + stop)}${shown}${source.date === '' ? '' : escaped(stop + source.date)}${address}</li>`;
            })
            .join('')}</ol>`
      )}</section>`
  };
}
