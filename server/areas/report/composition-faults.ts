/** Finds what the publication of a composition waits for, as far as it follows from its parts and blocks. */
import { gapsOf, type Bilingual } from '#base/locale.ts';
import type { Actor } from '#base/permissions.ts';
import {
  isRegisterBlock,
  needsSources,
  reportBlocks,
  type RegisterBlockName,
  type ReportBlockName,
  type ReportFault
} from '#rules/report/report.ts';
import type { ReportKind } from '#rules/report/report-content.ts';
import type { BlockData } from '#rules/report/report-inputs.ts';
import type { Study } from '#rules/study/study.ts';
import { readBlock } from './block-data.ts';
import { blockTools, type ManifestTools } from './manifest.ts';
import type { ComposedPart } from './composed-parts.ts';

/**
 * Names the blocks that are empty, and the practices and themes on which nobody has looked since what they rest on has
 * changed.
 */
export async function faultsOfBlocks(
  tools: ManifestTools,
  parts: readonly ComposedPart[],
  study: Study,
  actor: Actor
): Promise<ReportFault[]> {
  const blocks = blockTools(tools, actor.userId);
  const faults: ReportFault[] = [];
  for (const { id, source, title, topic } of parts) {
    if (source.kind !== 'block' || !namesEmptiness.includes(source.block)) continue;
    const data = await readBlock(blocks, study, source);
    // The page names a block without a title of its own.
    const named = gapsOf(title).length < 2 ? title : (topic ?? title);
    if (holdsNothing(source.block, data))
      faults.push({ kind: 'empty-part', part: id, about: named, stops: false });
    for (const about of flaggedIn(source.block, data))
      faults.push({ kind: 'support-changed', part: id, about, stops: true });
  }
  return faults;
}

/** Lists the blocks that can be empty, and are read in a moment; of the others a build says so. */
const namesEmptiness: readonly ReportBlockName[] = reportBlocks.filter(
  (name) => !['panels', 'levels', 'matrix', 'framework', 'pilots', 'divergences', 'waivers'].includes(name)
);

/** Checks whether the data of a block have nothing to print. */
function holdsNothing(name: ReportBlockName, data: unknown): boolean {
  if (name === 'roadmap') return (data as BlockData['roadmap']).characteristics.length === 0;
  if (name === 'recommendations') return (data as BlockData['recommendations']).items.length === 0;
  if (name === 'profiles')
    return (data as BlockData['profiles']).sides.every(({ cities }) =>
      cities.every(({ figures }) => figures.length === 0)
    );
  return isRegisterBlock(name)
    ? (data as BlockData[RegisterBlockName]).groups.length === 0
    : Array.isArray(data) && data.length === 0;
}

/** Names the practices and themes of a block on which nobody has looked since what they rest on has changed. */
function flaggedIn(name: ReportBlockName, data: unknown): readonly Bilingual[] {
  if (name === 'practices')
    return (data as BlockData['practices']).flatMap(({ texts, isFlagged }) =>
      isFlagged ? [texts.title] : []
    );
  return name === 'trends' || name === 'challenges'
    ? (data as BlockData['trends']).flatMap(({ statement, isFlagged }) => (isFlagged ? [statement] : []))
    : [];
}

export function faultsOf(
  kind: ReportKind,
  part: ComposedPart,
  parts: readonly ComposedPart[]
): ReportFault[] {
  const fault = (kind: ReportFault['kind'], about: Bilingual, stops: boolean): ReportFault => ({
    kind,
    part: part.id,
    about,
    stops
  });
  // Synopses without a title have the name of their side, and a chapter has its own.
  const ownTitle = gapsOf(part.title).length === 2 ? (part.side ?? part.texts[0]?.title) : part.title;
  const isEmpty =
    (part.source.kind === 'group' || part.source.kind === 'synopses') &&
    part.texts.length === 0 &&
    !parts.some(({ parentId }) => parentId === part.id);
  const title = ownTitle ?? { en: part.id, zh: part.id };
  return [
    ...(part.source.kind !== 'block' && gapsOf(title).length > 0
      ? [fault('title-missing', title, true)]
      : []),
    ...part.texts.flatMap((text) =>
      text.state === 'approved'
        ? []
        : [fault(text.state === 'draft' ? 'not-approved' : 'missing-text', text.title, !part.showsGaps)]
    ),
    ...(isEmpty || (part.source.kind === 'passages' && part.passages.length === 0)
      ? [fault('empty-part', title, false)]
      : []),
    ...part.passages.flatMap(({ text, state }) => [
      ...(gapsOf(text).length > 0 ? [fault('language-missing', text, true)] : []),
      ...(state === 'unlinked' && needsSources(kind) ? [fault('source-missing', text, true)] : []),
      ...(state === 'changed' ? [fault('source-changed', text, true)] : []),
      ...(state === 'gone' ? [fault('source-gone', text, true)] : [])
    ])
  ];
}
