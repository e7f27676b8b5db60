/**
 * Loads the type of records that an address requests, among those of the view, with everything that is
 * stated.
 */
import type { RequestEvent } from '@sveltejs/kit';
import {
  selectedFilters,
  categorisedTypes,
  filtersOf,
  type CategorisedType
} from '#rules/comparison/records-compared.ts';
import { isFramed, type Framed } from '#lib/areas/comparison/chart-caption.ts';
import { chooseType, filterName, type Chosen } from '#lib/areas/comparison/chosen-records.ts';
import { must, needActor } from '#lib/server/guard.ts';
import type { ComparedStatements } from '#areas/comparison';

type PageRequest = Pick<RequestEvent, 'locals' | 'url'> & { readonly params: { readonly study: string } };

/** Returns null before the study has a framework, or where that has no such type. */
export async function recordsOfRequest(
  event: PageRequest,
  isAbout: (type: CategorisedType) => boolean
): Promise<{ view: Framed<ComparedStatements>; chosen: Chosen } | null> {
  const view = must(
    event.locals,
    await event.locals.services.cityComparison.statements(needActor(event), event.params.study)
  );
  if (!isFramed(view)) return null;
  const { searchParams } = event.url;
  const chosen = chooseType(categorisedTypes(view.framework).filter(isAbout), searchParams.get('type'));
  if (!chosen) return null;
  const filters = filtersOf(view.framework, chosen.type);
  const selected = selectedFilters(filters, (field) => searchParams.get(filterName(field)));
  const side = view.study.sides.find(({ id }) => id === searchParams.get('side'))?.id ?? null;
  return { view, chosen: { ...chosen, filters, selected, side } };
}

export const anyType = (): boolean => true;
/** Selects the record types for funding: those with an amount of money, as the framework defines. */
export const holdsMoney = ({ money }: CategorisedType): boolean => money.length > 0;
