/** Holds where Oslo is, a city that joins a study of a test. */
export const osloPlace = {
  id: 'oslo',
  kind: 'city',
  shortName: { en: 'Oslo', zh: '奥斯陆' },
  parent: { en: '', zh: '' },
  parentLevel: null,
  country: { en: 'Norway', zh: '挪威' },
  isoCountry: 'NO',
  latitude: 59.91,
  longitude: 10.75,
  timeZone: 'Europe/Oslo'
} as const;
