/**
 * Moves cities to the newest version of the framework. A new version moves no city: the secretariat moves cities that
 * still answer, knowing what becomes of each question.
 */
import {
  questionChanges,
  type AnswerChangeKind,
  type QuestionChange
} from '#rules/framework/question-changes.ts';
import type { CityId } from '#base/ids.ts';
import type { Bilingual } from '#base/locale.ts';
import { responseIsOpen, type AssessmentState } from '#base/states.ts';
import { findAssessment, listAssessments, reframeAssessment } from '#areas/assessments';
import { listCities } from './store/cities.ts';
import { listFrameworkSummaries, listFrameworks, countsOf } from '#areas/framework';
import { bind } from '#server/commands/bind.ts';
import { commandsOf } from '#server/commands/command.ts';
import type { Lock } from '#server/commands/locks.ts';
import { readsOf } from '#server/commands/read.ts';
import { refused } from '#server/commands/refused.ts';
import type { CommandDeps } from '#server/commands/run-command.ts';
import { studySubject } from '#areas/study';

export interface MovingCity {
  readonly id: CityId;
  readonly name: Bilingual;
  readonly state: AssessmentState;
  readonly from: string;
  /** Says whether the city can be moved: only one that still answers is. */
  readonly mayMove: boolean;
  readonly changeCounts: Readonly<Record<AnswerChangeKind, number>>;
}

export interface Moving {
  /** Names the newest version, to which cities are moved. */
  readonly to: string;
  /** Those that answer an older version, in the order of the study's lists. */
  readonly cities: readonly MovingCity[];
  /** Holds, for each older version that a city answers, what becomes of every question. */
  readonly changeCounts: readonly { readonly from: string; readonly questions: readonly QuestionChange[] }[];
}

const command = commandsOf<CommandDeps>();

/**
 * Moves all of these cities or none. `stale` where a newer version was published since, `wrong-state` where
 * a city has answered.
 */
export const moveCities = command(
  {
    name: 'framework.move-cities',
    subject: studySubject,
    needs: 'study.edit',
    locks: async ({ db, subject: { study } }, _to: string, cities: readonly string[]): Promise<Lock[]> => [
      ...(await listAssessments(db, study.id))
        .filter(({ cityId }) => cities.includes(cityId))
        .map(({ cityId }) => ({ kind: 'assessment' as const, studyId: study.id, cityId })),
      { kind: 'study', slug: study.slug }
    ]
  },
  async ({ trx, append, subject: { study } }, to: string, cities: readonly string[]) => {
    const versions = await listFrameworkSummaries(trx, study.id);
    if (versions[0]?.version !== to) throw refused('stale');
    if (cities.length === 0) throw refused('invalid', { field: 'city' });
    const moved = [...new Set(cities)].sort();
    for (const cityId of moved) {
      const assessment = await findAssessment(trx, study.id, cityId);
      if (!assessment) throw refused('not-found');
      const from = assessment.frameworkVersion ?? versions.at(-1)?.version ?? to;
      if (from === to) throw refused('stale');
      if (!responseIsOpen(assessment.state)) throw refused('wrong-state');
      await reframeAssessment(trx, assessment.id, { from, to });
      append({ kind: 'assessment.reframed', needs: 'assessment.see', cityId, payload: { from, to } });
    }
    return { moved: moved.length };
  }
);

const read = readsOf<CommandDeps>();

const moving = read(
  { name: 'framework.moving', subject: studySubject, needs: 'study.edit' },
  async ({ db, subject: { study } }): Promise<Moving> => {
    const versions = await listFrameworks(db, study.id);
    const [newest, first] = [versions[0], versions.at(-1)];
    if (!newest || !first) throw refused('not-found');
    const cities = new Map((await listCities(db, study.id)).map((city) => [city.id, city]));
    const older = (await listAssessments(db, study.id)).flatMap((one) => {
      const city = cities.get(one.cityId);
      const from = one.frameworkVersion ?? first.version;
      return city && from !== newest.version
        ? [
            {
              id: one.cityId,
              name: city.shortName,
              state: one.state,
              from,
              orderKey: [study.sides.findIndex(({ id }) => id === city.sideId), city.number] as const
            }
          ]
        : [];
    });
    older.sort((a, b) => a.orderKey[0] - b.orderKey[0] || a.orderKey[1] - b.orderKey[1]);
    const changeCounts = [...new Set(older.map(({ from }) => from))].flatMap((from) => {
      const framework = versions.find(({ version }) => version === from);
      return framework ? [{ from, questions: questionChanges(framework, newest) }] : [];
    });
    return {
      to: newest.version,
      changeCounts,
      cities: older.map(({ orderKey: _, ...city }) => ({
        ...city,
        mayMove: responseIsOpen(city.state),
        changeCounts: countsOf(changeCounts.find(({ from }) => from === city.from)?.questions ?? [])
      }))
    };
  }
);

export type MovingCities = ReturnType<typeof createMovingCities>;

export const createMovingCities = (tools: CommandDeps) => bind(tools, { moving, move: moveCities });
