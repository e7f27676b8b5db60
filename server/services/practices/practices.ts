/**
 * Manages good practices: experts and the secretariat write the cards, an expert of each side validates them, and
 * the senior representative of the city agrees to each language. Published cards are read by everyone in the study.
 */
import { findRubric } from '../../store/frameworks.ts';
import type { City, Side } from '#domain/city.ts';
import { locales, type Bilingual, type Locale } from '#domain/locale.ts';
import type { Actor } from '#domain/permissions.ts';
import {
  cardOf,
  inLanguages,
  isShaken,
  isValidated,
  languagesForCity,
  missingTexts,
  mostPractices,
  publicationOf,
  publishedLanguages,
  stageOf,
  validatePractice,
  validSides,
  type ConsentState,
  type Practice,
  type PracticeInput,
  type PracticeRecord,
  type PracticeStage,
  type Publication
} from '#domain/practice.ts';
import { ok, refuse, type Result } from '#domain/refusal.ts';
import type { Study } from '#domain/study.ts';
import type { SupportState } from '#domain/support.ts';
import { runCommand, type CommandContext, type CommandDeps } from '../../commands/run-command.ts';
import { listCities } from '../../store/cities.ts';
import { listFrameworks } from '../../store/frameworks.ts';
import { lockStudy } from '../../store/grants.ts';
import type { Db } from '../../store/open.ts';
import {
  countPractices,
  deletePracticeValidation,
  findPractice,
  insertPractice,
  listPractices,
  listFocus,
  practiceColumns,
  publishedPractices,
  removePractice,
  savePracticeConsent,
  savePracticeValidation,
  saveFocus,
  updatePractice,
  voidConsents,
  type PublishedPractice
} from '../../store/practices.ts';
import { listSupports } from '../../store/supports.ts';
import { namesOfUsers } from '../../store/users.ts';
import type { Levels } from '../panels/levels.ts';
import { citiesInOrder } from '../cities-in-order.ts';
import { loadReaderAccess, type ReaderAccess } from '../reader-access.ts';
import { authorizeStudy, authorizeStudyCommand, type AuthorizedStudy } from '../study-access.ts';
import { withPublication } from '../supports/owners.ts';
import type { PresentThings } from '../supports/present-things.ts';
import { statesOfSupports, viewSupports, type SupportView } from '../supports/support-views.ts';
import { listFlaggedServices, serviceCategories, type FlaggedService } from './flagged-services.ts';

/** Holds what the forms and filters of cards offer to choose from. */
export interface PracticeChoices {
  readonly sides: readonly [Side, Side];
  readonly cities: readonly Pick<City, 'id' | 'shortName' | 'sideId'>[];
  readonly characteristics: readonly { readonly id: string; readonly name: Bilingual }[];
  readonly categories: readonly { readonly id: string; readonly label: Bilingual }[];
}

/** Describes a card as a list shows it to a reader. */
export interface PracticeSummary extends Practice {
  readonly sideId: string;
  readonly stage: PracticeStage;
  readonly publication: Readonly<Record<Locale, Publication>>;
  /** Lists the sides whose validation holds. */
  readonly validatedBy: readonly string[];
  /** Is true where something that the card rests on has changed or is gone; false for who is not told. */
  readonly isShaken: boolean;
  /** Is true where the reader's own city is asked to agree. */
  readonly awaitsAnswer: boolean;
}

export interface PracticeList extends PracticeChoices {
  readonly mayWrite: boolean;
  readonly seesDrafts: boolean;
  readonly cards: readonly PracticeSummary[];
  /** Lists what cities flagged in their registers, of the cities whose answers the reader may read. */
  readonly flagged: readonly FlaggedService[];
  /** Says, for a reader of one city, where it wants to go on; null for others. */
  readonly focus: CityFocus | null;
}

export interface CityFocus {
  readonly cityId: string;
  readonly mayChoose: boolean;
  /** Lists the characteristics that the city chose. */
  readonly chosen: readonly string[];
  /** Lists those in which its own released level has a next one. */
  readonly ahead: readonly string[];
}

/** Describes the consent of the city in one language, as the page of a card shows it. */
export interface ShownConsent {
  readonly language: Locale;
  readonly publication: Publication;
  readonly state: ConsentState | null;
  readonly askedAt: string | null;
  readonly answeredAt: string | null;
  readonly answeredBy: Bilingual | null;
  readonly mayAsk: boolean;
  readonly mayAnswer: boolean;
  /** Holds the fingerprint of what the reader sees, which an answer is about. */
  readonly print: string;
}

export interface ShownValidation {
  readonly sideId: string;
  readonly at: string | null;
  readonly by: Bilingual | null;
  /** Is false where the card has changed since, or nobody has validated it. */
  readonly holds: boolean;
  readonly mayValidate: boolean;
  readonly mayTakeBack: boolean;
}

export interface PracticeView extends PracticeChoices {
  readonly card: PracticeSummary;
  readonly mayWrite: boolean;
  readonly seesDrafts: boolean;
  readonly supports: readonly SupportView[];
  /** Is empty for readers who are not told how a card came about. */
  readonly validations: readonly ShownValidation[];
  readonly consents: readonly ShownConsent[];
  /** Holds the fingerprint of the card, which a validation is about. */
  readonly print: string;
  /** Lists what keeps the card from being validated. */
  readonly lacks: readonly ('texts' | 'supports' | 'changed')[];
}

type CardName = Pick<Practice, 'id' | 'version'>;

export interface Practices {
  list(actor: Actor, studySlug: string): Promise<Result<PracticeList>>;
  /** Lists what is published, for the API and for outputs. */
  published(actor: Actor, studySlug: string): Promise<Result<PublishedPractice[]>>;
  load(actor: Actor, studySlug: string, id: string): Promise<Result<PracticeView>>;
  add(actor: Actor, studySlug: string, input: PracticeInput): Promise<Result<{ id: string }>>;
  change(actor: Actor, studySlug: string, card: CardName, input: PracticeInput): Promise<Result<null>>;
  remove(actor: Actor, studySlug: string, card: CardName): Promise<Result<null>>;
  /** Validates a card for the side of the expert, as it was shown. */
  validate(actor: Actor, studySlug: string, id: string, print: string): Promise<Result<null>>;
  takeBack(actor: Actor, studySlug: string, id: string): Promise<Result<null>>;
  askConsent(actor: Actor, studySlug: string, id: string, language: Locale): Promise<Result<null>>;
  /** Answers for the city, about the text that was shown. A withdrawal needs no more than the card. */
  answerConsent(
    actor: Actor,
    studySlug: string,
    id: string,
    answer: {
      readonly language: Locale;
      readonly state: Exclude<ConsentState, 'asked'>;
      readonly print: string;
    }
  ): Promise<Result<null>>;
  focus(
    actor: Actor,
    studySlug: string,
    cityId: string,
    characteristics: readonly string[]
  ): Promise<Result<null>>;
}

export interface PracticeTools extends CommandDeps {
  readonly presentThings: PresentThings;
  readonly levels: Levels;
}

export function openPractices(tools: PracticeTools): Practices {
  const { presentThings, levels } = tools;
  const { db } = tools.store;

  /** Runs a change of one card by somebody who writes cards, or validates them. */
  const changeCard = (
    actor: Actor,
    studySlug: string,
    needs: 'study.themes-edit' | 'study.themes-validate',
    id: string,
    change: (
      context: CommandContext & { readonly study: Study; readonly acting: Actor },
      card: PracticeRecord
    ) => Promise<Result<null>>
  ): Promise<Result<null>> =>
    runCommand(tools, async (context) => {
      const authorized = await authorizeStudyCommand(context.trx, actor, studySlug, needs);
      if (!authorized.ok) return authorized;
      const { study, acting } = authorized.value;
      const card = await findPractice(context.trx, study.id, id);
      if (!card) return refuse('not-found');
      return withPublication(context, acting, study, { kind: 'practice', id }, () =>
        change({ ...context, study, acting }, card)
      );
    });

  return {
    list: async (actor, studySlug) => {
      const authorized = await authorizeStudy(db, actor, studySlug);
      if (!authorized.ok) return authorized;
      const { study, grants, abilities } = authorized.value;
      const access = await loadReaderAccess(db, actor, study.id, grants);
      const choices = await choicesIn(db, study);
      const seesDrafts = abilities.has('study.themes');
      const cards = await listPractices(db, study.id);
      const supports = seesDrafts ? await listSupports(db, study.id) : [];
      const states = await statesOfSupports(
        presentThings,
        study,
        supports.filter(({ ownerKind }) => ownerKind === 'practice'),
        actor.userId
      );
      const cities = citiesInOrder(await listCities(db, study.id), study);
      return ok({
        ...choices,
        mayWrite: abilities.has('study.themes-edit'),
        seesDrafts,
        cards: cards.flatMap((card) => {
          const of = supports.flatMap((one) => (one.ownerId === card.id ? (states.get(one) ?? []) : []));
          return summaryFor(card, { study, access, seesDrafts, choices, states: of });
        }),
        flagged: await listFlaggedServices(db, study, cities, access),
        focus: await focusOf(actor, authorized.value, access)
      });
    },

    published: async (actor, studySlug) => {
      const authorized = await authorizeStudy(db, actor, studySlug);
      return authorized.ok ? ok(await publishedPractices(db, authorized.value.study.id)) : authorized;
    },

    load: async (actor, studySlug, id) => {
      const authorized = await authorizeStudy(db, actor, studySlug);
      if (!authorized.ok) return authorized;
      const { study, grants, abilities } = authorized.value;
      const access = await loadReaderAccess(db, actor, study.id, grants);
      const choices = await choicesIn(db, study);
      const seesDrafts = abilities.has('study.themes');
      const record = await findPractice(db, study.id, id);
      if (!record) return refuse('not-found');
      const supports = await listSupports(db, study.id, [id]);
      const states = seesDrafts
        ? [...(await statesOfSupports(presentThings, study, supports, actor.userId)).values()]
        : [];
      const [card] = summaryFor(record, { study, access, seesDrafts, choices, states });
      if (!card) return refuse('not-found');
      const views = await viewSupports(db, presentThings, { actor, ...authorized.value }, supports);
      const people = await namesOfUsers(db, [
        ...record.validations.map(({ userId }) => userId),
        ...record.consents.flatMap(({ answeredBy }) => answeredBy ?? [])
      ]);
      const side = grants.find(({ role }) => role === 'expert')?.sideId ?? null;
      const lacks = lacksOf(record, supports.length, states);
      const isOwn = access.ofCity(record.cityId).has('practices.asked');
      return ok({
        ...choices,
        card,
        mayWrite: abilities.has('study.themes-edit'),
        seesDrafts,
        supports: supports.flatMap((one) => views.get(one) ?? []),
        print: seesDrafts ? record.print : '',
        lacks: seesDrafts ? lacks : [],
        validations: seesDrafts ? shownValidations(record, study, people, { side, abilities, lacks }) : [],
        consents: isOwn
          ? shownConsents(record, study, access, people, {
              seesDrafts,
              mayWrite: abilities.has('study.themes-edit')
            })
          : []
      });
    },

    add: (actor, studySlug, input) =>
      runCommand(tools, async ({ trx, at, appendEvent }) => {
        const authorized = await authorizeStudyCommand(trx, actor, studySlug, 'study.themes-edit');
        if (!authorized.ok) return authorized;
        const { study, acting } = authorized.value;
        const checked = validatePractice(input, await choicesIn(trx, study));
        if (!checked.ok) return checked;
        if ((await countPractices(trx, study.id)) >= mostPractices) return refuse('too-many');
        const id = tools.newId();
        await insertPractice(trx, {
          id,
          studyId: study.id,
          ...practiceColumns(checked.value),
          userId: actor.userId,
          at,
          removedAt: null,
          version: 1
        });
        await appendEvent(study.id, acting, {
          kind: 'practice.added',
          needs: 'study.themes',
          payload: { practiceId: id }
        });
        return ok({ id });
      }),

    change: (actor, studySlug, { id, version }, input) =>
      changeCard(
        actor,
        studySlug,
        'study.themes-edit',
        id,
        async ({ trx, study, acting, appendEvent }, card) => {
          const checked = validatePractice(input, await choicesIn(trx, study));
          if (!checked.ok) return checked;
          // The consent is of the city that was asked: a card of another city is another card.
          if (checked.value.cityId !== card.cityId && card.consents.length > 0)
            return refuse('invalid', { field: 'cityId' });
          if (!(await updatePractice(trx, { id, version }, checked.value))) return refuse('stale');
          // Whom others may ask is for the city to say as well.
          if (checked.value.contact !== card.contact) await voidConsents(trx, id);
          await appendEvent(study.id, acting, {
            kind: 'practice.changed',
            needs: 'study.themes',
            payload: { practiceId: id }
          });
          return ok(null);
        }
      ),

    remove: (actor, studySlug, { id, version }) =>
      changeCard(
        actor,
        studySlug,
        'study.themes-edit',
        id,
        async ({ trx, at, study, acting, appendEvent }) => {
          if (!(await removePractice(trx, { id, version }, at))) return refuse('stale');
          await appendEvent(study.id, acting, {
            kind: 'practice.removed',
            needs: 'study.themes',
            payload: { practiceId: id }
          });
          return ok(null);
        }
      ),

    validate: async (actor, studySlug, id, print) => {
      const authorized = await authorizeStudy(db, actor, studySlug, 'study.themes-validate');
      if (!authorized.ok) return authorized;
      const supports = await listSupports(db, authorized.value.study.id, [id]);
      const states = await statesOfSupports(presentThings, authorized.value.study, supports, actor.userId);
      return changeCard(
        actor,
        studySlug,
        'study.themes-validate',
        id,
        async ({ trx, at, study, acting, appendEvent }, card) => {
          if (card.print !== print) return refuse('content-changed');
          if (lacksOf(card, supports.length, [...states.values()]).length > 0)
            return refuse('requirements-open');
          const sideId = acting.grants.find((grant) => grant.sideId !== null)?.sideId;
          if (!sideId) return refuse('side-required');
          await savePracticeValidation(trx, {
            practiceId: id,
            studyId: study.id,
            sideId,
            userId: actor.userId,
            at,
            print
          });
          await appendEvent(study.id, acting, {
            kind: 'practice.validated',
            needs: 'study.themes',
            payload: { practiceId: id, sideId, print }
          });
          return ok(null);
        }
      );
    },

    takeBack: (actor, studySlug, id) =>
      changeCard(
        actor,
        studySlug,
        'study.themes-validate',
        id,
        async ({ trx, study, acting, appendEvent }, card) => {
          const sideId = acting.grants.find((grant) => grant.sideId !== null)?.sideId;
          if (!card.validations.some((one) => one.sideId === sideId)) return refuse('not-found');
          await deletePracticeValidation(trx, id, sideId ?? '');
          await appendEvent(study.id, acting, {
            kind: 'practice.validation-taken-back',
            needs: 'study.themes',
            payload: { practiceId: id, sideId: sideId ?? '' }
          });
          return ok(null);
        }
      ),

    askConsent: (actor, studySlug, id, language) =>
      changeCard(
        actor,
        studySlug,
        'study.themes-edit',
        id,
        async ({ trx, at, study, acting, appendEvent }, card) => {
          const publication = publicationOf(card, language, sideIds(study));
          if (!mayBeAsked(card, language, study) || publication === 'asked') return refuse('wrong-state');
          await savePracticeConsent(trx, {
            practiceId: id,
            studyId: study.id,
            language,
            state: 'asked',
            askedBy: actor.userId,
            askedAt: at,
            answeredBy: null,
            answeredAt: null,
            print: card.languagePrints[language]
          });
          await appendEvent(study.id, acting, {
            kind: 'practice.consent-asked',
            needs: 'practices.asked',
            cityId: card.cityId,
            payload: { practiceId: id, language }
          });
          return ok(null);
        }
      ),

    answerConsent: (actor, studySlug, id, { language, state, print }) =>
      runCommand(tools, async (context) => {
        const { trx, at, appendEvent } = context;
        const authorized = await authorizeStudyCommand(trx, actor, studySlug, 'study.see');
        if (!authorized.ok) return authorized;
        const { study, acting, grants } = authorized.value;
        const card = await findPractice(trx, study.id, id);
        const access = await loadReaderAccess(trx, acting, study.id, grants);
        const consent = card?.consents.find((one) => one.language === language);
        const abilities = access.ofCity(card?.cityId ?? '');
        const seesDrafts = authorized.value.abilities.has('study.themes');
        if (!card || !consent || !abilities.has('practices.asked')) return refuse('not-found');
        if (!seesDrafts && !languagesForCity(card).includes(language) && state !== 'withdrawn')
          return refuse('not-found');
        if (!abilities.has('practices.consent')) return refuse(seesDrafts ? 'forbidden' : 'senior-required');
        const isOpen = consent.state === 'asked';
        if (state === 'withdrawn' ? consent.state !== 'given' : !isOpen && consent.state === state)
          return refuse('wrong-state');
        // A consent is given for what was read; a withdrawal is valid whatever the card says by now.
        if (state === 'given' && print !== card.languagePrints[language]) return refuse('content-changed');
        const own = { ...acting, grants: acting.grants.filter((grant) => grant.cityId === card.cityId) };
        await withPublication(context, own, study, { kind: 'practice', id }, () =>
          savePracticeConsent(trx, {
            practiceId: id,
            studyId: study.id,
            language,
            state,
            askedBy: consent.askedBy,
            askedAt: consent.askedAt,
            answeredBy: actor.userId,
            answeredAt: at,
            print: card.languagePrints[language]
          })
        );
        await appendEvent(study.id, own, {
          kind: 'practice.consent-answered',
          needs: 'practices.asked',
          cityId: card.cityId,
          payload: { practiceId: id, language, state }
        });
        return ok(null);
      }),

    focus: (actor, studySlug, cityId, characteristics) =>
      runCommand(tools, async ({ trx, at, appendEvent }) => {
        const authorized = await authorizeStudyCommand(trx, actor, studySlug, 'study.see');
        if (!authorized.ok) return authorized;
        const { study, acting, grants } = authorized.value;
        const access = await loadReaderAccess(trx, acting, study.id, grants);
        if (!access.ofCity(cityId).has('practices.focus'))
          return refuse(access.ofCity(cityId).has('assessment.see') ? 'forbidden' : 'not-found');
        const known = (await choicesIn(trx, study)).characteristics.map(({ id }) => id);
        if (characteristics.some((id) => !known.includes(id)))
          return refuse('invalid', { field: 'characteristics' });
        await lockStudy(trx, studySlug);
        const wanted = known.filter((id) => characteristics.includes(id));
        await saveFocus(trx, { studyId: study.id, cityId }, wanted, { userId: actor.userId, at });
        // what a city chooses is for the city alone.
        await appendEvent(study.id, acting, {
          kind: 'practice.focus-changed',
          needs: 'practices.focus',
          cityId,
          payload: {}
        });
        return ok(null);
      })
  };

  /** Returns where the city of the reader wants to go on; null for a reader of none, or of several cities. */
  async function focusOf(
    actor: Actor,
    { study, grants }: AuthorizedStudy,
    access: ReaderAccess
  ): Promise<CityFocus | null> {
    const [cityId, ...more] = [...new Set(grants.flatMap((grant) => grant.cityId ?? []))];
    if (cityId === undefined || more.length > 0) return null;
    const [released, rubric] = [await levels.list(actor, study.slug), await findRubric(db, study.id)];
    const highest = rubric?.levels.at(-1)?.id;
    const own = released.ok ? released.value.filter((level) => level.cityId === cityId) : [];
    return {
      cityId,
      mayChoose: access.ofCity(cityId).has('practices.focus'),
      chosen: await listFocus(db, study.id, cityId),
      ahead: own.flatMap(({ level, characteristic }) =>
        level !== null && level !== highest ? [characteristic] : []
      )
    };
  }
}

const sideIds = (study: Study): string[] => study.sides.map(({ id }) => id);

async function choicesIn(db: Db, study: Study): Promise<PracticeChoices> {
  const frameworks = await listFrameworks(db, study.id);
  const [newest] = frameworks;
  return {
    sides: study.sides,
    cities: citiesInOrder(await listCities(db, study.id), study).map(({ id, shortName, sideId }) => ({
      id,
      shortName,
      sideId
    })),
    characteristics: (newest?.characteristics ?? []).map(({ id, name }) => ({ id, name })),
    categories: serviceCategories(newest).map(({ id, label }) => ({ id, label }))
  };
}

interface SummaryFacts {
  readonly study: Study;
  readonly access: ReaderAccess;
  readonly seesDrafts: boolean;
  readonly choices: PracticeChoices;
  readonly states: readonly SupportState[];
}

/** Returns a card as the reader may see it; empty for one that the reader may not see at all. */
function summaryFor(
  record: PracticeRecord,
  { study, access, seesDrafts, choices, states }: SummaryFacts
): PracticeSummary[] {
  const sides = sideIds(study);
  const isOwn = !seesDrafts && access.ofCity(record.cityId).has('practices.asked');
  const languages = seesDrafts
    ? locales
    : [...new Set([...publishedLanguages(record, sides), ...(isOwn ? languagesForCity(record) : [])])];
  if (languages.length === 0) return [];
  const { validations, consents, print } = record;
  const shownAs = (language: Locale): Publication => {
    const publication = publicationOf(record, language, sides);
    return seesDrafts || languages.includes(language) ? publication : 'not-asked';
  };
  return [
    {
      ...inLanguages(cardOf(record), languages),
      sideId: choices.cities.find(({ id }) => id === record.cityId)?.sideId ?? '',
      stage: stageOf(record, sides),
      publication: { en: shownAs('en'), zh: shownAs('zh') },
      validatedBy: seesDrafts ? validSides(validations, print) : [],
      isShaken: isShaken(states),
      awaitsAnswer: isOwn && consents.some(({ state }) => state === 'asked')
    }
  ];
}

/** Lists what keeps a card from being validated: gaps in a language, nothing that it rests on, or doubts about that. */
function lacksOf(
  record: PracticeRecord,
  supports: number,
  states: readonly SupportState[]
): PracticeView['lacks'] {
  const lacks = {
    texts: locales.some((locale) => missingTexts(record, locale).length > 0),
    supports: supports === 0,
    changed: isShaken(states)
  };
  return (['texts', 'supports', 'changed'] as const).filter((lack) => lacks[lack]);
}

/** A city is asked about what both sides have validated, in a language in which it is written. */
const mayBeAsked = (record: PracticeRecord, language: Locale, study: Study): boolean =>
  missingTexts(record, language).length === 0 &&
  isValidated(record.validations, record.print, sideIds(study)) &&
  publicationOf(record, language, sideIds(study)) !== 'published';

function shownValidations(
  record: PracticeRecord,
  study: Study,
  people: ReadonlyMap<string, Bilingual>,
  {
    side,
    abilities,
    lacks
  }: {
    readonly side: string | null;
    readonly abilities: AuthorizedStudy['abilities'];
    readonly lacks: PracticeView['lacks'];
  }
): ShownValidation[] {
  const valid = validSides(record.validations, record.print);
  return sideIds(study).map((sideId) => {
    const validation = record.validations.find((one) => one.sideId === sideId);
    const holds = valid.includes(sideId);
    const isOfReader = side === sideId && abilities.has('study.themes-validate');
    return {
      sideId,
      at: validation?.at ?? null,
      by: people.get(validation?.userId ?? '') ?? null,
      holds,
      mayValidate: isOfReader && !holds && lacks.length === 0,
      mayTakeBack: isOfReader && holds
    };
  });
}

function shownConsents(
  record: PracticeRecord,
  study: Study,
  access: ReaderAccess,
  people: ReadonlyMap<string, Bilingual>,
  { seesDrafts, mayWrite }: { readonly seesDrafts: boolean; readonly mayWrite: boolean }
): ShownConsent[] {
  const answers = access.ofCity(record.cityId).has('practices.consent');
  const seen = languagesForCity(record);
  return locales.flatMap((language): ShownConsent[] => {
    const consent = record.consents.find((one) => one.language === language);
    if (!seesDrafts && !consent) return [];
    return [
      {
        language,
        publication: publicationOf(record, language, sideIds(study)),
        state: consent?.state ?? null,
        askedAt: consent?.askedAt ?? null,
        answeredAt: consent?.answeredAt ?? null,
        answeredBy: people.get(consent?.answeredBy ?? '') ?? null,
        mayAsk: mayWrite && mayBeAsked(record, language, study) && consent?.state !== 'asked',
        mayAnswer: answers && consent !== undefined && (seen.includes(language) || consent.state === 'given'),
        print: seesDrafts || seen.includes(language) ? record.languagePrints[language] : ''
      }
    ];
  });
}
