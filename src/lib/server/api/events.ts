import { z } from 'zod';

import type { LoggedEvent } from '#server/events/stored-events.ts';
import { bilingual, shapes, time } from './shapes.ts';

const event = z
  .strictObject({
    number: z.int().min(1).describe('Greater than that of every event before it; the value for `after`'),
    at: time,
    kind: z.string(),
    actor: z
      .strictObject({ id: z.string(), name: bilingual.nullable(), role: z.string().nullable() })
      .nullable(),
    city: z.string().nullable(),
    document: z.string().nullable(),
    payload: z.record(z.string(), z.unknown())
  })
  .register(shapes, { id: 'Event' });

export const eventList = z
  .strictObject({
    events: z.array(event),
    next: z.int().min(0).describe('The `after` of the next request')
  })
  .register(shapes, { id: 'EventList', description: 'Events that the caller may see, oldest first.' });

export const eventJson = ({
  number,
  at,
  kind,
  actorId,
  actorName,
  actorRole,
  cityId,
  documentId,
  payload
}: LoggedEvent) => ({
  number,
  at,
  kind,
  actor: actorId === null ? null : { id: actorId, name: actorName, role: actorRole },
  city: cityId,
  document: documentId,
  payload
});
