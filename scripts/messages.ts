/** How messages become functions: the options that the build, the development server and the type check share. */
import { compile } from '@inlang/paraglide-js';

export const messageOptions = {
  project: './project.inlang',
  outdir: './src/lib/paraglide',
  strategy: ['cookie', 'preferredLanguage', 'baseLocale'],
  cookieName: 'locale'
} satisfies Parameters<typeof compile>[0];

if (import.meta.main) await compile(messageOptions);
