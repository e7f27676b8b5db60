import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { writeBlocks } from '#document/blocks.ts';
import { nodesOf } from '#document/content.ts';
import { renderTextDiff } from '#document/rendered-versions.ts';
import { safeHtml } from '#document/html.ts';
import { nodesHtml } from '#document/html.ts';
import type { ContentNode } from '#domain/version.ts';

describe('nodes of a version rendered for a page', () => {
  it('look as the text does from which they were taken', () => {
    const fragment = new Y.Doc().getXmlFragment('a.en');
    let n = 0;
    writeBlocks(
      fragment,
      [
        { type: 'heading', level: 3, text: 'Funding' },
        {
          type: 'paragraph',
          runs: [
            'It ',
            { text: 'funds', bold: true, italic: true },
            { footnote: 'Plan of 2012' },
            { break: true },
            { text: 'here', link: 'https://example.org/a' }
          ]
        },
        {
          type: 'list',
          ordered: true,
          items: [
            'One',
            [
              { type: 'paragraph', text: 'Two' },
              { type: 'list', items: ['Inner'] }
            ]
          ]
        },
        { type: 'quote', blocks: [{ type: 'paragraph', text: 'Said' }] },
        { type: 'table', header: ['Year'], rows: [['2012']] },
        { type: 'figure', src: '/a.png', alt: 'A map', text: 'The map' },
        { type: 'rule' },
        { type: 'paragraph' }
      ],
      () => `b${++n}`
    );
    expect(nodesHtml(nodesOf(fragment), { prefix: 'x' })).toBe(safeHtml(fragment, { prefix: 'x' }));
  });

  it('let nothing through that is not on the list, whatever stands in them', () => {
    const hostile: ContentNode[] = [
      {
        type: 'paragraph',
        attrs: { id: '"><script>' },
        content: [
          {
            type: 'text',
            text: '<script>alert(1)</script>',
            marks: [{ type: 'link', attrs: { href: 'javascript:alert(1)' } }, { type: 'onclick' }]
          }
        ]
      },
      { type: 'script', content: [{ type: 'text', text: 'kept as words' }] },
      { type: 'figure', attrs: { src: 'https://elsewhere.example/a.png', alt: '" onerror="x' } },
      { type: 'tableCell', attrs: { align: 'left;background:url(x)', colspan: 1_000 } },
      { type: 'text', text: 'x', marks: [{ type: 'author', attrs: { n: '"><b>' } }] }
    ];
    const html = nodesHtml(hostile, { prefix: '"><i>' });
    expect(html).not.toMatch(/<script|javascript|onerror="x|elsewhere|background|colspan|<b>|<i>/);
    expect(html).toContain('kept as words');
  });
});

describe('what an approval covers besides the text', () => {
  it('is told where it differs', () => {
    const version = (level: string | null, evidence: readonly { id: string; sha256: string }[]) =>
      ({
        format: 'meridian.version/1',
        study: 's',
        subject: 'findings:a',
        framework: null,
        sections: [],
        levels: [{ characteristic: 'c', level }],
        evidence
      }) as const;
    const compared = renderTextDiff(
      version(null, [{ id: 'record:1', sha256: 'a' }]),
      version('basic', [{ id: 'record:2', sha256: 'b' }])
    );
    expect(compared.levels).toEqual([{ id: 'c', before: null, after: 'basic' }]);
    expect(compared.evidence).toEqual([
      { id: 'record:1', before: 'a', after: null },
      { id: 'record:2', before: null, after: 'b' }
    ]);
  });
});
