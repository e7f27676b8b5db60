/**
 * Records of one type across cities, by the options of one of their fields: services by category, funding by source. Which types
 * and fields there are is the framework's to say. That nobody reports something is a gap, and says nothing of a city.
 */
import type { City, Side } from './city.ts';
import {
  characteristicOfRecordType,
  optionsOf,
  yesNoAnswers,
  type FieldDefinition,
  type Framework,
  type Labelled,
  type RecordType
} from './framework.ts';
import type { FieldValue, ResponseRecord } from './record.ts';

/** A type of records that can be told apart by a choice from one of the framework's sets of options. */
export interface CategorisedType {
  readonly type: RecordType;
  readonly field: FieldDefinition;
  readonly options: readonly Labelled[];
  /** Fields that hold money; a type that has one is about funding as well. */
  readonly money: readonly FieldDefinition[];
  readonly characteristic: string;
}

/** In the framework's order. */
export const categorisedTypes = (framework: Framework): CategorisedType[] =>
  framework.recordTypes.flatMap((type) => {
    const field = type.fields.find(({ kind, optionsRef }) => kind === 'single-choice' && optionsRef !== null);
    const characteristic = characteristicOfRecordType(framework, type.id);
    if (!field || !characteristic) return [];
    return {
      type,
      field,
      options: optionsOf(framework, field),
      money: type.fields.filter(({ kind }) => kind === 'money'),
      characteristic: characteristic.id
    };
  });

/** A field by which records can be told apart, with what can be chosen; null where that is yes, partly, no. */
export interface RecordFilter {
  readonly field: FieldDefinition;
  readonly options: readonly Labelled[] | null;
}

/** The choices of a type, its category first. Further categories are no second way to ask for the same. */
export function filtersOf(
  framework: Framework,
  { type, field }: Pick<CategorisedType, 'type' | 'field'>
): RecordFilter[] {
  const chosen = type.fields.flatMap((one): RecordFilter[] => {
    if (one.kind === 'yes-no-evidence') return [{ field: one, options: null }];
    const options = one.kind === 'single-choice' || one.kind === 'tags' ? optionsOf(framework, one) : [];
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

/** By field the option that is asked for; what is none of its options is not asked. */
export function selectedFilters(
  filters: readonly RecordFilter[],
  selected: (field: string) => string | null
): ReadonlyMap<string, string> {
  return new Map(
    filters.flatMap(({ field, options }) => {
      const value = selected(field.id);
      const known =
        options === null ? yesNoAnswers.some((one) => one === value) : options.some(({ id }) => id === value);
      return value !== null && known ? [[field.id, value] as const] : [];
    })
  );
}

/** Whether a record says all of it: what it leaves open it does not say. */
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
  /** Cities with their records, in the order in which they came; those without one are not there. */
  readonly cities: readonly { readonly city: C; readonly records: readonly ResponseRecord[] }[];
  /** Null where no record is known: a gap and not a zero. */
  readonly count: number | null;
}

export interface Category<C> {
  /** Null for records that name none of the options. */
  readonly option: Labelled | null;
  readonly sides: readonly CategoryOfSide<C>[];
}

/** Every option of the set, also those that no city names; last, where there are any, records without one. */
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

/** The cities of a side that have told of at least one such record: all that can be said about who reports. */
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

/** An amount as it was given; each part may be missing. */
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
