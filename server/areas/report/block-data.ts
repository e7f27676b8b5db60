/**
 * Reads the data of the blocks that are made by rule, as everyone may know it who reads a report: what cities
 * have submitted and do not hold back, released levels, and figures over closed panels.
 */
import { orderCities, type City } from '#rules/cities/city.ts';
import { figuresQuestion } from '#rules/answers/figure-record.ts';
import { questionsWithPrompts } from '#rules/framework/framework.ts';
import { heldResult } from '#rules/panels/level-chip.ts';
import type { Bilingual } from '#base/locale.ts';
import { nameOfRecord } from '#rules/framework/record.ts';
import { byCategory, categorisedTypes, reportingCities } from '#rules/comparison/records-compared.ts';
import type { BlockData, LevelData } from '#rules/report/report-inputs.ts';
import { addresseeFrom } from '#rules/report/report-blocks.ts';
import type { RegisterBlockName, ReportBlockName } from '#rules/report/report.ts';
import type { Study } from '#rules/study/study.ts';
import { listCities } from '#areas/cities';
import { listConsultations, listSubmitted } from '#areas/consultation';
import { findFramework } from '#areas/framework';
import { listTerms } from '#areas/pairs';
import { listNextSteps } from '#areas/meetings';
import type { Db } from '#server/store/open.ts';
import { listBodyNames } from '#areas/study';
import type { DocumentWorkers } from '#server/workers/document-workers.ts';
import { readAgreement, releasedLevels } from '#areas/panels';
import { isServiceType } from '#areas/practices';
import { submittedFacts, submittedRecords } from '#areas/answers';
import { readBibliography, readFigures, readRegister, readTables } from './context-data.ts';
import {
  readPractices,
  readRecommendations,
  readRoadmap,
  readThemes,
  type FindingTools
} from './findings-data.ts';

export interface BlockTools extends FindingTools {
  readonly workers: Pick<DocumentWorkers, 'agreements'>;
  readonly requester: string;
}

/** Reads all of a block, or the one topic that is named. */
type Reader<Name extends ReportBlockName> = (
  tools: BlockTools,
  study: Study,
  topic: string | null
) => Promise<BlockData[Name]>;

const ofRegister =
  <Name extends RegisterBlockName>(name: Name): Reader<Name> =>
  ({ db }, study, topic) =>
    readRegister(db, study, name, topic);

const readers: { readonly [Name in ReportBlockName]: Reader<Name> } = {
  pilots: async ({ db }, study) => ({
    sides: await bySide(db, study, ({ number, name, kind, parent, country, withdrawal }) => ({
      number,
      name,
      kind,
      within: parent ?? { en: '', zh: '' },
      country,
      withdrawnOn: withdrawal?.on ?? null
    }))
  }),
  profiles: async ({ db }, study) => {
    const facts = await submittedFacts(db, study.id);
    return {
      sides: await bySide(db, study, ({ id, shortName }) => ({
        id,
        name: shortName,
        figures: facts
          .filter(({ city, fact }) => city === id && fact.startsWith(`${figuresQuestion}/`))
          .map(({ label, figure, caution }) => ({ label, figure, caution }))
      }))
    };
  },
  framework: async ({ db }, study) => {
    const framework = await findFramework(db, study.id);
    if (!framework) return null;
    return {
      version: framework.version,
      notice: framework.rankingNotice,
      characteristics: framework.characteristics.map((characteristic) => ({
        number: characteristic.number,
        name: characteristic.name,
        purpose: characteristic.purpose,
        questions: questionsWithPrompts(characteristic)
          .filter(({ question }) => !question.retired)
          .map(({ question: { code, text } }) => ({ code, text }))
      }))
    };
  },
  levels: levelData,
  matrix: levelData,
  panels: async ({ db, workers, requester }, study) => {
    const { panels, whole, characteristics } = await readAgreement({ db, workers }, study, requester);
    const rowOf = (name: Bilingual | null, { agreement }: Pick<typeof whole, 'agreement'>) =>
      agreement.kind === 'computed'
        ? {
            name,
            cities: agreement.cities,
            assessors: agreement.assessors,
            agreement: {
              value: agreement.alpha,
              low: agreement.interval.from,
              high: agreement.interval.to
            }
          }
        : { name, cities: agreement.cities, assessors: 0, agreement: null };
    return {
      all: panels.all,
      closed: panels.closed,
      rows: [rowOf(null, whole), ...characteristics.map((row) => rowOf(row.name, row))]
    };
  },
  dissent: async ({ db }, study) => {
    const framework = await findFramework(db, study.id);
    const levels = await releasedLevels(db, study.id);
    const cities = await inListOrder(db, study);
    return cities.flatMap(({ id, shortName }) =>
      (framework?.characteristics ?? []).flatMap((characteristic) =>
        levels
          .filter((one) => one.cityId === id && one.characteristic === characteristic.id)
          .flatMap((released) =>
            released.dissent.map(({ sideId, level, opinion }) => ({
              city: shortName,
              characteristic: characteristic.name,
              released: heldResult(released),
              side: study.sides.find((side) => side.id === sideId)?.name ?? { en: '', zh: '' },
              level,
              opinion
            }))
          )
      )
    );
  },
  services: async ({ db }, study) => {
    const framework = await findFramework(db, study.id);
    if (!framework) return [];
    const cities = await inListOrder(db, study);
    const records = await submittedRecords(db, study.id);
    const given = cities.map((city) => ({ city, records: records.get(city.id) ?? [] }));
    const types = categorisedTypes(framework).filter(({ money }) => money.length === 0);
    const ofServices = types.filter(({ type }) => isServiceType(type));
    // A framework that does not say which of its registers holds services has all of them printed.
    return (ofServices.length > 0 ? ofServices : types)
      .map((type) => {
        const categories = byCategory(type, given, study.sides);
        return {
          label: type.type.label,
          shares: categories.map(({ option, sides }) => ({
            category: option?.label ?? null,
            sides: sides.map(({ sideId, cities: own }) => ({
              name: study.sides.find(({ id }) => id === sideId)?.name ?? { en: '', zh: '' },
              count: own.length,
              of: reportingCities(type.type, given, sideId).length
            }))
          })),
          rows: categories.flatMap(({ option, sides }) =>
            sides.flatMap(({ sideId, cities: own }) =>
              own.map(({ city, records: named }) => ({
                category: option?.label ?? null,
                side: study.sides.find(({ id }) => id === sideId)?.name ?? { en: '', zh: '' },
                city: city.shortName,
                names: named.map(({ fields }) => nameOfRecord(fields))
              }))
            )
          )
        };
      })
      .filter(({ rows }) => rows.length > 0);
  },
  consultation: async ({ db }, study) => {
    const closed = new Set(
      (await listConsultations(db, study.id)).flatMap(({ id, closedAt }) => (closedAt === null ? [] : [id]))
    );
    const comments = (await listSubmitted(db, study.id)).filter(
      ({ consultationId, origin, stance }) =>
        closed.has(consultationId) && (origin === 'city' || origin === 'paper') && stance !== 'accept'
    );
    return (await inListOrder(db, study)).flatMap(({ id, shortName, sideId }) => {
      const own = comments.filter(({ cityId }) => cityId === id);
      if (own.length === 0) return [];
      const counted = (disposition: string): number =>
        own.filter((one) => one.disposition === disposition).length;
      return [
        {
          side: study.sides.find((side) => side.id === sideId)?.name ?? { en: '', zh: '' },
          city: shortName,
          comments: own.length,
          accepted: counted('accepted'),
          partly: counted('partly'),
          rejected: counted('rejected'),
          noted: counted('noted'),
          contested: own.filter(({ answer }) => answer === 'contested').length,
          // A comment that a city marks as confidential is no statement of the city.
          statements: own
            .filter(({ isStatement, kind }) => isStatement === 1 && kind !== 'confidentiality')
            .map(({ quote, body, language }) => ({ quote, body, language: language ?? 'zh' }))
        }
      ];
    });
  },
  concepts: ofRegister('concepts'),
  developments: ofRegister('developments'),
  standards: ofRegister('standards'),
  figures: ({ db }, study, topic) => readFigures(db, study, topic),
  tables: ({ db }, study, topic) => readTables(db, study, topic),
  policies: ofRegister('policies'),
  priorities: ofRegister('priorities'),
  financing: ofRegister('financing'),
  projects: ofRegister('projects'),
  trends: (tools, study) => readThemes(tools, study, 'trend'),
  challenges: (tools, study) => readThemes(tools, study, 'challenge'),
  practices: readPractices,
  roadmap: readRoadmap,
  recommendations: readRecommendations,
  'next-steps': async ({ db }, study) => {
    const bodies = await listBodyNames(db, study.id);
    return (await listNextSteps(db, study.id))
      .filter(({ kind, state }) => kind === 'next-step' && state !== 'dropped')
      .map(({ action, addressee, ownerBodyId, dueOn, state }) => ({
        action,
        addressee: addresseeFrom(addressee, study.sides),
        owner: bodies.find(({ id }) => id === ownerBodyId)?.name ?? null,
        dueOn,
        state
      }));
  },
  divergences: () => Promise.resolve(null),
  waivers: () => Promise.resolve(null),
  glossary: async ({ db }, study) =>
    (await listTerms(db, study.id))
      .filter(({ term, kind }) => kind !== 'person' && !isAbbreviation(term.en))
      .toSorted((a, b) => compare(a.term.en.toLowerCase(), b.term.en.toLowerCase()) || compare(a.id, b.id))
      .map(({ term, definition, caution }) => ({ term, definition, caution })),
  abbreviations: async ({ db }, study) =>
    (await listTerms(db, study.id))
      .filter(({ term }) => isAbbreviation(term.en))
      .toSorted((a, b) => compare(a.term.en, b.term.en) || compare(a.id, b.id))
      .map(({ term, definition }) => ({ term, definition })),
  bibliography: ({ db }, study) => readBibliography(db, study)
};

export const readBlock = (
  tools: BlockTools,
  study: Study,
  { block, topic }: { readonly block: ReportBlockName; readonly topic?: string }
): Promise<unknown> => readers[block](tools, study, topic ?? null);

/** Compares by code units: the order is the same on every machine. */
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Checks whether a term is an abbreviation: one short word with two capitals or more. */
const isAbbreviation = (term: string): boolean => /^(?=(?:.*[A-Z]){2})[A-Za-z0-9&/-]{2,10}$/.test(term);

const inListOrder = async (db: Db, study: Study): Promise<City[]> =>
  orderCities(await listCities(db, study.id), study.sides, 'list', 'en');

async function bySide<Row>(
  db: Db,
  study: Study,
  row: (city: City) => Row
): Promise<{ readonly name: Bilingual; readonly cities: readonly Row[] }[]> {
  const cities = await inListOrder(db, study);
  return study.sides.map(({ id, name }) => ({
    name,
    cities: cities.filter(({ sideId }) => sideId === id).map(row)
  }));
}

async function levelData({ db }: BlockTools, study: Study): Promise<LevelData> {
  const framework = await findFramework(db, study.id);
  const characteristics = (framework?.characteristics ?? []).map(({ id, name }) => ({ id, name }));
  const levels = await releasedLevels(db, study.id);
  return {
    notice: framework?.rankingNotice ?? null,
    characteristics,
    sides: await bySide(db, study, (city) => ({
      name: city.shortName,
      held: characteristics.map(({ id }) => {
        const released = levels.find((one) => one.cityId === city.id && one.characteristic === id);
        return released ? heldResult(released) : null;
      })
    }))
  };
}
