/** Returns a text with all that a person may do over what it belongs to, for commands and reads about it. */
import { assessmentAbilitiesOf, chapterAbilitiesOf, type Ability, type Grant } from '#domain/permissions.ts';
import { factsOf } from '../access.ts';
import { abilityTo, type AuthorizedText } from './text-access.ts';
import type { LoadedText } from './text-subject.ts';

export function authorizedText({
  subject: { study, document },
  grants
}: {
  readonly subject: LoadedText;
  readonly grants: readonly Grant[];
}): AuthorizedText {
  const facts = factsOf(document);
  const abilities: ReadonlySet<Ability> =
    facts.kind === 'chapter' ? chapterAbilitiesOf(grants, facts) : assessmentAbilitiesOf(grants, facts);
  return {
    study,
    grants,
    document,
    abilities,
    may: (act) => abilities.has(abilityTo(act, document.kind))
  };
}
