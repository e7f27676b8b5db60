/**
 * Defines the form actions about pairs of passages, the same on every page that shows a text. The field `pairs`
 * holds the pairs as the person saw them, as JSON: `[{ ids: { en, zh }, prints: { en, zh } }]`; `section` names
 * their section.
 */
import type { RequestEvent } from '@sveltejs/kit';
import { pairStatementKinds } from '#rules/pairs/pairs.ts';
import type { Actor } from '#base/permissions.ts';
import { refuse, type Result } from '#base/refusal.ts';
import { bilingualIn, oneOf, textIn, typedIn } from '#lib/forms/fields.ts';
import { pairIdsIn, seenPairsIn } from '#lib/areas/pairs/forms.ts';
import type { Services } from '#server/app.ts';
import type { SeenPair } from '#areas/pairs';
import type { TextLocation } from '#areas/documents';
import { formFor, type Begun } from './form-for.ts';
import { needActor, refuseForm } from './guard.ts';
import { locationOf } from './version-pages.ts';

type PairRequest = Pick<RequestEvent, 'locals' | 'url' | 'request'> & {
  readonly params: Readonly<Partial<Record<string, string>>>;
};

interface Requested {
  readonly actor: Actor;
  readonly studySlug: string;
  readonly location: TextLocation;
  readonly section: string;
  readonly form: FormData;
}

type Pairs = Services['translationPairs'];
type Command = (pairs: Pairs) => Begun<[studySlug: string, text: TextLocation]>;
type Act<T> = (event: PairRequest, requested: Requested) => Promise<Result<T>>;

const action =
  <T, Answer extends object>(command: Command, act: Act<T>, answer: (value: T) => Answer) =>
  async (event: PairRequest) => {
    const { study = '' } = event.params;
    const location = locationOf(event);
    const form = await formFor(event, command(event.locals.services.translationPairs), study, location);
    const requested = { actor: needActor(event), studySlug: study, location, form };
    const done = await act(event, { ...requested, section: textIn(form, 'section') });
    return done.ok ? answer(done.value) : refuseForm(event.locals, done.refusal, typedIn(form));
  };

/** Runs a statement about the pairs that the form names. */
const statement = (
  command: Command,
  act: (
    event: PairRequest,
    requested: Requested,
    pairs: { readonly section: string; readonly pairs: readonly SeenPair[] }
  ) => Promise<Result<number>>
) =>
  action(
    command,
    async (event, requested) => {
      const pairs = seenPairsIn(requested.form);
      return pairs === null
        ? refuse('invalid', { field: 'pairs' })
        : act(event, requested, { section: requested.section, pairs });
    },
    (stated) => ({ stated })
  );

export const pairActions = {
  confirmPairs: statement(
    ({ confirm }) => confirm,
    ({ locals }, { actor, studySlug, location, form }, pairs) =>
      locals.services.translationPairs.confirm(actor, studySlug, location, {
        ...pairs,
        isMinor: form.has('minor'),
        byName: form.has('byName'),
        reason: textIn(form, 'reason')
      })
  ),
  checkPairs: statement(
    ({ check }) => check,
    ({ locals }, { actor, studySlug, location }, pairs) =>
      locals.services.translationPairs.check(actor, studySlug, location, pairs)
  ),
  divergePairs: statement(
    ({ diverge }) => diverge,
    ({ locals }, { actor, studySlug, location, form }, pairs) =>
      locals.services.translationPairs.diverge(actor, studySlug, location, {
        ...pairs,
        note: bilingualIn(form, 'note')
      })
  ),
  waivePairs: statement(
    ({ waive }) => waive,
    ({ locals }, { actor, studySlug, location, form }, pairs) =>
      locals.services.translationPairs.waive(actor, studySlug, location, {
        ...pairs,
        reason: bilingualIn(form, 'reason')
      })
  ),
  takeBackPair: action(
    ({ takeBack }) => takeBack,
    async ({ locals }, { actor, studySlug, location, section, form }) => {
      const kind = oneOf(pairStatementKinds, textIn(form, 'kind'));
      return kind === undefined
        ? refuse('invalid', { field: 'kind' })
        : locals.services.translationPairs.takeBack(actor, studySlug, location, {
            section,
            ids: pairIdsIn(form),
            kind
          });
    },
    () => ({ takenBack: true })
  ),
  /** Returns what has changed since a pair was confirmed, as `{ changes }`. */
  pairChanges: action(
    ({ authorize }) => ({ mayBegin: authorize }),
    ({ locals }, { actor, studySlug, location, section, form }) =>
      locals.services.translationPairs.changes(actor, studySlug, location, section, pairIdsIn(form)),
    (changes) => ({ changes })
  )
};

/** Loads the facts for the pairs of a section; null for readers whom they do not concern. */
export async function loadPairs(event: PairRequest, location: TextLocation, section: string) {
  const facts = await event.locals.services.translationPairs.facts(
    needActor(event),
    event.params['study'] ?? '',
    location,
    section
  );
  return facts.ok ? facts.value : null;
}
