/**
 * Manages good practices: experts and the secretariat write the cards, an expert of each side validates them, and
 * the senior representative of the city agrees to each language. Published cards are read by everyone in the study.
 */
import {
  mostPractices,
  validatePractice,
  type PracticeInput,
  type PracticeRecord
} from '#rules/practices/practice.ts';
import { ok, refuse } from '#base/refusal.ts';
import { bind } from '#server/commands/bind.ts';
import { readsOf } from '#server/commands/read.ts';
import { refused } from '#server/commands/refused.ts';
import type { CommandDeps } from '#server/commands/run-command.ts';
import { listCities, citiesInOrder } from '#areas/cities';
import {
  findPractice,
  insertPractice,
  listPractices,
  practiceColumns,
  publishedPractices,
  updatePractice,
  voidConsents,
  type PublishedPractice
} from './store/practices.ts';
import { listSupports } from './store/supports.ts';
import { namesOfUsers } from '#server/auth/users.ts';
import type { Levels } from '#areas/panels';
import { loadReaderAccess } from '#areas/evidence';
import { shownValidations } from './statements/shown-validations.ts';
import { statementCommands, type StatementKind } from './statements/statement-commands.ts';
import { studySubject } from '#areas/study';
import type { CitedContent } from './supports/cited-content.ts';
import { statesOfSupports, viewSupports } from './supports/support-views.ts';
import { answerConsent, askConsent } from './consents.ts';
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

export interface PracticeTools extends CommandDeps {
  readonly citedContent: CitedContent;
  readonly levels: Levels;
}

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
  lacks: async ({ db, citedContent }, study, card, requester) => {
    const supports = await listSupports(db, study.id, [card.id]);
    const states = await statesOfSupports(citedContent, study, supports, requester);
    return lacksOf(card, supports.length, [...states.values()]);
  },
  facts: {
    edited: (act, practiceId) => ({ kind: `practice.${act}`, payload: { practiceId } }),
    validated: (practiceId, _, by) => ({ kind: 'practice.validated', payload: { practiceId, ...by } }),
    takenBack: (practiceId, _, by) => ({
      kind: 'practice.validation-taken-back',
      payload: { practiceId, ...by }
    })
  }
};

const writing = statementCommands(cards);

const read = readsOf<PracticeTools>();

const list = read(
  { name: 'practice.list', subject: studySubject },
  async (reading): Promise<PracticeList> => {
    const { db, deps, actor, grants, abilities, subject } = reading;
    const { study } = subject;
    const access = await loadReaderAccess(db, actor, study.id, grants);
    const choices = await choicesIn(db, study);
    const seesDrafts = abilities.has('study.themes');
    const records = await listPractices(db, study.id);
    const supports = seesDrafts ? await listSupports(db, study.id) : [];
    const states = await statesOfSupports(
      deps.citedContent,
      study,
      supports.filter(({ ownerKind }) => ownerKind === 'practice'),
      actor.userId
    );
    const cities = citiesInOrder(await listCities(db, study.id), study);
    return {
      ...choices,
      mayWrite: abilities.has('study.themes-edit'),
      seesDrafts,
      cards: records.flatMap((card) => {
        const of = supports.flatMap((one) => (one.ownerId === card.id ? (states.get(one) ?? []) : []));
        return summaryFor(card, { study, access, seesDrafts, choices, states: of });
      }),
      flagged: await listFlaggedServices(db, study, cities, access),
      focus: await focusOf({ db, levels: deps.levels }, actor, { study, grants }, access)
    };
  }
);

/** For the API and for outputs. */
const published = read(
  { name: 'practice.published', subject: studySubject },
  ({ db, subject: { study } }): Promise<PublishedPractice[]> => publishedPractices(db, study.id)
);

const load = read(
  { name: 'practice.load', subject: studySubject },
  async ({ db, deps, actor, grants, abilities, subject: { study } }, id: string): Promise<PracticeView> => {
    const { citedContent } = deps;
    const access = await loadReaderAccess(db, actor, study.id, grants);
    const choices = await choicesIn(db, study);
    const seesDrafts = abilities.has('study.themes');
    const record = await findPractice(db, study.id, id);
    if (!record) throw refused('not-found');
    const supports = await listSupports(db, study.id, [id]);
    const states = seesDrafts
      ? [...(await statesOfSupports(citedContent, study, supports, actor.userId)).values()]
      : [];
    const [card] = summaryFor(record, { study, access, seesDrafts, choices, states });
    if (!card) throw refused('not-found');
    const authorized = { study, grants, abilities };
    const views = await viewSupports(db, citedContent, { actor, ...authorized }, supports);
    const people = await namesOfUsers(db, [
      ...record.validations.map(({ userId }) => userId),
      ...record.consents.flatMap(({ answeredBy }) => answeredBy ?? [])
    ]);
    const lacks = lacksOf(record, supports.length, states);
    const isOwn = access.ofCity(record.cityId).has('practices.asked');
    const mayWrite = abilities.has('study.themes-edit');
    return {
      ...choices,
      card,
      mayWrite,
      seesDrafts,
      supports: supports.flatMap((one) => views.get(one) ?? []),
      print: seesDrafts ? record.print : '',
      lacks: seesDrafts ? lacks : [],
      validations: seesDrafts ? shownValidations(record, authorized, people, lacks.length === 0) : [],
      consents: isOwn ? shownConsents(record, study, access, people, { seesDrafts, mayWrite }) : []
    };
  }
);

export type Practices = ReturnType<typeof createPractices>;

export const createPractices = (tools: PracticeTools) =>
  bind(tools, { ...writing, askConsent, answerConsent, focus: chooseFocus, list, published, load });
