/** The views of the comparison, as their navigation lists them. */
import type { StudyAbility } from '#domain/permissions.ts';
import { m } from '#lib/paraglide/messages.js';

export const views: readonly {
  readonly path: string;
  readonly word: () => string;
  readonly needs?: StudyAbility;
}[] = [
  { path: '', word: m.comparison_matrix },
  { path: '/levels', word: m.comparison_levels },
  { path: '/profile', word: m.comparison_profile },
  { path: '/services', word: m.comparison_services },
  { path: '/indicators', word: m.comparison_indicators },
  { path: '/funding', word: m.comparison_funding },
  { path: '/map', word: m.comparison_map },
  { path: '/agreement', word: m.agreement_nav, needs: 'study.agreement' }
];
