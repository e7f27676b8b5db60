/**
 * Lists the versions of a study's framework in their order, the difference between two of them, and the
 * version that each city answers. A new version moves no city: the secretariat moves cities that still
 * answer, knowing what becomes of each question.
 */
import { isComplete } from '#domain/approval.ts';
import {
  answerChangeKinds,
  compareFrameworks,
  questionChanges,
  type AnswerChangeKind,
  type QuestionChange,
  type ThingChange
} from '#domain/framework-versions.ts';
import { recordOfFramework, type Framework } from '#domain/framework.ts';
import type { CityId, StudyId } from '#domain/ids.ts';
import type { Bilingual } from '#domain/locale.ts';
import { sideIds, type Study } from '#domain/study.ts';
import { canonicalText, toCanonical, isDocumentVersion, parseVersion } from '#domain/version.ts';
import { responseIsOpen, type AssessmentState } from '#domain/workflow.ts';
import { findAssessment, listAssessments, reframeAssessment } from '../../store/assessments.ts';
import { listCities } from '../../store/cities.ts';
import { findDraft } from '../../store/framework-drafts.ts';
import { parseFramework } from '../../store/framework-shape.ts';
import {
  findFramework,
  findFrameworkVersion,
  listFrameworkSummaries,
  listFrameworks
} from '../../store/frameworks.ts';
import type { Db } from '../../store/open.ts';
import { findVersion } from '../../store/versions.ts';
import { bind } from '../../commands/bind.ts';
import { commandsOf } from '../../commands/command.ts';
import type { Lock } from '../../commands/locks.ts';
import { readsOf } from '../../commands/read.ts';
import { refused } from '../../commands/refused.ts';
import type { CommandDeps } from '../../commands/run-command.ts';
import { studySubject } from '../study-subject.ts';
import { openBooks, validSignaturesOn } from '../workflow/approval-books.ts';
import type { FrameworkFormat } from './file.ts';

export interface VersionOfFramework {
  readonly version: string;
  readonly publishedAt: string | null;
  readonly questions: number;
  /** Counts the cities that answer it. */
  readonly cities: number;
  /**
   * Holds the approval by both chairs; null where they have not approved it, and for readers who may not
   * know.
   */
  readonly agreed: { readonly number: number; readonly at: string } | null;
}

export interface FrameworkVersions {
  /** Lists the versions, newest first. */
  readonly versions: readonly VersionOfFramework[];
  readonly mayEdit: boolean;
  readonly maySeeDraft: boolean;
  readonly seesAgreement: boolean;
}

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
  /** Lists the cities that answer an older version, in the order of the study's lists. */
  readonly cities: readonly MovingCity[];
  /** Holds, for each older version that a city answers, what becomes of every question. */
  readonly changeCounts: readonly { readonly from: string; readonly questions: readonly QuestionChange[] }[];
}

export interface FrameworkDiff {
  readonly from: Framework;
  readonly to: Framework;
  readonly isDraft: boolean;
  readonly changes: readonly ThingChange[];
  /** Counts the questions by what becomes of them when a city is moved from the one to the other. */
  readonly changeCounts: Readonly<Record<AnswerChangeKind, number>>;
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

const list = read(
  { name: 'framework.versions', subject: studySubject },
  async ({ db, abilities, subject: { study } }): Promise<FrameworkVersions> => {
    const seesAgreement = abilities.has('study.approvals');
    const agreed = seesAgreement
      ? await agreedRecords(db, study)
      : new Map<string, VersionOfFramework['agreed']>();
    const summaries = await listFrameworkSummaries(db, study.id);
    const versionsInUse = (await listAssessments(db, study.id)).map(
      (one) => one.frameworkVersion ?? summaries.at(-1)?.version
    );
    return {
      mayEdit: abilities.has('study.edit'),
      maySeeDraft: abilities.has('study.draft'),
      seesAgreement,
      versions: summaries.map(({ version, publishedAt, content }) => {
        const framework = parseFramework(content);
        return {
          version,
          publishedAt,
          questions: framework.characteristics.reduce(
            (sum, { questions }) => sum + questions.filter(({ retired }) => !retired).length,
            0
          ),
          cities: versionsInUse.filter((one) => one === version).length,
          agreed: agreed.get(canonicalTextOf(framework)) ?? null
        };
      })
    };
  }
);

async function versionIn(db: Db, studyId: StudyId, version: string | null): Promise<Framework> {
  const found =
    version === null ? await findFramework(db, studyId) : await findFrameworkVersion(db, studyId, version);
  if (!found) throw refused('not-found');
  return found;
}

/** Loads a version by its name; without one the newest. */
const load = read(
  { name: 'framework.version', subject: studySubject },
  ({ db, subject: { study } }, version: string | null) => versionIn(db, study.id, version)
);

const file = read(
  { name: 'framework.file', subject: studySubject },
  async ({ db, subject: { study } }, version: string | null, format: FrameworkFormat) => {
    const found = await versionIn(db, study.id, version);
    // The parser of YAML is loaded with the first file.
    const { writeFrameworkFile } = await import('./file.ts');
    return {
      text: writeFrameworkFile(found, format),
      fileName: `${found.id}-${found.version}.${format}`
    };
  }
);

/** Compares two versions. `to` is a version, or null for the draft, which only some may see. */
const compare = read(
  { name: 'framework.compare', subject: studySubject },
  async ({ db, abilities, subject: { study } }, from: string, to: string | null): Promise<FrameworkDiff> => {
    if (to === null && !abilities.has('study.draft')) throw refused('forbidden');
    const before = await findFrameworkVersion(db, study.id, from);
    const after =
      to === null ? (await findDraft(db, study.id))?.framework : await findFrameworkVersion(db, study.id, to);
    if (!before || !after) throw refused('not-found');
    return {
      from: before,
      to: after,
      isDraft: to === null,
      changes: compareFrameworks(before, after),
      changeCounts: countsOf(questionChanges(before, after))
    };
  }
);

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

export type FrameworkVersionsService = ReturnType<typeof createFrameworkVersions>;

export const createFrameworkVersions = (tools: CommandDeps) =>
  bind(tools, { list, load, file, compare, moving, move: moveCities });

const countsOf = (questions: readonly QuestionChange[]): Record<AnswerChangeKind, number> =>
  Object.fromEntries(
    answerChangeKinds.map((changeKind) => [
      changeKind,
      questions.filter((one) => one.changeKind === changeKind).length
    ])
  ) as Record<AnswerChangeKind, number>;

const canonicalTextOf = (framework: Framework): string =>
  canonicalText(toCanonical(recordOfFramework(framework)));

/**
 * Lists the approvals signed by both chairs, by the exact text of the framework in them; of several approvals
 * the newest.
 */
async function agreedRecords(
  db: Db,
  study: Study
): Promise<Map<string, NonNullable<VersionOfFramework['agreed']>>> {
  const books = await openBooks(db, study);
  const agreed = new Map<string, NonNullable<VersionOfFramework['agreed']>>();
  for (const summary of books.versions.filter(({ subject }) => subject === 'framework')) {
    const validSignatures = validSignaturesOn(books, summary.id);
    if (!isComplete(validSignatures, sideIds(study))) continue;
    const row = await findVersion(db, study.id, summary.id);
    const content = row && parseVersion(row.bytes);
    if (!content || isDocumentVersion(content)) continue;
    const { framework } = content.record as { readonly framework?: Parameters<typeof canonicalText>[0] };
    const text = framework === undefined ? '' : canonicalText(framework);
    if (!agreed.has(text))
      agreed.set(text, {
        number: summary.number,
        at:
          validSignatures
            .map(({ at }) => at)
            .sort()
            .at(-1) ?? summary.at
      });
  }
  return agreed;
}
