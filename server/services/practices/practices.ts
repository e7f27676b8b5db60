/**
 * Manages good practices: experts and the secretariat write the cards, an expert of each side validates them, and
 * the senior representative of the city agrees to each language. Published cards are read by everyone in the study.
 */
import type { Actor } from '#domain/permissions.ts';
import {
  mostPractices,
  validatePractice,
  type PracticeInput,
  type PracticeRecord
} from '#domain/practice.ts';
import { ok, refuse, type Result } from '#domain/refusal.ts';
import type { CommandDeps } from '../../commands/run-command.ts';
import { listCities } from '../../store/cities.ts';
import {
  findPractice,
  insertPractice,
  listPractices,
  practiceColumns,
  publishedPractices,
  updatePractice,
  voidConsents,
  type PublishedPractice
} from '../../store/practices.ts';
import { listSupports } from '../../store/supports.ts';
import { namesOfUsers } from '../../store/users.ts';
import { citiesInOrder } from '../cities-in-order.ts';
import type { Levels } from '../panels/levels.ts';
import { loadReaderAccess } from '../reader-access.ts';
import { shownValidations } from '../statements/shown-validations.ts';
import {
  changeStatementOf,
  statementCommands,
  type StatementCommands,
  type StatementKind
} from '../statements/statement-commands.ts';
import { authorizeStudy } from '../study-access.ts';
import type { PresentThings } from '../supports/present-things.ts';
import { statesOfSupports, viewSupports } from '../supports/support-views.ts';
import { openConsents, type Consents } from './consents.ts';
import { listFlaggedServices } from './flagged-services.ts';
import { chooseFocus, focusOf } from './focus.ts';
import {
  choicesIn,
  lacksOf,
  shownConsents,
  summaryFor,
  type PracticeList,
  type PracticeView
} from './practice-views.ts';

export interface Practices extends StatementCommands<PracticeInput>, Consents {
  list(actor: Actor, studySlug: string): Promise<Result<PracticeList>>;
  /** Lists what is published, for the API and for outputs. */
  published(actor: Actor, studySlug: string): Promise<Result<PublishedPractice[]>>;
  load(actor: Actor, studySlug: string, id: string): Promise<Result<PracticeView>>;
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

  const cards: StatementKind<PracticeInput, PracticeRecord> = {
    owner: 'practice',
    most: mostPractices,
    find: (of, study, id) => findPractice(of, study.id, id),
    validate: async (trx, study, input) => validatePractice(input, await choicesIn(trx, study)),
    insert: (trx, added, input) =>
      insertPractice(trx, { ...practiceColumns(input), ...added, removedAt: null, version: 1 }),
    update: async (trx, card, version, input) => {
      // The consent is of the city that was asked: a card of another city is another card.
      if (input.cityId !== card.cityId && card.consents.length > 0)
        return refuse('invalid', { field: 'cityId' });
      if (!(await updatePractice(trx, { id: card.id, version }, input))) return refuse('stale');
      // The city decides as well whom others may ask: another contact voids what it has agreed to.
      if (input.contact !== card.contact) await voidConsents(trx, card.id);
      return ok(null);
    },
    lacks: async (study, card, requester) => {
      const supports = await listSupports(db, study.id, [card.id]);
      const states = await statesOfSupports(presentThings, study, supports, requester);
      return lacksOf(card, supports.length, [...states.values()]);
    },
    facts: () => ({})
  };

  return {
    ...statementCommands(tools, cards),
    ...openConsents(tools, changeStatementOf(tools, cards)),

    list: async (actor, studySlug) => {
      const authorized = await authorizeStudy(db, actor, studySlug);
      if (!authorized.ok) return authorized;
      const { study, grants, abilities } = authorized.value;
      const access = await loadReaderAccess(db, actor, study.id, grants);
      const choices = await choicesIn(db, study);
      const seesDrafts = abilities.has('study.themes');
      const records = await listPractices(db, study.id);
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
        cards: records.flatMap((card) => {
          const of = supports.flatMap((one) => (one.ownerId === card.id ? (states.get(one) ?? []) : []));
          return summaryFor(card, { study, access, seesDrafts, choices, states: of });
        }),
        flagged: await listFlaggedServices(db, study, cities, access),
        focus: await focusOf({ db, levels }, actor, authorized.value, access)
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
        validations: seesDrafts ? shownValidations(record, authorized.value, people, lacks.length === 0) : [],
        consents: isOwn
          ? shownConsents(record, study, access, people, {
              seesDrafts,
              mayWrite: abilities.has('study.themes-edit')
            })
          : []
      });
    },

    focus: (actor, studySlug, cityId, characteristics) =>
      chooseFocus(tools, actor, studySlug, cityId, characteristics)
  };
}
