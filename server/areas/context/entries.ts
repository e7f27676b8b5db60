/** Manages the topics of a study's context and the entries of its registers. */
import {
  mostEntries,
  mostTopics,
  validateEntry,
  validateTopic,
  type ContextFacts,
  type Entry,
  type EntryInput,
  type Topic,
  type TopicInput
} from '#rules/context/context.ts';
import type { Source } from '#rules/bibliography/bibliography.ts';
import type { City } from '#rules/cities/city.ts';
import type { StudyId } from '#base/ids.ts';
import type { Bilingual } from '#base/locale.ts';
import { bind } from '#server/commands/bind.ts';
import { readsOf } from '#server/commands/read.ts';
import { refused } from '#server/commands/refused.ts';
import type { CommandDeps } from '#server/commands/run-command.ts';
import { listSources, bindEdits, editsOf } from '#areas/bibliography';
import { listCities } from '#areas/cities';
import { entries, isTopicUsed, listEntries, listTopics, topics } from './store/context-entries.ts';
import { findFramework } from '#areas/framework';
import type { Db } from '#server/store/open.ts';
import { studySubject } from '#areas/study';

/** Names a question of the framework, or a characteristic as a whole. */
export interface PinPlace {
  readonly characteristic: string;
  readonly question: string | null;
  readonly code: string;
  readonly name: Bilingual;
}

/** Offers what an entry, a figure or a table can be related to. */
export interface ContextChoices {
  readonly topics: readonly Topic[];
  readonly sources: readonly Source[];
  readonly cities: readonly Pick<City, 'id' | 'shortName' | 'sideId'>[];
  readonly places: readonly PinPlace[];
}

export interface EntryList extends ContextChoices {
  readonly mayWrite: boolean;
  /** Says whether the reader may open the talks with solution providers and the permissions of images. */
  readonly mayReadNotes: boolean;
  readonly entries: readonly Entry[];
}

export interface EntryPage extends ContextChoices {
  readonly mayWrite: boolean;
  readonly entry: Entry;
}

const entryEdits = editsOf<EntryInput>({
  name: 'entry',
  event: 'context.changed',
  most: mostEntries,
  nameOf: ({ title }) => title,
  validate: async (trx, { studyId }, input) => validateEntry(input, await loadContextFacts(trx, studyId)),
  store: entries
});

const topicEdits = editsOf<TopicInput>({
  name: 'topic',
  event: 'context.changed',
  most: mostTopics,
  nameOf: ({ title }) => title,
  validate: (_, __, input) => validateTopic(input),
  store: topics,
  isUsed: (trx, { studyId }, id) => isTopicUsed(trx, studyId, id)
});

const read = readsOf<CommandDeps>();

const list = read(
  { name: 'context.entries', subject: studySubject },
  async ({ db, abilities, subject: { study } }): Promise<EntryList> => ({
    ...(await loadContextChoices(db, study.id)),
    mayWrite: abilities.has('study.research-edit'),
    mayReadNotes: abilities.has('study.research'),
    entries: await listEntries(db, study.id)
  })
);

const load = read(
  { name: 'context.entry', subject: studySubject },
  async ({ db, abilities, subject: { study } }, id: string): Promise<EntryPage> => {
    const entry = await entries.find(db, study.id, id);
    if (!entry) throw refused('not-found');
    return {
      ...(await loadContextChoices(db, study.id)),
      mayWrite: abilities.has('study.research-edit'),
      entry
    };
  }
);

export const createEntries = (tools: CommandDeps) => ({
  ...bindEdits(tools, entryEdits),
  ...bind(tools, { list, load }),
  topics: bindEdits(tools, topicEdits)
});

export async function loadContextChoices(db: Db, studyId: StudyId): Promise<ContextChoices> {
  const framework = await findFramework(db, studyId);
  return {
    topics: await listTopics(db, studyId),
    sources: await listSources(db, studyId),
    cities: (await listCities(db, studyId)).map(({ id, shortName, sideId }) => ({ id, shortName, sideId })),
    places: (framework?.characteristics ?? []).flatMap(({ id, number, name, questions }): PinPlace[] => [
      { characteristic: id, question: null, code: String(number), name },
      ...questions
        .filter(({ retired }) => !retired)
        .map((question) => ({
          characteristic: id,
          question: question.id,
          code: question.code,
          name: question.text
        }))
    ])
  };
}

/** Reads what entries and figures may point to. */
export async function loadContextFacts(db: Db, studyId: StudyId): Promise<ContextFacts> {
  const framework = await findFramework(db, studyId);
  return {
    topics: idsOf(await listTopics(db, studyId)),
    sources: idsOf(await listSources(db, studyId)),
    cities: idsOf(await listCities(db, studyId)),
    questions: new Map(
      framework?.characteristics.map(({ id, questions }) => [id, idsOf(questions)] as const) ?? []
    )
  };
}

const idsOf = (things: readonly { readonly id: string }[]): ReadonlySet<string> =>
  new Set(things.map(({ id }) => id));
