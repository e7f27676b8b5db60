import type { ReleasedStep } from './store/roadmap.ts';
import type { Linkable } from '#areas/meetings';

/**
 * Returns a released step with the links that everyone may follow now: a card whose city has withdrawn its consent
 * since is absent at once, and so is a theme that is published no more.
 */
export function withPublicLinks<One extends Pick<ReleasedStep, 'links' | 'linkNames'>>(
  step: One,
  { nameOf }: Linkable
): One {
  const shown = step.links.flatMap((link, index) => {
    const then = step.linkNames[index];
    const name = link.kind === 'practice' || link.kind === 'theme' ? nameOf(link) : then;
    return name && name !== 'hidden' ? [{ link, name }] : [];
  });
  return { ...step, links: shown.map(({ link }) => link), linkNames: shown.map(({ name }) => name) };
}
