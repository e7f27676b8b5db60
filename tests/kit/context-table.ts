/** Holds the facts of a table of shares from public sources. */
const empty = { en: '', zh: '' };

export const sharesTable = {
  title: { en: 'Shares', zh: '占比' },
  note: empty,
  measure: 'percent',
  unit: empty,
  period: '2012',
  nature: 'observed'
} as const;
