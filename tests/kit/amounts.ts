/** Makes figures of cities for tests. */

/** Holds an amount in yuan of 2012, to which a test adds what it is about. */
export const amountOf = (value: number) =>
  ({
    value,
    valueTo: null,
    valueText: null,
    unit: 'currency',
    currency: 'CNY',
    comparator: 'eq'
  }) as const;

/** Returns the gross domestic product of a city. */
export const gdpOf = (value: number) =>
  ({
    id: 'gdp',
    position: 0,
    section: 'general',
    label: { en: 'GDP', zh: '地区生产总值' },
    ...amountOf(value),
    referenceYear: '2012',
    note: { en: '', zh: '' },
    caveat: null,
    source: '5.1'
  }) as const;
