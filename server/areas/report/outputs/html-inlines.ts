import { languageTag, type Locale } from '#base/locale.ts';
import type { ReportContent, ReportPart, ReportText } from '#rules/report/report-content.ts';
import { anchorOf, elementOf, escaped, sourcesPart, type HtmlAddresses } from './html-text.ts';
import { webAddress } from './links.ts';
import type { Outline } from './outline.ts';

interface Note {
  readonly number: number;
  html: string;
}

export interface InlineContext {
  readonly content: ReportContent;
  readonly outline: Outline;
  /** Lists the languages of the output: a reference leads to a target in one of them. */
  readonly languages: readonly Locale[];
  readonly addresses: HtmlAddresses;
}

/** Writes the text of blocks as HTML, numbers its notes, and collects them until they are taken. */
export class InlineWriter {
  readonly #context: InlineContext;
  /** Maps parts, tables and figures to the part of the first level which holds them. */
  readonly #rootOf: ReadonlyMap<string, string>;
  readonly #counts = { en: 0, zh: 0 };
  #notes: Record<Locale, Note[]> = { en: [], zh: [] };

  constructor(context: InlineContext) {
    this.#context = context;
    this.#rootOf = rootsIn(context.content);
  }

  write(text: ReportText, locale: Locale): string {
    return text.map((inline) => this.#writeInline(inline, locale)).join('');
  }

  /** Those since the last call. */
  takeNotes(): Record<Locale, readonly Note[]> {
    const notes = this.#notes;
    this.#notes = { en: [], zh: [] };
    return notes;
  }

  #writeInline(inline: ReportText[number], locale: Locale): string {
    switch (inline.kind) {
      case 'text':
        return textHtml(inline, locale);
      case 'break':
        return '<br>';
      case 'note': {
        const number = (this.#counts[locale] += 1);
        const note: Note = { number, html: '' };
        this.#notes[locale].push(note);
        note.html = this.write(inline.text, locale);
        return `<sup><a href="#${locale}-note-${number}" id="${locale}-note-${number}-at">${number}</a></sup>`;
      }
      case 'cite': {
        const { addresses } = this.#context;
        return `[${inline.sources.map((source) => `<a href="${escaped(addresses.place(sourcesPart, `${locale}-source-${source}`))}">${source}</a>`).join(', ')}]`;
      }
      case 'reference':
        return this.#referenceHtml(inline.target, locale);
    }
  }

  /** Links to the target in the same language if it is there; without a link where the output lacks it. */
  #referenceHtml(target: string, locale: Locale): string {
    const { outline, languages, addresses } = this.#context;
    const shown = escaped(outline.referenceText(target, locale));
    for (const language of [locale, ...languages]) {
      const id = languages.includes(language) ? outline.anchorOf(target, language) : null;
      if (id !== null)
        return `<a href="${escaped(addresses.place(this.#rootOf.get(target) ?? '', anchorOf(id, language)))}">${shown}</a>`;
    }
    return shown;
  }
}

function textHtml(
  { text, marks, language, href }: Extract<ReportText[number], { kind: 'text' }>,
  locale: Locale
): string {
  let html = escaped(text).replaceAll(/\r\n?|[\n\u0085\u2028\u2029]/gu, '<br>');
  for (const mark of marks) html = `<${elementOf[mark]}>${html}</${elementOf[mark]}>`;
  if (language !== null && language !== locale) html = `<span lang="${languageTag(language)}">${html}</span>`;
  const address = webAddress(href);
  return address === null ? html : `<a href="${escaped(address)}" rel="noopener">${html}</a>`;
}

function rootsIn({ parts }: ReportContent): Map<string, string> {
  const roots = new Map<string, string>();
  const addRoot = (part: ReportPart, root: string): void => {
    roots.set(part.id, root);
    for (const block of part.pairs.flatMap((pair) => [...pair.en, ...pair.zh]))
      if (block.kind === 'table' || block.kind === 'figure') roots.set(block.id, root);
    for (const below of part.parts) addRoot(below, root);
  };
  for (const part of parts) addRoot(part, part.id);
  return roots;
}
