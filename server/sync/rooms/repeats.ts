/**
 * Compares what an update repeats of other people's writing with what is stored: an honest copy is the same
 * in the same place, while text that someone wrote under an id which another person took first is different,
 * or stands elsewhere, and is not saved. A worker compares, since that takes time with the size of both.
 */
import type { DocumentWorkers } from '#server/workers/document-workers.ts';
import { Malformed } from '../scan/cursor.ts';
import { parseUpdate } from '../scan/parse.ts';
import type { Text } from './text.ts';
import type { UpdateCheck } from './update-check.ts';

interface RepeatTools {
  readonly workers: Pick<DocumentWorkers, 'differingRepeat'>;
  /** False when this person has had too much tried or compared of late. */
  readonly mayTry: (userId: string, bytes: number) => boolean;
}

export interface Author {
  readonly userId: string;
  readonly ownerOf: (client: number) => string | undefined;
}

const isOthers = ({ userId, ownerOf }: Author, client: number): boolean =>
  (ownerOf(client) ?? userId) !== userId;

/** Lists the client ids of other people of which an update repeats known structs, as its check found them. */
export const othersRepeated = (verdict: UpdateCheck, author: Author): readonly number[] =>
  verdict.kind === 'nothing-new' || verdict.kind === 'accepted'
    ? verdict.repeated.filter((client) => isOthers(author, client))
    : [];

/**
 * Returns the first of some client ids of other people under which an update repeats known structs with other content or
 * between other neighbours; undefined where there is none.
 */
export async function foreignRepeatOf(
  { mayTry, workers }: RepeatTools,
  { update, clients }: { readonly update: Uint8Array; readonly clients: readonly number[] },
  { pieces, size }: Pick<Text, 'pieces' | 'size'>,
  { userId }: Author
): Promise<number | 'unaffordable' | undefined> {
  if (clients.length === 0) return undefined;
  if (!mayTry(userId, size + update.length)) return 'unaffordable';
  return (await workers.differingRepeat(pieces, { update, clients }, userId)) ?? undefined;
}

/**
 * Returns a client id of another person that an update names as an author; undefined where there is none, or
 * where the bytes cannot be read. Text under an id that another person has may look malformed next to theirs.
 */
export function foreignIn(update: Uint8Array, author: Author): number | undefined {
  try {
    return [...parseUpdate(update).sections.keys()].find((client) => isOthers(author, client));
  } catch (error) {
    if (error instanceof Malformed) return undefined;
    throw error;
  }
}
