/**
 * Releases the roadmap as it is to the cities. Its texts are read before the transaction, which waits for no thread: what
 * is released is the text of the moment at which the release was asked for.
 */
import { inOrder, stepSection, type Step } from '#rules/roadmap/roadmap.ts';
import type { StudyId } from '#base/ids.ts';
import type { SectionContent } from '#base/content.ts';
import { commandsOf } from '#server/commands/command.ts';
import { refused } from '#server/commands/refused.ts';
import type { CommandDeps } from '#server/commands/run-command.ts';
import type { Db } from '#server/store/open.ts';
import { findRelease, insertRelease, type ReleasedRoadmap } from './store/roadmap.ts';
import { listSteps, partsOf } from '#areas/documents';
import type { DocumentWorkers } from '#server/workers/document-workers.ts';
import { studySubject } from '#areas/study';
import { listLinkable, publicRights, type Linkable, type LinkingTools } from '#areas/meetings';
import { chapterOf, scaleOf } from './roadmap-facts.ts';

export interface ReleaseTools extends CommandDeps, LinkingTools {
  readonly workers: Pick<DocumentWorkers, 'content'>;
}

/** Holds the texts of the steps, and the generation and the steps of which they were read. */
interface ReadTexts {
  readonly documentId: string;
  readonly generation: number;
  readonly numbers: ReadonlySet<number>;
  readonly sections: readonly SectionContent[];
}

/** `stale` where a step was added, or the text began anew, while the texts were read. */
export const releaseRoadmap = commandsOf<ReleaseTools>()(
  {
    name: 'roadmap.release',
    subject: studySubject,
    needs: 'study.edit',
    locks: ['study'],
    prepare: ({ db, deps, subject: { study }, actor }) => readTexts(deps, db, study.id, actor.userId)
  },
  async ({ trx, at, deps, actor, append, prepared: read, subject: { study } }) => {
    const chapter = await chapterOf(trx, study.id);
    const steps = await stepsInOrder(trx, study.id);
    if (!chapter || steps.length === 0) throw refused('wrong-state');
    const isCurrent = chapter.id === read?.documentId && chapter.generation === read.generation;
    if (!read || !isCurrent || steps.some(({ number }) => !read.numbers.has(number))) throw refused('stale');
    const content = await contentOf(deps, trx, study.id, steps, read.sections);
    const n = ((await findRelease(trx, study.id))?.n ?? 0) + 1;
    await insertRelease(trx, {
      studyId: study.id,
      n,
      content: JSON.stringify(content),
      userId: actor.userId,
      at
    });
    append({ kind: 'roadmap.released', needs: 'study.see', payload: { n } });
    return { n };
  }
);

const stepsInOrder = async (db: Db, studyId: StudyId): Promise<Step[]> =>
  inOrder(await listSteps(db, studyId), (await scaleOf(db, studyId)).characteristics);

/** Undefined where the roadmap was not begun or has no step. */
async function readTexts(
  { workers }: ReleaseTools,
  db: Db,
  studyId: StudyId,
  requester: string
): Promise<ReadTexts | undefined> {
  const chapter = await chapterOf(db, studyId);
  const numbers = (await stepsInOrder(db, studyId)).map(({ number }) => number);
  if (!chapter || numbers.length === 0) return undefined;
  const parts = await partsOf(db, chapter.id, chapter.generation);
  return {
    documentId: chapter.id,
    generation: chapter.generation,
    numbers: new Set(numbers),
    sections: await workers.content(parts, numbers.map(stepSection), requester)
  };
}

async function contentOf(
  tools: LinkingTools,
  trx: Db,
  studyId: StudyId,
  steps: readonly Step[],
  sections: readonly SectionContent[]
): Promise<ReleasedRoadmap> {
  const { characteristics, levels } = await scaleOf(trx, studyId);
  // A release names nothing that is not published for everyone.
  const linkable = await listLinkable(tools, trx, studyId, publicRights);
  return {
    characteristics: characteristics.map(({ id, name }) => ({ id, name })),
    levels: levels.map(({ id, order, name, meaning }) => ({ id, order, name, meaning })),
    steps: steps.map((step) => {
      const text = sections.find(({ id }) => id === stepSection(step.number));
      const kept = publicLinksOf(step, linkable);
      return {
        ...step,
        dependsOn: [...step.dependsOn],
        links: kept.map(({ link }) => link),
        linkNames: kept.map(({ name }) => name),
        text: { en: [...(text?.en ?? [])], zh: [...(text?.zh ?? [])] }
      };
    })
  };
}

const publicLinksOf = ({ links }: Step, linkable: Linkable) =>
  links.flatMap((link) => {
    const name = linkable.nameOf(link);
    return name && name !== 'hidden' ? [{ link, name }] : [];
  });
