/**
 * Reads the levels and the fields of cities that a text names, and the goals that its passages serve. Levels are shown as far as the
 * reader may know them: in an open text those that have been released, in a frozen one those that its version
 * holds; a person who may not read the version sees only those that have been released to them.
 */
import { namedBibliography } from '#domain/bibliography.ts';
import { answerParts, type Framework } from '#domain/framework.ts';
import {
  levelChipsFrom,
  type LevelChipNames,
  type LevelChips,
  type KnownLevelChip
} from '#domain/level-chip.ts';
import type { StudyId } from '#domain/ids.ts';
import type { Actor } from '#domain/permissions.ts';
import { ok, type Result } from '#domain/refusal.ts';
import { levelsInOrder } from '#domain/score.ts';
import type { AnswerPrints, SourceQuestion } from '#domain/source.ts';
import type { Study } from '#domain/study.ts';
import type { DocumentVersion } from '#domain/version.ts';
import { visibleVersions, type VersionKind } from '#domain/version-sight.ts';
import { listSources } from '../../store/bibliography.ts';
import { findDocumentOfRoom, type DocumentRow } from '../../store/documents.ts';
import { listCities } from '../../store/cities.ts';
import {
  findFramework,
  findFrameworkOfCity,
  findFrameworkVersion,
  findRubric
} from '../../store/frameworks.ts';
import type { Db } from '../../store/open.ts';
import { findStudyById } from '../../store/studies.ts';
import { findVersion, listVersions } from '../../store/versions.ts';
import type { Levels } from '../panels/levels.ts';
import { authorizeStudy } from '../study-access.ts';
import { openAnswerPrints, type AnswerPrintTools } from './answer-prints.ts';
import { isDocumentVersion, parseVersion } from './approved-content.ts';
import { readableFacts, shownFacts } from './facts.ts';
import { authorizeText, type TextLocation } from './text-access.ts';
import { subjectOf } from './version-storage.ts';

export interface LevelChipsService {
  /**
   * Names a text's cells, levels and goals, for everyone who sees the study; goals by the given version of
   * the framework, or by the newest without one.
   */
  names(actor: Actor, studySlug: string, frameworkVersion?: string): Promise<Result<LevelChipNames>>;
  ofText(actor: Actor, studySlug: string, location: TextLocation): Promise<Result<LevelChips>>;
  /**
   * Returns the fingerprints of the answers on which the statements of a synopsis rest; null for another text, and
   * for who may not read the answers.
   */
  answerPrints(actor: Actor, studySlug: string, location: TextLocation): Promise<Result<AnswerPrints | null>>;
}

export function openLevelChips({
  store,
  levels,
  workers
}: AnswerPrintTools & {
  readonly levels: Levels;
}): LevelChipsService {
  const { db } = store;
  const readAnswerPrints = openAnswerPrints({ store, workers });
  return {
    async names(actor, studySlug, frameworkVersion) {
      const authorized = await authorizeStudy(db, actor, studySlug);
      if (!authorized.ok) return authorized;
      const { study } = authorized.value;
      return ok(
        await namesWithSources(
          db,
          study,
          frameworkVersion === undefined
            ? undefined
            : await findFrameworkVersion(db, study.id, frameworkVersion)
        )
      );
    },

    async answerPrints(actor, studySlug, location) {
      const authorized = await authorizeText(db, actor, studySlug, location);
      if (!authorized.ok) return authorized;
      const { document, abilities } = authorized.value;
      if (location.kind !== 'findings' || !abilities.has('response.read')) return ok(null);
      const response = await findDocumentOfRoom(db, {
        studySlug: document.studySlug,
        kind: 'response',
        city: location.city
      });
      return ok(response ? await readAnswerPrints(actor, response) : null);
    },

    async ofText(actor, studySlug, location) {
      const authorized = await authorizeText(db, actor, studySlug, location);
      if (!authorized.ok) return authorized;
      const { study, document, grants, abilities } = authorized.value;
      const released = await levels.list(actor, studySlug);
      if (!released.ok) return released;
      const names = await namesWithSources(
        db,
        study,
        await findFrameworkOfCity(db, study.id, document.cityId)
      );
      const open: readonly KnownLevelChip[] = released.value.map(
        ({ cityId, characteristic, outcome, level }) => ({ city: cityId, characteristic, outcome, level })
      );
      const city = document.kind === 'chapter' ? null : document.cityId;
      const frozen = await frozenVersion(db, document);
      if (!frozen) return ok({ names, city, known: open, facts: await readableFacts(db, document, grants) });
      const { known } = levelChipsFrom(names, city, frozen.content.levels);
      const mayRead = visibleVersions(abilities, document, frozen.all).some(({ id }) => id === frozen.id);
      const isReleased = (cell: KnownLevelChip): boolean =>
        open.some((one) => one.city === cell.city && one.characteristic === cell.characteristic);
      return ok({
        names,
        city,
        known: mayRead ? known : known.filter(isReleased),
        // Who may not read the version may read nothing of the answers that it holds.
        facts: mayRead ? await shownFacts(db, document, frozen.content) : []
      });
    }
  };
}

const questionsOf = (framework: Framework | undefined): readonly SourceQuestion[] =>
  framework
    ? answerParts(framework).flatMap(({ id: part, questions }) =>
        questions.map(({ id, code, text }) => ({ id, code, text, part }))
      )
    : [];

/**
 * Builds the names. `written` is the framework in which the text is written, whose goals it may serve; the
 * newest where it is not known.
 */
export async function levelChipNames(db: Db, studyId: StudyId, written?: Framework): Promise<LevelChipNames> {
  const [framework, rubric, cities, sides] = [
    await findFramework(db, studyId),
    await findRubric(db, studyId),
    await listCities(db, studyId),
    (await findStudyById(db, studyId))?.sides ?? []
  ];
  const named = (list: LevelChipNames['levels']): LevelChipNames['levels'] =>
    list.map(({ id, name }) => ({ id, name }));
  return {
    characteristics: named(framework?.characteristics ?? []),
    cities: cities.map(({ id, shortName, sideId }) => ({
      id,
      name: shortName,
      side: sides.find((side) => side.id === sideId)?.name
    })),
    levels: rubric ? named(levelsInOrder(rubric)) : [],
    outOfLevel: named(rubric?.outOfLevel ?? []),
    goals: ((written ?? framework)?.goals ?? []).map(({ id, text }) => ({ id, name: text })),
    questions: questionsOf(written ?? framework)
  };
}

/** Builds the names for a person in the study, who reads its bibliography. */
export const namesWithSources = async (
  db: Db,
  study: Study,
  written?: Framework
): Promise<LevelChipNames> => ({
  ...(await levelChipNames(db, study.id, written)),
  bibliography: namedBibliography(study.slug, await listSources(db, study.id))
});

/**
 * Returns the kind of version that froze a text in this state; undefined where it is not frozen. A city's own
 * answer names no levels.
 */
function frozenAs({ kind, state }: Pick<DocumentRow, 'kind' | 'state'>): VersionKind | undefined {
  if (kind === 'response') return undefined;
  if (state === 'approval' || state === 'approved') return 'approval';
  return kind === 'findings' && state === 'consultation' ? 'consultation' : undefined;
}

async function frozenVersion(db: Db, document: DocumentRow) {
  const kind = frozenAs(document);
  if (!kind) return undefined;
  const all = await listVersions(db, document.studyId, subjectOf(document));
  const summary = all.find((version) => version.kind === kind && version.generation === document.generation);
  const version = summary && (await findVersion(db, document.studyId, summary.id));
  const content = version && parseVersion(version.bytes);
  return content && isDocumentVersion(content)
    ? { id: version.id, all, content: content satisfies DocumentVersion }
    : undefined;
}
