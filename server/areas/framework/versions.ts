/**
 * Lists the versions of a study's framework in their order, and the difference between two of them.
 */
import { compareFrameworks, type ThingChange } from '#rules/framework/framework-versions.ts';
import {
  answerChangeKinds,
  questionChanges,
  type AnswerChangeKind,
  type QuestionChange
} from '#rules/framework/question-changes.ts';
import { recordOfFramework, type Framework } from '#rules/framework/framework.ts';
import type { StudyId } from '#base/ids.ts';
import type { Study } from '#rules/study/study.ts';
import { canonicalText, toCanonical } from '#base/canonical.ts';
import { findDraft } from './store/framework-drafts.ts';
import { parseFramework } from './store/framework-shape.ts';
import { findFramework, findFrameworkVersion, listFrameworkSummaries } from './store/frameworks.ts';
import type { Db } from '#server/store/open.ts';
import { bind } from '#server/commands/bind.ts';
import { readsOf } from '#server/commands/read.ts';
import { refused } from '#server/commands/refused.ts';
import type { CommandDeps } from '#server/commands/run-command.ts';
import { studySubject } from '#areas/study';
import type { FrameworkFormat } from '#rules/framework/framework-formats.ts';

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
  /** Newest first. */
  readonly versions: readonly VersionOfFramework[];
  readonly mayEdit: boolean;
  readonly maySeeDraft: boolean;
  readonly seesAgreement: boolean;
}

export interface FrameworkDiff {
  readonly from: Framework;
  readonly to: Framework;
  readonly isDraft: boolean;
  readonly changes: readonly ThingChange[];
  /** Counts the questions by what becomes of them when a city is moved from the one to the other. */
  readonly changeCounts: Readonly<Record<AnswerChangeKind, number>>;
}

interface VersionTools extends CommandDeps {
  readonly versionUses: VersionUses;
}

export interface VersionUses {
  /** Lists, for each city of a study, the version that it answers; null where that is the first. */
  readonly listAnswered: (db: Db, studyId: StudyId) => Promise<readonly (string | null)[]>;
  /**
   * Lists the approvals signed by both chairs, by the exact text of the framework in them; of several approvals
   * the newest.
   */
  readonly listAgreed: (
    db: Db,
    study: Study
  ) => Promise<ReadonlyMap<string, NonNullable<VersionOfFramework['agreed']>>>;
}

const read = readsOf<VersionTools>();

const list = read(
  { name: 'framework.versions', subject: studySubject },
  async ({ db, deps, abilities, subject: { study } }): Promise<FrameworkVersions> => {
    const seesAgreement = abilities.has('study.approvals');
    const agreed = seesAgreement
      ? await deps.versionUses.listAgreed(db, study)
      : new Map<string, VersionOfFramework['agreed']>();
    const summaries = await listFrameworkSummaries(db, study.id);
    const versionsInUse = (await deps.versionUses.listAnswered(db, study.id)).map(
      (version) => version ?? summaries.at(-1)?.version
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

/** By its name; without one the newest. */
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

/** `to` is a version, or null for the draft, which only some may see. */
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

export type FrameworkVersionsService = ReturnType<typeof createFrameworkVersions>;

export const createFrameworkVersions = (tools: VersionTools) => bind(tools, { list, load, file, compare });

export const countsOf = (questions: readonly QuestionChange[]): Record<AnswerChangeKind, number> =>
  Object.fromEntries(
    answerChangeKinds.map((changeKind) => [
      changeKind,
      questions.filter((one) => one.changeKind === changeKind).length
    ])
  ) as Record<AnswerChangeKind, number>;

const canonicalTextOf = (framework: Framework): string =>
  canonicalText(toCanonical(recordOfFramework(framework)));
