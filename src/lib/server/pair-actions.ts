/**
 * Defines the form actions about pairs of passages, the same on every page that shows a text. The field `pairs`
 * holds the pairs as the person saw them, as JSON: `[{ ids: { en, zh }, prints: { en, zh } }]`; `section` names
 * their section.
 */
import type { RequestEvent } from '@sveltejs/kit';
import { pairStatementKinds } from '#rules/pairs/pair-states.ts';
import { ok, refuse } from '#base/refusal.ts';
import { bilingualIn, oneOf, textIn } from '#lib/forms/fields.ts';
import { pairIdsIn, seenPairsIn } from '#lib/areas/pairs/forms.ts';
import type { TextLocation } from '#areas/documents';
import { formAction } from './form-action.ts';
import { needActor } from './guard.ts';
import { locationOf } from './text-of-page.ts';

type PairRequest = RequestEvent<{ study: string }>;

const textKeyOf = (event: PairRequest) => [event.params.study, locationOf(event)] as const;

/** Returns the pairs that the form names, in their section. */
const pairsIn = (form: FormData) => {
  const pairs = seenPairsIn(form);
  return pairs === null
    ? refuse('invalid', { field: 'pairs' })
    : ok({ section: textIn(form, 'section'), pairs });
};

const stated = (count: number) => ({ stated: count });

export const pairActions = {
  confirmPairs: formAction({
    command: ({ translationPairs: pairs }, _, event: PairRequest) => [pairs.confirm, ...textKeyOf(event)],
    run: ({ give, form }) => {
      const pairs = pairsIn(form);
      return pairs.ok
        ? give({
            ...pairs.value,
            isMinor: form.has('minor'),
            byName: form.has('byName'),
            reason: textIn(form, 'reason')
          })
        : pairs;
    },
    answer: stated
  }),
  checkPairs: formAction({
    command: ({ translationPairs: pairs }, _, event: PairRequest) => [pairs.check, ...textKeyOf(event)],
    run: ({ give, form }) => {
      const pairs = pairsIn(form);
      return pairs.ok ? give(pairs.value) : pairs;
    },
    answer: stated
  }),
  divergePairs: formAction({
    command: ({ translationPairs: pairs }, _, event: PairRequest) => [pairs.diverge, ...textKeyOf(event)],
    run: ({ give, form }) => {
      const pairs = pairsIn(form);
      return pairs.ok ? give({ ...pairs.value, note: bilingualIn(form, 'note') }) : pairs;
    },
    answer: stated
  }),
  waivePairs: formAction({
    command: ({ translationPairs: pairs }, _, event: PairRequest) => [pairs.waive, ...textKeyOf(event)],
    run: ({ give, form }) => {
      const pairs = pairsIn(form);
      return pairs.ok ? give({ ...pairs.value, reason: bilingualIn(form, 'reason') }) : pairs;
    },
    answer: stated
  }),
  takeBackPair: formAction({
    command: ({ translationPairs: pairs }, _, event: PairRequest) => [pairs.takeBack, ...textKeyOf(event)],
    run: ({ give, form }) => {
      const kind = oneOf(pairStatementKinds, textIn(form, 'kind'));
      return kind === undefined
        ? refuse('invalid', { field: 'kind' })
        : give({ section: textIn(form, 'section'), ids: pairIdsIn(form), kind });
    },
    answer: () => ({ takenBack: true })
  }),
  /** Returns what has changed since a pair was confirmed, as `{ changes }`. */
  pairChanges: formAction({
    command: ({ translationPairs: pairs }, _, event: PairRequest) => [
      { mayBegin: pairs.authorize },
      ...textKeyOf(event)
    ],
    run: ({ services, actor, event, form }) =>
      services.translationPairs.changes(actor, ...textKeyOf(event), textIn(form, 'section'), pairIdsIn(form)),
    answer: (changes) => ({ changes })
  })
};

/** Null for readers whom they do not concern. */
export async function loadPairs(event: PairRequest, location: TextLocation, section: string) {
  const facts = await event.locals.services.translationPairs.facts(
    needActor(event),
    event.params.study,
    location,
    section
  );
  return facts.ok ? facts.value : null;
}
