/** Asks the server in which practices and themes something can be cited, and cites it. */
import type { SupportRole } from '#rules/bibliography/support.ts';
import type { NamedThings } from '#rules/meetings/statement-link.ts';
import type { OwnerSummary } from '#areas/practices';
import type { CitedThing } from './citing.svelte.ts';

export type { OwnerSummary };

/** Null where they cannot be read. */
export const listTargets = async (studySlug: string): Promise<readonly OwnerSummary[] | null> =>
  (await answerOf<{ readonly targets: readonly OwnerSummary[] }>(`/studies/${studySlug}/themes/cite`))
    ?.targets ?? null;

/** Null where they cannot be read. */
export const listThings = async (studySlug: string): Promise<NamedThings | null> =>
  (await answerOf<{ readonly things: NamedThings }>(`/studies/${studySlug}/themes/cite?list=things`))
    ?.things ?? null;

async function answerOf<T>(address: string): Promise<T | null> {
  try {
    const response = await fetch(address, { headers: { accept: 'application/json' } });
    return response.ok ? ((await response.json()) as T) : null;
  } catch {
    return null;
  }
}

/** Returns the server's sentence where it is refused, an empty one where nothing answered; null when done. */
export async function cite(
  studySlug: string,
  owner: Pick<OwnerSummary, 'kind' | 'id'>,
  role: SupportRole,
  thing: CitedThing
): Promise<string | null> {
  const query = new URLSearchParams({ owner: owner.kind, id: owner.id, role, ...fieldsOf(thing) });
  try {
    const response = await fetch(`/studies/${studySlug}/themes/cite?${query}`, {
      method: 'POST',
      headers: { accept: 'application/json' }
    });
    if (response.ok) return null;
    return ((await response.json()) as { readonly message?: string }).message ?? '';
  } catch {
    return '';
  }
}

function fieldsOf(thing: CitedThing): Record<string, string> {
  if (thing.kind === 'passage') {
    const { kind, place, block, quote } = thing;
    return { kind, ...place, block, quote: Array.from(quote).slice(0, 500).join('') };
  }
  return thing.kind === 'answer'
    ? { kind: 'answer', city: thing.city, question: thing.question }
    : { kind: thing.kind, thing: thing.id };
}
