export const glossaryFormats = {
  csv: 'text/csv; charset=utf-8',
  tbx: 'application/x-tbx+xml; charset=utf-8'
} as const;

export type GlossaryFormat = keyof typeof glossaryFormats;

export const isGlossaryFormat = (name: string): name is GlossaryFormat =>
  Object.hasOwn(glossaryFormats, name);
