/**
 * Which roots and cells the documents of a study may have, kept up with its framework: a room that is open when a version is published
 * takes what that asks. Read anew for every room that loads, so that a ring that was lost costs no more than the rooms that were open.
 */
import type { AllowedPlaces, FoundRoom } from '../../services/access.ts';
import type { Bell } from '../../events/bell.ts';

type Asked = Pick<FoundRoom, 'isBench' | 'studyId' | 'facts'>;

export interface Places {
  readonly of: (found: Asked) => Promise<AllowedPlaces>;
  readonly stop: () => void;
}

export function openPlaces(
  bell: Bell,
  read: (found: Asked) => Promise<AllowedPlaces>,
  onFault: (error: unknown) => void
): Places {
  /** By study and kind of document, which is all that they depend on. */
  const held = new Map<string, { readonly found: Asked; places: AllowedPlaces }>();

  async function readAgain(found: Asked): Promise<{ readonly places: AllowedPlaces }> {
    const places = await read(found);
    const key = `${found.studyId} ${found.facts.kind}`;
    const known = held.get(key);
    if (known) known.places = places;
    else held.set(key, { found, places });
    return held.get(key) ?? { places };
  }

  const stop = bell.listen((ring) => {
    if (ring.type !== 'event' || ring.event.kind !== 'framework.published') return;
    for (const { found } of held.values())
      if (found.studyId === ring.event.studyId) readAgain(found).catch(onFault);
  });

  return {
    stop,
    async of(found) {
      const now = await readAgain(found);
      const { allowsCell, partsAt } = now.places;
      return {
        allowsRoot: (name) => now.places.allowsRoot(name),
        ...(allowsCell ? { allowsCell: (key) => now.places.allowsCell?.(key) ?? false } : {}),
        ...(partsAt ? { partsAt: (root, key) => now.places.partsAt?.(root, key) ?? [] } : {})
      };
    }
  };
}
