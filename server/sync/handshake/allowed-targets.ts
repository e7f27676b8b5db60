/**
 * Provides which roots and cells the documents of a study may have, updated with its framework: a room that
 * is open when a version is published accepts what the new version requires. Read again for every room that
 * loads, so that a lost signal affects only the rooms that were open.
 */
import type { EventKind } from '#lib/events/kinds.ts';
import type { AllowedTargets, FoundRoom } from './room-facts.ts';
import type { SignalBus } from '#server/events/signals.ts';

type RequestedRoom = Pick<FoundRoom, 'isBench' | 'studyId' | 'documentId' | 'facts'>;

/** The events that let documents of a study have more places. */
const widens: ReadonlySet<string> = new Set<EventKind>(['framework.published', 'roadmap.begun']);

const keyOf = ({ studyId, documentId, facts }: RequestedRoom): string =>
  facts.kind === 'chapter' ? documentId : `${studyId} ${facts.kind}`;

export interface AllowedTargetsCache {
  readonly of: (found: RequestedRoom) => Promise<AllowedTargets>;
  readonly stop: () => void;
}

export function openAllowedTargets(
  signals: SignalBus,
  read: (found: RequestedRoom) => Promise<AllowedTargets>,
  onFault: (error: unknown) => void
): AllowedTargetsCache {
  /** Caches by what they depend on: study and kind of document, and for chapters which one it is. */
  const held = new Map<string, { readonly found: RequestedRoom; targets: AllowedTargets }>();

  async function readAgain(found: RequestedRoom): Promise<{ readonly targets: AllowedTargets }> {
    const targets = await read(found);
    const key = keyOf(found);
    const known = held.get(key);
    if (known) known.targets = targets;
    else held.set(key, { found, targets });
    return held.get(key) ?? { targets };
  }

  const stop = signals.listen((signal) => {
    if (signal.kind !== 'event' || !widens.has(signal.event.kind)) return;
    for (const { found } of held.values())
      if (found.studyId === signal.event.studyId) readAgain(found).catch(onFault);
  });

  return {
    stop,
    async of(found) {
      const now = await readAgain(found);
      const { allowsCell, partsAt } = now.targets;
      return {
        allowsRoot: (name) => now.targets.allowsRoot(name),
        ...(allowsCell ? { allowsCell: (key) => now.targets.allowsCell?.(key) ?? false } : {}),
        ...(partsAt ? { partsAt: (root, key) => now.targets.partsAt?.(root, key) ?? [] } : {})
      };
    }
  };
}
