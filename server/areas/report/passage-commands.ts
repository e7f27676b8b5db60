import { gapsOf, type Bilingual } from '#base/locale.ts';
import { movedPast } from '#base/order.ts';
import { ok, refuse, type Result } from '#base/refusal.ts';
import type { ReportKind } from '#rules/report/report-content.ts';
import type { PassageSource } from '#rules/report/report-inputs.ts';
import { deletePassage, insertPassage, listPassages, placePassages, updatePassage } from './store/reports.ts';
import { refused, take } from '#server/commands/refused.ts';
import { edit, type CompositionEdit, type Seen } from './composition-edit.ts';

export interface PassageInput {
  readonly text: Bilingual;
  readonly source: PassageSource | null;
}

export const longestPassage = 5_000;
const mostPassages = 300;

export const addPassage = edit(
  'add-passage',
  async (
    { trx, at, deps, actor, parts, subject: { study } },
    kind: ReportKind,
    partId: string,
    input: PassageInput
  ) => {
    if (parts.find(({ id }) => id === partId)?.source.kind !== 'passages') throw refused('not-found');
    const { text, source } = take(checkPassage(input));
    const passages = await listPassages(trx, study.id, kind);
    if (passages.length >= mostPassages) throw refused('too-many');
    const id = deps.newId();
    await insertPassage(trx, {
      id,
      studyId: study.id,
      kind,
      partId,
      position: passages.filter((passage) => passage.partId === partId).length,
      textEn: text.en,
      textZh: text.zh,
      source: source === null ? null : JSON.stringify(source),
      userId: actor.userId,
      at,
      version: 1
    });
    return { id };
  }
);

async function needPassage({ trx, kind, subject }: CompositionEdit, passageId: string): Promise<void> {
  const known = (await listPassages(trx, subject.study.id, kind)).some(({ id }) => id === passageId);
  if (!known) throw refused('not-found');
}

export const changePassage = edit(
  'change-passage',
  async (composition, _kind: ReportKind, passage: Seen, input: PassageInput) => {
    const checked = take(checkPassage(input));
    await needPassage(composition, passage.id);
    const { trx, subject } = composition;
    if (!(await updatePassage(trx, subject.study.id, passage, checked))) throw refused('stale');
    return null;
  }
);

export const movePassage = edit(
  'move-passage',
  async (
    { trx, subject: { study } },
    kind: ReportKind,
    { id, past }: { readonly id: string; readonly past: string }
  ) => {
    const all = await listPassages(trx, study.id, kind);
    const own = all.filter(({ partId }) => partId === all.find((one) => one.id === id)?.partId);
    const order = take(
      movedPast(
        own.map((one) => one.id),
        id,
        past
      )
    );
    await placePassages(trx, study.id, order);
    return null;
  }
);

export const removePassage = edit('remove-passage', async (composition, _kind: ReportKind, passage: Seen) => {
  await needPassage(composition, passage.id);
  const { trx, subject } = composition;
  if (!(await deletePassage(trx, subject.study.id, passage))) throw refused('stale');
  return null;
});

function checkPassage({ text, source }: PassageInput): Result<PassageInput> {
  const trimmed = { en: text.en.trim(), zh: text.zh.trim() };
  if (gapsOf(trimmed).length === 2) return refuse('invalid', { field: 'text' });
  if (trimmed.en.length > longestPassage || trimmed.zh.length > longestPassage)
    return refuse('too-large', { field: 'text' });
  return ok({ text: trimmed, source });
}
