/** Reads what somebody sends who may not write, without a look at its content. */
import { ownRound } from '#server/process/rounds.ts';
import type { Connection } from '../transport/connection.ts';
import { ReaderOutline, type Intent } from '../scan/reader-outline.ts';
import type { Generation } from './generation.ts';
import type { Write } from './work.ts';

export interface WorkRates {
  /** False when this person has had too many structs looked at of late. */
  readonly maySpend: (userId: string, structs: number) => boolean;
}

/** Sets how many structs and deletions are read in one tick. */
const readAtOnce = 2_000;

const outlineOf = ({ text }: Generation, update: Uint8Array): ReaderOutline =>
  new ReaderOutline(update, {
    clockOf: (client) => text.clockOf(client),
    index: () => text.structIndex
  });

/** Returns what a write would do, read at once where it has not been read before. */
export const intentOf = (generation: Generation, { intent, frame }: Write): Intent =>
  intent ?? outlineOf(generation, frame.update).readOn() ?? 'nothing';

/** Reads a long write of a reader, some of it in each tick. */
export async function readIntent(
  { maySpend }: WorkRates,
  generation: Generation,
  { userId }: Connection,
  update: Uint8Array
): Promise<Intent | 'unaffordable'> {
  const outline = outlineOf(generation, update);
  for (;;) {
    if (!maySpend(userId, readAtOnce)) return 'unaffordable';
    const intent = outline.readOn(readAtOnce);
    if (intent !== null) return intent;
    await ownRound();
  }
}
