/**
 * Checks what must hold at the end, in the manner of Jepsen: every piece of text is a token that occurs once
 * in the world, and acknowledged ∪ seen ⊆ final ⊆ sent, except for deleted tokens; nothing occurs twice,
 * nothing deleted comes back.
 */
import * as Y from 'yjs';
import { passageOfRoot } from '#document/narrative.ts';
import { openText } from '#document/sequence/roots.ts';
import { walk } from '#document/sequence/walk.ts';

/**
 * The first character occurs in no word: in an update's bytes, a length byte that looks like a letter may
 * precede the token.
 */
const tokenPattern = /~[a-z]\w*-\d+;/g;

export const tokenOf = (author: string, n: number): string => `~${author}-${n};`;

export const tokensIn = (text: string): string[] => text.match(tokenPattern) ?? [];

/**
 * Lists the tokens in an update. Tokens are ASCII, so they have the same bytes in an update as in the text.
 */
export const tokensOf = (update: Uint8Array): string[] =>
  tokensIn(Buffer.from(update.buffer, update.byteOffset, update.byteLength).toString('latin1'));

/** Without its marks, root by root. */
export function plainTextOf(doc: Y.Doc): string {
  return [...doc.share.keys()]
    .filter((root) => passageOfRoot(root) !== null)
    .sort()
    .map((root) => lettersOf(openText(doc, root)))
    .join('\n');
}

/** Returns the letters with a line end in place of each marker, so that they have the same offsets as in Yjs. */
export const lettersOf = (text: Y.Text): string =>
  [...walk(text)]
    .map((walked) => (walked.kind === 'letters' ? walked.text : '\n'.repeat(walked.length)))
    .join('');

export class Oracle {
  readonly sent = new Set<string>();
  readonly acknowledged = new Set<string>();
  readonly seen = new Set<string>();
  /** Tokens that a user deleted, maybe without sending the deletion: they may be missing. */
  readonly deleted = new Set<string>();
  /** Its deletion was acknowledged: it must be missing. */
  readonly gone = new Set<string>();

  /** Sentences of what is wrong with this final text; none when all is well. */
  check(final: string): string[] {
    const counts = new Map<string, number>();
    for (const token of tokensIn(final)) counts.set(token, (counts.get(token) ?? 0) + 1);
    const missing = (of: ReadonlySet<string>): string[] =>
      [...of].filter((token) => !counts.has(token) && !this.deleted.has(token));
    const faults: readonly [string, readonly string[]][] = [
      ['acknowledged and lost', missing(this.acknowledged)],
      ['seen by another and lost', missing(this.seen)],
      ['there and never sent', [...counts.keys()].filter((token) => !this.sent.has(token))],
      ['there more than once', [...counts].filter(([, count]) => count > 1).map(([token]) => token)],
      ['deleted and there again', [...this.gone].filter((token) => counts.has(token))]
    ];
    return faults
      .filter(([, tokens]) => tokens.length > 0)
      .map(([what, tokens]) => `${what}: ${tokens.length} (${tokens.slice(0, 5).join(' ')})`);
  }
}

/** Compares structs and deletions. */
export const equalDocs = (one: Y.Doc, other: Y.Doc): boolean =>
  Y.equalSnapshots(Y.snapshot(one), Y.snapshot(other));
