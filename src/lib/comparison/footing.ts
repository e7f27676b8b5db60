/** What is said below every view and in every file: that nothing is ranked, and in which texts what it shows stands. */
import { byName } from '#domain/locale.ts';
import type { Framework } from '#domain/framework.ts';
import type { Footing } from '#lib/charts/spec.ts';
import { partialDateText } from '#lib/i18n/dates.ts';
import { locale } from '#lib/i18n/locale.ts';
import { anyStateWord } from '#lib/i18n/study-words.ts';
import { m } from '#lib/paraglide/messages.js';
import type { Compared, ComparedCity, TextStanding } from '#server/services/comparison.ts';
import { inReaders } from './words.ts';

export type Framed<V extends Compared> = V & { readonly framework: Framework };

export const isFramed = <V extends Compared>(view: V): view is Framed<V> => view.framework !== null;

/** `from` are the cities of which something is shown. */
export function footingOf(view: Framed<Compared>, from: readonly { readonly id: string }[]): Footing {
  const shown = new Set(from.map(({ id }): string => id));
  const cities = orderedCities(view, 'name').filter(({ id }) => shown.has(id));
  const list = (words: readonly string[]): string => words.join(m.study_join());
  const approved = cities.flatMap((city) =>
    city.standing?.approved
      ? m.comparison_version_of({ city: inReaders(city.shortName), ...versionFacts(city.standing.approved) })
      : []
  );
  const drafts = cities.flatMap((city) =>
    city.standing && !city.standing.approved
      ? m.comparison_draft_of({ city: inReaders(city.shortName), state: anyStateWord(city.standing.state) })
      : []
  );
  return {
    notice: inReaders(view.framework.rankingNotice),
    sources: [
      ...(approved.length > 0 ? [m.comparison_sources_approved({ cities: list(approved) })] : []),
      ...(drafts.length > 0 ? [m.comparison_sources_drafts({ cities: list(drafts) })] : []),
      ...(approved.length + drafts.length === 0 ? [m.comparison_sources_none()] : []),
      m.comparison_sources_at({ time: view.readAt.slice(0, 16).replace('T', ' ') })
    ]
  };
}

const versionFacts = ({ number, hash, at }: NonNullable<TextStanding['approved']>) => ({
  number,
  hash: hash.slice(0, 12),
  date: partialDateText(at.slice(0, 10), locale())
});

export function standingText({
  standing,
  isWithdrawn
}: Pick<ComparedCity, 'standing' | 'isWithdrawn'>): string {
  const words = [isWithdrawn ? m.study_city_withdrawn() : '', textWord(standing)];
  return words.filter((word) => word !== '').join(m.study_join());
}

function textWord(standing: TextStanding | null): string {
  if (!standing) return '';
  return standing.approved
    ? m.comparison_version(versionFacts(standing.approved))
    : m.comparison_draft({ state: anyStateWord(standing.state) });
}

/** By side, then by name in the reader's language or as the study lists them; there is no third way. */
export function orderedCities(
  view: Pick<Compared, 'cities' | 'study'>,
  order: 'name' | 'list'
): ComparedCity[] {
  const within = byName<ComparedCity>(({ shortName }) => shortName, locale());
  return view.study.sides.flatMap(({ id }) => {
    const own = view.cities.filter(({ sideId }) => sideId === id);
    return order === 'list' ? own : own.sort(within);
  });
}

/** Where the text about a city stands, for a reader who may open it. */
export const textAddress = (
  view: Pick<Compared, 'study'>,
  city: ComparedCity,
  text: 'findings' | 'response',
  characteristic: string
): string | undefined =>
  city.opens[text]
    ? `/studies/${view.study.slug}/assessments/${city.id}/${characteristic}?text=${text}`
    : undefined;

/** Where scores, reasons and dissent of a panel stand in full. */
export const panelAddress = (
  view: Pick<Compared, 'study'>,
  city: ComparedCity,
  characteristic: string
): string | undefined =>
  city.opens.panel ? `/studies/${view.study.slug}/assessments/${city.id}/${characteristic}/panel` : undefined;

export const profileAddress = (
  view: Pick<Compared, 'study'>,
  cityId: string,
  characteristic?: string
): string =>
  `/studies/${view.study.slug}/comparison/profile?city=${cityId}${characteristic === undefined ? '' : `#${characteristic}`}`;
