/** Defines an answer that is a text on each topic of the question. */
import type { KindRules } from './kind.ts';
import { anyText } from './texts.ts';

export const facetText = { held: 'passage', ...anyText, needs: 'facets' } as const satisfies KindRules;
