/**
 * Compares records of one type across cities, grouped by the options of one of their fields: services by
 * category, funding by source. The framework defines the types and fields. If no city reports an option, that
 * is a gap, and says nothing about a city.
 */
import { rulesOfKind } from '#rules/framework/answer-kinds/kinds.ts';
import type { City } from '#rules/cities/city.ts';
import type { Side } from '#rules/study/study.ts';
import {
  characteristicOfRecordType,
  optionsOf,
  type FieldDefinition,
  type Framework,
  type Labelled,
  type RecordType
} from '#rules/framework/framework.ts';
import type { FieldValue, ResponseRecord } from '#rules/framework/record.ts';

/** Describes a type of records that can be grouped by a field with one of the framework's sets of options. */
export interface CategorisedType {
  readonly type: RecordType;
  readonly field: FieldDefinition;
  readonly options: readonly Labelled[];
  /** Lists the fields that hold money; a type with such a field is also about funding. */
  readonly money: readonly FieldDefinition[];
  readonly characteristic: string;
}

/** In the framework's order. */
export const categorisedTypes = (framework: Framework): CategorisedType[] =>
  framework.recordTypes.flatMap((type) => {
    const field = type.fields.find(
      ({ kind, optionsRef }) => rulesOfKind(kind).isCategory && optionsRef !== null
    );
    const characteristic = characteristicOfRecordType(framework, type.id);
    if (!field || !characteristic) return [];
    return {
      type,
      field,
      options: optionsOf(framework, field),
      money: type.fields.filter(({ kind }) => rulesOfKind(kind).isAmount),
      characteristic: characteristic.id
    };
  });

/**
 * Describes a field by which records can be filtered, with its options; null where its kind names the answers.
 */
export interface RecordFilter {
  readonly field: FieldDefinition;
  readonly options: readonly Labelled[] | null;
}

/** Further category fields with the same options are left out, as they would filter by the same again. */
export function filtersOf(
  framework: Framework,
  { type, field }: Pick<CategorisedType, 'type' | 'field'>
): RecordFilter[] {
  const chosen = type.fields.flatMap((one): RecordFilter[] => {
    const { fixedAnswers, namesOptions } = rulesOfKind(one.kind);
    if (fixedAnswers) return [{ field: one, options: null }];
    const options = namesOptions ? optionsOf(framework, one) : [];
    return options.length === 0 ||
      (one.id !== field.id && one.optionsRef !== null && one.optionsRef === field.optionsRef)
      ? []
      : [{ field: one, options }];
  });
  return [
    ...chosen.filter((one) => one.field.id === field.id),
    ...chosen.filter((one) => one.field.id !== field.id)
  ];
}

/** Unknown options are ignored. */
export function selectedFilters(
  filters: readonly RecordFilter[],
  selected: (field: string) => string | null
): ReadonlyMap<string, string> {
  return new Map(
    filters.flatMap(({ field, options }) => {
      const value = selected(field.id);
      const known =
        options === null
          ? rulesOfKind(field.kind).fixedAnswers?.some((one) => one === value)
          : options.some(({ id }) => id === value);
      return value !== null && known ? [[field.id, value] as const] : [];
    })
  );
}

/** A field without a value matches nothing. */
export const matchesFilters = (
  { fields }: Pick<ResponseRecord, 'fields'>,
  selected: ReadonlyMap<string, string>
): boolean =>
  [...selected].every(([field, option]) => {
    const value = fields[field];
    return value === option || (Array.isArray(value) && (value as readonly FieldValue[]).includes(option));
  });

export interface CityRecords<C> {
  readonly city: C;
  readonly records: readonly ResponseRecord[];
}

export interface CategoryOfSide<C> {
  readonly sideId: string;
  /** In the given order; cities without a record are left out. */
  readonly cities: readonly { readonly city: C; readonly records: readonly ResponseRecord[] }[];
  /** Null where none is known, which is a gap and not a zero. */
  readonly count: number | null;
}

export interface Category<C> {
  /** Null for records that name none of the options. */
  readonly option: Labelled | null;
  readonly sides: readonly CategoryOfSide<C>[];
}

/**
 * Groups records by every option of the set, also those that no city names; the last group, if not empty,
 * holds records without an option.
 */
export function byCategory<C extends Pick<City, 'sideId'>>(
  { type, field, options }: Pick<CategorisedType, 'type' | 'field' | 'options'>,
  given: readonly CityRecords<C>[],
  sides: readonly Pick<Side, 'id'>[]
): Category<C>[] {
  const optionOf = ({ fields }: ResponseRecord): string | null =>
    options.find(({ id }) => id === fields[field.id])?.id ?? null;
  const category = (option: Labelled | null): Category<C> => ({
    option,
    sides: sides.map(({ id: sideId }) => {
      const cities = given
        .filter(({ city }) => city.sideId === sideId)
        .map(({ city, records }) => ({
          city,
          records: records.filter(
            (record) => record.recordType === type.id && optionOf(record) === (option?.id ?? null)
          )
        }))
        .filter(({ records }) => records.length > 0);
      return {
        sideId,
        cities,
        count: cities.length === 0 ? null : cities.flatMap(({ records }) => records).length
      };
    })
  });
  const unnamed = category(null);
  return [...options.map(category), ...(unnamed.sides.some(({ count }) => count !== null) ? [unnamed] : [])];
}

/**
 * Returns the cities of a side that have reported at least one such record: nothing more can be said about
 * who reports.
 */
export const reportingCities = <C extends Pick<City, 'sideId'>>(
  type: Pick<RecordType, 'id'>,
  given: readonly CityRecords<C>[],
  sideId: string
): C[] =>
  given
    .filter(
      ({ city, records }) =>
        city.sideId === sideId && records.some(({ recordType }) => recordType === type.id)
    )
    .map(({ city }) => city);

/** Each part may be missing. */
export interface Money {
  readonly amount: number | null;
  readonly currency: string | null;
  readonly year: string | null;
  readonly isApproximate: boolean;
}

export function moneyIn(value: FieldValue | undefined): Money | null {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null;
  const { amount, currency, year, period, approximate } = value as Readonly<Record<string, FieldValue>>;
  const text = (one: FieldValue | undefined): string | null =>
    typeof one === 'string' && one !== '' ? one : typeof one === 'number' ? String(one) : null;
  const money = {
    amount: typeof amount === 'number' ? amount : null,
    currency: text(currency),
    year: text(year) ?? text(period),
    isApproximate: approximate === true
  };
  return money.amount === null && money.currency === null ? null : money;
}
