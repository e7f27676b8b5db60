/** Appends events to the log of a study in tests. */
import type { App } from '#server/app.ts';
import { appendEvent } from '#server/events/append.ts';
import type { DomainEvent } from '#lib/events/kinds.ts';

/** At the time of the app. */
export const appenderOf =
  (app: App, studyId: string) =>
  (domainEvent: DomainEvent, actorId: string | null = null) =>
    app.store.db
      .transaction()
      .execute((trx) =>
        appendEvent(trx, { studyId, actorId, actorRole: null, at: app.now().toISOString() }, domainEvent)
      );
