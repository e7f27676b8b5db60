/**
 * Builds the view of what cities report on funding in addition to their records: figures as printed, and
 * where shares of one city do not add up.
 */
import { reportShares } from '#rules/comparison/shares-reported.ts';
import type { Bilingual } from '#base/locale.ts';
import type { Indicator } from '#rules/framework/record.ts';
import type { Side } from '#rules/study/study.ts';
import { m } from '#lib/paraglide/messages.js';
import type { ComparedCity, ComparedStatements } from '#areas/comparison';
import { orderedCities, textAddress, type Framed } from './chart-caption.ts';
import { inReaders } from './comparison-labels.ts';

export interface FundingFigures {
  readonly cities: readonly {
    readonly id: string;
    readonly name: Bilingual;
    readonly side: Side;
    readonly href: string | null;
    readonly figures: readonly Indicator[];
  }[];
  /** Lists sentences about shares that do not add up. */
  readonly reports: readonly string[];
  /** Lists the cities that contribute something to this view. */
  readonly from: readonly ComparedCity[];
}

/** Returns the figures of the characteristic that holds the funding records. */
export function fundingFigures(view: Framed<ComparedStatements>, characteristic: string): FundingFigures {
  const own = orderedCities(view, 'name')
    .map((city) => ({
      city,
      figures: view.stated.get(city.id)?.indicators.filter(({ section }) => section === characteristic) ?? []
    }))
    .filter(({ figures }) => figures.length > 0);
  return {
    cities: own.flatMap(({ city, figures }) => {
      const side = view.study.sides.find(({ id }) => id === city.sideId);
      return side
        ? [
            {
              id: city.id,
              name: city.shortName,
              side,
              href: textAddress(view, city, 'response', characteristic) ?? null,
              figures
            }
          ]
        : [];
    }),
    reports: own.flatMap(({ city, figures }) => {
      const report = reportShares(figures);
      if (!report) return [];
      const facts = { city: inReaders(city.shortName), sum: report.printed };
      return [report.kind === 'less' ? m.comparison_shares_less(facts) : m.comparison_shares_more(facts)];
    }),
    from: own.map(({ city }) => city)
  };
}
