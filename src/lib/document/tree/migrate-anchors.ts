/** Converts the anchors of comments from the nested form: a letter is found again by how many stand before it. */
import type * as Y from 'yjs';
import { chipSign } from '#rules/threads/comment.ts';
import type { Locale } from '#base/locale.ts';
import { anchorAt, type Anchor, type AnchorQuery } from '../sequence/anchors.ts';
import { flatTextOf } from '../sequence/flat-text.ts';
import { openPassage } from '../sequence/roots.ts';
import { passageRoot } from '../sequence/shapes.ts';
import { findAnchorRange, flatTextOf as flatTreeOf } from './anchors.ts';

/** An anchor whose text was deleted is returned as it is. */
export function migrateAnchors(tree: Y.Doc, doc: Y.Doc, anchors: readonly AnchorQuery[]): Anchor[] {
  const known = new Map<string, Both>();
  return anchors.map(({ section, language, from, to, quote, blockId }) => {
    const anchor: Anchor = { from, to, quote, blockId };
    const key = `${section}.${language}`;
    const both = known.get(key) ?? bothOf(tree, doc, section, language);
    known.set(key, both);
    const range = findAnchorRange(tree, both.old, anchor);
    if (!range) return anchor;
    const [begin, end] = [lettersBefore(both.old.text, range.from), lettersBefore(both.old.text, range.to)];
    const [first, last] = [both.places[begin], both.places[end - 1]];
    const made =
      first === undefined || last === undefined
        ? undefined
        : anchorAt(both.made, first, last + 1, quote.length);
    // The quote stays the one that was commented on.
    return made ? { ...made, quote } : anchor;
  });
}

interface Both {
  readonly old: ReturnType<typeof flatTreeOf>;
  readonly made: ReturnType<typeof flatTextOf>;
  /** The places of the letters in the made text. */
  readonly places: readonly number[];
}

function bothOf(tree: Y.Doc, doc: Y.Doc, section: string, language: Locale): Both {
  const made = flatTextOf(doc, openPassage(doc, section, language));
  return {
    old: flatTreeOf(tree.getXmlFragment(passageRoot(section, language))),
    made,
    places: placesOfLetters(made.text)
  };
}

/** Both forms have the same letters in the same order, but different line ends between them, and signs of chips in one alone. */
const lettersBefore = (text: string, at: number): number => text.slice(0, at).replaceAll('\n', '').length;

function placesOfLetters(text: string): number[] {
  const places: number[] = [];
  for (let index = 0; index < text.length; index++)
    if (text[index] !== '\n' && text[index] !== chipSign) places.push(index);
  return places;
}
