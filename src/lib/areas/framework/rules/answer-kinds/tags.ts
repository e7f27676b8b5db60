/** Defines choices from a list of options. */
import { severalChoices } from './choices.ts';
import type { KindRules } from './kind.ts';

export const tags = { ...severalChoices, namesOptions: true } as const satisfies KindRules;
