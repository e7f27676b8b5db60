/** Lists the formats in which a table is handed out as an office file, with their media types. */
export const officeFormats = {
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'
} as const;

export type OfficeFormat = keyof typeof officeFormats;

export const isOfficeFormat = (name: string): name is OfficeFormat => Object.hasOwn(officeFormats, name);
