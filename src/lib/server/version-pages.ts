/** What the pages of versions and late edits share, whether of an assessment or of a chapter: which text, what is loaded, what is done. */
import type { RequestEvent } from '@sveltejs/kit';
import { parseCell } from '#document/answer-places.ts';
import { bilingualIn, textIn, typedIn } from '#lib/forms/fields.ts';
import { gradesHeld, type Grades } from '#domain/grade.ts';
import type { DocumentVersion } from '#domain/version.ts';
import type { TextPlace } from '#server/services/way/text-door.ts';
import { must, needActor, refuseForm, refuseRequest } from './guard.ts';
import { questionsWith, restoringAnswers, type AskedThere } from './version-answers.ts';

type Asking = Pick<RequestEvent, 'locals' | 'url' | 'request'> & {
  readonly params: Readonly<Partial<Record<string, string>>>;
};

const studyOf = ({ params }: Asking): string => params['study'] ?? '';

/** A chapter's text; of an assessment the one that `?text=` names, or else the findings. */
export function placeOf({ params, url }: Pick<Asking, 'params' | 'url'>): TextPlace {
  const { chapter, city } = params;
  if (chapter !== undefined) return { kind: 'chapter', slug: chapter };
  return { kind: url.searchParams.get('text') === 'response' ? 'response' : 'findings', city: city ?? '' };
}

/** Where nothing is said of which, the findings for those who may read them, and otherwise the response. */
async function openPlaceOf(event: Asking): Promise<TextPlace> {
  const place = placeOf(event);
  if (place.kind !== 'findings' || event.url.searchParams.has('text')) return place;
  const found = await event.locals.house.versions.list(needActor(event), studyOf(event), place);
  return found.ok ? place : { ...place, kind: 'response' };
}

/** What the chips of a text show that holds these levels and is written in this framework. */
async function gradesOf(
  event: Asking,
  place: TextPlace,
  { levels, framework }: Pick<DocumentVersion, 'levels' | 'framework'>
): Promise<Grades> {
  const names = must(
    event.locals,
    await event.locals.house.grades.names(needActor(event), studyOf(event), framework?.version)
  );
  return gradesHeld(names, place.kind === 'chapter' ? null : place.city, levels);
}

const textOf = (place: TextPlace): string => (place.kind === 'chapter' ? '' : place.kind);

export async function loadVersions(event: Asking) {
  const actor = needActor(event);
  const place = await openPlaceOf(event);
  const list = must(event.locals, await event.locals.house.versions.list(actor, studyOf(event), place));
  return { text: textOf(place), list };
}

export async function keepVersion(event: Asking) {
  const actor = needActor(event);
  const form = await event.request.formData();
  const kept = await event.locals.house.versions.keep(
    actor,
    studyOf(event),
    placeOf(event),
    bilingualIn(form, 'name')
  );
  return kept.ok ? { kept: kept.value.number } : refuseForm(event.locals, kept.refusal, typedIn(form));
}

export async function loadComparison(event: Asking) {
  const actor = needActor(event);
  const place = await openPlaceOf(event);
  const [one, other] = [event.url.searchParams.get('one') ?? '', event.url.searchParams.get('other') ?? ''];
  if (one === other)
    return {
      text: textOf(place),
      comparison: null,
      grades: null,
      asked: [],
      mayRestore: false,
      view: 'inline' as const
    };
  const comparison = must(
    event.locals,
    await event.locals.house.versions.compare(actor, studyOf(event), place, one, other)
  );
  const grades = {
    before: await gradesOf(event, place, comparison.held.before),
    after: await gradesOf(event, place, comparison.held.after)
  };
  const asked = await askedIn(
    event,
    place,
    comparison.sections.filter(({ changes }) => changes > 0).map(({ id }) => id),
    comparison.answers.map(({ question }) => question)
  );
  const { mayRestore } = must(
    event.locals,
    await event.locals.house.versions.list(actor, studyOf(event), place)
  );
  return {
    text: textOf(place),
    comparison,
    grades,
    asked,
    mayRestore,
    view: event.url.searchParams.get('view') === 'side' ? ('side' as const) : ('inline' as const)
  };
}

export async function loadVersion(event: Asking) {
  const actor = needActor(event);
  const { versions } = event.locals.house;
  const [study, id] = [studyOf(event), event.params['version'] ?? ''];
  const place = await openPlaceOf(event);
  const version = must(event.locals, await versions.load(actor, study, place, id));
  const { mayRestore, maySeeAuthors } = must(event.locals, await versions.list(actor, study, place));
  const authors =
    maySeeAuthors && event.url.searchParams.has('authors')
      ? must(event.locals, await versions.authors(actor, study, place, id))
      : null;
  const written = version.sections.filter(({ html }) => html.en !== '' || html.zh !== '').map(({ id }) => id);
  const asked = await askedIn(
    event,
    place,
    written,
    Object.keys(version.answers ?? {}).map((key) => parseCell(key)?.question ?? '')
  );
  return {
    text: textOf(place),
    version,
    asked,
    grades: await gradesOf(event, place, version),
    mayRestore,
    maySeeAuthors,
    authors
  };
}

/** The questions that a response answers there; none for a text without any. */
const askedIn = (
  event: Asking,
  place: TextPlace,
  passages: readonly string[],
  answered: readonly string[]
): Promise<AskedThere[]> =>
  place.kind === 'response' ? questionsWith(event, { passages, answered }) : Promise.resolve([]);

/** The canonical bytes, to be kept as a file; whatever they hold, no browser shows them. */
export async function versionBytes(event: Asking): Promise<Response> {
  const found = await event.locals.house.versions.bytes(
    needActor(event),
    studyOf(event),
    await openPlaceOf(event),
    event.params['version'] ?? ''
  );
  const { bytes, fileName } = must(event.locals, found);
  return fileResponse(bytes, 'application/json', fileName);
}

const fileResponse = (bytes: Uint8Array, type: string, fileName: string): Response =>
  new Response(new Uint8Array(bytes), {
    headers: {
      'content-type': type,
      'content-disposition': `attachment; filename="${fileName.replace(/[^\w.-]/g, '_')}"`,
      'x-content-type-options': 'nosniff',
      'cache-control': 'private, no-store'
    }
  });

export async function loadLate(event: Asking) {
  const actor = needActor(event);
  const { lateProposals } = event.locals.house;
  const place = await openPlaceOf(event);
  const list = must(event.locals, await lateProposals.list(actor, studyOf(event), place));
  const asked =
    event.url.searchParams.get('show') ?? list.proposals.find(({ decision }) => decision === null)?.id;
  const shown =
    asked === undefined
      ? null
      : must(event.locals, await lateProposals.show(actor, studyOf(event), place, asked));
  const grades = must(event.locals, await event.locals.house.grades.ofText(actor, studyOf(event), place));
  return { text: textOf(place), list, shown, grades };
}

export async function dismissLate(event: Asking) {
  const form = await event.request.formData();
  const reason = bilingualIn(form, 'reason');
  return decideLate(event, form, { as: 'dismissed', reason });
}

export const mergeLate = async (event: Asking) =>
  decideLate(event, await event.request.formData(), { as: 'merged' });

async function decideLate(
  event: Asking,
  form: FormData,
  decision: Parameters<typeof event.locals.house.lateProposals.decide>[4]
) {
  const decided = await event.locals.house.lateProposals.decide(
    needActor(event),
    studyOf(event),
    placeOf(event),
    textIn(form, 'proposal'),
    decision
  );
  return decided.ok ? { decided: true } : refuseForm(event.locals, decided.refusal, typedIn(form));
}

/** One Yjs update, for whoever takes its words over. */
export async function lateBytes(event: Asking): Promise<Response> {
  const found = await event.locals.house.lateProposals.bytes(
    needActor(event),
    studyOf(event),
    await openPlaceOf(event),
    event.params['proposal'] ?? ''
  );
  return fileResponse(must(event.locals, found), 'application/octet-stream', 'late-edit.bin');
}

/** What a page that writes something back into the text has to ask about; both are in its address. */
export async function loadWriteBack(event: Asking, place: TextPlace, section: string) {
  const actor = needActor(event);
  const { versions, lateProposals } = event.locals.house;
  const [restore, late] = [event.url.searchParams.get('restore'), event.url.searchParams.get('late')];
  if (restore !== null) {
    const list = must(event.locals, await versions.list(actor, studyOf(event), place));
    const version =
      list.versions.find(({ id }) => id === restore) ?? refuseRequest(event.locals, { code: 'not-found' });
    const content = must(
      event.locals,
      await versions.section(actor, studyOf(event), place, restore, section)
    );
    const held =
      place.kind === 'response'
        ? must(event.locals, await versions.held(actor, studyOf(event), place, restore))
        : null;
    return {
      kind: 'restore' as const,
      version,
      content,
      may: list.mayRestore,
      answers: held ? await restoringAnswers(event, held, section) : null
    };
  }
  if (late !== null) {
    const list = must(event.locals, await lateProposals.list(actor, studyOf(event), place));
    const proposal =
      list.proposals.find(({ id }) => id === late) ?? refuseRequest(event.locals, { code: 'not-found' });
    return { kind: 'late' as const, proposal, may: list.mayDecide && proposal.decision === null };
  }
  return null;
}
export type WriteBack = NonNullable<Awaited<ReturnType<typeof loadWriteBack>>>;

export async function restoredVersion(event: Asking, place: TextPlace, section: string) {
  const form = await event.request.formData();
  const restored = place.kind === 'response' && textIn(form, 'scope') === 'all' ? null : section;
  const done = await event.locals.house.versions.restored(
    needActor(event),
    studyOf(event),
    place,
    textIn(form, 'version'),
    restored
  );
  return done.ok ? { restored: true } : refuseForm(event.locals, done.refusal, typedIn(form));
}

/** How the text of a page stands towards its other language, and what came late; nothing for those whom neither concerns. */
export async function loadHistory(event: Asking, place: TextPlace) {
  const actor = needActor(event);
  const { parity, lateProposals } = event.locals.house;
  const agreements = await parity.list(actor, studyOf(event), place);
  const late = must(event.locals, await lateProposals.list(actor, studyOf(event), place));
  const open = late.proposals.filter(({ decision }) => decision === null);
  return {
    agreements: agreements.ok ? agreements.value : null,
    late: { count: open.length, own: open.filter(({ isOwn }) => isOwn).length, mayDecide: late.mayDecide }
  };
}

const isFingerprints = (value: unknown): value is Readonly<Record<string, string>> =>
  typeof value === 'object' &&
  value !== null &&
  !Array.isArray(value) &&
  Object.values(value).every((one) => typeof one === 'string');

export async function confirmParity(event: Asking, place: TextPlace, section: string) {
  const form = await event.request.formData();
  let seen: unknown;
  try {
    seen = JSON.parse(textIn(form, 'seen'));
  } catch {
    seen = null;
  }
  if (!isFingerprints(seen)) return refuseForm(event.locals, { code: 'invalid', facts: { field: 'seen' } });
  const confirmation = { isMinor: form.has('minor'), seen };
  const done = await event.locals.house.parity.confirm(
    needActor(event),
    studyOf(event),
    place,
    section,
    confirmation
  );
  return done.ok ? { confirmed: true } : refuseForm(event.locals, done.refusal);
}
