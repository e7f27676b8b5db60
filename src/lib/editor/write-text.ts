import type { Locale } from '#domain/locale.ts';
import type { ContentNode } from '#domain/version.ts';

/** Makes one language of a section say this, as an ordinary edit of the person whose editor it is. */
export type WriteText = (language: Locale, nodes: readonly ContentNode[]) => void;
