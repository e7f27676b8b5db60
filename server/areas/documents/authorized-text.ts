/** Returns a text with all that a person may do over what it belongs to, for commands and reads about it. */
import type { Grant } from '#base/permissions.ts';
import { abilitiesIn, abilityTo, type AuthorizedText } from './text-access.ts';
import type { LoadedText } from './text-subject.ts';

export function authorizedText({
  subject: { study, document },
  grants
}: {
  readonly subject: LoadedText;
  readonly grants: readonly Grant[];
}): AuthorizedText {
  const abilities = abilitiesIn(grants, document);
  return {
    study,
    grants,
    document,
    abilities,
    may: (act) => abilities.has(abilityTo(act, document.kind))
  };
}
