/**
 * Reads the data of the blocks that show the context of the study: its registers, figures of different sources,
 * tables of numbers, and the bibliography. Talks are not among them.
 */
import { orderCities } from '#rules/cities/city.ts';
import { trendAreas, type Topic, type TrendArea } from '#rules/context/context.ts';
import type { ContextFigure } from '#rules/context/context-figure.ts';
import type {
  FigureTopics,
  FindingBlocks,
  NumberTables,
  PrintedFigure,
  RegisterData
} from '#rules/report/report-blocks.ts';
import { registerOfBlock, type RegisterBlockName } from '#rules/report/report.ts';
import type { Study } from '#rules/study/study.ts';
import { listSources } from '#areas/bibliography';
import { listCities } from '#areas/cities';
import { listEntries, listTopics, listContextFigures, listContextTables } from '#areas/context';
import type { Db } from '#server/store/open.ts';

type Wanted = string | null;

const isWanted = (topic: Wanted, id: string | null): boolean => topic === null || topic === id;
const headOf = ({ id, title, caution }: Topic): Pick<Topic, 'id' | 'title' | 'caution'> => ({
  id,
  title,
  caution
});

export async function readRegister(
  db: Db,
  study: Study,
  name: RegisterBlockName,
  topic: Wanted
): Promise<RegisterData> {
  const cities = orderCities(await listCities(db, study.id), study.sides, 'list', 'en');
  const entries = (await listEntries(db, study.id)).filter(
    ({ register, topicId }) => register === registerOfBlock[name] && isWanted(topic, topicId)
  );
  const topics = await listTopics(db, study.id);
  const areas: readonly (TrendArea | null)[] = name === 'developments' ? trendAreas : [null];
  return {
    groups: areas.flatMap((area) =>
      [...topics, null]
        .map((one) => ({
          area,
          topic: one && headOf(one),
          entries: entries
            .filter((entry) => entry.area === area && entry.topicId === (one?.id ?? null))
            .map(({ id, title, summary, issuer, date, caution, citations, cities: concerned }) => ({
              id,
              title,
              summary,
              issuer,
              date,
              cities: cities.filter((city) => concerned.includes(city.id)).map(({ shortName }) => shortName),
              caution,
              citations
            }))
        }))
        .filter((group) => group.entries.length > 0)
    )
  };
}

/** Returns what of a figure is printed: not where it is pinned, and not its version. */
export const printedFigure = ({
  pins: _,
  version: __,
  topicId: ___,
  ...figure
}: ContextFigure): PrintedFigure => figure;

export async function readFigures(db: Db, study: Study, topic: Wanted): Promise<FigureTopics> {
  const figures = await listContextFigures(db, study.id);
  return (await listTopics(db, study.id))
    .filter(({ id }) => isWanted(topic, id))
    .map((one) => ({
      topic: headOf(one),
      figures: figures.filter(({ topicId }) => topicId === one.id).map(printedFigure)
    }))
    .filter((group) => group.figures.length > 0);
}

export const readTables = async (db: Db, study: Study, topic: Wanted): Promise<NumberTables> =>
  (await listContextTables(db, study.id))
    .filter(({ topicId }) => isWanted(topic, topicId))
    .map(({ id, title, note, measure, unit, period, nature, columns, rows, citations }) => ({
      id,
      title,
      note,
      measure,
      unit,
      period,
      nature,
      columns,
      rows,
      citations
    }));

export const readBibliography = async (db: Db, study: Study): Promise<FindingBlocks['bibliography']> =>
  (await listSources(db, study.id)).map(({ id, title, author, publisher, date, address }) => ({
    id,
    title,
    author,
    publisher,
    date,
    address
  }));
