import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { allowedHref, allowedImageSource } from '#document/allowed.ts';
import { beginningHtml, goesOn, nodesHtml, renderBlocks } from '#document/html.ts';
import { renderTextDiff } from '#document/rendered-versions.ts';
import { openAttributes, openPassage } from '#document/sequence/roots.ts';
import { attributeKey } from '#document/sequence/shapes.ts';
import { nodesOfBlocks } from '#document/sequence/write-passages.ts';
import { textsOf } from '#document/texts.ts';
import type { ContentNode } from '#base/content.ts';
import type { Json } from '#base/canonical.ts';
import { docOf, read, write } from '#kit/doc-passages.ts';
import { treePassage } from '#kit/tree-text.ts';

const element = (
  name: string,
  attributes: Record<string, unknown> = {},
  children: (Y.XmlElement | Y.XmlText)[] = []
) => {
  const made = new Y.XmlElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value as string);
  made.insert(0, children);
  return made;
};
const text = (text: string, marks: Record<string, unknown> = {}) => {
  const made = new Y.XmlText();
  made.insert(0, text, marks);
  return made;
};
const paragraph = (text: string): ContentNode => ({ type: 'paragraph', content: [{ type: 'text', text }] });

/** Checks the inside of tags alone; text content may hold anything. */
function expectInert(html: string): void {
  expect(html).not.toMatch(/<(script|iframe|svg|img)/i);
  const tags = html.match(/<[^>]*>/g)?.join('') ?? '';
  expect(tags).not.toMatch(/\son\w+=|javascript:|url\(|https?:/i);
}

describe('a passage as HTML', () => {
  it('shows what was written, with numbered footnotes', () => {
    const nodes = nodesOfBlocks(
      [
        { kind: 'heading', level: 5, text: 'A & B' },
        {
          kind: 'paragraph',
          runs: [
            'x',
            { footnote: 'why' },
            { text: 'y', bold: true, link: 'https://a.org/?q=1&r=2' },
            'm',
            { text: '2', superscript: true },
            { text: '0', subscript: true }
          ]
        }
      ],
      () => 'i'
    );
    expect(nodesHtml(nodes, { prefix: 'en' })).toBe(
      '<h5 data-id="i">A &#38; B</h5><p data-id="i">x<sup class="footnote-mark"><a id="en-ref-1" href="#en-note-1">1</a></sup>' +
        '<a href="https://a.org/?q=1&#38;r=2" rel="noopener noreferrer nofollow" target="_blank"><strong>y</strong></a>' +
        'm<sup>2</sup><sub>0</sub></p>' +
        '<ol class="footnotes"><li id="en-note-1">why <a href="#en-ref-1" class="footnote-back">↩</a></li></ol>'
    );
  });

  it('shows every kind of block', () => {
    const doc = docOf([
      {
        kind: 'list',
        ordered: true,
        items: [
          'One',
          [
            { kind: 'paragraph', text: 'Two' },
            { kind: 'list', items: ['Inner'] }
          ]
        ]
      },
      { kind: 'quote', blocks: [{ kind: 'paragraph', runs: ['Said', { break: true }, 'so'] }] },
      { kind: 'table', header: ['Year'], rows: [['2012']] },
      { kind: 'figure', src: 'data:image/png;base64,AA==', alt: 'A map', text: 'The map' },
      { kind: 'rule' },
      { kind: 'paragraph' }
    ]);
    expect(nodesHtml(read(doc), { prefix: 'x' }).replaceAll(/ data-id="[^"]*"/g, '')).toBe(
      '<ol><li><p>One</p></li><li><p>Two</p><ul><li><p>Inner</p></li></ul></li></ol>' +
        '<blockquote><p>Said<br>so</p></blockquote>' +
        '<div class="tableWrapper"><table><tbody><tr><th><p>Year</p></th></tr><tr><td><p>2012</p></td></tr></tbody></table></div>' +
        '<figure><img src="data:image/png;base64,AA==" alt="A map"><figcaption>The map</figcaption></figure>' +
        '<hr><p><br></p>'
    );
  });

  it('shows the widths of pictures and columns, and no others', () => {
    const cell = (attrs: NonNullable<ContentNode['attrs']>): ContentNode => ({
      type: 'tableCell',
      attrs,
      content: []
    });
    const html = (...nodes: ContentNode[]): string => nodesHtml(nodes, { prefix: 'x' });
    const picture = (width: Json): ContentNode => ({
      type: 'figure',
      attrs: { src: 'data:image/png;base64,AA==', width }
    });
    expect(html(picture(50))).toContain('alt="" style="width: 50%">');
    expect(html(picture(51))).not.toContain('style');
    expect(html(picture('50%;x'))).not.toContain('style');
    const row = {
      type: 'tableRow',
      content: [cell({ colspan: 2, colwidth: [120, 0] }), cell({ colwidth: ['1"'] })]
    };
    expect(html({ type: 'table', content: [row] })).toContain(
      '<table><colgroup><col width="120"><col><col></colgroup><tbody>'
    );
  });

  it('makes inert what no editor wrote', () => {
    const doc = new Y.Doc();
    const passage = openPassage(doc, 'a', 'en');
    passage.insertEmbed(0, { block: '"><script>', onclick: 'alert(1)' });
    passage.insert(1, '<img src=x onerror=alert(1)>', {
      link: { href: 'javascript:alert(1)', onclick: 'x' }
    });
    passage.insertEmbed(passage.length, {
      block: 'b',
      kind: 'script',
      list: '"><script>',
      start: '1"><script>'
    });
    passage.insert(passage.length, 'b', { link: 'javascript:1', script: true, onclick: 'alert(1)' });
    passage.insertEmbed(passage.length, {
      figure: 'f',
      src: 'javascript:alert(1)',
      alt: '"><script>alert(1)'
    });
    passage.insertEmbed(passage.length, { figure: 'g', src: 'https://elsewhere.example/a.png' });
    passage.insertEmbed(passage.length, { script: 'alert(1)' });
    passage.insertEmbed(passage.length, { goal: '"><script>alert(1)</script>' });
    openAttributes(doc).set(attributeKey('b', 'kind'), '"><script>');
    const html = nodesHtml(read(doc), { prefix: '"><script>' });
    expectInert(html);
    expect(html).toContain('&#60;img src=x onerror=alert(1)&#62;');
  });

  it('of an ended generation is as inert, whatever its tree holds', () => {
    const hostile = [
      element('script', {}, [text('alert(1)')]),
      element('iframe', { src: 'javascript:alert(1)' }),
      element('paragraph', { onclick: 'alert(1)', style: 'position:fixed', id: '"><script>' }, [
        text('<img src=x onerror=alert(1)>')
      ]),
      element('paragraph', {}, [
        text('a', { link: { href: 'javascript:alert(1)', onclick: 'x' } }),
        text('b', { link: 'javascript:1' })
      ]),
      element('paragraph', {}, [
        text('c', { link: { href: ['javascript:alert(1)'] } }),
        text('d', { script: {}, __proto__: { bold: {} } })
      ]),
      element('figure', { src: 'javascript:alert(1)', alt: '"><script>alert(1)</script>' }),
      element('figure', { src: 'data:image/svg+xml;base64,PHN2Zz4=', alt: '' }),
      element('figure', { src: 'https://elsewhere.example/a.png', alt: '' }),
      element('heading', { level: '1><script>' }, [text('h')]),
      element('table', {}, [
        element('tableRow', {}, [
          element('tableCell', { colspan: '2" onmouseover="x', align: 'left;background:url(//e)' })
        ])
      ]),
      element('orderedList', { start: '1"><script>' })
    ];
    const doc = new Y.Doc();
    treePassage(doc, 'a', 'en').insert(0, hostile);
    const html = nodesHtml(read(doc), { prefix: '"><script>' });
    expectInert(html);
    expect(html).toContain('&#60;img src=x onerror=alert(1)&#62;');
  });

  it('ends at a depth that no honest text has', () => {
    let nest: ContentNode = { type: 'blockquote', content: [paragraph('deep')] };
    let tree = element('blockquote', {}, [text('deep')]);
    for (let n = 0; n < 200; n++) {
      nest = { type: 'blockquote', content: [nest] };
      tree = element('blockquote', {}, [tree]);
    }
    const doc = new Y.Doc();
    treePassage(doc, 'a', 'en').insert(0, [tree]);
    for (const nodes of [[nest], read(doc)]) expect(nodesHtml(nodes, { prefix: 'a' })).not.toContain('deep');
  });
});

describe('nodes of a version rendered for a page', () => {
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
      {
        type: 'text',
        text: 'x',
        marks: [
          { type: 'author', attrs: { n: '"><b>' } },
          { type: 'comment', attrs: { threads: '"><b>', isActive: 1 } }
        ]
      }
    ];
    const html = nodesHtml(hostile, { prefix: '"><i>', counterparts: new Map([['', '"><b>']]) });
    expect(html).not.toMatch(/<script|javascript|onerror="x|elsewhere|background|colspan|<b>|<i>/);
    expect(html).toContain('kept as words');
  });

  it('are rendered block by block, with the notes of all below and the threads of counterparts beside', () => {
    const nodes = nodesOfBlocks(
      [
        { kind: 'paragraph', id: 'p', runs: ['One', { footnote: 'first' }] },
        { kind: 'paragraph', id: 'q', runs: ['Two', { footnote: 'second' }] }
      ],
      () => 'i'
    );
    const { blocks, notesOf } = renderBlocks(nodes, { prefix: 'x', counterparts: new Map([['q', 't1']]) });
    expect(blocks.map((html) => html.slice(0, html.indexOf('>') + 4))).toEqual([
      '<p data-id="p">One',
      '<p data-id="q" class="comment-beside" data-thread="t1">Two'
    ]);
    expect(notesOf().match(/<li id="x-note-\d">\w+/g)).toEqual([
      '<li id="x-note-1">first',
      '<li id="x-note-2">second'
    ]);
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
      version('basic', [{ id: 'record:2', sha256: 'b' }]),
      { part: null }
    );
    expect(compared.levels).toEqual([{ id: 'c', before: null, after: 'basic' }]);
    expect(compared.evidence).toEqual([
      { id: 'record:1', before: 'a', after: null },
      { id: 'record:2', before: null, after: 'b' }
    ]);
  });
});

describe('addresses in a text', () => {
  it.each(['https://a.org/x', 'HTTP://a.org', 'mailto:a@b.org'])('may be %s', (href) => {
    expect(allowedHref(href)).toBe(href);
  });
  it.each([
    'javascript:alert(1)',
    'java\tscript:alert(1)',
    '\u0001javascript:x',
    'data:text/html,x',
    'vbscript:x',
    '//e.org',
    '/a',
    'ftp://a',
    'https:a',
    '',
    7,
    null,
    'https://' + 'a'.repeat(3_000)
  ])('may not be %s', (href) => expect(allowedHref(href)).toBeNull());
  // Promise: what is signed is shown as it was signed: a picture is part of the bytes, or it is not shown.
  it('of images are pictures inside the text alone', () => {
    expect(allowedImageSource('data:image/png;base64,iVBORw0KGgo=')).not.toBeNull();
    for (const bad of [
      '/attachments/a.png',
      '/studies/s/assessments/c/evidence/e/file',
      'data:image/svg+xml;base64,AA==',
      '//e.org/a.png',
      '/\\e.org',
      '/a/../b',
      'https://e.org/a.png',
      'blob:x',
      'data:image/png;base64,' + 'A'.repeat(800_000)
    ]) {
      expect(allowedImageSource(bad)).toBeNull();
    }
  });
});

describe('a long passage for a page', () => {
  it('is as many whole blocks as fit, and says that it goes on', () => {
    const long = ['one', 'two', 'three'].map(paragraph);
    expect(beginningHtml(long, { prefix: 'a' }, 25)).toBe(`<p>one</p><p>two</p>${goesOn}`);
    expect(beginningHtml(long, { prefix: 'a' }, 5)).toBe(goesOn);
    expect(beginningHtml(long, { prefix: 'a' }, 1_000)).toBe('<p>one</p><p>two</p><p>three</p>');
  });

  it('takes no more than the limit with all others of the page, in each language', () => {
    const doc = new Y.Doc();
    for (const [section, language] of [
      ['a', 'en'],
      ['b', 'en'],
      ['b', 'zh']
    ] as const)
      write(doc, [paragraph('x'.repeat(150_000))], section, language);
    const texts = textsOf(doc);
    const [a, b] = [texts.html('a'), texts.html('b')];
    expect(a.en.length).toBeGreaterThan(150_000);
    expect(b.en).toBe(goesOn);
    expect(b.zh.length).toBeGreaterThan(150_000);
  });
});
