/** Holds the columns of a city's number of inhabitants, with a note that it does not fit. */
export const population = {
  position: 0,
  section: 'general',
  labelEn: 'Population',
  labelZh: '人口',
  value: 1_500_000,
  valueTo: null,
  valueText: null,
  unit: 'persons',
  currency: null,
  noteEn: 'Does not fit',
  noteZh: '不符',
  caveat: 'DN-05',
  source: '5.1.1'
} as const;
