/** Defines a line of text in each language. */
import type { KindRules } from './kind.ts';
import { anyText } from './texts.ts';

export const shortText = { held: 'texts', ...anyText } as const satisfies KindRules;
