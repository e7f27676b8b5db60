/** Proposes pairs for the units of a section that have no firm partner, between those that have one. */
import type { Bilingual } from '#base/locale.ts';
import type { Pair } from '../pairs.ts';
import { isLinkable, type SectionUnits, type Unit } from '../units.ts';
import { align, proposedPairs } from './align.ts';

export interface ProposedPair {
  readonly en: Unit;
  readonly zh: Unit;
}

/** Checks whether people or what they confirmed hold two units together, and not only their places. */
const isFirm = ({ link }: Pair): boolean => link !== null && link !== 'proposed';

export function proposePairs(
  units: Pick<SectionUnits, 'en' | 'zh'>,
  pairs: readonly Pair[],
  terms: readonly Bilingual[] = []
): ProposedPair[] {
  const firm = pairs.filter(isFirm);
  const partners = new Map(firm.map(({ en, zh }) => [en?.id, zh?.id]));
  const taken = new Set(firm.flatMap(({ en, zh }) => [en?.id, zh?.id]));
  const isFree = (unit: Unit): boolean => !taken.has(unit.id) && isLinkable(unit);
  const places = new Map(units.zh.map(({ id }, index) => [id, index]));
  const found: ProposedPair[] = [];
  let from = { en: 0, zh: 0 };
  const alignUntil = (en: number, zh: number): void => {
    const english = units.en.slice(from.en, en).filter(isFree);
    const chinese = units.zh.slice(from.zh, zh).filter(isFree);
    for (const pair of proposedPairs(align(english, chinese, terms), english, chinese)) {
      const [one, other] = [english[pair.en], chinese[pair.zh]];
      if (one && other) found.push({ en: one, zh: other });
    }
    from = { en: en + 1, zh: zh + 1 };
  };
  units.en.forEach(({ id }, index) => {
    const partner = partners.get(id);
    const place = partner === undefined ? undefined : places.get(partner);
    // A pair that crosses one before it divides nothing.
    if (place !== undefined && place >= from.zh) alignUntil(index, place);
  });
  alignUntil(units.en.length, units.zh.length);
  return found;
}
