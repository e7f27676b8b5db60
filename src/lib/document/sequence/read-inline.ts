/** Reads what stands within a block: letters with marks, line breaks, chips and notes. */
import type * as Y from 'yjs';
import type { ContentMark } from '#base/content.ts';
import { parseEmbed, type ParsedEmbed } from './embeds.ts';
import type { Inline, TextPiece } from './flat.ts';
import { findText, openAttributes } from './roots.ts';
import { lineBreak, noteRoot } from './shapes.ts';
import { walk, type Walked } from './walk.ts';

/** Holds what a reading needs besides the text itself. */
export interface Source {
  readonly doc: Y.Doc;
  readonly attributes: Y.Map<unknown>;
  /** Returns a mark for letters by the client that wrote them; for showing authors. */
  readonly markOf: (client: number) => ContentMark | null;
  /** Counts the letters of captions and notes that may still be read. */
  readonly parts: { left: number };
}

/**
 * Limits the letters of captions and notes in one reading. A text of a few bytes can name the same long note in
 * each of a thousand cells; what is beyond the limit is not shown.
 */
const mostInParts = 2 ** 22;

export const sourceOf = (doc: Y.Doc, markOf: Source['markOf'] = () => null): Source => ({
  doc,
  attributes: openAttributes(doc),
  markOf,
  parts: { left: mostInParts }
});

/** Names the embeds that a text has shown: of two that name one note, figure or table, the first is shown. */
export type Shown = Set<string>;

/** Checks whether an embed of this name was shown before, and notes that it is. */
export function wasShown(
  shown: Shown,
  { kind, id }: { readonly kind: string; readonly id: string }
): boolean {
  const isSecond = shown.has(`${kind} ${id}`);
  shown.add(`${kind} ${id}`);
  return isSecond;
}

export function addInline(
  source: Source,
  content: Inline[],
  walked: Walked,
  embed: ParsedEmbed | null,
  shown: Shown
): void {
  if (walked.kind === 'letters') {
    const author = source.markOf(walked.client);
    addLetters(content, walked.text, author ? [...walked.marks, author] : walked.marks);
  } else if (embed?.kind === 'note') {
    if (!wasShown(shown, embed))
      content.push({ kind: 'note', id: embed.id, content: readNote(source, embed.id) });
  } else if (embed?.kind === 'chip') content.push(embed);
  else content.push({ kind: 'unknown', length: walked.length });
}

/** Reads a caption, which is nothing but inline content: what would begin a block elsewhere is unknown here. */
export function readCaption(source: Source, text: Y.Text | null): Inline[] {
  const content: Inline[] = [];
  const shown: Shown = new Set();
  for (const walked of withinLimit(source, text))
    addInline(source, content, walked, walked.kind === 'embed' ? parseEmbed(walked.embed) : null, shown);
  return content;
}

/** Reads a note, which is nothing but letters without marks. */
function readNote(source: Source, note: string): TextPiece[] {
  const content: TextPiece[] = [];
  for (const walked of withinLimit(source, findText(source.doc, noteRoot(note)))) {
    if (walked.kind !== 'letters') continue;
    const author = source.markOf(walked.client);
    addText(content, walked.text, author ? [author] : []);
  }
  return content;
}

function* withinLimit({ parts }: Source, text: Y.Text | null): Generator<Walked> {
  for (const walked of walk(text)) {
    parts.left -= walked.length;
    if (parts.left < 0) return;
    yield walked;
  }
}

/** Each line end becomes a line break. */
export function addLetters(content: Inline[], text: string, marks: readonly ContentMark[]): void {
  text.split(lineBreak).forEach((line, index) => {
    if (index > 0) content.push({ kind: 'break' });
    addText(content, line, marks);
  });
}

/** Neighbouring pieces with equal marks become one, however they were typed. */
export function addText(content: Inline[], text: string, marks: readonly ContentMark[]): void {
  if (text === '') return;
  const last = content.at(-1);
  if (last?.kind === 'text' && haveEqualMarks(last.marks, marks))
    content[content.length - 1] = { ...last, text: last.text + text };
  else content.push({ kind: 'text', text, marks });
}

const haveEqualMarks = (one: readonly ContentMark[], other: readonly ContentMark[]): boolean =>
  one === other || (one.length === other.length && JSON.stringify(one) === JSON.stringify(other));
