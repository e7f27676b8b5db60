/** Tests that glossaries of other programs are read: TBX of both versions, and tables. */
import { describe, expect, it } from 'vitest';
import { glossaryRows, parseGlossaryCsv } from '#server/areas/pairs/glossary-csv.ts';
import { parseTbx, tbxOf } from '#server/areas/pairs/tbx.ts';
import { termMark, type GlossaryTerm } from '#rules/pairs/glossary.ts';
import { csvOf } from '#base/csv.ts';

const term: GlossaryTerm = {
  id: 'sanitation',
  term: { en: 'sanitation', zh: '环境卫生' },
  definition: { en: 'Removal of waste; "cleaning", <and> more', zh: '垃圾清运' },
  group: 'services',
  caution: { en: '=HYPERLINK("x")', zh: '' },
  kind: 'term',
  isChecked: false,
  agreedAt: null,
  variants: [
    { language: 'zh', text: '环卫', use: 'allowed', reason: { en: '', zh: '' } },
    {
      language: 'zh',
      text: '卫生',
      use: 'false-friend',
      reason: { en: 'Means health.', zh: '指医疗卫生。' }
    },
    { language: 'en', text: 'scavenging', use: 'forbidden', reason: { en: 'Old.', zh: '' } }
  ]
};
describe('a glossary in a file', () => {
  it('comes back from TBX as it went out', () => {
    const [read] = parseTbx(tbxOf('A study', [term]));
    expect(read?.id).toBe(term.id);
    expect(read && termMark({ ...read })).toBe(termMark(term));
  });

  it('comes back from a table as it went out, in which no cell is a formula', () => {
    const csv = new TextDecoder().decode(csvOf(glossaryRows([term])));
    expect(csv).toContain(`"'=HYPERLINK(""x"")"`);
    const [read] = parseGlossaryCsv(csv);
    expect(read && termMark(read)).toBe(termMark(term));
  });

  it('is read as Weblate writes it, in version 2 with a document type', () => {
    const tbx = `<?xml version='1.0' encoding='UTF-8'?>
<!DOCTYPE martif PUBLIC "ISO 12200:1999A//DTD MARTIF core (DXFcdV04)//EN" "TBXcdv04.dtd">
<martif type="TBX" xml:lang="en">
    <martifHeader><fileDesc><sourceDesc><p>Translate Toolkit</p></sourceDesc></fileDesc></martifHeader>
    <text><body>
      <termEntry id="7"><descrip>Explanation</descrip>
        <langSet xml:lang="en"><tig><term>smart grid</term></tig></langSet>
        <langSet xml:lang="zh_Hans"><tig><term>智能电网</term></tig></langSet>
      </termEntry>
      <termEntry id="8">
        <langSet xml:lang="en"><tig><term>intelligent grid</term><termNote type="administrativeStatus">deprecatedTerm-admn-sts</termNote></tig>
          <ntig><termGrp><term>smart meter</term></termGrp></ntig></langSet>
        <langSet xml:lang="zh-TW"><tig><term>智慧電表</term></tig></langSet>
      </termEntry>
      <termEntry id="9"><langSet xml:lang="de"><tig><term>Zähler</term></tig></langSet></termEntry>
    </body></text>
</martif>`;
    expect(parseTbx(tbx)).toMatchObject([
      { id: null, term: { en: 'smart grid', zh: '智能电网' }, variants: [] },
      {
        term: { en: 'smart meter', zh: '' },
        variants: [{ language: 'en', text: 'intelligent grid', use: 'forbidden' }]
      }
    ]);
  });

  it('is read from a table of two columns, separated by semicolons', () => {
    expect(parseGlossaryCsv('\ufeffsource;target;x\r\n"smart ""grid""";智能电网;1\r\n;;\r\n')).toMatchObject([
      { id: null, term: { en: 'smart "grid"', zh: '智能电网' }, isChecked: true, kind: 'term' }
    ]);
  });

  it.each([
    ['that ends too soon', () => parseTbx(tbxOf('A', [term]).slice(0, 700))],
    ['of another kind', () => parseTbx('<html><body/></html>')],
    ['with entities of its own', () => parseTbx('<!DOCTYPE tbx [<!ENTITY a "b">]><tbx/>')],
    ['with an external one', () => parseTbx('<tbx><text>&a;</text></tbx>')],
    ['that nests without an end', () => parseTbx(`<tbx>${'<a>'.repeat(5_000)}`)],
    [
      'with more entries than a glossary has',
      () => parseTbx(`<tbx>${'<termEntry></termEntry>'.repeat(2_001)}</tbx>`)
    ],
    ['without the two columns', () => parseGlossaryCsv('a,b\n1,2')],
    ['with an open quote', () => parseGlossaryCsv('term_en,term_zh\n"a,b')],
    [
      'with more rows than a glossary has',
      () => parseGlossaryCsv(`term_en,term_zh\n${'a,b\n'.repeat(2_100)}`)
    ]
  ])('%s is refused', (_name, read) => {
    expect(read).toThrow('The file cannot be read');
  });
});
