/** Where somebody has said that both languages of a section say the same, and at which blocks. */
import type { Db } from './open.ts';

export interface ConfirmedParity {
  readonly section: string;
  /** Fingerprints of the outer blocks of both languages, by block id. */
  readonly blocks: Readonly<Record<string, string>>;
  readonly isMinor: boolean;
  readonly userId: string;
  readonly at: string;
  readonly version: number;
}

export async function listParity(db: Db, documentId: string): Promise<Map<string, ConfirmedParity>> {
  const rows = await db.selectFrom('parity').selectAll().where('documentId', '=', documentId).execute();
  return new Map(
    rows.map(({ section, blocks, isMinor, userId, at, version }) => [
      section,
      { section, blocks: JSON.parse(blocks) as Record<string, string>, isMinor: isMinor === 1, userId, at, version }
    ])
  );
}
