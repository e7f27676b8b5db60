/** Lists the parts of the research for their navigation. */
import type { StudyAbility } from '#base/abilities.ts';
import { m } from '#lib/paraglide/messages.js';

export const parts: readonly {
  readonly path: string;
  readonly label: () => string;
  readonly needs?: StudyAbility;
}[] = [
  { path: '', label: m.context_view_registers },
  { path: '/figures', label: m.label_figures },
  { path: '/tables', label: m.context_view_tables },
  { path: '/sources', label: m.context_view_sources },
  { path: '/topics', label: m.context_view_topics },
  { path: '/talks', label: m.context_view_talks, needs: 'study.research' },
  { path: '/images', label: m.context_view_images, needs: 'study.research' }
];
