import type { Locale } from '#base/locale.ts';
import type { ReportBlock, ReportFigure, ReportItem, ReportTable } from '#rules/report/report-content.ts';
import { InlineWriter, type InlineContext } from './html-inlines.ts';
import { anchorOf, escaped } from './html-text.ts';
import { indentOf } from './list-items.ts';
import { renderedSvg } from './pictures.ts';
import { evenRows } from './table-rows.ts';
import { gapText, labelText } from './words.ts';

/** Prints tables with more columns than this in smaller type. */
const manyColumns = 6;

export interface NumberedBlock {
  readonly block: ReportBlock;
  readonly level: number;
  readonly number: number;
}

interface NumberedItem {
  readonly item: ReportItem;
  readonly number: number;
}

/** Items that follow each other become lists. */
export class BlockWriter {
  readonly inlines: InlineWriter;
  readonly #context: InlineContext;
  #drawings = 0;

  constructor(context: InlineContext) {
    this.#context = context;
    this.inlines = new InlineWriter(context);
  }

  write(numbered: readonly NumberedBlock[], locale: Locale): string {
    let html = '';
    let items: NumberedItem[] = [];
    const endList = (): void => {
      if (items.length > 0) html += this.#listHtml(items, locale);
      items = [];
    };
    for (const { block, level, number } of numbered) {
      if (block.kind === 'item') {
        items.push({ item: block, number });
        continue;
      }
      endList();
      html += this.#blockHtml(block, level, locale);
    }
    endList();
    return html;
  }

  #blockHtml(block: Exclude<ReportBlock, ReportItem>, level: number, locale: Locale): string {
    const { inlines } = this;
    switch (block.kind) {
      case 'heading': {
        const name = `h${Math.min(level + 1, 6)}`;
        return `<${name}>${inlines.write(block.text, locale)}</${name}>`;
      }
      case 'paragraph':
        return `<p class="body">${inlines.write(block.text, locale)}</p>`;
      case 'quote':
        return `<blockquote><p>${inlines.write(block.text, locale)}</p></blockquote>`;
      case 'table':
        return this.#tableHtml(block, locale);
      case 'figure':
        return this.#figureHtml(block, locale);
      case 'rule':
        return '<hr>';
      case 'gap':
        return `<p class="gap">${escaped(gapText(block.why, locale))}</p>`;
    }
  }

  #listHtml(items: readonly NumberedItem[], locale: Locale): string {
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
      html += `<li>${this.inlines.write(first.item.text, locale)}${this.#listHtml(items.slice(at + 1, end), locale)}</li>`;
      at = end;
    }
    return html + close();
  }

  #tableHtml(block: ReportTable, locale: Locale): string {
    const head = Math.min(block.headRows, block.rows.length);
    const rows = evenRows(block).map((row, index) => {
      const cells = row.map((cell) => {
        const name = cell.isHead || index < head ? 'th' : 'td';
        return `<${name}${name === 'th' ? ` scope="${index < head ? 'col' : 'row'}"` : ''}${cell.columns > 1 ? ` colspan="${cell.columns}"` : ''}${cell.rows > 1 ? ` rowspan="${cell.rows}"` : ''}${cell.align === 'start' ? '' : ` class="at-${cell.align}"`}>${this.inlines.write(cell.text, locale)}</${name}>`;
      });
      return `<tr>${cells.join('')}</tr>`;
    });
    const anchor = anchorOf(block.id, locale);
    return `<figure id="${anchor}"><figcaption id="${anchor}-caption">${this.#captionHtml(block, locale)}</figcaption>${block.alt === '' ? '' : `<p class="hidden-text" id="${anchor}-alt">${escaped(block.alt)}</p>`}<div class="table-frame" tabindex="0" role="group" aria-labelledby="${anchor}-caption"><table${block.columns.length > manyColumns ? ' class="many-columns"' : ''} aria-labelledby="${anchor}-caption"${block.alt === '' ? '' : ` aria-describedby="${anchor}-alt"`}>${head > 0 ? `<thead>${rows.slice(0, head).join('')}</thead>` : ''}<tbody>${rows.slice(head).join('')}</tbody></table></div>${this.#sourceLineHtml(block, locale)}</figure>`;
  }

  #figureHtml(block: ReportFigure, locale: Locale): string {
    const { addresses, outline } = this.#context;
    const anchor = anchorOf(block.id, locale);
    const alt = escaped(block.alt.trim() || labelText('figure', String(outline.numberOf(block)), locale));
    this.#drawings += 1;
    const shown =
      block.drawing.kind === 'svg'
        ? `<div role="img" aria-label="${alt}">${
            renderedSvg(block.drawing.svg, block.id, {
              family: 'inherit',
              textOf: (text) => text,
              idPrefix: `d${this.#drawings}-`
            }).svg
          }</div>`
        : `<img src="${escaped(addresses.picture(block))}" alt="${alt}" loading="lazy">`;
    return `<figure id="${anchor}">${shown}<figcaption>${this.#captionHtml(block, locale)}${this.#sourceLineHtml(block, locale)}</figcaption></figure>`;
  }

  #captionHtml(block: ReportTable | ReportFigure, locale: Locale): string {
    const number = String(this.#context.outline.numberOf(block));
    return `<span class="label">${escaped(labelText(block.kind, number, locale))}</span> ${this.inlines.write(block.caption, locale)}`;
  }

  #sourceLineHtml({ sourceLine }: ReportTable | ReportFigure, locale: Locale): string {
    return sourceLine.length === 0
      ? ''
      : `<small class="source-line">${this.inlines.write(sourceLine, locale)}</small>`;
  }
}
