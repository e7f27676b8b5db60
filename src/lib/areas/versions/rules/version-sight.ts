/** Decides which versions of a text a person may read. */
import type { Ability } from '#base/abilities.ts';
import type { AssessmentState, ChapterState, DocumentKind } from '#base/states.ts';

export const versionKinds = ['named', 'automatic', 'consultation', 'approval', 'submission'] as const;
export type VersionKind = (typeof versionKinds)[number];

export interface TextFacts {
  readonly kind: DocumentKind;
  readonly state: AssessmentState | ChapterState;
}

interface Numbered {
  readonly kind: VersionKind;
  readonly number: number;
}

/**
 * Returns those of the versions of one text, newest first, that this reader may read, in the same order. For
 * a reader who may not read all of them they are numbered within their kind, so that no number reveals how
 * many others there are.
 */
export function visibleVersions<V extends Numbered>(
  abilities: ReadonlySet<Ability>,
  { kind, state }: TextFacts,
  versions: readonly V[]
): V[] {
  // Those who may open the confidential document see all versions of it.
  const needed =
    kind === 'chapter' ? 'chapter.versions' : kind === 'confidential' ? 'confidential.read' : 'versions.read';
  if (abilities.has(needed)) return [...versions];
  const ofKind = (wanted: VersionKind): V[] => {
    const all = versions.filter((version) => version.kind === wanted);
    return all.map((version, index) => ({ ...version, number: all.length - index }));
  };
  // A city sees the versions that it has submitted; of its findings only the frozen one that it is consulted
  // on.
  if (kind === 'response') return abilities.has('consultation.read') ? ofKind('submission') : [];
  if (kind === 'chapter' || kind === 'confidential' || !abilities.has('findings.read')) return [];
  return (
    state === 'consultation' ? ofKind('consultation') : state === 'approved' ? ofKind('approval') : []
  ).slice(0, 1);
}
