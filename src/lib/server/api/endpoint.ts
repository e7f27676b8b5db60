/**
 * Builds a route of /api/v1 from what it tells of itself: the answer to GET, the answer to every other method,
 * and the description from which the OpenAPI document is made (openapi.ts).
 */
import type { RequestEvent } from '@sveltejs/kit';
import { z } from 'zod';
import type { Actor } from '#base/permissions.ts';
import { ok, refuse, type Result } from '#base/refusal.ts';
import { answerApi, methodNotAllowed } from './edge.ts';

/** The JSON from which an answer is made; nothing of it is changed. */
type Shaped<Schema extends z.ZodType> = Unchanging<z.input<Schema>>;
type Unchanging<T> = T extends readonly (infer One)[]
  ? readonly Unchanging<One>[]
  : T extends object
    ? { readonly [Key in keyof T]: Unchanging<T[Key]> }
    : T;

interface Outline {
  /** Says in one line what is answered. */
  readonly summary: string;
  /** Names what the answer is, where it is not JSON. */
  readonly mediaType?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Marks a route that some who see the study may not read. */
  readonly mayBeForbidden?: true;
}

export interface Description extends Outline {
  readonly answer: z.ZodType;
  readonly query: z.ZodObject;
  readonly anonymous: boolean;
}

interface Answering<Event, Value, Answer extends z.ZodType, Query extends z.ZodObject> extends Outline {
  readonly answer: Answer;
  /** Holds what may stand after the `?`. What does not fit is refused as invalid. */
  readonly query?: Query;
  /** Names each field of the answer: nothing else is sent. */
  readonly shape: (value: Value, event: Event) => Shaped<Answer>;
}

interface Endpoint<Event> {
  readonly GET: (event: Event) => Promise<Response>;
  readonly fallback: () => Response;
  readonly _description: Description;
}

type NoQuery = z.ZodObject<Record<never, z.ZodType>>;
type Ran<Value> = Promise<Result<Value> | Response> | Result<Value> | Response;

/** Builds a route for people who are signed in; everybody else is asked to sign in, whatever they ask for. */
export const endpoint = <
  Event extends RequestEvent,
  Value,
  Answer extends z.ZodType,
  Query extends z.ZodObject = NoQuery
>(
  route: Answering<Event, Value, Answer, Query> & {
    readonly run: (actor: Actor, event: Event, query: z.output<Query>) => Ran<Value>;
  }
): Endpoint<Event> =>
  endpointOf(route, false, async (event: Event) => {
    const { actor } = event.locals;
    if (!actor) return refuse('signed-out');
    const query = parseQuery(route.query, event);
    return query.ok ? route.run(actor, event, query.value) : query;
  });

/** Builds a route for anybody. */
export const openEndpoint = <
  Event extends RequestEvent,
  Value,
  Answer extends z.ZodType,
  Query extends z.ZodObject = NoQuery
>(
  route: Answering<Event, Value, Answer, Query> & {
    readonly run: (event: Event, query: z.output<Query>) => Ran<Value>;
  }
): Endpoint<Event> =>
  endpointOf(route, true, async (event: Event) => {
    const query = parseQuery(route.query, event);
    return query.ok ? route.run(event, query.value) : query;
  });

function endpointOf<Event extends RequestEvent, Value, Answer extends z.ZodType, Query extends z.ZodObject>(
  route: Answering<Event, Value, Answer, Query>,
  anonymous: boolean,
  run: (event: Event) => Ran<Value>
): Endpoint<Event> {
  const { shape, headers = {}, mediaType } = route;
  const sent = { ...headers, ...(mediaType === undefined ? {} : { 'content-type': mediaType }) };
  return {
    GET: (event) =>
      answerApi(
        event.locals,
        () => run(event),
        (value) => shape(value, event),
        sent
      ),
    fallback: methodNotAllowed,
    _description: { ...route, query: route.query ?? z.object({}), anonymous }
  };
}

/** Parses what stands after the `?`; of a name that stands there twice the last is taken. */
function parseQuery<Query extends z.ZodObject>(
  query: Query | undefined,
  { url }: RequestEvent
): Result<z.output<Query>> {
  const parsed = (query ?? z.object({})).safeParse(Object.fromEntries(url.searchParams));
  return parsed.success ? ok(parsed.data as z.output<Query>) : refuse('invalid');
}

/** Describes a parameter: what it is for, and its type, which in the address is text. */
export const parameter = <Field extends z.ZodType>(
  description: string,
  schema: object,
  field: Field
): Field => field.meta({ description, schema });
