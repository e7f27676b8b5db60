/**
 * Builds the text below every view and in every file: that nothing is ranked, and from which texts it was
 * made.
 */
import { byName } from '#base/name-order.ts';
import type { Framework } from '#rules/framework/framework.ts';
import type { ChartCaption } from '#lib/charts/spec.ts';
import { partialDateText } from '#lib/i18n/dates.ts';
import { locale } from '#lib/i18n/locale.ts';
import { anyStateLabel } from '#lib/i18n/study-labels.ts';
import { m } from '#lib/paraglide/messages.js';
import type { Compared, ComparedCity, TextStatus } from '#areas/comparison';
import { inReaders } from './comparison-labels.ts';

export type Framed<V extends Compared> = V & { readonly framework: Framework };

export const isFramed = <V extends Compared>(view: V): view is Framed<V> => view.framework !== null;

/** `from` are the cities that contribute something to the view. */
export function chartCaptionOf(
  view: Framed<Compared>,
  from: readonly { readonly id: string }[]
): ChartCaption {
  const shown = new Set(from.map(({ id }): string => id));
  const cities = orderedCities(view, 'name').filter(({ id }) => shown.has(id));
  const list = (parts: readonly string[]): string => parts.join(m.study_join());
  const approved = cities.flatMap((city) =>
    city.status?.approved
      ? m.comparison_version_of({ city: inReaders(city.shortName), ...versionFacts(city.status.approved) })
      : []
  );
  const drafts = cities.flatMap((city) =>
    city.status && !city.status.approved
      ? m.comparison_draft_of({ city: inReaders(city.shortName), state: anyStateLabel(city.status.state) })
      : []
  );
  return {
    notice: inReaders(view.framework.rankingNotice),
    sources: [
      ...(approved.length > 0 ? [m.comparison_sources_approved({ cities: list(approved) })] : []),
      ...(drafts.length > 0 ? [m.comparison_sources_drafts({ cities: list(drafts) })] : []),
      ...(approved.length + drafts.length === 0 ? [m.comparison_sources_none()] : []),
      m.comparison_sources_at({
        date: partialDateText(view.readAt.slice(0, 10), locale()),
        time: view.readAt.slice(11, 16)
      })
    ]
  };
}

const versionFacts = ({ number, hash, at }: NonNullable<TextStatus['approved']>) => ({
  number,
  hash: hash.slice(0, 12),
  date: partialDateText(at.slice(0, 10), locale())
});

export function statusText({ status, isWithdrawn }: Pick<ComparedCity, 'status' | 'isWithdrawn'>): string {
  const parts = [isWithdrawn ? m.study_city_withdrawn() : '', textStatusLabel(status)];
  return parts.filter((part) => part !== '').join(m.study_join());
}

function textStatusLabel(status: TextStatus | null): string {
  if (!status) return '';
  return status.approved
    ? m.comparison_version(versionFacts(status.approved))
    : m.comparison_draft({ state: anyStateLabel(status.state) });
}

/** By side, then by name in the reader's language or in the order of the study; there is no third order. */
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

/** Returns the address of the text about a city, for a reader who may open it. */
export const textAddress = (
  view: Pick<Compared, 'study'>,
  city: ComparedCity,
  text: 'findings' | 'response',
  characteristic: string
): string | undefined =>
  city.opens[text]
    ? `/studies/${view.study.slug}/assessments/${city.id}/${characteristic}?text=${text}`
    : undefined;

/** Returns the address of a panel's scores, reasons and dissent in full. */
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
