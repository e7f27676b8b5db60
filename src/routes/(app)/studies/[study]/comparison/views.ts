/** Lists the views of the comparison for their navigation. */
import type { StudyAbility } from '#base/abilities.ts';
import { m } from '#lib/paraglide/messages.js';

export const views: readonly {
  readonly path: string;
  readonly label: () => string;
  readonly needs?: StudyAbility;
}[] = [
  { path: '', label: m.comparison_matrix },
  { path: '/levels', label: m.label_levels },
  { path: '/profile', label: m.comparison_profile },
  { path: '/services', label: m.label_services },
  { path: '/indicators', label: m.label_figures },
  { path: '/funding', label: m.comparison_funding },
  { path: '/map', label: m.comparison_map },
  { path: '/agreement', label: m.agreement_nav, needs: 'study.agreement' }
];
