/** Reads passages as the nodes of a version, whichever model the text has. */
import type * as Y from 'yjs';
import { locales, type Locale } from '#base/locale.ts';
import type { ContentNode, SectionContent } from '#base/content.ts';
import { nest } from './sequence/nest.ts';
import { isBlank } from '#base/plain.ts';
import { readBlocks } from './sequence/read.ts';
import { openPassage } from './sequence/roots.ts';
import { passageRoot } from './sequence/shapes.ts';
import { walk } from './sequence/walk.ts';
import { isTree, treeNodes } from './tree-content.ts';

export function sectionContent(doc: Y.Doc, section: string): SectionContent {
  const [en, zh] = locales;
  return { id: section, en: passageContent(doc, section, en), zh: passageContent(doc, section, zh) };
}

/** Empty where nothing was ever written. */
export function passageContent(doc: Y.Doc, section: string, language: Locale): ContentNode[] {
  const root = passageRoot(section, language);
  return isTree(doc, root)
    ? treeNodes(doc, root)
    : nest(readBlocks(doc, openPassage(doc, section, language)));
}

/** The first letter decides, so that a long text costs no more than a short one. */
export function isPassageWritten(doc: Y.Doc, section: string, language: Locale): boolean {
  if (!isTree(doc, passageRoot(section, language)))
    for (const walked of walk(openPassage(doc, section, language)))
      if (walked.kind === 'letters' && walked.text.trim() !== '') return true;
  return !isBlank(passageContent(doc, section, language));
}
