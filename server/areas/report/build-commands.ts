/**
 * Moves builds of reports on, as their node tells: begun, further, done, failed. Each takes effect only while the build
 * is that node's; otherwise it is refused as `stale`, and nothing is written.
 */
import type { StudyId } from '#base/ids.ts';
import type { BuildFault, OutputName } from '#rules/report/report-build.ts';
import type { DomainEvent } from '#lib/events/kinds.ts';
import type { ReportFault } from '#rules/report/report.ts';
import { bind } from '#server/commands/bind.ts';
import { commandsOf } from '#server/commands/command.ts';
import { refused } from '#server/commands/refused.ts';
import type { CommandDeps } from '#server/commands/run-command.ts';
import type { Subject } from '#server/commands/subject.ts';
import {
  findBuildById,
  insertOutputs,
  takeBuild,
  updateOwnBuild,
  type BuildRow
} from './store/report-builds.ts';
import { rightsOf, type Due } from '#server/commands/due.ts';
import { editionHash } from './edition-hash.ts';
import { keepVersions, type TextFreezingTools } from './frozen-texts.ts';

interface DueBuild {
  readonly build: BuildRow;
}

const dueBuild: Subject<'schedule', [buildId: string], DueBuild, Due> = {
  name: 'scheduled build',
  keyParts: 1,
  find: async (db, buildId) => {
    const build = await findBuildById(db, buildId);
    return build && { build };
  },
  abilities: rightsOf,
  sees: 'do-what-is-due',
  studyOf: ({ build }) => build.studyId as StudyId,
  locks: {}
};

const command = commandsOf<CommandDeps>();
const ofBuild = { subject: dueBuild, needs: 'do-what-is-due' } as const;

const moved = ({ kind, id, number }: BuildRow, done: number): DomainEvent<'report.moved'> => ({
  kind: 'report.moved',
  needs: 'study.report',
  payload: { report: kind, buildId: id, number, state: 'running', done }
});

/** Takes a build for a node until its lease ends. */
const take = command(
  { name: 'build.take', ...ofBuild },
  async ({ trx, at, subject: { build }, append }, node: string, until: string) => {
    if (!(await takeBuild(trx, build.id, { node, now: at, until }))) throw refused('stale');
    append(moved(build, 0));
    return null;
  }
);

const note = command(
  { name: 'build.note-progress', ...ofBuild },
  async (
    { trx, subject: { build }, append },
    node: string,
    change: { readonly faults: string } | { readonly done: number }
  ) => {
    if (!(await updateOwnBuild(trx, { id: build.id, node }, change))) throw refused('stale');
    append(moved(build, 'done' in change ? change.done : 0));
    return null;
  }
);

interface Failed {
  readonly fault: BuildFault;
  /** Names the thing that stands in the way, as an entry of the list of faults. */
  readonly named: ReportFault | undefined;
}

/** Says that a build failed. `node` has it; of a build that was lost it is the node that had it last. */
const fail = command(
  { name: 'build.fail', ...ofBuild },
  async ({ trx, at, subject: { build }, append }, node: string, { fault, named }: Failed) => {
    const change = {
      ...({ state: 'failed', fault, finishedAt: at, node: null, leaseUntil: null } as const),
      ...(named
        ? { faults: JSON.stringify([named, ...(JSON.parse(build.faults) as readonly ReportFault[])]) }
        : {})
    };
    if (!(await updateOwnBuild(trx, { id: build.id, node }, change))) throw refused('stale');
    append({
      kind: 'report.failed',
      needs: 'study.report',
      payload: { report: build.kind, buildId: build.id, number: build.number, fault }
    });
    return null;
  }
);

export interface Built {
  readonly files: readonly (OutputName & { readonly sha256: string; readonly size: number })[];
  readonly contentHash: string;
  /** Lists the hashes of pictures, as JSON. */
  readonly pictures: string;
}

/** Its files are stored by then. */
const keep = command(
  { name: 'build.keep', ...ofBuild },
  async ({ trx, at, subject: { build }, append }, node: string, { files, contentHash, pictures }: Built) => {
    const hash = editionHash({ manifest: build.manifestHash ?? '', content: contentHash, files });
    const change = {
      state: 'done',
      done: files.length,
      contentHash,
      pictures,
      hash,
      finishedAt: at,
      node: null,
      leaseUntil: null
    } as const;
    if (!(await updateOwnBuild(trx, { id: build.id, node }, change))) throw refused('stale');
    await insertOutputs(
      trx,
      files.map((file) => ({ ...file, studyId: build.studyId, buildId: build.id }))
    );
    append({
      kind: 'report.built',
      needs: 'study.report',
      payload: { report: build.kind, buildId: build.id, number: build.number }
    });
    return null;
  }
);

export const createBuildCommands = (deps: TextFreezingTools) =>
  bind(deps, { keepVersions, take, note, fail, keep });

export type BuildCommands = ReturnType<typeof createBuildCommands>;
