/**
 * Defines what the pages of versions share, of an assessment or a chapter: what is loaded, what the actions do.
 */
import type { RequestEvent } from '@sveltejs/kit';
import { parseCell } from '#document/answer-cells.ts';
import { bilingualIn, textIn } from '#lib/forms/fields.ts';
import { factsFrom } from '#rules/answers/fact.ts';
import { levelChipsFrom, type LevelChips } from '#rules/panels/level-chip.ts';
import type { DocumentVersion } from '#rules/versions/version.ts';
import type { TextLocation } from '#areas/documents';
import { formAction } from './form-action.ts';
import { refuse } from '#base/refusal.ts';
import { must, needActor, refuseRequest } from './guard.ts';
import { questionsWith, restoringAnswers, type QuestionGroup } from './version-answers.ts';
import {
  type PageRequest,
  wantedPart,
  studyOf,
  locationOf,
  textKeyOf,
  openLocationOf,
  textOf,
  fileResponse
} from './text-of-page.ts';

export type SectionOf<Event> = (event: Event) => string | Promise<string>;

async function loadLevelChips(
  event: PageRequest,
  location: TextLocation,
  { levels, facts, framework }: Pick<Required<DocumentVersion>, 'levels' | 'facts' | 'framework'>
): Promise<LevelChips> {
  const names = must(
    event.locals,
    await event.locals.services.levelChips.names(needActor(event), studyOf(event), framework?.version)
  );
  const city = location.kind === 'chapter' ? null : location.city;
  return levelChipsFrom(names, city, levels, factsFrom(facts, city));
}

export async function loadVersions(event: PageRequest) {
  const actor = needActor(event);
  const location = await openLocationOf(event);
  const list = must(event.locals, await event.locals.services.versions.list(actor, studyOf(event), location));
  return { text: textOf(location), list };
}

export const saveVersion = formAction({
  command: ({ versions }, _, event: RequestEvent) => [versions.keep, ...textKeyOf(event)],
  run: ({ give, form }) => give(bilingualIn(form, 'name')),
  answer: ({ number }) => ({ saved: number })
});

export async function loadTextDiff(event: PageRequest) {
  const actor = needActor(event);
  const location = await openLocationOf(event);
  const [one, other] = [event.url.searchParams.get('one') ?? '', event.url.searchParams.get('other') ?? ''];
  if (one === other)
    return {
      text: textOf(location),
      textDiff: null,
      levelChips: null,
      questionGroups: [],
      mayRestore: false,
      view: 'inline' as const
    };
  const textDiff = must(
    event.locals,
    await event.locals.services.versions.compare(
      actor,
      studyOf(event),
      location,
      one,
      other,
      wantedPart(event.url)
    )
  );
  const levelChips = {
    before: await loadLevelChips(event, location, textDiff.held.before),
    after: await loadLevelChips(event, location, textDiff.held.after)
  };
  const questionGroups = await loadQuestionGroups(
    event,
    location,
    textDiff.sections.filter(({ changes }) => changes > 0).map(({ id }) => id),
    textDiff.answers.map(({ question }) => question)
  );
  const { mayRestore } = must(
    event.locals,
    await event.locals.services.versions.list(actor, studyOf(event), location)
  );
  return {
    text: textOf(location),
    textDiff,
    levelChips,
    questionGroups,
    mayRestore,
    view: event.url.searchParams.get('view') === 'side' ? ('side' as const) : ('inline' as const)
  };
}

export async function loadVersion(event: PageRequest) {
  const actor = needActor(event);
  const { versions } = event.locals.services;
  const [study, id] = [studyOf(event), event.params['version'] ?? ''];
  const location = await openLocationOf(event);
  const wanted = wantedPart(event.url);
  const { mayRestore, maySeeAuthors } = must(event.locals, await versions.list(actor, study, location));
  const authors =
    maySeeAuthors && event.url.searchParams.has('authors')
      ? must(event.locals, await versions.authors(actor, study, location, id, wanted))
      : null;
  // A text is longer with its authors marked: both are of the same rows.
  const part = authors && authors.part.to > 0 ? authors.part : wanted;
  const version = must(event.locals, await versions.load(actor, study, location, id, part));
  const written = version.sections.filter(({ html }) => html.en !== '' || html.zh !== '').map(({ id }) => id);
  const questionGroups = await loadQuestionGroups(
    event,
    location,
    written,
    Object.keys(version.answers ?? {}).map((key) => parseCell(key)?.question ?? '')
  );
  return {
    text: textOf(location),
    version,
    questionGroups,
    levelChips: await loadLevelChips(event, location, version),
    mayRestore,
    maySeeAuthors,
    authors
  };
}

/** Loads the questions that a response answers there; none for a text without any. */
const loadQuestionGroups = (
  event: PageRequest,
  location: TextLocation,
  passages: readonly string[],
  answered: readonly string[]
): Promise<QuestionGroup[]> =>
  location.kind === 'response' || location.kind === 'confidential'
    ? questionsWith(event, { passages, answered })
    : Promise.resolve([]);

/** Answers with the canonical bytes as a download; whatever they hold, no browser shows them. */
export async function versionBytes(event: PageRequest): Promise<Response> {
  const found = await event.locals.services.versions.bytes(
    needActor(event),
    studyOf(event),
    await openLocationOf(event),
    event.params['version'] ?? ''
  );
  const { bytes, fileName } = must(event.locals, found);
  return fileResponse(bytes, 'application/json', fileName);
}

/**
 * Loads what a page needs to restore something into the text; the address names the version or the late
 * proposal.
 */
export async function loadWriteBack(event: PageRequest, location: TextLocation, section: string) {
  const actor = needActor(event);
  const { versions, lateProposals } = event.locals.services;
  const [restore, late] = [event.url.searchParams.get('restore'), event.url.searchParams.get('late')];
  if (restore !== null) {
    const list = must(event.locals, await versions.list(actor, studyOf(event), location));
    const version =
      list.versions.find(({ id }) => id === restore) ?? refuseRequest(event.locals, { code: 'not-found' });
    const content = must(
      event.locals,
      await versions.section(actor, studyOf(event), location, restore, section)
    );
    const held =
      location.kind === 'response'
        ? must(event.locals, await versions.held(actor, studyOf(event), location, restore))
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
    const list = must(event.locals, await lateProposals.list(actor, studyOf(event), location));
    const proposal =
      list.proposals.find(({ id }) => id === late) ?? refuseRequest(event.locals, { code: 'not-found' });
    return { kind: 'late' as const, proposal, may: list.mayDecide && proposal.decision === null };
  }
  return null;
}
export type WriteBack = NonNullable<Awaited<ReturnType<typeof loadWriteBack>>>;

export const restoredVersion = <Event extends RequestEvent>(sectionOf: SectionOf<Event>) =>
  formAction({
    command: ({ versions }, _, event: Event) => [versions.restored, ...textKeyOf(event)],
    run: async ({ give, event, form }) => {
      const isWhole = locationOf(event).kind === 'response' && textIn(form, 'scope') === 'all';
      return give(textIn(form, 'version'), isWhole ? null : await sectionOf(event));
    },
    answer: () => ({ restored: true })
  });

/**
 * Loads the translation status of a text and the count of its late proposals; nothing for readers who may see
 * neither.
 */
export async function loadHistory(event: PageRequest, location: TextLocation) {
  const actor = needActor(event);
  const translations = await event.locals.services.translationStatus.list(actor, studyOf(event), location);
  return {
    translations: translations.ok ? translations.value : null,
    late: await loadLateNews(event, location)
  };
}

/** Counts the late proposals that nobody has decided about, as far as the reader sees them. */
export async function loadLateNews(event: PageRequest, location: TextLocation) {
  const late = must(
    event.locals,
    await event.locals.services.lateProposals.list(needActor(event), studyOf(event), location)
  );
  const open = late.proposals.filter(({ decision }) => decision === null);
  return { count: open.length, own: open.filter(({ isOwn }) => isOwn).length, mayDecide: late.mayDecide };
}

/**
 * Loads who wrote what in these sections as they are now, where the address asks for it; null where it does not,
 * and for a reader who may not see it.
 */
export async function loadPresentAuthors(
  event: PageRequest,
  location: TextLocation,
  sections: readonly string[],
  maySee: boolean
) {
  if (!maySee || !event.url.searchParams.has('authors')) return null;
  return must(
    event.locals,
    await event.locals.services.versions.presentAuthors(
      needActor(event),
      studyOf(event),
      location,
      sections,
      wantedPart(event.url)
    )
  );
}

const isFingerprints = (value: unknown): value is Readonly<Record<string, string>> =>
  typeof value === 'object' &&
  value !== null &&
  !Array.isArray(value) &&
  Object.values(value).every((one) => typeof one === 'string');

/** Returns what the form says was seen: fingerprints by language; null for anything else. */
function fingerprintsIn(form: FormData): Readonly<Record<string, string>> | null {
  try {
    const seen: unknown = JSON.parse(textIn(form, 'seen'));
    return isFingerprints(seen) ? seen : null;
  } catch {
    return null;
  }
}

export const confirmTranslation = <Event extends RequestEvent>(sectionOf: SectionOf<Event>) =>
  formAction({
    command: ({ translationStatus }, _, event: Event) => [translationStatus.confirm, ...textKeyOf(event)],
    run: async ({ give, event, form }) => {
      const seen = fingerprintsIn(form);
      return seen === null
        ? refuse('invalid', { field: 'seen' })
        : give(await sectionOf(event), { isMinor: form.has('minor'), seen, reason: textIn(form, 'reason') });
    },
    answer: () => ({ confirmed: true })
  });
