/**
 * Loads the names of the subjects of events, so that a page can describe events in sentences. A subject that
 * has been deleted has no name.
 */
import type { AnyPayload, EventNames, PayloadKey } from '#lib/events/kinds.ts';
import type { StudyId } from '#base/ids.ts';
import type { Bilingual } from '#base/locale.ts';
import type { DocumentKind } from '#base/states.ts';
import { both } from '#server/store/bilingual.ts';
import { listBodies } from '#areas/people';
import { listCities } from '#areas/cities';
import { findFramework } from '#areas/framework';
import type { LoggedEvent } from '#server/events/stored-events.ts';
import type { Db } from '#server/store/open.ts';
import { listDeliverables, listPhases } from '#areas/study';
import { formerNames, namesOfUsers } from '#server/auth/users.ts';

interface Named {
  readonly names: EventNames;
  readonly documentKind: DocumentKind | null;
}

export type NamedEvent = LoggedEvent & Named;

export async function namesIn(
  db: Db,
  studyId: StudyId,
  events: readonly LoggedEvent[]
): Promise<NamedEvent[]> {
  if (events.length === 0) return [];
  const texts = (key: PayloadKey): string[] => events.map((event) => text(event, key)).filter(Boolean);
  const people = await namesOfUsers(db, [
    ...texts('userId'),
    ...texts('lead'),
    ...texts('deputy'),
    ...texts('reviewer'),
    ...texts('invitedBy')
  ]);
  const former = await formerNames(db, texts('formerNameId'));
  const documents = await documentsOf(
    db,
    studyId,
    events.flatMap((event) => event.documentId ?? [])
  );
  const cities = byId(await listCities(db, studyId), (city) => city.shortName);
  const bodies = byId(await listBodies(db, studyId), (body) => body.name);
  const phases = byId(await listPhases(db, studyId), (phase) => phase.name);
  const deliverables = byId(await listDeliverables(db, studyId), (deliverable) => deliverable.title);
  const sections = byId(
    events.some(({ payload }) => 'characteristic' in payload)
      ? ((await findFramework(db, studyId))?.characteristics ?? [])
      : [],
    ({ name }) => name
  );
  return events.map((event) => {
    const document = documents.get(event.documentId ?? '');
    const named = {
      person: people.get(text(event, 'userId')),
      lead: people.get(text(event, 'lead')),
      deputy: people.get(text(event, 'deputy')),
      reviewer: people.get(text(event, 'reviewer')),
      inviter: people.get(text(event, 'invitedBy')),
      formerly: former.get(text(event, 'formerNameId')),
      city: cities.get(event.cityId ?? ''),
      substitute: cities.get(text(event, 'substituteId')),
      body: bodies.get(text(event, 'bodyId')),
      phase: phases.get(text(event, 'phaseId')),
      deliverable: deliverables.get(text(event, 'deliverableId')),
      section: sections.get(text(event, 'characteristic')),
      chapter: document?.title,
      // What was removed, or may be: the event itself holds its name.
      thing: 'nameEn' in event.payload ? both(text(event, 'nameEn'), text(event, 'nameZh')) : undefined
    };
    const names = Object.fromEntries(
      Object.entries(named).filter(([, name]) => name !== undefined)
    ) as EventNames;
    return { ...event, names, documentKind: document?.kind ?? null };
  });
}

function text({ payload }: { readonly payload: AnyPayload }, key: PayloadKey): string {
  const value = payload[key];
  return typeof value === 'string' ? value : '';
}

function byId<T extends { readonly id: string }>(
  items: readonly T[],
  name: (item: T) => Bilingual
): Map<string, Bilingual> {
  return new Map(items.map((item) => [item.id, name(item)]));
}

async function documentsOf(db: Db, studyId: StudyId, ids: readonly string[]) {
  if (ids.length === 0) return new Map<string, { kind: DocumentKind; title: Bilingual | undefined }>();
  const rows = await db
    .selectFrom('document')
    .select(['id', 'kind', 'titleEn', 'titleZh'])
    .where('studyId', '=', studyId)
    .where('id', 'in', [...new Set(ids)])
    .execute();
  return new Map(
    rows.map((row) => [
      row.id,
      {
        kind: row.kind,
        title: row.kind === 'chapter' ? both(row.titleEn ?? '', row.titleZh ?? '') : undefined
      }
    ])
  );
}
