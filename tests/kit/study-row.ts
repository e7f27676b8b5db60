/** Holds the row of a study of which nothing is known but its id. */
export const studyRow = {
  id: 's',
  slug: 's',
  titleEn: '',
  titleZh: '',
  shortTitleEn: '',
  shortTitleZh: '',
  programmeEn: '',
  programmeZh: '',
  purposeEn: '',
  purposeZh: '',
  scopeEn: '',
  scopeZh: '',
  isBench: 0,
  createdAt: ''
} as const;
