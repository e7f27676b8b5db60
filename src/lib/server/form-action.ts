/**
 * Builds the action of a form: asks whether its sender may give the command before the body is read, parses the form, gives
 * the command, and answers; a refusal is answered with what was typed.
 */
import { redirect, type ActionFailure, type RequestEvent } from '@sveltejs/kit';
import type { z } from 'zod';
import type { Locale } from '#base/locale.ts';
import type { Actor } from '#base/permissions.ts';
import { ok, type Result } from '#base/refusal.ts';
import { isSecret, typedIn } from '#lib/forms/fields.ts';
import { parseFields, parseForm } from '#lib/forms/read.ts';
import type { Services } from '#server/app.ts';
import { formFor, type Begun } from './form-for.ts';
import { needActor, refuseForm, type FormRefusal } from './guard.ts';

/** Is a command whose subject is found by a key. */
interface Begins {
  readonly mayBegin: (who: Actor, ...key: never) => Promise<Result<unknown>>;
}

type KeyOf<Command extends Begins> = Command['mayBegin'] extends (who: never, ...key: infer Key) => unknown
  ? Key
  : never;

type Beginning<Command extends Begins> = readonly [command: Command, ...key: KeyOf<Command>];

/** Gives a command: the sender and the key are in front of its input already. */
type Give<Command extends Begins> = Command extends (who: never, ...args: infer Args) => infer Outcome
  ? Args extends readonly [...KeyOf<Command>, ...infer Input]
    ? (...input: Input) => Outcome
    : never
  : never;

/** Holds a form that was sent, and what its action works with. */
interface Sent<Event extends RequestEvent, Fields> {
  readonly event: Event;
  readonly params: Event['params'];
  readonly services: Services;
  readonly locale: Locale;
  readonly form: FormData;
  /** Holds the fields as the schema parses them. */
  readonly fields: Fields;
}

/** Is what `run` gets of a form without a command or a schema. */
export type SentBy<Event extends RequestEvent> = Sent<Event, unknown> & { readonly actor: Actor };

type Typed = FormRefusal['values'];

interface Answering<Event extends RequestEvent, Schema extends z.ZodType, Done, To extends string, Answer> {
  /** Parses the text fields, trimmed and in NFC; fields beyond it are ignored. */
  readonly schema?: Schema;
  /** Marks a form whose fields are taken to the letter, and which is refused where one of them comes twice. */
  readonly isExact?: true;
  /** Returns what the page gets; `{ saved: true }` without it. */
  readonly answer?: (done: Done, sent: Sent<Event, z.output<Schema>>) => Answer | Promise<Answer>;
  /** Returns the address to which the sender is redirected, instead of an answer. */
  readonly to?: (done: Done, sent: Sent<Event, z.output<Schema>>) => To;
  /** Returns what is shown again with a refusal; without it everything that was typed, passwords excepted. */
  readonly again?: (form: FormData) => Typed;
  /** Is added to what is shown again, where the page finds the form by it. */
  readonly mark?: Typed;
}

type Ran<Done> = Promise<Result<Done>> | Result<Done>;

interface FormOfPerson<
  Event extends RequestEvent,
  Command extends Begins,
  Schema extends z.ZodType,
  Done,
  To extends string,
  Answer
> extends Answering<Event, Schema, Done, To, Answer> {
  /**
   * Returns the command and the key of its subject. Without it the form is read of everybody who is signed in: it names its
   * subject itself, and the command refuses.
   */
  readonly command?: (
    services: Services,
    params: Event['params'],
    event: Event
  ) => Beginning<Command> | Promise<Beginning<Command>>;
  /** Gives the command, or refuses what the form holds. */
  readonly run: (
    sent: Sent<Event, z.output<Schema>> & { readonly actor: Actor; readonly give: Give<Command> }
  ) => Ran<Done>;
}

type Action<Event extends RequestEvent, Answer> = (
  event: Event
) => Promise<Answer | ActionFailure<FormRefusal>>;

interface Saved {
  readonly saved: true;
}

/** Holds nothing to show again: what was typed is too long, or the page has no place for it. */
export const nothing = (): Typed => ({});

type Params = RequestEvent['params'];

/** Is a request whose address names everything. An action is of such a page where its page does not say which it is. */
type AnyPage = RequestEvent<{ [Name in keyof Params]-?: NonNullable<Params[Name]> }>;

/** Is what an action answers that says nothing of it: nothing where it redirects. */
type Unsaid<To> = [To] extends [never] ? Saved : never;

/** Builds the action of a form of a person who is signed in. */
export const formAction =
  <
    Command extends Begins,
    Done,
    Event extends RequestEvent = AnyPage,
    Schema extends z.ZodType = z.ZodType<undefined>,
    To extends string = never,
    Answer = Unsaid<To>
  >(
    spec: FormOfPerson<Event, Command, Schema, Done, To, Answer>
  ): Action<Event, Answer> =>
  async (event) => {
    const actor = needActor(event);
    const begun = await spec.command?.(event.locals.services, event.params, event);
    const [command, ...key] = (begun ?? []) as unknown as readonly [AnyCommand?, ...unknown[]];
    const form = await (command ? formFor(event, command, ...key) : event.request.formData());
    const give = ((...input: readonly unknown[]) => command?.(actor, ...key, ...input)) as Give<Command>;
    return answered(event, form, spec, (sent) => spec.run({ ...sent, actor, give }));
  };

type AnyCommand = Begun<readonly unknown[]> & ((who: Actor, ...args: readonly unknown[]) => unknown);

/** Builds the action of a form of anybody. */
export const openFormAction =
  <
    Done,
    Event extends RequestEvent = AnyPage,
    Schema extends z.ZodType = z.ZodType<undefined>,
    To extends string = never,
    Answer = Unsaid<To>
  >(
    spec: Answering<Event, Schema, Done, To, Answer> & {
      readonly run: (sent: Sent<Event, z.output<Schema>>) => Ran<Done>;
    }
  ): Action<Event, Answer> =>
  async (event) =>
    answered(event, await event.request.formData(), spec, spec.run);

async function answered<
  Event extends RequestEvent,
  Schema extends z.ZodType,
  Done,
  To extends string,
  Answer
>(
  event: Event,
  form: FormData,
  spec: Answering<Event, Schema, Done, To, Answer>,
  run: (sent: Sent<Event, z.output<Schema>>) => Ran<Done>
): Promise<Answer | ActionFailure<FormRefusal>> {
  const fields = parse(form, spec);
  const { params, locals } = event;
  const sent = {
    event,
    params,
    services: locals.services,
    locale: locals.locale,
    form,
    fields: fields.ok ? fields.value : undefined
  } as Sent<Event, z.output<Schema>>;
  const done = fields.ok ? await run(sent) : fields;
  if (!done.ok)
    return refuseForm(locals, done.refusal, { ...(spec.again ?? openlyTypedIn)(form), ...spec.mark });
  if (spec.to) redirect(303, spec.to(done.value, sent));
  return spec.answer ? spec.answer(done.value, sent) : ({ saved: true } as Answer);
}

function parse<Schema extends z.ZodType>(
  form: FormData,
  { schema, isExact }: { readonly schema?: Schema; readonly isExact?: true }
): Result<z.output<Schema> | undefined> {
  if (!schema) return ok(undefined);
  return isExact ? parseForm(form, schema) : parseFields(form, schema);
}

const openlyTypedIn = (form: FormData): Typed =>
  Object.fromEntries(Object.entries(typedIn(form)).filter(([name]) => !isSecret(name)));
