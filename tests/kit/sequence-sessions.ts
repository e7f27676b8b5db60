/** Records what honest clients write in a text whose passages are sequences, and what no editor would write there. */
import * as encoding from 'lib0/encoding';
import * as Y from 'yjs';
import type { Chance } from '#base/chance.ts';
import { blockKinds } from '#base/blocks/text-kinds.ts';
import {
  attributeKey,
  attributesRoot,
  cellRoot,
  lineKey,
  listKinds,
  noteRoot
} from '#document/sequence/shapes.ts';
import type { CraftedContents } from './crafted-updates.ts';
import type { Names } from './mutated-structs.ts';
import { marks, pick, pieces, recordSession, roots, type Recorded } from './sessions-of-yjs.ts';

export const tables = ['t1', 't2'] as const;
const lines = ['l1', 'l2'] as const;
const notes = ['n1', 'n2'] as const;
const blocks = ['b1', 'b2', 'b3', 'b4'] as const;

/** Lists the roots of the texts, those that are passages first. */
export const textRoots: readonly string[] = [
  ...roots,
  ...tables.flatMap((table) => lines.flatMap((row) => lines.map((column) => cellRoot(table, row, column)))),
  ...notes.map(noteRoot)
];

const pixel = 'data:image/gif;base64,R0lGODlhAQABAAAAACw=';

/** Opens every text, so that none is named after its updates have arrived. */
export function openTexts(doc: Y.Doc): Y.Doc {
  for (const root of textRoots) doc.getText(root);
  doc.getMap(attributesRoot);
  return doc;
}

function embedOf(chance: Chance): object {
  const choice = chance();
  if (choice < 0.6) {
    const block = chance() < 0.2 ? pick(chance, blocks) : `b${Math.floor(chance() * 1e9)}`;
    if (block.endsWith('7')) return { block, moves: [1, Number(block.slice(1))] };
    return chance() < 0.5 ? { block } : { block, kind: pick(chance, blockKinds), indent: 1, list: 'bullet' };
  }
  if (choice < 0.7) return { table: pick(chance, tables) };
  if (choice < 0.75) return { rule: `r${Math.floor(chance() * 1e9)}` };
  if (choice < 0.8) return { figure: `f${Math.floor(chance() * 1e9)}`, src: pixel };
  if (choice < 0.9) return { note: pick(chance, notes) };
  return chance() < 0.5 ? { goal: 'good-practice' } : { grade: 'governance', city: 'haidian' };
}

function setAttribute(doc: Y.Doc, chance: Chance): void {
  const map = doc.getMap(attributesRoot);
  const block = pick(chance, blocks);
  const choice = chance();
  if (choice < 0.3) map.set(attributeKey(block, 'kind'), pick(chance, blockKinds));
  else if (choice < 0.5)
    map.set(attributeKey(block, 'list'), pick<string | null>(chance, [null, ...listKinds]));
  else if (choice < 0.7) map.set(attributeKey(block, 'indent'), Math.floor(chance() * 8));
  else if (choice < 0.9)
    map.set(
      lineKey(pick(chance, tables), chance() < 0.5 ? 'row' : 'column', pick(chance, lines)),
      `a${Math.floor(chance() * 100)}V`
    );
  else for (const key of [...map.keys()].slice(0, 1)) map.delete(key);
}

/** Makes one edit as the binding of an editor does. */
export function editSequence(doc: Y.Doc, chance: Chance): void {
  const root = chance() < 0.7 ? pick(chance, roots) : pick(chance, textRoots);
  const text = doc.getText(root);
  const at = Math.floor(chance() * (text.length + 1));
  const choice = chance();
  if (choice < 0.2) text.insertEmbed(at, embedOf(chance));
  else if (choice < 0.35) setAttribute(doc, chance);
  else if (choice < 0.5 && text.length > at)
    text.delete(at, Math.min(text.length - at, 1 + Math.floor(chance() * 5)));
  else if (choice < 0.65 && text.length > at) {
    const mark = pick(chance, marks);
    const value = pick<unknown>(chance, [mark === 'link' ? { href: '#' } : true, null, {}]);
    text.format(at, Math.min(text.length - at, 1 + Math.floor(chance() * 6)), { [mark]: value });
  } else if (choice < 0.72)
    doc.transact(() => {
      text.insert(at, pick(chance, pieces), { bold: true });
      text.insertEmbed(at, embedOf(chance), { bold: true });
      setAttribute(doc, chance);
    });
  else text.insert(at, pick(chance, pieces));
}

/** Lets three people edit, undo and go offline; see recordSession. */
export const recordSequenceSession = (seed: number, edits = 40): Recorded =>
  recordSession(seed, edits, openTexts, { edit: editSequence, undoneIn: (doc) => doc });

/** Holds the names that `mutateStructs` takes for documents of sequences. */
export const sequenceNames: Names = {
  roots: [...textRoots, attributesRoot],
  keys: [null, 'b1/kind', 'b2/indent', 't1/row/l1']
};

export const sequenceContents: CraftedContents = {
  roots: sequenceNames.roots,
  keys: ['b1/kind', 'b2/indent', 't1/row/l1'],
  refs: [1, 4, 4, 4, 5, 5, 6, 8, 8, 0],
  write(encoder, ref, below) {
    if (ref === 5) encoding.writeVarString(encoder, JSON.stringify({ block: blocks[below(4)] }));
    else encoding.writeAny(encoder, ['h2', 1, null, 'a1'][below(4)] ?? null);
  }
};
