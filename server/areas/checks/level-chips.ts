/**
 * Reads the levels and the fields of cities that a text names, and the goals that its passages serve. Levels are shown as far as the
 * reader may know them: in an open text those that have been released, in a frozen one those that its version
 * holds; a person who may not read the version sees only those that have been released to them.
 */
import {
  levelChipsFrom,
  type LevelChipNames,
  type LevelChips,
  type KnownLevelChip
} from '#rules/panels/level-chip.ts';
import type { AnswerPrints } from '#rules/pairs/source.ts';
import { type DocumentVersion, subjectOf, isDocumentVersion, parseVersion } from '#rules/versions/version.ts';
import { visibleVersions, type VersionKind } from '#rules/versions/version-sight.ts';
import { bind } from '#server/commands/bind.ts';
import { readsOf } from '#server/commands/read.ts';
import { take } from '#server/commands/refused.ts';
import { findDocumentOfRoom, type DocumentRow, findFrameworkOfCity } from '#areas/assessments';
import { findFrameworkVersion } from '#areas/framework';
import type { Db } from '#server/store/open.ts';
import { findVersion, listVersions } from '#areas/versions';
import type { Levels } from '#areas/panels';
import { namesWithSources, authorizedText, textSubject } from '#areas/documents';
import { studySubject } from '#areas/study';
import {
  openAnswerPrints,
  type AnswerPrintTools,
  type ReadAnswerPrints,
  readableFacts,
  shownFacts
} from '#areas/answers';

interface LevelChipTools extends AnswerPrintTools {
  readonly levels: Levels;
}

interface BoundTools extends LevelChipTools {
  readonly readAnswerPrints: ReadAnswerPrints;
}

const read = readsOf<BoundTools>();

/**
 * Names a text's cells, levels and goals, for everyone who sees the study; goals by the given version of the framework,
 * or by the newest without one.
 */
const names = read(
  { name: 'level-chips.names', subject: studySubject },
  async ({ db, subject: { study } }, frameworkVersion?: string): Promise<LevelChipNames> =>
    namesWithSources(
      db,
      study,
      frameworkVersion === undefined ? undefined : await findFrameworkVersion(db, study.id, frameworkVersion)
    )
);

/**
 * Returns the fingerprints of the answers on which the statements of a synopsis rest; null for another text, and
 * for who may not read the answers.
 */
const answerPrints = read(
  { name: 'level-chips.answer-prints', subject: textSubject },
  async (reading): Promise<AnswerPrints | null> => {
    const { document, abilities } = authorizedText(reading);
    if (document.kind !== 'findings' || document.cityId === null || !abilities.has('response.read'))
      return null;
    const response = await findDocumentOfRoom(reading.db, {
      studySlug: document.studySlug,
      kind: 'response',
      city: document.cityId
    });
    return response ? reading.deps.readAnswerPrints(reading.actor, response) : null;
  }
);

const ofText = read(
  { name: 'level-chips.of-text', subject: textSubject },
  async (reading): Promise<LevelChips> => {
    const { db, deps, actor, grants } = reading;
    const { study, document, abilities } = authorizedText(reading);
    const [released, names, frozen] = await Promise.all([
      deps.levels.list(actor, study.slug),
      findFrameworkOfCity(db, study.id, document.cityId).then((written) =>
        namesWithSources(db, study, written)
      ),
      frozenVersion(db, document)
    ]);
    const open: readonly KnownLevelChip[] = take(released).map(
      ({ cityId, characteristic, outcome, level }) => ({ city: cityId, characteristic, outcome, level })
    );
    const city = document.kind === 'chapter' ? null : document.cityId;
    if (!frozen) return { names, city, known: open, facts: await readableFacts(db, document, grants) };
    const { known } = levelChipsFrom(names, city, frozen.content.levels);
    const mayRead = visibleVersions(abilities, document, frozen.all).some(({ id }) => id === frozen.id);
    const isReleased = (cell: KnownLevelChip): boolean =>
      open.some((one) => one.city === cell.city && one.characteristic === cell.characteristic);
    return {
      names,
      city,
      known: mayRead ? known : known.filter(isReleased),
      // Who may not read the version may read nothing of the answers that it holds.
      facts: mayRead ? await shownFacts(db, document, frozen.content) : []
    };
  }
);

export type LevelChipsService = ReturnType<typeof createLevelChips>;

export const createLevelChips = (tools: LevelChipTools) =>
  bind({ ...tools, readAnswerPrints: openAnswerPrints(tools) }, { names, answerPrints, ofText });

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
