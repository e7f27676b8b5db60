/** Builds the form actions of the research: add, change and remove one kind of thing. */
import { redirect, type RequestEvent } from '@sveltejs/kit';
import { typedIn } from '#lib/forms/fields.ts';
import { seenIn } from '#lib/areas/context/forms.ts';
import type { Context } from '#areas/context';
import type { Edits } from '#areas/bibliography';
import { formAction } from './form-action.ts';

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
  const saved = () => ({ done: 'saved' as const });
  return {
    add: formAction({
      command: (_, { study }, event: StudyEvent) => [editsIn(event).add, study],
      run: ({ actor, params, event, form }) => editsIn(event).add(actor, params.study, read(form)),
      answer: saved,
      again
    }),

    change: formAction({
      command: (_, { study }, event: StudyEvent) => [editsIn(event).change, study],
      run: ({ actor, params, event, form }) =>
        editsIn(event).change(actor, params.study, seenIn(form), read(form)),
      answer: saved,
      again
    }),

    remove: formAction({
      command: (_, { study }, event: StudyEvent) => [editsIn(event).remove, study],
      run: ({ actor, params, event, form }) => editsIn(event).remove(actor, params.study, seenIn(form)),
      answer: (_, { params }) => {
        if (list !== undefined) redirect(303, `/studies/${params.study}/context${list}`);
        return { done: 'removed' as const };
      },
      again
    })
  };
}
