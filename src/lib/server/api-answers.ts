/** Read models → what /api/v1 says of them: only what is named here goes out. Shapes: api-shapes.ts. */
import type { City, Side } from '#domain/city.ts';
import type { Study } from '#domain/study.ts';
import type { AssessmentLine, AssessmentView } from '#server/services/assessments.ts';
import type { ChapterLine } from '#server/services/chapters.ts';
import type { StudyView } from '#server/services/studies.ts';
import type { LoggedEvent } from '#server/store/events.ts';

const sideJson = ({ id, code, name }: Side) => ({ id, code, name });

export const studyLineJson = ({ slug, title, shortTitle, sides }: Study) => ({ slug, title, shortTitle, sides: sides.map(sideJson) });

export const studyJson = ({ study, grants, abilities, chapters }: StudyView & { readonly chapters: readonly ChapterLine[] }) => ({
  ...studyLineJson(study),
  programme: study.programme,
  purpose: study.purpose,
  scope: study.scope,
  roles: [...new Set(grants.map((grant) => grant.role))],
  abilities: [...abilities],
  chapters: chapters.map(({ slug, title, state, room, generation, access }) => ({ slug, title, state, room, generation, access }))
});

const cityJson = ({ id, name, shortName, sideId, kind }: City) => ({ id, name, shortName, side: sideId, kind });

export const assessmentLineJson = ({ city, state, stateSince, documents }: AssessmentLine) => ({
  city: cityJson(city),
  state,
  stateSince,
  documents: documents.map(({ kind, room, generation, access }) => ({ kind, room, generation, access }))
});

export const assessmentJson = (view: AssessmentView) => ({
  ...assessmentLineJson(view),
  study: view.study.slug,
  abilities: [...view.abilities],
  records: view.records.map(({ id, recordType, fields, gaps }) => ({ id, type: recordType, fields, missing: gaps.map((gap) => gap.id) })),
  indicators: view.indicators.map(
    ({ id, section, label, value, valueTo, valueText, comparator, unit, currency, referenceYear, note, caveat }) => ({
      id, section, label, value, valueTo, valueText, comparator, unit, currency, referenceYear, note, caution: caveat
    })
  )
});

export const eventJson = ({ seq, at, kind, actorId, actorName, actorRole, cityId, documentId, payload }: LoggedEvent) => ({
  seq,
  at,
  kind,
  actor: actorId === null ? null : { id: actorId, name: actorName, role: actorRole },
  city: cityId,
  document: documentId,
  payload
});
