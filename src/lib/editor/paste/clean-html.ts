/**
 * Converts what is pasted from Microsoft Word, Excel, web pages and mail to what the schema allows, before
 * ProseMirror reads it: lists that are paragraphs with a bullet, footnotes that are links, headings by class.
 * Nothing is loaded from elsewhere.
 */

/** Limits the markup of a paste, in characters; a passage holds far less. */
export const longestPaste = 4_000_000;

export interface Cleaned {
  readonly body: HTMLElement;
  /** The number of pictures that are lost, since their bytes are not in the paste. */
  readonly lostImages: number;
}

export function cleanPaste(html: string): Cleaned {
  const page = new DOMParser().parseFromString(withoutNoise(html), 'text/html');
  const { body } = page;
  body
    .querySelectorAll(
      'style, script, meta, link, title, xml, o\\:p, template, noscript, iframe, object, embed'
    )
    .forEach((found) => {
      // Microsoft Word wraps only spaces into its own paragraph mark.
      if (found.localName === 'o:p' && found.textContent.trim()) found.replaceWith(...found.childNodes);
      else found.remove();
    });
  wordFootnotes(page);
  wordHeadings(page);
  wordLists(page);
  // Google Docs wraps everything into a bold element without meaning.
  body
    .querySelectorAll('b[style*="font-weight:normal"], b[style*="font-weight: normal"]')
    .forEach((b) => b.replaceWith(...b.childNodes));
  let lostImages = 0;
  body.querySelectorAll('img').forEach((image) => {
    if (/^data:image\/(?:png|jpeg|webp|gif);base64,/.test(image.getAttribute('src') ?? '')) return;
    lostImages += 1;
    image.remove();
  });
  shiftHeadings(page);
  return { body, lostImages };
}

/**
 * Removes styles and handlers. A document of the parser runs nothing, yet the browser would report all of
 * them against the page's content policy; real violations would be lost among those.
 */
const withoutNoise = (html: string): string =>
  withoutStyles(html).replace(/<[a-z][^<>]*>/gi, (tag) =>
    tag.replace(/\son[a-z]+\s*=\s*(?:"[^"]*"|'[^']*'|[^\s>]+)/gi, '')
  );

/** Removes style elements in one pass, since a page may open a million of them and close none. */
export function withoutStyles(html: string): string {
  const [begins, ends] = [/<style\b/gi, /<\/style>/gi];
  let output = '';
  let from = 0;
  for (let begin = begins.exec(html); begin; begin = begins.exec(html)) {
    ends.lastIndex = begin.index;
    if (!ends.exec(html)) break;
    output += html.slice(from, begin.index);
    from = begins.lastIndex = ends.lastIndex;
  }
  return output + html.slice(from);
}

function wordHeadings(page: Document): void {
  page.body
    .querySelectorAll<HTMLElement>(
      'p.MsoTitle, p.MsoHeading1, p.MsoHeading2, p.MsoHeading3, p.MsoHeading4, p.MsoHeading5'
    )
    .forEach((paragraph) => {
      const level = paragraph.className === 'MsoTitle' ? 1 : Number(paragraph.className.slice(-1));
      const heading = page.createElement(`h${level}`);
      heading.append(...paragraph.childNodes);
      paragraph.replaceWith(heading);
    });
}

/** A page's title becomes the highest level that a passage has; the levels below it stay apart from each other. */
function shiftHeadings({ body }: Document): void {
  if (!body.querySelector('h1')) return;
  for (const level of [5, 4, 3, 2, 1])
    body.querySelectorAll(`h${level}`).forEach((heading) => {
      const lower = body.ownerDocument.createElement(`h${Math.min(5, level + 1)}`);
      lower.append(...heading.childNodes);
      heading.replaceWith(lower);
    });
}

/**
 * Converts paragraphs with `mso-list:l0 level2 lfo1`, whose bullet is text in a span of its own, to lists.
 */
function wordLists(page: Document): void {
  let open: { list: HTMLElement; level: number }[] = [];
  let last: Element | null = null;
  page.body
    .querySelectorAll<HTMLElement>('p[style*="mso-list"], p.MsoListParagraph, p[class^="MsoListParagraph"]')
    .forEach((paragraph) => {
      const level = Number(/mso-list:[^;]*level(\d)/i.exec(paragraph.getAttribute('style') ?? '')?.[1] ?? 0);
      if (level === 0) return;
      const marker = [...paragraph.querySelectorAll<HTMLElement>('span')].find((span) =>
        /mso-list:\s*ignore/i.test(span.getAttribute('style') ?? '')
      );
      const ordered = /^\s*[(（]?(?:\d+|[a-z]|[ivxlc]+|[一二三四五六七八九十]+)[.)、）]/i.test(
        marker?.textContent ?? ''
      );
      marker?.remove();
      const item = page.createElement('li');
      const inner = page.createElement('p');
      inner.append(...paragraph.childNodes);
      item.append(inner);
      if (last !== paragraph.previousElementSibling) open = [];
      open = open.filter((one) => one.level <= level);
      let top = open.at(-1);
      if (!top || top.level < level) {
        const list = page.createElement(ordered ? 'ol' : 'ul');
        const parent = top?.list.lastElementChild;
        if (parent) parent.append(list);
        else paragraph.before(list);
        top = { list, level };
        open.push(top);
      }
      top.list.append(item);
      paragraph.remove();
      last = open[0]?.list ?? null;
    });
}

/** Converts footnotes: a reference is a link to `#_ftn1`, the note a block with that id at the end. */
function wordFootnotes(page: Document): void {
  page.body.querySelectorAll<HTMLAnchorElement>('a[href^="#_ftn"], a[href^="#_edn"]').forEach((reference) => {
    const name = reference.getAttribute('href')?.slice(1) ?? '';
    if (/ref\d+$/.test(name)) return;
    const note =
      page.getElementById(name.slice(1)) ??
      page.querySelector(`a[name="${CSS.escape(name)}"]`)?.closest('p, div');
    const text = note?.textContent.replace(/^\s*\[?\d+\]?\s*/, '').trim();
    if (!note || !text) return;
    const footnote = page.createElement('span');
    footnote.dataset['footnote'] = '';
    footnote.textContent = text;
    reference.replaceWith(footnote);
    note.remove();
  });
}
