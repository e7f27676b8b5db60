/**
 * Writes the things of the research: each is added, changed from the state in which its editor has seen it, or
 * removed, and each act is an event of the study.
 */
import type { EventKind } from '#domain/events.ts';
import type { Bilingual } from '#domain/locale.ts';
import type { Actor } from '#domain/permissions.ts';
import { ok, refuse, type Result } from '#domain/refusal.ts';
import { runCommand, type CommandDeps } from '../../commands/run-command.ts';
import type { Db } from '../../store/open.ts';
import type { SavedBy, SeenThing, ThingStore } from '../../store/research-things.ts';
import { authorizeInLockedStudy } from '../study-access.ts';

export interface Edits<Input> {
  add(actor: Actor, studySlug: string, input: Input): Promise<Result<{ readonly id: string }>>;
  change(actor: Actor, studySlug: string, seen: SeenThing, input: Input): Promise<Result<null>>;
  remove(actor: Actor, studySlug: string, seen: SeenThing): Promise<Result<null>>;
}

type ResearchEvent = Extract<
  EventKind,
  'source.changed' | 'context.changed' | 'talk.changed' | 'image.changed'
>;

/** Names the right that a reader of each event needs: that of reading what it tells of. */
const needs = {
  'source.changed': 'study.see',
  'context.changed': 'study.see',
  'talk.changed': 'study.research',
  'image.changed': 'study.research'
} as const satisfies Record<ResearchEvent, string>;

/** Describes how one kind of thing is checked and stored. */
export interface ThingKind<Input> {
  readonly event: ResearchEvent;
  /** Limits the things of this kind in a study. */
  readonly most: number;
  readonly nameOf: (input: Input) => Bilingual;
  readonly validate: (trx: Db, by: SavedBy, input: Input) => Result<Input> | Promise<Result<Input>>;
  readonly store: ThingStore<Input>;
  /** Returns whether something else rests on a thing, which then cannot be removed. */
  readonly isUsed?: (trx: Db, by: SavedBy, id: string) => Promise<boolean>;
}

/**
 * Returns the commands that write things of one kind. The study is locked, so that what a command has checked
 * does not change before it ends.
 */
export function editsOf<Input>(deps: CommandDeps, kind: ThingKind<Input>): Edits<Input> {
  const { store } = kind;
  const edit = <T>(
    actor: Actor,
    studySlug: string,
    act: (trx: Db, by: SavedBy) => Promise<Result<{ value: T; act: string; id: string; name: Bilingual }>>
  ): Promise<Result<T>> =>
    runCommand(deps, async ({ trx, at, appendEvent }) => {
      const authorized = await authorizeInLockedStudy(trx, actor, studySlug, 'study.research-edit');
      if (!authorized.ok) return authorized;
      const { study, acting } = authorized.value;
      const done = await act(trx, { studyId: study.id, userId: actor.userId, at });
      if (!done.ok) return done;
      const { value, id, name } = done.value;
      await appendEvent(study.id, acting, {
        kind: kind.event,
        needs: needs[kind.event],
        payload: { act: done.value.act, id, nameEn: name.en, nameZh: name.zh }
      });
      return ok(value);
    });

  return {
    add: (actor, studySlug, input) =>
      edit(actor, studySlug, async (trx, by) => {
        const checked = await kind.validate(trx, by, input);
        if (!checked.ok) return checked;
        if ((await store.count(trx, by.studyId)) >= kind.most) return refuse('too-many');
        const id = deps.newId();
        await store.insert(trx, by, id, checked.value);
        return ok({ value: { id }, act: 'added', id, name: kind.nameOf(checked.value) });
      }),

    change: (actor, studySlug, seen, input) =>
      edit(actor, studySlug, async (trx, by) => {
        if (!(await store.find(trx, by.studyId, seen.id))) return refuse('not-found');
        const checked = await kind.validate(trx, by, input);
        if (!checked.ok) return checked;
        if (!(await store.update(trx, by, seen, checked.value))) return refuse('stale');
        return ok({ value: null, act: 'changed', id: seen.id, name: kind.nameOf(checked.value) });
      }),

    remove: (actor, studySlug, seen) =>
      edit(actor, studySlug, async (trx, by) => {
        const found = await store.find(trx, by.studyId, seen.id);
        if (!found) return refuse('not-found');
        if (found.version !== seen.version) return refuse('stale');
        if (await kind.isUsed?.(trx, by, seen.id)) return refuse('in-use');
        await store.remove(trx, by.studyId, seen.id);
        return ok({ value: null, act: 'removed', id: seen.id, name: kind.nameOf(found) });
      })
  };
}
