/**
 * Writes the things of the research: each is added, changed from the state in which its editor has seen it, or
 * removed, and each act is an event of the study.
 */
import type { EventKind } from '#lib/events/kinds.ts';
import type { Bilingual } from '#base/locale.ts';
import type { Result } from '#base/refusal.ts';
import { bind } from '#server/commands/bind.ts';
import { commandsOf } from '#server/commands/command.ts';
import type { Decision } from '#server/commands/command-spec.ts';
import { refused, take } from '#server/commands/refused.ts';
import type { CommandDeps } from '#server/commands/run-command.ts';
import type { Db } from '#server/store/open.ts';
import type { SavedBy, SeenItem, ItemStore } from './store/research-items.ts';
import { studySubject } from '#areas/study';

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

export interface ThingKind<Input> {
  readonly name: 'source' | 'entry' | 'topic' | 'figure' | 'table' | 'talk' | 'image';
  readonly event: ResearchEvent;
  /** Limits the things of this kind in a study. */
  readonly most: number;
  readonly nameOf: (input: Input) => Bilingual;
  readonly validate: (trx: Db, by: SavedBy, input: Input) => Result<Input> | Promise<Result<Input>>;
  readonly store: ItemStore<Input>;
  /** Returns whether something else rests on a thing, which then cannot be removed. */
  readonly isUsed?: (trx: Db, by: SavedBy, id: string) => Promise<boolean>;
}

const command = commandsOf<CommandDeps>();

type Edit = Decision<CommandDeps, typeof studySubject, undefined>;

const savedBy = ({ subject: { study }, actor: { userId }, at }: Edit): SavedBy => ({
  studyId: study.id,
  userId,
  at
});

/** The study is locked, so that what a command has checked does not change before it ends. */
export function editsOf<Input>(kind: ThingKind<Input>) {
  const { store } = kind;
  const editing = (act: string) =>
    ({
      name: `context.${act}-${kind.name}`,
      subject: studySubject,
      needs: 'study.research-edit',
      locks: ['study']
    }) as const;
  const note = ({ append }: Edit, act: 'added' | 'changed' | 'removed', id: string, name: Bilingual) =>
    append({
      kind: kind.event,
      needs: needs[kind.event],
      payload: { act, id, nameEn: name.en, nameZh: name.zh }
    });

  return {
    add: command(editing('add'), async (edit, input: Input) => {
      const { trx, deps } = edit;
      const by = savedBy(edit);
      const checked = take(await kind.validate(trx, by, input));
      if ((await store.count(trx, by.studyId)) >= kind.most) throw refused('too-many');
      const id = deps.newId();
      await store.insert(trx, by, id, checked);
      note(edit, 'added', id, kind.nameOf(checked));
      return { id };
    }),

    change: command(editing('change'), async (edit, seen: SeenItem, input: Input) => {
      const { trx } = edit;
      const by = savedBy(edit);
      if (!(await store.find(trx, by.studyId, seen.id))) throw refused('not-found');
      const checked = take(await kind.validate(trx, by, input));
      if (!(await store.update(trx, by, seen, checked))) throw refused('stale');
      note(edit, 'changed', seen.id, kind.nameOf(checked));
      return null;
    }),

    remove: command(editing('remove'), async (edit, seen: SeenItem) => {
      const { trx } = edit;
      const by = savedBy(edit);
      const found = await store.find(trx, by.studyId, seen.id);
      if (!found) throw refused('not-found');
      if (found.version !== seen.version) throw refused('stale');
      if (await kind.isUsed?.(trx, by, seen.id)) throw refused('in-use');
      await store.remove(trx, by.studyId, seen.id);
      note(edit, 'removed', seen.id, kind.nameOf(found));
      return null;
    })
  };
}

export const bindEdits = <Input>(tools: CommandDeps, edits: ReturnType<typeof editsOf<Input>>) =>
  bind(tools, edits);

export type Edits<Input> = ReturnType<typeof bindEdits<Input>>;
