import { describe, expect, it } from 'vitest';
import type { ContentNode, SectionContent } from '#base/content.ts';
import { docxExchange } from '#server/areas/exchange/docx.ts';
import { demoFramework, emptyBook } from '#kit/answer-books.ts';
import {
  changedDocument,
  foreignDocument,
  p,
  table,
  withComments,
  withoutControls
} from '#kit/word-documents.ts';

const read = (bytes: Uint8Array) => docxExchange.read(bytes, demoFramework());
const text = (content: string, ...marks: readonly string[]): ContentNode => ({
  type: 'text',
  text: content,
  ...(marks.length > 0 ? { marks: marks.map((type) => ({ type })) } : {})
});
const paragraph = (content: string, id?: string): ContentNode => ({
  type: 'paragraph',
  ...(id ? { attrs: { id } } : {}),
  content: [text(content)]
});

describe('a document of ours that somebody changed', () => {
  const vision: SectionContent = {
    id: 'answer:strategy.vision',
    en: [paragraph('A city for all.', 'a'), paragraph('By 2020.', 'b'), paragraph('With its people.', 'c')],
    zh: [paragraph('人人共享的城市。', 'd')]
  };
  const cells = {
    'funding.required/value': { amount: 120, currency: 'CNY' },
    'strategy.kpis/one/$': 1,
    'strategy.kpis/one/name.en': 'Air',
    'strategy.kpis/two/$': 2,
    'strategy.kpis/two/name.en': 'Water'
  };
  const sent = () => docxExchange.write(emptyBook([vision], cells));

  it('gives the paragraph that was written anew, and leaves the others as they were', () => {
    const changed = read(changedDocument(sent(), (xml) => xml.replace('By 2020.', 'By 2025.')));
    expect(changed.texts).toEqual([
      { ...vision, en: [vision.en[0], paragraph('By 2025.', 'b'), vision.en[2]] }
    ]);
    expect([changed.cells, changed.findings]).toEqual([cells, []]);
  });

  it('keeps a comment with who wrote it, about which words and under which question', () => {
    const bytes = changedDocument(sent(), (xml) =>
      xml
        .replace(
          '<w:r><w:rPr><w:lang w:val="en-GB" w:eastAsia="zh-CN"/></w:rPr><w:t xml:space="preserve">By 2020.',
          (run) => `<w:commentRangeStart w:id="7"/>${run}`
        )
        .replace('By 2020.</w:t></w:r>', 'By 2020.</w:t></w:r><w:commentRangeEnd w:id="7"/>')
    );
    const withComment = withComments(
      bytes,
      '<w:comment w:id="7" w:author="Li Wei"><w:p><w:r><w:t>Which source?</w:t></w:r></w:p></w:comment>'
    );
    expect(read(withComment).texts).toEqual([vision]);
    expect(read(withComment).findings).toEqual([
      expect.objectContaining({
        kind: 'comment',
        text: 'Which source?',
        question: 'strategy.vision',
        detail: 'Li Wei · By 2020.'
      })
    ]);
  });

  it('gives the same without its controls, by codes, labels and words', () => {
    const changed = read(changedDocument(sent(), withoutControls));
    expect(changed.cells).toEqual(cells);
    expect(changed.texts).toEqual([vision]);
    expect(changed.findings.filter(({ kind }) => kind !== 'unplaced')).toEqual([]);
  });

  it('gives a changed value, a record that was added and one that was taken out', () => {
    const changed = read(
      changedDocument(sent(), (xml) => {
        const spare =
          /<w:tbl>(?:(?!<w:tbl>).)*?New record(?:(?!<w:tbl>).)*?<\/w:tbl>/s.exec(
            xml.slice(xml.indexOf('>Water<'))
          )?.[0] ?? '';
        const filled = spare.replace(
          /(<w:tag w:val="mer:k:name#en"\/>.*?<\/w:tc><w:tc>.*?<w:p>.*?)<\/w:p>/s,
          '$1<w:r><w:t>Noise</w:t></w:r></w:p>'
        );
        const water = /<w:tbl>(?:(?!<w:tbl>).)*>Water<.*?<\/w:tbl>/s.exec(xml)?.[0] ?? '';
        return xml.replace(water, filled).replace('>120<', '>150<');
      })
    );
    expect(changed.findings).toEqual([]);
    expect(changed.cells['funding.required/value']).toEqual({ amount: 150, currency: 'CNY' });
    const kpis = Object.entries(changed.cells)
      .filter(([key]) => key.startsWith('strategy.kpis/'))
      .map(([key, value]) => [key.replace(/new-[0-9a-f]{16}/, 'new'), value]);
    expect(Object.fromEntries(kpis)).toEqual({
      'strategy.kpis/one/$': 1,
      'strategy.kpis/one/name.en': 'Air',
      'strategy.kpis/new/$': 2,
      'strategy.kpis/new/name.en': 'Noise'
    });
    expect(changed).toHaveProperty('whole', expect.arrayContaining(['strategy.kpis']));
  });
});

describe('a document that somebody wrote by themselves', () => {
  it('is read by codes and by the words of questions, in Chinese with Chinese styles', () => {
    const question = demoFramework().characteristics[0]?.questions[0];
    const bytes = foreignDocument(
      p('前言', 'a1') +
        p('本文不属于任何问题。') +
        p('1.1 愿景', 'a1') +
        p('建设“智慧城市”。') +
        p(question?.text.zh ?? '', 'a2') +
        p('第二段。') +
        p('2.2', 'a1') +
        p('Citizens meet every month.'),
      { a1: '标题 1', a2: '标题 2' }
    );
    const { texts, findings } = read(bytes);
    expect(texts).toEqual([
      { id: 'answer:strategy.vision', en: [], zh: [paragraph('建设“智慧城市”。'), paragraph('第二段。')] },
      { id: 'answer:stakeholders.citizen-engagement', en: [paragraph('Citizens meet every month.')], zh: [] }
    ]);
    expect(findings).toEqual([
      { kind: 'unplaced', location: '前言', text: '前言\n本文不属于任何问题。', question: null, detail: '' }
    ]);
  });

  it('gives records of a table whose first row names fields, merged cells for each row that they reach into', () => {
    const label = (field: string) =>
      demoFramework()
        .recordTypes.find(({ id }) => id === 'kpi')
        ?.fields.find(({ id }) => id === field)?.label.en ?? '';
    const merged = (at: 'restart' | 'continue') =>
      `<w:tcPr><w:vMerge w:val="${at}"/></w:tcPr>${at === 'restart' ? p('Clean air') : '<w:p/>'}`;
    const { cells, findings } = read(
      foreignDocument(
        p('1.2 KPIs', 'H1') +
          table([
            [label('name'), label('objective')],
            ['PM 2.5', merged('restart')],
            ['PM 10', merged('continue')]
          ])
      )
    );
    expect(findings).toEqual([]);
    expect(Object.values(cells)).toEqual(
      expect.arrayContaining(['PM 2.5', 'PM 10', 'Clean air', 'Clean air'])
    );
    expect(Object.keys(cells).filter((key) => key.endsWith('/$'))).toHaveLength(2);
  });

  it('is read as it is once all changes are accepted: fields, boxes and lists too', () => {
    const list = (text: string) => p(text, '', '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="3"/></w:numPr>');
    const { texts, findings } = read(
      foreignDocument(
        p('1.1', 'H1') +
          '<w:p><w:r><w:t xml:space="preserve">We </w:t></w:r><w:del w:author="A"><w:r><w:delText>may</w:delText></w:r></w:del><w:ins w:author="B"><w:r><w:rPr><w:b/></w:rPr><w:t>will</w:t></w:r></w:ins><w:r><w:t xml:space="preserve"> by </w:t></w:r><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>DATE</w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>2020</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r><w:r><w:rPr><w:vanish/></w:rPr><w:t>secret</w:t></w:r></w:p>' +
          '<w:p><w:r><mc:AlternateContent><mc:Choice><w:txbxContent>' +
          p('In a box.') +
          '</w:txbxContent></mc:Choice><mc:Fallback><w:txbxContent>' +
          p('In a box.') +
          '</w:txbxContent></mc:Fallback></mc:AlternateContent></w:r></w:p>' +
          list('One') +
          list('Two')
      )
    );
    const item = (text: string): ContentNode => ({ type: 'listItem', content: [paragraph(text)] });
    expect(texts[0]?.en).toEqual([
      { type: 'paragraph', content: [text('We '), text('will', 'bold'), text(' by 2020')] },
      paragraph('In a box.'),
      { type: 'bulletList', content: [item('One'), item('Two')] }
    ]);
    expect(findings.map(({ kind, text, detail }) => [kind, text, detail])).toEqual([
      ['comment', 'may', '− · A'],
      ['comment', 'will', '+ · B']
    ]);
  });
});
