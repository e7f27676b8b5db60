/** Lists sources, entries, figures, tables and talks of desk research for the search. */
import type { StudyId } from '#base/ids.ts';
import type { Findable } from '#lib/areas/search/entries.ts';
import { dated, nothing, ofStudy, together } from '#lib/areas/search/findable.ts';
import { listSources } from '#areas/bibliography';
import { listEntries, listTopics } from './store/context-entries.ts';
import { listContextFigures, listContextTables } from './store/context-figures.ts';
import { listTalks } from './store/research-notes.ts';
import type { Db } from '#server/store/open.ts';

export async function findableResearch(db: Db, studyId: StudyId): Promise<Findable[]> {
  return [
    ...(await findableSources(db, studyId)),
    ...(await findableContext(db, studyId)),
    ...(await findableTalks(db, studyId))
  ];
}

async function findableSources(db: Db, studyId: StudyId): Promise<Findable[]> {
  return (await listSources(db, studyId)).map(({ id, title, author, publisher, date }) =>
    dated(
      {
        ...ofStudy(studyId, 'source', id),
        title,
        text: together([{ en: author, zh: author }, publisher])
      },
      date
    )
  );
}

/** Lists the entries of the registers, the figures and the tables of numbers. */
async function findableContext(db: Db, studyId: StudyId): Promise<Findable[]> {
  const topics = new Map((await listTopics(db, studyId)).map(({ id, title }) => [id, title]));
  const of = (part: string, id: string) => ({
    ...ofStudy(studyId, 'context', `${part}/${id}`),
    target: { part, id }
  });
  const entries = (await listEntries(db, studyId)).map(
    ({ id, topicId, title, summary, issuer, date }): Findable =>
      dated(
        {
          ...of('entries', id),
          title,
          text: together([issuer, summary, topics.get(topicId ?? '') ?? nothing])
        },
        date
      )
  );
  const figures = (await listContextFigures(db, studyId)).map(
    ({ id, topicId, label, scope, method }): Findable => ({
      ...of('figures', id),
      title: label,
      text: together([scope, method, topics.get(topicId) ?? nothing])
    })
  );
  const tables = (await listContextTables(db, studyId)).map(({ id, title, note, rows }): Findable => ({
    ...of('tables', id),
    title,
    text: together([note, ...rows.map(({ label }) => label)])
  }));
  return [...entries, ...figures, ...tables];
}

async function findableTalks(db: Db, studyId: StudyId): Promise<Findable[]> {
  return (await listTalks(db, studyId)).map(({ id, party, summary, heldOn }) =>
    dated({ ...ofStudy(studyId, 'talk', id, 'research'), title: party, text: summary }, heldOn)
  );
}
