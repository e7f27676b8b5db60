import type { Locale } from '#base/locale.ts';
import type { ContentNode } from '#base/content.ts';

/**
 * Replaces the content of one language of a section, as an ordinary edit of the person whose editor it is.
 */
export type WriteText = (language: Locale, nodes: readonly ContentNode[]) => void;
