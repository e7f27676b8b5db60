import { describe, expect, it } from 'vitest';
import type { ContentMark, ContentNode } from '#base/content.ts';
import { docxExchange } from '#server/areas/exchange/docx.ts';
import { bookOf, describedCities, emptyBook } from '#kit/answer-books.ts';
import { changedPart } from '#kit/word-documents.ts';

describe('the response of a city as a Word document', () => {
  it.each(describedCities())('of %s comes back with every value and every block', (city) => {
    for (const language of ['en', 'zh'] as const) {
      const book = { ...bookOf(city), language };
      const read = docxExchange.read(docxExchange.write(book), book.framework);
      expect(read.findings).toEqual([]);
      expect(read.cells).toEqual(book.cells);
      expect(read.texts).toEqual(book.texts);
      expect(read.from).toEqual({ study: 'eu-china-2013', city, frameworkVersion: book.framework.version });
    }
  });

  it('that is empty is a form that says nothing', () => {
    const read = docxExchange.read(docxExchange.write(emptyBook()), emptyBook().framework);
    expect([read.cells, read.texts, read.findings]).toEqual([{}, [], []]);
  });

  it('keeps formatting in the document itself, whether or not what was sent along is still there', () => {
    const t = (text: string, ...marks: readonly ContentMark[]): ContentNode => ({
      type: 'text',
      text,
      ...(marks.length > 0 ? { marks } : {})
    });
    const node = (
      type: string,
      content: readonly ContentNode[],
      attrs?: ContentNode['attrs']
    ): ContentNode => ({ type, ...(attrs ? { attrs } : {}), content });
    const text = (text: string): ContentNode => node('paragraph', [t(text)]);
    const en: ContentNode[] = [
      node('heading', [t('Aims')], { level: 3 }),
      node('heading', [t('Of details')], { level: 5 }),
      node('paragraph', [
        t('a '),
        t('bold', { type: 'bold' }),
        t('m'),
        t('2', { type: 'superscript' }),
        t(' H'),
        t('2', { type: 'bold' }, { type: 'subscript' }),
        { type: 'hardBreak' },
        t('link', { type: 'link', attrs: { href: 'https://example.org/a?b=1&c=2' } }),
        node('footnote', [t('Note.')])
      ]),
      node(
        'orderedList',
        [
          node('listItem', [text('one'), node('bulletList', [node('listItem', [text('deep')])])]),
          node('listItem', [text('two'), text('more')])
        ],
        { start: 3 }
      ),
      node('table', [
        node('tableRow', [
          node('tableHeader', [text('H')]),
          node('tableHeader', [text('S')], { rowspan: 2 })
        ]),
        node('tableRow', [node('tableCell', [text('x')])])
      ]),
      node('blockquote', [text('quoted')]),
      { type: 'horizontalRule' },
      text('English:')
    ];
    const book = emptyBook([{ id: 'answer:strategy.vision', en, zh: [] }]);
    const bytes = docxExchange.write(book);
    const bare = changedPart(bytes, 'customXml/item1.xml', () => '<x/>');
    for (const file of [bytes, bare])
      expect(docxExchange.read(file, book.framework).texts).toEqual(book.texts);
  });

  it('writes the widths of columns and the alignment of cells, and gives both back', () => {
    const cell = (attrs: ContentNode['attrs'], text: string): ContentNode => ({
      type: 'tableCell',
      ...(attrs ? { attrs } : {}),
      content: [{ type: 'paragraph', content: [{ type: 'text', text }] }]
    });
    const cells = [cell({ align: 'right', colwidth: [100] }, '12'), cell(undefined, 'x')];
    const table: ContentNode = { type: 'table', content: [{ type: 'tableRow', content: cells }] };
    const book = emptyBook([{ id: 'answer:strategy.vision', en: [table], zh: [] }]);
    const bytes = docxExchange.write(book);
    let written = '';
    changedPart(bytes, 'word/document.xml', (xml) => `${(written = xml)} `);
    expect(written).toContain('<w:tblGrid><w:gridCol w:w="1500"/><w:gridCol/></w:tblGrid>');
    expect(written).toMatch(/<w:jc w:val="right"\/><\/w:pPr>(?:(?!<\/w:p>).)*>12</);
    expect(docxExchange.read(bytes, book.framework).texts).toEqual(book.texts);
  });
});
