/** Asks the server in which practices and themes something can be cited, and cites it. */
import type { SupportRole } from '#domain/support.ts';
import type { OwnerSummary } from '#server/services/supports/supports.ts';
import type { CitedThing } from './citing.svelte.ts';

export type { OwnerSummary };

/** Lists the practices and themes; null where they cannot be read. */
export async function listTargets(study: string): Promise<readonly OwnerSummary[] | null> {
  try {
    const response = await fetch(`/studies/${study}/themes/cite`, {
      headers: { accept: 'application/json' }
    });
    if (!response.ok) return null;
    return ((await response.json()) as { readonly targets: readonly OwnerSummary[] }).targets;
  } catch {
    return null;
  }
}

/** Cites the thing. Returns the server's sentence where it is refused, an empty one where nothing answered; null when done. */
export async function cite(
  study: string,
  owner: Pick<OwnerSummary, 'kind' | 'id'>,
  role: SupportRole,
  thing: CitedThing
): Promise<string | null> {
  const fields: Record<string, string> =
    thing.kind === 'answer'
      ? { kind: 'answer', city: thing.city, question: thing.question }
      : {
          kind: 'passage',
          ...thing.place,
          block: thing.block,
          quote: Array.from(thing.quote).slice(0, 500).join('')
        };
  const query = new URLSearchParams({ owner: owner.kind, id: owner.id, role, ...fields });
  try {
    const response = await fetch(`/studies/${study}/themes/cite?${query}`, {
      method: 'POST',
      headers: { accept: 'application/json' }
    });
    if (response.ok) return null;
    return ((await response.json()) as { readonly message?: string }).message ?? '';
  } catch {
    return '';
  }
}
