import type { Selectable } from 'kysely';
import type { Db } from '#server/store/open.ts';
import type { MachineDraftTable } from './pairs-tables.ts';

export type MachineDraft = Omit<Selectable<MachineDraftTable>, 'version'>;

type DraftedPassage = Pick<MachineDraft, 'documentId' | 'sourceBlock' | 'language'>;
type DraftKey = DraftedPassage & Pick<MachineDraft, 'at'>;

/** Earlier ones of the passage that nobody inserted are deleted once they are older than `before`. */
export async function saveDraft(
  db: Db,
  draft: Omit<MachineDraft, 'targetBlock' | 'acceptedBy' | 'acceptedAt' | 'untouched'>,
  before: string
): Promise<void> {
  const { documentId, sourceBlock, language, text, userId } = draft;
  await db
    .deleteFrom('machineDraft')
    .where('documentId', '=', documentId)
    .where('sourceBlock', '=', sourceBlock)
    .where('language', '=', language)
    .where('targetBlock', '=', '')
    .where('at', '<', before)
    .execute();
  const fresh = { targetBlock: '', acceptedBy: null, acceptedAt: null, untouched: null, version: 1 };
  await db
    .insertInto('machineDraft')
    .values({ ...draft, ...fresh })
    .onConflict((conflict) =>
      conflict.columns(['documentId', 'sourceBlock', 'language', 'at']).doUpdateSet({ text, userId })
    )
    .execute();
}

/** `targetBlock` is empty where nobody has said that it was inserted. */
export const listDrafts = (db: Db, documentId: string): Promise<MachineDraft[]> =>
  db.selectFrom('machineDraft').selectAll().where('documentId', '=', documentId).execute();

/** The newest one of this passage. */
export const findDraft = (
  db: Db,
  { documentId, sourceBlock, language }: DraftedPassage
): Promise<MachineDraft | undefined> =>
  db
    .selectFrom('machineDraft')
    .selectAll()
    .where('documentId', '=', documentId)
    .where('sourceBlock', '=', sourceBlock)
    .where('language', '=', language)
    .orderBy('at', 'desc')
    .executeTakeFirst();

export async function saveInsertion(db: Db, key: DraftKey, targetBlock: string): Promise<void> {
  await change(db, key, { targetBlock });
}

/** Writes who accepted a draft, where it stands, and how many per cent of it were untouched then. */
export async function saveAcceptance(
  db: Db,
  key: DraftKey,
  accepted: {
    readonly targetBlock: string;
    readonly by: string;
    readonly at: string;
    readonly untouched: number;
  }
): Promise<void> {
  const { targetBlock, by, at, untouched } = accepted;
  await change(db, key, { targetBlock, acceptedBy: by, acceptedAt: at, untouched });
}

async function change(
  db: Db,
  { documentId, sourceBlock, language, at }: DraftKey,
  values: Partial<Pick<MachineDraft, 'targetBlock' | 'acceptedBy' | 'acceptedAt' | 'untouched'>>
): Promise<void> {
  await db
    .updateTable('machineDraft')
    .set((eb) => ({ ...values, version: eb('version', '+', 1) }))
    .where('documentId', '=', documentId)
    .where('sourceBlock', '=', sourceBlock)
    .where('language', '=', language)
    .where('at', '=', at)
    .execute();
}
