/** Finds the partners of blocks by what the blocks name: the attribute `counterpart`. */
import type { Locale } from '#base/locale.ts';
import type { Unit } from './units.ts';

/**
 * Says why two units are a pair: both blocks name each other, one names the other, which names none, they were confirmed
 * together before anybody linked them, or they seem to say the same by their place and content (`guess-pairs.ts`).
 * The last is a proposal, which is accepted by linking.
 */
export const links = ['mutual', 'one-sided', 'recorded', 'proposed'] as const;
export type Link = (typeof links)[number];

export type LinkingBlock = Pick<Unit, 'id' | 'counterpart'>;

export interface Partner<By extends Link = Link> {
  /** The place of the Chinese block. */
  readonly to: number;
  readonly link: By;
}

/**
 * Returns the partners of English blocks by what the blocks name, by place. Every block has at most one, the same on
 * every replica. A block that names another than the one that names it is not its partner: who pairs two blocks
 * writes to these two alone, and what named one of them before goes on to name it.
 */
export function linkedPartners(
  en: readonly LinkingBlock[],
  zh: readonly LinkingBlock[]
): Map<number, Partner<'mutual' | 'one-sided'>> {
  const [ens, zhs] = [placesOf(en), placesOf(zh)];
  const partners = new Map<number, Partner<'mutual' | 'one-sided'>>();
  const taken = new Set<number>();
  const join = (from: number, to: number, link: 'mutual' | 'one-sided'): void => {
    if (partners.has(from) || taken.has(to)) return;
    partners.set(from, { to, link });
    taken.add(to);
  };
  /** Lists what the blocks of one language name in the other, where that names nobody, in the order of the English text. */
  const named: { from: number; to: number }[] = [];
  en.forEach(({ id, counterpart }, from) => {
    const to = counterpart === null ? undefined : zhs.get(counterpart);
    if (to === undefined) return;
    if (zh[to]?.counterpart === id) join(from, to, 'mutual');
    else if (zh[to]?.counterpart === null) named.push({ from, to });
  });
  zh.forEach(({ counterpart }, to) => {
    const from = counterpart === null ? undefined : ens.get(counterpart);
    if (from !== undefined && en[from]?.counterpart === null) named.push({ from, to });
  });
  for (const { from, to } of named.sort((a, b) => a.from - b.from || a.to - b.to))
    join(from, to, 'one-sided');
  return partners;
}

/** Returns the partners of blocks of both languages by what the blocks name, by their ids. */
export function linkedIds(
  en: readonly LinkingBlock[],
  zh: readonly LinkingBlock[]
): Readonly<Record<Locale, ReadonlyMap<string, string>>> {
  const ids = [...linkedPartners(en, zh)].map(
    ([from, { to }]) => [en[from]?.id ?? '', zh[to]?.id ?? ''] as const
  );
  return { en: new Map(ids), zh: new Map(ids.map(([one, other]) => [other, one])) };
}

/** A block whose partner somebody took away names itself. */
export const isParted = (block: LinkingBlock | undefined): boolean =>
  block !== undefined && block.counterpart === block.id;

/** Of two blocks with one id, the place of the first. */
export const placesOf = (blocks: readonly LinkingBlock[]): ReadonlyMap<string, number> =>
  new Map(blocks.map(({ id }, index) => [id, index] as const).toReversed());
