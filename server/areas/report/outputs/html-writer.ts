/** All text is escaped; drawings are written again from what is safe in them. */
import { languageTag, locales, type Locale } from '#base/locale.ts';
import type { ReportContent, ReportEdition, ReportPart, ReportSource } from '#rules/report/report-content.ts';
import { headingLevels } from './heading-levels.ts';
import { BlockWriter, type NumberedBlock } from './html-blocks.ts';
import { anchorOf, escaped, sourcesPart, titleHtml, type HtmlAddresses } from './html-text.ts';
import { itemNumbers } from './list-items.ts';
import { webAddress } from './links.ts';
import type { Outline, OutlinePart } from './outline.ts';
import { sideOf, sourceTitle } from './printed-parts.ts';
import { qrSvg } from './qr.ts';
import { approvalText, backText, hashText, partDraftText, qrAltText, sourcesText } from './words.ts';

/** Writes the parts of the first level one by one, each with its notes, and the sources. */
export class HtmlWriter {
  readonly #content: ReportContent;
  readonly #outline: Outline;
  readonly #edition: ReportEdition;
  readonly #blocks: BlockWriter;

  constructor(content: ReportContent, outline: Outline, edition: ReportEdition, addresses: HtmlAddresses) {
    this.#content = content;
    this.#outline = outline;
    this.#edition = edition;
    const languages = edition === 'facing' ? locales : [edition];
    this.#blocks = new BlockWriter({ content, outline, languages, addresses });
  }

  part(part: ReportPart): string {
    return `<section>${this.#partHtml(part)}${this.#notesHtml()}</section>`;
  }

  sources(): string {
    const { sources } = this.#content;
    return `<section>${this.#sides(
      (locale) =>
        `<h2 id="${locale}-${sourcesPart}">${escaped(sourcesText(locale))}</h2><ol class="sources">${sources
          .map((source) => sourceHtml(source, locale))
          .join('')}</ol>`
    )}</section>`;
  }

  #partHtml(part: ReportPart): string {
    const of = this.#outline.parts.find(({ part: other }) => other === part);
    return (of ? this.#bodyHtml(of) : '') + part.parts.map((below) => this.#partHtml(below)).join('');
  }

  #bodyHtml(of: OutlinePart): string {
    const edition = this.#edition;
    if (edition !== 'facing')
      return passageHtml(
        edition,
        partTitleHtml(of, edition) +
          this.#blocks.write(numberedBlocks(of, edition).flat(), edition) +
          sealHtml(of, edition)
      );
    const [english, chinese] = [numberedBlocks(of, 'en'), numberedBlocks(of, 'zh')];
    return (
      this.#sides((locale) => partTitleHtml(of, locale)) +
      english
        .map((pair, index) =>
          this.#sides((locale) => this.#blocks.write(locale === 'en' ? pair : (chinese[index] ?? []), locale))
        )
        .join('') +
      (of.part.approval ? this.#sides((locale) => sealHtml(of, locale)) : '')
    );
  }

  /** Those of the parts that were written since the last call. */
  #notesHtml(): string {
    const notes = this.#blocks.inlines.takeNotes();
    if (notes.en.length + notes.zh.length === 0) return '';
    return this.#sides((locale) =>
      notes[locale].length === 0
        ? ''
        : `<ol class="notes">${notes[locale].map((note) => `<li value="${note.number}" id="${locale}-note-${note.number}">${note.html} <a href="#${locale}-note-${note.number}-at" aria-label="${escaped(backText(locale))}">↩</a></li>`).join('')}</ol>`
    );
  }

  #sides(write: (locale: Locale) => string): string {
    return this.#edition === 'facing'
      ? `<div class="pair">${passageHtml('en', write('en'))}${passageHtml('zh', write('zh'))}</div>`
      : passageHtml(this.#edition, write(this.#edition));
  }
}

const passageHtml = (locale: Locale, html: string): string =>
  `<div lang="${languageTag(locale)}">${html}</div>`;

function partTitleHtml(of: OutlinePart, locale: Locale): string {
  const name = `h${Math.min(of.depth + 1, 6)}`;
  return `<${name} id="${anchorOf(of.part.id, locale)}">${titleHtml(of, locale)}</${name}>${of.part.isDraft ? `<p class="draft">${escaped(partDraftText(locale))}</p>` : ''}`;
}

function sealHtml({ part }: OutlinePart, locale: Locale): string {
  if (!part.approval) return '';
  const coded = part.approval.address ?? `sha256:${part.approval.hash}`;
  return `<div class="seal"><div role="img" aria-label="${escaped(qrAltText(coded, locale))}">${qrSvg(coded)}</div><div><p>${escaped(approvalText(part.approval, locale))}</p><p>${escaped(hashText(locale))}</p><p class="hash">${escaped(part.approval.hash)}</p></div></div>`;
}

/** With their levels and numbers in the part. */
function numberedBlocks({ part, depth }: OutlinePart, locale: Locale): NumberedBlock[][] {
  const pairs = part.pairs.map((pair) => sideOf(pair, locale));
  const all = pairs.flat();
  const levels = headingLevels(all, depth);
  const numbers = itemNumbers(all);
  let at = 0;
  return pairs.map((blocks) =>
    blocks.map((block) => ({ block, level: levels[at] ?? 0, number: numbers[at++] ?? 1 }))
  );
}

function sourceHtml(source: ReportSource, locale: Locale): string {
  const { title: name, language } = sourceTitle(source, locale);
  const href = webAddress(source.address);
  const stop = locale === 'zh' ? '，' : ', ';
  const shown =
    language === locale ? escaped(name) : `<span lang="${languageTag(language)}">${escaped(name)}</span>`;
  const address =
    source.address === ''
      ? ''
      : `${locale === 'zh' ? '。' : '. '}${href === null ? escaped(source.address) : `<a href="${escaped(href)}" rel="noopener">${escaped(source.address)}</a>`}`;
  return `<li value="${source.number}" id="${locale}-source-${source.number}">${source.author === '' ? '' : escaped(source.author + stop)}${shown}${source.date === '' ? '' : escaped(stop + source.date)}${address}</li>`;
}
