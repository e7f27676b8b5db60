/**
 * Writes passages of text: words in their language and marks, links, cross-references, citations and footnotes, for
 * which it keeps the bookmarks of a document.
 */
import {
  Bookmark,
  ExternalHyperlink,
  FootnoteReferenceRun,
  InternalHyperlink,
  Paragraph,
  TextRun,
  type IRunOptions,
  type ParagraphChild
} from 'docx';
import type { Locale } from '#base/locale.ts';
import type { ReportText } from '#rules/report/report-content.ts';
import { cleanText } from '../clean-text.ts';
import type { Outline } from '../outline.ts';
import { webAddress } from '../links.ts';
import { inLanguage } from './looks.ts';

export interface Texts {
  /** Holds the footnotes of the document by their numbers. */
  readonly footnotes: Record<string, { children: Paragraph[] }>;
  /** With line breaks where the words have some. */
  readonly run: (text: string, locale: Locale, more?: IRunOptions) => TextRun[];
  readonly texts: (text: ReportText, locale: Locale, more?: IRunOptions) => ParagraphChild[];
  readonly bookmarkOf: (anchor: string) => string;
  /** Returns words that a cross-reference leads to. */
  readonly marked: (anchor: string, children: ParagraphChild[]) => ParagraphChild;
}

/** `languages` are those of the document: a cross-reference leads to a place in one of them. */
export function openTexts(outline: Outline, languages: readonly Locale[]): Texts {
  const footnotes: Record<string, { children: Paragraph[] }> = {};
  /** Names bookmarks by numbers: Word allows no other signs and 40 characters. */
  const bookmarks = new Map<string, string>();

  const bookmarkOf = (anchor: string): string => {
    const name = bookmarks.get(anchor) ?? `r${bookmarks.size + 1}`;
    bookmarks.set(anchor, name);
    return name;
  };

  const run = (text: string, locale: Locale, more: IRunOptions = {}): TextRun[] =>
    cleanText(text)
      .split(/\r\n?|[\n\u0085\u2028\u2029]/u)
      .map(
        (line, index) =>
          new TextRun({ text: line, ...(index > 0 ? { break: 1 } : {}), ...inLanguage(locale), ...more })
      );

  function texts(text: ReportText, locale: Locale, more: IRunOptions = {}): ParagraphChild[] {
    return text.flatMap((inline): ParagraphChild[] => {
      switch (inline.kind) {
        case 'text': {
          const marks = new Set(inline.marks);
          const href = webAddress(inline.href);
          const runs = run(inline.text, inline.language ?? locale, {
            ...more,
            ...(marks.has('bold') ? { bold: true } : {}),
            ...(marks.has('italic') ? { italics: true } : {}),
            ...(marks.has('underline') ? { underline: {} } : {}),
            ...(marks.has('strike') ? { strike: true } : {}),
            ...(marks.has('code') ? { shading: { fill: 'F1EEE7', type: 'clear', color: 'auto' } } : {}),
            ...(marks.has('sub') ? { subScript: true } : marks.has('super') ? { superScript: true } : {}),
            ...(href === null ? {} : { style: 'Hyperlink' })
          });
          return href === null ? runs : [new ExternalHyperlink({ link: href, children: runs })];
        }
        case 'break':
          return [new TextRun({ break: 1 })];
        case 'note': {
          const number = Object.keys(footnotes).length + 1;
          // The number is taken before the notes within the note take theirs.
          const children: Paragraph[] = [];
          footnotes[number] = { children };
          children.push(
            new Paragraph({ style: 'FootnoteText', children: texts(withoutNotes(inline.text), locale) })
          );
          return [new FootnoteReferenceRun(number)];
        }
        case 'cite':
          return [
            ...run('[', locale, more),
            ...inline.sources.flatMap((source, index) => [
              ...(index > 0 ? run(', ', locale, more) : []),
              new InternalHyperlink({
                anchor: bookmarkOf(`${locale}:source:${source}`),
                children: run(String(source), locale, more)
              })
            ]),
            ...run(']', locale, more)
          ];
        case 'reference': {
          const shown = run(outline.referenceText(inline.target, locale), locale, more);
          const anchor = targetOf(inline.target, locale);
          return anchor === null ? shown : [new InternalHyperlink({ anchor, children: shown })];
        }
      }
    });
  }

  function targetOf(target: string, locale: Locale): string | null {
    for (const language of [locale, ...languages]) {
      const id = languages.includes(language) ? outline.anchorOf(target, language) : null;
      if (id !== null) return bookmarkOf(`${language}:id:${id}`);
    }
    return null;
  }

  const marked = (anchor: string, children: ParagraphChild[]): ParagraphChild =>
    new Bookmark({ id: bookmarkOf(anchor), children });

  return { footnotes, run, texts, bookmarkOf, marked };
}

/** A note within a note is set in brackets, since Word has no such notes. */
const withoutNotes = (text: ReportText): ReportText =>
  text.flatMap((inline): ReportText =>
    inline.kind === 'note' ? [plainInline(' ('), ...withoutNotes(inline.text), plainInline(')')] : [inline]
  );
const plainInline = (text: string): ReportText[number] => ({
  kind: 'text',
  text,
  marks: [],
  href: null,
  language: null
});
