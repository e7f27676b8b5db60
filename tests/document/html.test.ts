import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { allowedHref, allowedImageSource } from '#document/allowed.ts';
import { writeBlocks } from '#document/blocks.ts';
import { goesOn, safeHtml } from '#document/html.ts';
import { textsOf } from '#document/texts.ts';

const fragmentOf = (build: (fragment: Y.XmlFragment) => void): Y.XmlFragment => {
  const fragment = new Y.Doc().getXmlFragment('a.en');
  build(fragment);
  return fragment;
};
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

describe('a passage as HTML', () => {
  it('shows what was written, with numbered footnotes', () => {
    const fragment = fragmentOf((f) =>
      writeBlocks(
        f,
        [
          { type: 'heading', level: 3, text: 'A & B' },
          {
            type: 'paragraph',
            runs: ['x', { footnote: 'why' }, { text: 'y', bold: true, link: 'https://a.org/?q=1&r=2' }]
          }
        ],
        () => 'i'
      )
    );
    expect(safeHtml(fragment, { prefix: 'en' })).toBe(
      '<h3 data-id="i">A &#38; B</h3><p data-id="i">x<sup class="footnote-mark"><a id="en-ref-1" href="#en-note-1">1</a></sup>' +
        '<a href="https://a.org/?q=1&#38;r=2" rel="noopener noreferrer nofollow" target="_blank"><strong>y</strong></a></p>' +
        '<ol class="footnotes"><li id="en-note-1">why <a href="#en-ref-1" class="footnote-back">↩</a></li></ol>'
    );
  });

  it('makes raw nodes that no editor wrote inert', () => {
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
    const html = safeHtml(
      fragmentOf((f) => f.insert(0, hostile)),
      { prefix: '"><script>' }
    );
    expect(html).not.toMatch(/<(script|iframe|svg|img)/i);
    // Checks only the inside of tags; text content may hold anything.
    const tags = html.match(/<[^>]*>/g)?.join('') ?? '';
    expect(tags).not.toMatch(/\son\w+=|javascript:|url\(|https?:/i);
    expect(html).toContain('&#60;img src=x onerror=alert(1)&#62;');
  });

  it('ends at a depth that no honest text has', () => {
    let nest = element('blockquote', {}, [text('deep')]);
    for (let n = 0; n < 200; n++) nest = element('blockquote', {}, [nest]);
    expect(
      safeHtml(
        fragmentOf((f) => f.insert(0, [nest])),
        { prefix: 'a' }
      )
    ).not.toContain('deep');
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
  const long = fragmentOf((f) =>
    f.insert(
      0,
      ['one', 'two', 'three'].map((word) => element('paragraph', {}, [text(word)]))
    )
  );

  it('is as many whole blocks as fit, and says that it goes on', () => {
    expect(safeHtml(long, { prefix: 'a', most: 25 })).toBe(`<p>one</p><p>two</p>${goesOn}`);
    expect(safeHtml(long, { prefix: 'a', most: 5 })).toBe(goesOn);
    expect(safeHtml(long, { prefix: 'a', most: 1_000 })).toBe('<p>one</p><p>two</p><p>three</p>');
  });

  it('takes no more than the limit with all others of the page, in each language', () => {
    const doc = new Y.Doc();
    for (const root of ['a.en', 'b.en', 'b.zh'])
      doc.getXmlFragment(root).insert(0, [element('paragraph', {}, [text('x'.repeat(600_000))])]);
    const texts = textsOf(doc);
    const [a, b] = [texts.html('a'), texts.html('b')];
    expect(a.en.length).toBeGreaterThan(600_000);
    expect(b.en).toBe(goesOn);
    expect(b.zh.length).toBeGreaterThan(600_000);
  });
});
