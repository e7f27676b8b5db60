/** Interprets a document's own styles and lists, in whichever language Word named them. */
import { fileForms, textBlockForms, type TextBlockForm } from '#document/nodes/files.ts';
import { parseXml } from '#server/files/xml-parsing.ts';

export interface StyleLook {
  /** Holds the outline level of headings, 1 to 9. */
  readonly outline: number | null;
  readonly kind: TextBlockForm | 'contents' | 'label' | 'aside' | 'code' | 'bold' | 'italic';
  /** Holds the level of paragraphs of a form that has levels. */
  readonly level: number;
  readonly list: { readonly numId: string; readonly level: number } | null;
}

export interface ListLook {
  readonly form: 'bullet' | 'number';
  readonly begins: number;
}

export interface Looks {
  readonly style: (id: string) => StyleLook;
  /** Null for a numbering that shows nothing. */
  readonly list: (numId: string, level: number) => ListLook | null;
}

interface Style {
  name: string;
  basedOn: string;
  outline: number | null;
  numId: string | null;
  level: number;
}

const plain: StyleLook = { outline: null, kind: 'text', level: 0, list: null };

export function looksOf(styles: string | undefined, numbering: string | undefined): Looks {
  const byId = stylesIn(styles);
  const known = new Map<string, StyleLook>();
  return {
    style: (id) => {
      const look = known.get(id) ?? lookOf(byId, id);
      known.set(id, look);
      return look;
    },
    list: listsIn(numbering)
  };
}

function stylesIn(xml: string | undefined): Map<string, Style> {
  const styles = new Map<string, Style>();
  let style: Style | null = null;
  if (xml !== undefined) {
    parseXml(xml, {
      open: (name, { styleId = '', val = '' }) => {
        if (name === 'style')
          styles.set(styleId, (style = { name: '', basedOn: '', outline: null, numId: null, level: 0 }));
        else if (!style) return;
        else if (name === 'name') style.name = val.toLowerCase();
        else if (name === 'basedOn') style.basedOn = val;
        else if (name === 'outlineLvl') style.outline = Number(val) + 1;
        else if (name === 'numId') style.numId = val;
        else if (name === 'ilvl') style.level = Number(val);
      },
      close: (name) => {
        if (name === 'style') style = null;
      }
    });
  }
  return styles;
}

/** Styles of the form itself, and of runs. */
const otherKinds: readonly (readonly [names: RegExp, kind: StyleLook['kind']])[] = [
  [/^passage label$/, 'label'],
  [/^(?:title|subtitle|form note|标题|副标题)$/, 'aside'],
  [/^html code$/, 'code'],
  [/^(?:strong|要点)$/, 'bold'],
  [/^(?:emphasis|强调)$/, 'italic']
];

function lookOf(styles: ReadonlyMap<string, Style>, id: string): StyleLook {
  const chain: Style[] = [];
  for (let at = styles.get(id), steps = 0; at && steps < 20; at = styles.get(at.basedOn), steps += 1)
    chain.push(at);
  const names = chain.map(({ name }) => name);
  // Without a styles part only the id identifies the style.
  const name = names[0] ?? id.toLowerCase();
  if (/^(?:toc|目录)\s?(?:\d|heading|标题)/.test(name)) return { ...plain, kind: 'contents' };
  const named = /^(?:heading|标题)\s?(\d)/.exec(
    names.find((one) => /^(?:heading|标题)\s?\d/.test(one)) ?? name
  );
  const outline = chain.find((style) => style.outline !== null)?.outline ?? (named ? Number(named[1]) : null);
  const numbered = chain.find(({ numId }) => numId !== null);
  const form = textBlockForms
    .map((kind) => ({ kind, level: fileForms[kind].levelIn?.(name, names) ?? null }))
    .find(({ level }) => level !== null);
  return {
    outline: outline !== null && outline >= 1 && outline <= 9 ? outline : null,
    kind: form?.kind ?? otherKinds.find(([is]) => is.test(name))?.[1] ?? 'text',
    level: form?.level ?? 0,
    list: numbered && numbered.numId !== '0' ? { numId: numbered.numId ?? '', level: numbered.level } : null
  };
}

function listsIn(xml: string | undefined): Looks['list'] {
  const forms = new Map<string, string>();
  const starts = new Map<string, number>();
  const abstracts = new Map<string, string>();
  let owner = '';
  let level = '0';
  if (xml !== undefined) {
    parseXml(xml, {
      open: (name, { abstractNumId = '', numId = '', ilvl = '0', val = '' }) => {
        if (name === 'abstractNum') owner = `a${abstractNumId}`;
        else if (name === 'num') owner = `n${numId}`;
        else if (name === 'abstractNumId') abstracts.set(owner, `a${val}`);
        else if (name === 'lvl' || name === 'lvlOverride') level = ilvl;
        else if (name === 'numFmt') forms.set(`${owner} ${level}`, val);
        else if (name === 'start' || name === 'startOverride') starts.set(`${owner} ${level}`, Number(val));
      }
    });
  }
  return (numId, at) => {
    const [own, shared] = [`n${numId} ${at}`, `${abstracts.get(`n${numId}`) ?? ''} ${at}`];
    const form = forms.get(own) ?? forms.get(shared) ?? 'bullet';
    if (form === 'none' || numId === '0') return null;
    const begins = starts.get(own) ?? starts.get(shared) ?? 1;
    return {
      form: form === 'bullet' ? 'bullet' : 'number',
      begins: Number.isInteger(begins) && begins >= 0 ? begins : 1
    };
  };
}
