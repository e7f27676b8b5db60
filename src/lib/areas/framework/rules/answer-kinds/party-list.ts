/** Defines a list of the parties that take part. */
import { severalChoices } from './choices.ts';
import type { KindRules } from './kind.ts';

export const partyList = severalChoices satisfies KindRules;
