export const frameworkFormats = {
  json: 'application/json; charset=utf-8',
  yaml: 'application/yaml; charset=utf-8'
} as const;

export type FrameworkFormat = keyof typeof frameworkFormats;

export const isFrameworkFormat = (name: string): name is FrameworkFormat =>
  Object.hasOwn(frameworkFormats, name);
