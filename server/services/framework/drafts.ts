/**
 * Manages the draft of the next version of a study's framework. The secretariat begins it; experts and chairs
 * of both sides and the secretariat change it, one thing at a time and several of them at once: a change is
 * stored if its thing still is what its author saw. The secretariat publishes it when nothing is wrong with
 * it; from then on it is a version like those before, and does not change any more.
 */
import { faultsOfFramework, isBlocked, type FrameworkFault } from '#domain/framework-faults.ts';
import type { DraftCommand } from '#domain/framework-edit.ts';
import { editAsSeen, thingOf } from '#domain/framework-seen.ts';
import { compareFrameworks, faultsAgainst, type ThingChange } from '#domain/framework-versions.ts';
import type { Framework } from '#domain/framework.ts';
import type { StudyId } from '#domain/ids.ts';
import type { Bilingual } from '#domain/locale.ts';
import type { Actor } from '#domain/permissions.ts';
import { ok, refuse, type Result } from '#domain/refusal.ts';
import { markOf } from '#domain/version.ts';
import {
  deleteDraft,
  findDraft,
  insertDraft,
  updateDraft,
  type FrameworkDraft
} from '../../store/framework-drafts.ts';
import { findFramework, insertFramework, listFrameworks } from '../../store/frameworks.ts';
import { longestFramework } from '../../store/framework-shape.ts';
import type { Db } from '../../store/open.ts';
import { namesOfUsers } from '../../store/users.ts';
import { runCommand, type CommandDeps } from '../../commands/run-command.ts';
import { authorizeInLockedStudy, authorizeStudy } from '../study-access.ts';
import type { FrameworkFiles } from './files.ts';

export interface DraftView extends Omit<FrameworkDraft, 'userId'> {
  /** Names the user who saved it last; null for a user who is gone. */
  readonly by: Bilingual | null;
  readonly faults: readonly FrameworkFault[];
  readonly isBlocked: boolean;
  /** Lists the changes since the newest version; everything is new where there is none. */
  readonly changes: readonly ThingChange[];
}

export interface DraftPage {
  readonly draft: DraftView | null;
  /** Holds the newest version; null before there is one. */
  readonly newest: Framework | null;
  readonly mayEdit: boolean;
  /** Says whether the reader may begin the draft, replace it by a file, drop and publish it. */
  readonly mayPublish: boolean;
}

export interface FrameworkDrafts {
  load(actor: Actor, studySlug: string): Promise<Result<DraftPage>>;
  /**
   * Begins a draft from the newest version; `wrong-state` where there is none, `conflict` where there is a
   * draft.
   */
  begin(actor: Actor, studySlug: string): Promise<Result<null>>;
  /**
   * Replaces the draft that was seen by the content of a file; `version` is null where there was no draft. A
   * fault of the file is a fact of `invalid`.
   */
  take(actor: Actor, studySlug: string, version: number | null, text: string): Promise<Result<null>>;
  /**
   * Changes one thing of the draft. `seen` is what `seenOf` returned for the thing when the page was loaded;
   * `stale`, with the thing named, where it returns something else now.
   */
  change(actor: Actor, studySlug: string, seen: string, command: DraftCommand): Promise<Result<null>>;
  drop(actor: Actor, studySlug: string, version: number): Promise<Result<null>>;
  /**
   * Publishes the draft; `requirements-open` while something is wrong with it. No city answers the new
   * version before it is moved to it.
   */
  publish(actor: Actor, studySlug: string, version: number): Promise<Result<{ readonly version: string }>>;
}

export function openFrameworkDrafts(
  tools: CommandDeps & { readonly frameworkFiles: Pick<FrameworkFiles, 'read'> }
): FrameworkDrafts {
  const { db } = tools.store;
  return {
    async load(actor, studySlug) {
      const authorized = await authorizeStudy(db, actor, studySlug, 'study.draft');
      if (!authorized.ok) return authorized;
      const { study, abilities } = authorized.value;
      const newest = (await findFramework(db, study.id)) ?? null;
      const draft = await findDraft(db, study.id);
      const view = draft ? await viewOf(db, study.id, draft, newest) : null;
      return ok({
        newest,
        mayEdit: abilities.has('study.draft-edit'),
        mayPublish: abilities.has('study.edit'),
        draft: view
      });
    },

    begin: (actor, studySlug) =>
      runCommand(tools, async ({ trx, at, appendEvent }) => {
        const authorized = await authorizeInLockedStudy(trx, actor, studySlug, 'study.edit');
        if (!authorized.ok) return authorized;
        const { study, acting } = authorized.value;
        const framework = await findFramework(trx, study.id);
        if (!framework) return refuse('wrong-state');
        if (
          !(await insertDraft(trx, study.id, {
            framework,
            baseVersion: framework.version,
            userId: actor.userId,
            at
          }))
        )
          return refuse('conflict');
        await appendEvent(study.id, acting, {
          kind: 'framework.draft-begun',
          needs: 'study.draft',
          payload: { version: framework.version, isFile: false }
        });
        return ok(null);
      }),

    async take(actor, studySlug, version, text) {
      // A person without the right is refused before anything is read.
      const early = await authorizeStudy(db, actor, studySlug, 'study.edit');
      if (!early.ok) return early;
      if (text.length > longestFramework) return refuse('too-large', { field: 'file', reason: 'too-large' });
      const taken = await tools.frameworkFiles.read(text, actor.userId);
      if (!taken.ok) return taken;
      const read = taken.value;
      if ('fault' in read) return refuse('invalid', { field: 'file', ...read.fault });
      const { framework } = read;
      return runCommand(tools, async ({ trx, at, appendEvent }) => {
        const authorized = await authorizeInLockedStudy(trx, actor, studySlug, 'study.edit');
        if (!authorized.ok) return authorized;
        const { study, acting } = authorized.value;
        const draft = {
          framework,
          baseVersion: (await findFramework(trx, study.id))?.version ?? null,
          userId: actor.userId,
          at
        };
        if (
          !(await (version === null
            ? insertDraft(trx, study.id, draft)
            : updateDraft(trx, study.id, version, draft)))
        )
          return refuse('stale');
        await appendEvent(study.id, acting, {
          kind: 'framework.draft-begun',
          needs: 'study.draft',
          payload: { version: framework.version, isFile: true }
        });
        return ok(null);
      });
    },

    change: (actor, studySlug, seen, command) =>
      runCommand(tools, async ({ trx, at, appendEvent }) => {
        const authorized = await authorizeInLockedStudy(trx, actor, studySlug, 'study.draft-edit');
        if (!authorized.ok) return authorized;
        const { study, acting } = authorized.value;
        const draft = await findDraft(trx, study.id);
        if (!draft) return refuse('not-found');
        const edited = editAsSeen(draft.framework, seen, command);
        if (!edited.ok) return edited;
        // Saved without a change: there is no event to append.
        if (markOf(edited.value) === markOf(draft.framework)) return ok(null);
        const saved = { framework: edited.value, baseVersion: draft.baseVersion, userId: actor.userId, at };
        if (!(await updateDraft(trx, study.id, draft.version, saved))) return refuse('stale');
        await appendEvent(study.id, acting, {
          kind: 'framework.draft-changed',
          needs: 'study.draft',
          payload: { ...thingOf(edited.value, command) }
        });
        return ok(null);
      }),

    drop: (actor, studySlug, version) =>
      runCommand(tools, async ({ trx, appendEvent }) => {
        const authorized = await authorizeInLockedStudy(trx, actor, studySlug, 'study.edit');
        if (!authorized.ok) return authorized;
        const { study, acting } = authorized.value;
        if (!(await deleteDraft(trx, study.id, version))) return refuse('stale');
        await appendEvent(study.id, acting, {
          kind: 'framework.draft-dropped',
          needs: 'study.draft',
          payload: {}
        });
        return ok(null);
      }),

    publish: (actor, studySlug, version) =>
      runCommand(tools, async ({ trx, at, appendEvent }) => {
        const authorized = await authorizeInLockedStudy(trx, actor, studySlug, 'study.edit');
        if (!authorized.ok) return authorized;
        const { study, acting } = authorized.value;
        const draft = await findDraft(trx, study.id);
        if (!draft) return refuse('not-found');
        const { framework } = draft;
        if (draft.version !== version) return refuse('stale');
        if (isBlocked(await faultsOf(trx, study.id, framework))) return refuse('requirements-open');
        await insertFramework(trx, study.id, framework, JSON.stringify(framework), at);
        if (!(await deleteDraft(trx, study.id, version))) return refuse('stale');
        await appendEvent(study.id, acting, {
          kind: 'framework.published',
          needs: 'study.see',
          payload: { version: framework.version }
        });
        return ok({ version: framework.version });
      })
  };
}

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
