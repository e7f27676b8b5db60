/** Examines an archive before it is imported: whether its texts can be read, and fit the framework of the study. */
import { answersRoot } from '#document/answer-cells.ts';
import { rootNames } from '#document/narrative.ts';
import { isPart } from '#document/sequence/parts.ts';
import { parseRoot } from '#document/sequence/roots.ts';
import { chapterSections, sectionsInAll } from '#areas/documents';
import { ArchiveError, contentIn, contentName, type Archive } from './archive-form.ts';
import type { ArchivedRows } from './archive-rows.ts';
import type { CommandDeps } from '#server/commands/run-command.ts';
import { WorkersClosedError, WorkersFullError } from '#server/workers/errors.ts';
import type { Logger } from '#server/process/logger.ts';
import type { DocumentWorkers } from '#server/workers/document-workers.ts';

export interface ArchiveTools extends CommandDeps {
  readonly workers: Pick<DocumentWorkers, 'settle' | 'examine' | 'moveMarked' | 'sequence'>;
  readonly logger: Pick<Logger, 'info' | 'error'>;
}

/**
 * Checks that every content loads completely, encodes to the same bytes again, and has no roots except its
 * document's sections. Throws `ArchiveError`.
 */
export async function examine(
  workers: ArchiveTools['workers'],
  archive: Archive,
  sections: SectionsOfCities,
  requester: string
): Promise<void> {
  const { rows } = archive;
  const kinds = new Map(rows.document.map((document) => [document.id, document.kind]));
  const isBench = rows.study[0]?.isBench === 1;
  const roadmaps = new Set(rows.roadmap.map(({ documentId }) => documentId));
  for (const { documentId, n } of rows.generation) {
    const name = contentName(documentId, n);
    const kind = kinds.get(documentId);
    const roots = new Set(
      kind === 'chapter'
        ? rootNames(chapterSections(roadmaps.has(documentId)))
        : kind === 'response' || kind === 'confidential'
          ? [...rootNames(sections.response), answersRoot]
          : rootNames(sections.findings)
    );
    const found = await workers.examine(contentIn(archive, name), requester).catch((cause: unknown) => {
      if (cause instanceof WorkersFullError || cause instanceof WorkersClosedError) throw cause;
      throw new ArchiveError(
        `${name} does not hold a document: ${cause instanceof Error ? cause.message : String(cause)}`,
        { cause }
      );
    });
    if (!found.isSettled) throw new ArchiveError(`${name} is not in its canonical form`);
    const stray = isBench ? undefined : found.roots.find((root) => !roots.has(root) && !belongsToText(root));
    if (stray !== undefined)
      throw new ArchiveError(`${name} has a root that belongs to no section: ${stray.slice(0, 80)}`);
  }
}

/** Checks whether a root holds a part of the texts of sections: cells, captions, notes, and what blocks are. */
function belongsToText(name: string): boolean {
  const root = parseRoot(name);
  return root?.kind === 'attributes' || isPart(root);
}

type SectionsOfCities = Readonly<Record<'response' | 'findings', readonly string[]>>;

export function sectionsOfAll(frameworks: ArchivedRows['framework']): SectionsOfCities {
  const contents = frameworks.toSorted((a, b) => b.position - a.position).map(({ content }) => content);
  try {
    return { response: sectionsInAll(contents, 'response'), findings: sectionsInAll(contents, 'findings') };
  } catch (cause) {
    throw new ArchiveError('the framework does not name its characteristics', { cause });
  }
}
