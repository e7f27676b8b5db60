/** Declares which events make a load run again: those with a topic of what it shows. */
import { dependencyOn, type Topic } from '#lib/events/topics.ts';

export interface FollowingLoad {
  readonly params: { readonly study: string };
  readonly depends: (...dependencies: `${string}:${string}`[]) => void;
}

/**
 * `log` for a page that shows something of everything. When the reader's rights change, or after a break, all
 * loads of a study run again.
 */
export function follow(event: FollowingLoad, ...topics: readonly Topic[]): void {
  const { study } = event.params;
  event.depends(`study:${study}`, ...topics.map((topic) => dependencyOn(study, topic)));
}

/** Follows one city, with what any page of a city may show of the study as a whole. */
export const followCity = (
  event: FollowingLoad & { readonly params: { readonly city: string } },
  ...topics: readonly Topic[]
): void => follow(event, 'study', `city:${event.params.city}`, ...topics);
