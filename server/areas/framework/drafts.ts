/**
 * Manages the draft of the next version of a study's framework. The secretariat begins it; experts and chairs
 * of both sides and the secretariat change it, one thing at a time and several of them at once: a change is
 * stored if its thing still is what its author saw. The secretariat publishes it when nothing is wrong with
 * it; from then on it is a version like those before, and does not change any more.
 */
import { faultsOfFramework } from '#rules/framework/framework-faults.ts';
import { isBlocked, type FrameworkFault } from '#rules/framework/fault-kinds.ts';
import type { DraftCommand } from '#rules/framework/draft-command.ts';
import { editAsSeen, thingOf } from '#rules/framework/framework-seen.ts';
import { compareFrameworks, faultsAgainst, type ThingChange } from '#rules/framework/framework-versions.ts';
import type { Framework } from '#rules/framework/framework.ts';
import type { StudyId } from '#base/ids.ts';
import type { Bilingual } from '#base/locale.ts';
import { markOf } from '#base/canonical.ts';
import {
  deleteDraft,
  findDraft,
  insertDraft,
  updateDraft,
  type FrameworkDraft
} from './store/framework-drafts.ts';
import { findFramework, insertFramework, listFrameworks } from './store/frameworks.ts';
import { longestFramework } from './store/framework-shape.ts';
import type { Db } from '#server/store/open.ts';
import { namesOfUsers } from '#server/auth/users.ts';
import { bind } from '#server/commands/bind.ts';
import { commandsOf } from '#server/commands/command.ts';
import { readsOf } from '#server/commands/read.ts';
import { refused, take } from '#server/commands/refused.ts';
import type { CommandDeps } from '#server/commands/run-command.ts';
import { studySubject } from '#areas/study';
import type { FrameworkFiles } from './files.ts';

export interface DraftView extends Omit<FrameworkDraft, 'userId'> {
  /** Names the user who saved it last; null for a user who is gone. */
  readonly by: Bilingual | null;
  readonly faults: readonly FrameworkFault[];
  readonly isBlocked: boolean;
  /** Since the newest version; everything is new where there is none. */
  readonly changes: readonly ThingChange[];
}

export interface DraftPage {
  readonly draft: DraftView | null;
  readonly newest: Framework | null;
  readonly mayEdit: boolean;
  /** Says whether the reader may begin the draft, replace it by a file, drop and publish it. */
  readonly mayPublish: boolean;
}

export interface FrameworkDraftTools extends CommandDeps {
  readonly frameworkFiles: Pick<FrameworkFiles, 'read'>;
}

const command = commandsOf<FrameworkDraftTools>();
const editing = { subject: studySubject, needs: 'study.edit', locks: ['study'] } as const;

/**
 * Begins a draft from the newest version; `wrong-state` where there is none, `conflict` where there is a
 * draft.
 */
export const beginDraft = command(
  { name: 'framework.begin-draft', ...editing },
  async ({ trx, at, actor, append, subject: { study } }) => {
    const framework = await findFramework(trx, study.id);
    if (!framework) throw refused('wrong-state');
    const draft = { framework, baseVersion: framework.version, userId: actor.userId, at };
    if (!(await insertDraft(trx, study.id, draft))) throw refused('conflict');
    append({
      kind: 'framework.draft-begun',
      needs: 'study.draft',
      payload: { version: framework.version, isFile: false }
    });
    return null;
  }
);

/**
 * Replaces the draft that was seen by the content of a file; `version` is null where there was no draft. A
 * fault of the file is a fact of `invalid`.
 */
export const takeDraftFile = command(
  {
    name: 'framework.take-draft-file',
    ...editing,
    prepare: async ({ deps, actor }, _version: number | null, text: string): Promise<Framework> => {
      if (text.length > longestFramework) throw refused('too-large', { field: 'file', reason: 'too-large' });
      const read = take(await deps.frameworkFiles.read(text, actor.userId));
      if ('fault' in read) throw refused('invalid', { field: 'file', ...read.fault });
      return read.framework;
    }
  },
  async (
    { trx, at, actor, append, prepared: framework, subject: { study } },
    version: number | null,
    _text: string
  ) => {
    const baseVersion = (await findFramework(trx, study.id))?.version ?? null;
    const draft = { framework, baseVersion, userId: actor.userId, at };
    const isSaved =
      version === null
        ? await insertDraft(trx, study.id, draft)
        : await updateDraft(trx, study.id, version, draft);
    if (!isSaved) throw refused('stale');
    append({
      kind: 'framework.draft-begun',
      needs: 'study.draft',
      payload: { version: framework.version, isFile: true }
    });
    return null;
  }
);

/**
 * `seen` is what `seenOf` returned for the thing when the page was loaded; `stale`, with the thing named,
 * where it returns something else now.
 */
export const changeDraft = command(
  { ...editing, name: 'framework.change-draft', needs: 'study.draft-edit' },
  async ({ trx, at, actor, append, subject: { study } }, seen: string, change: DraftCommand) => {
    const draft = await findDraft(trx, study.id);
    if (!draft) throw refused('not-found');
    const edited = take(editAsSeen(draft.framework, seen, change));
    // Saved without a change: there is no event to append.
    if (markOf(edited) === markOf(draft.framework)) return null;
    const saved = { framework: edited, baseVersion: draft.baseVersion, userId: actor.userId, at };
    if (!(await updateDraft(trx, study.id, draft.version, saved))) throw refused('stale');
    append({
      kind: 'framework.draft-changed',
      needs: 'study.draft',
      payload: { ...thingOf(edited, change) }
    });
    return null;
  }
);

export const dropDraft = command(
  { name: 'framework.drop-draft', ...editing },
  async ({ trx, append, subject: { study } }, version: number) => {
    if (!(await deleteDraft(trx, study.id, version))) throw refused('stale');
    append({ kind: 'framework.draft-dropped', needs: 'study.draft', payload: {} });
    return null;
  }
);

/**
 * `requirements-open` while something is wrong with it. No city answers the new version before it is moved to
 * it.
 */
export const publishDraft = command(
  { name: 'framework.publish-draft', ...editing },
  async ({ trx, at, append, subject: { study } }, version: number) => {
    const draft = await findDraft(trx, study.id);
    if (!draft) throw refused('not-found');
    const { framework } = draft;
    if (draft.version !== version) throw refused('stale');
    if (isBlocked(await faultsOf(trx, study.id, framework))) throw refused('requirements-open');
    await insertFramework(trx, study.id, framework, JSON.stringify(framework), at);
    if (!(await deleteDraft(trx, study.id, version))) throw refused('stale');
    append({
      kind: 'framework.published',
      needs: 'study.see',
      payload: { version: framework.version }
    });
    return { version: framework.version };
  }
);

const load = readsOf<CommandDeps>()(
  { name: 'framework.draft', subject: studySubject, needs: 'study.draft' },
  async ({ db, abilities, subject: { study } }): Promise<DraftPage> => {
    const newest = (await findFramework(db, study.id)) ?? null;
    const draft = await findDraft(db, study.id);
    return {
      newest,
      mayEdit: abilities.has('study.draft-edit'),
      mayPublish: abilities.has('study.edit'),
      draft: draft ? await viewOf(db, study.id, draft, newest) : null
    };
  }
);

export type FrameworkDrafts = ReturnType<typeof createFrameworkDrafts>;

export const createFrameworkDrafts = (tools: FrameworkDraftTools) =>
  bind(tools, {
    load,
    begin: beginDraft,
    take: takeDraftFile,
    change: changeDraft,
    drop: dropDraft,
    publish: publishDraft
  });

const faultsOf = async (db: Db, studyId: StudyId, framework: Framework): Promise<FrameworkFault[]> => [
  ...faultsOfFramework(framework),
  ...faultsAgainst(framework, await listFrameworks(db, studyId))
];

async function viewOf(
  db: Db,
  studyId: StudyId,
  { userId, ...draft }: FrameworkDraft,
  newest: Framework | null
): Promise<DraftView> {
  const faults = await faultsOf(db, studyId, draft.framework);
  const by = (await namesOfUsers(db, [userId])).get(userId) ?? null;
  return {
    ...draft,
    by,
    faults,
    isBlocked: isBlocked(faults),
    changes: newest ? compareFrameworks(newest, draft.framework) : []
  };
}
