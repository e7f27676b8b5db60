/** Builds the form actions of the research: add, change and remove one kind of thing. */
import { redirect, type RequestEvent } from '@sveltejs/kit';
import { typedIn } from '#lib/forms/fields.ts';
import { seenIn } from '#lib/areas/context/forms.ts';
import type { Context } from '#areas/context';
import type { Edits } from '#areas/bibliography';
import { formFor } from './form-for.ts';
import { needActor, refuseForm } from './guard.ts';

type StudyEvent = RequestEvent<{ study: string }>;

interface Requested<Input> {
  /** Selects the commands of the kind. */
  readonly edits: (context: Context) => Edits<Input>;
  readonly read: (form: FormData) => Input;
  /** Adds what the form holds beyond single fields, to show it again with a refusal. */
  readonly typed?: (form: FormData) => Record<string, string>;
  /** Names the part of the research to which a removal leads back; empty stays on the page. */
  readonly list?: string;
}

export function researchActions<Input>({ edits, read, typed, list }: Requested<Input>) {
  const editsIn = ({ locals }: StudyEvent): Edits<Input> => edits(locals.services.context);
  const again = (form: FormData) => ({ ...typedIn(form), ...typed?.(form) });
  return {
    add: async (event: StudyEvent) => {
      const commands = editsIn(event);
      const form = await formFor(event, commands.add, event.params.study);
      const saved = await commands.add(needActor(event), event.params.study, read(form));
      return saved.ok ? { done: 'saved' as const } : refuseForm(event.locals, saved.refusal, again(form));
    },

    change: async (event: StudyEvent) => {
      const commands = editsIn(event);
      const form = await formFor(event, commands.change, event.params.study);
      const saved = await commands.change(needActor(event), event.params.study, seenIn(form), read(form));
      return saved.ok ? { done: 'saved' as const } : refuseForm(event.locals, saved.refusal, again(form));
    },

    remove: async (event: StudyEvent) => {
      const commands = editsIn(event);
      const form = await formFor(event, commands.remove, event.params.study);
      const removed = await commands.remove(needActor(event), event.params.study, seenIn(form));
      if (!removed.ok) return refuseForm(event.locals, removed.refusal, again(form));
      if (list !== undefined) redirect(303, `/studies/${event.params.study}/context${list}`);
      return { done: 'removed' as const };
    }
  };
}
