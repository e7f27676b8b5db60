/** Merges the old and the new words of one block. */
import { diffLists, type Run } from '#base/diff.ts';
import { isPause, tokensOf } from '#base/tokens.ts';
import type { ContentNode } from '#base/content.ts';
import { changeMarks, marked, marksOf } from './change-marks.ts';
import { looks } from './visible-node.ts';

const mostChangesOfBlock = 1_000;

export interface Effort {
  changes: number;
}

interface Piece {
  /**
   * Holds the value that must be equal for the piece to count as unchanged; marks are compared afterwards.
   */
  readonly key: string;
  /** Null for a piece that is no text. */
  readonly text: string | null;
  readonly node: ContentNode;
  readonly marks: string;
}

function piecesOf(nodes: readonly ContentNode[]): Piece[] {
  return nodes.flatMap((node): Piece[] => {
    const marks = marksOf(node);
    if (node.text === undefined) return [{ key: `\u0000${looks(node)}`, text: null, node, marks }];
    return tokensOf(node.text).map((text) => ({ key: text, text, node, marks }));
  });
}

export function mergeInline(
  before: readonly ContentNode[],
  after: readonly ContentNode[],
  effort: Effort
): { content: ContentNode[]; isChanged: boolean } {
  const [olds, news] = [piecesOf(before), piecesOf(after)];
  const found = diffLists(
    olds.map(({ key }) => key),
    news.map(({ key }) => key),
    Math.min(mostChangesOfBlock, effort.changes)
  );
  const runs = withoutLonePauses(found, olds);
  effort.changes = Math.max(
    0,
    effort.changes - runs.reduce((sum, run) => sum + (run.edit === 'kept' ? 0 : run.length), 0)
  );
  const content: ContentNode[] = [];
  let open: { readonly node: ContentNode; readonly key: string; words: string[] } | null = null;
  const close = (): void => {
    if (open) content.push({ ...open.node, text: open.words.join('') });
    open = null;
  };
  const add = (piece: Piece, change: string | null): void => {
    const { node, text, marks } = piece;
    const key = `${change} ${marks}`;
    if (text === null || open?.key !== key) {
      close();
      const laid = change === null ? node : marked(node, change);
      if (text === null) content.push(laid);
      else open = { node: laid, key, words: [text] };
    } else open.words.push(text);
  };
  for (const { edit, from, to, length } of runs) {
    for (let index = 0; index < length; index++) {
      const [old, now] = [olds[from + index], news[to + index]];
      if (edit === 'deleted') {
        if (old) add(old, changeMarks.deleted);
      } else if (now)
        add(
          now,
          edit === 'inserted'
            ? changeMarks.inserted
            : old?.marks === now.marks
              ? null
              : changeMarks.reformatted
        );
    }
  }
  close();
  return { content, isChanged: runs.some(({ edit }) => edit !== 'kept') };
}

/**
 * Marks a single unchanged space or comma between two changes as deleted and inserted with them, since it
 * would split the sentence.
 */
function withoutLonePauses(runs: readonly Run[], olds: readonly Piece[]): Run[] {
  const edits = runs.flatMap((run, index): ('kept' | 'deleted' | 'inserted')[] => {
    const isBetween = index > 0 && index < runs.length - 1;
    const words = run.edit === 'kept' && run.length <= 2 ? olds.slice(run.from, run.from + run.length) : [];
    const isLone = isBetween && words.length > 0 && words.every(({ text }) => text !== null && isPause(text));
    return isLone
      ? words.flatMap(() => ['deleted', 'inserted'] as const)
      : Array<Run['edit']>(run.length).fill(run.edit);
  });
  const result: Run[] = [];
  let [from, to, at] = [0, 0, 0];
  while (at < edits.length) {
    const start = at;
    const isUnchanged = edits[at] === 'kept';
    while (at < edits.length && (edits[at] === 'kept') === isUnchanged) at++;
    const here = edits.slice(start, at);
    if (isUnchanged) {
      result.push({ edit: 'kept', from, to, length: here.length });
      from += here.length;
      to += here.length;
      continue;
    }
    const gone = here.filter((edit) => edit === 'deleted').length;
    const come = here.length - gone;
    if (gone > 0) result.push({ edit: 'deleted', from, to, length: gone });
    if (come > 0) result.push({ edit: 'inserted', from: from + gone, to, length: come });
    from += gone;
    to += come;
  }
  return result;
}
