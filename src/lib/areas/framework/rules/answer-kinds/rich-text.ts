/** Defines an answer that is a text of its own, with paragraphs and lists. */
import type { KindRules } from './kind.ts';
import { anyText } from './texts.ts';

export const richText = { held: 'passage', ...anyText } as const satisfies KindRules;
