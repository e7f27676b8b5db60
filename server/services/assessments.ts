/**
 * Serves assessments as a person may see them: their state, the documents open to that person, records,
 * figures and gaps.
 */
import type { City, Side } from '#domain/city.ts';
import type { ConfidentialAnswer } from '#domain/confidential.ts';
import type { Deadline } from '#domain/deadline.ts';
import {
  findRecordType,
  type FieldDefinition,
  type Framework,
  type ShortProfile
} from '#domain/framework.ts';
import { questionChanges } from '#domain/framework-versions.ts';
import type { DocumentId, StudyId } from '#domain/ids.ts';
import type { Bilingual } from '#domain/locale.ts';
import type { Parts } from '#domain/parts.ts';
import {
  assessmentAbilitiesOf,
  documentAccess,
  writableParts,
  type Abilities,
  type Access,
  type Actor,
  type AssessmentAbility,
  type Grant
} from '#domain/permissions.ts';
import { gapsOfRecord, type Indicator, type ResponseRecord } from '#domain/record.ts';
import { ok, refuse, type Result } from '#domain/refusal.ts';
import type { Milestones, Study } from '#domain/study.ts';
import type { AssessmentState } from '#domain/workflow.ts';
import { roomName } from '#document/rooms.ts';
import {
  findAssessment,
  listAssessmentDocuments,
  listAssessments,
  type Assessment,
  type AssessmentDocument
} from '../store/assessments.ts';
import { findCity, listCities } from '../store/cities.ts';
import { findConfidentialDocument, listConfidentialAnswers } from '../store/confidential.ts';
import { isOpen, listReopenings, type Reopening } from '../store/clarifications.ts';
import { findFrameworkVersion } from '../store/frameworks.ts';
import { listIndicators, listRecords } from '../store/records.ts';
import type { Db, Store } from '../store/open.ts';
import { readsAlways } from './access.ts';
import { authorizeStudy } from './study-access.ts';

/**
 * Describes a document that the reader may at least read, with the room in which its current generation is
 * edited.
 */
export interface OpenDocument {
  readonly id: DocumentId;
  readonly kind: 'response' | 'confidential' | 'findings';
  readonly room: string;
  readonly generation: number;
  readonly access: Exclude<Access, 'none'>;
  /**
   * Lists what the reader may write: characteristics, and questions as `questionPart` names them. Empty where
   * `access` is `read`.
   */
  readonly writable: 'all' | readonly string[];
}

export interface AssessmentSummary extends Milestones {
  readonly city: City;
  readonly state: AssessmentState;
  readonly stateSince: string;
  readonly deadline: Deadline | null;
  readonly version: number;
  /** Says whether the city answers the short profile of the framework, next to its characteristics. */
  readonly answersProfile: boolean;
  readonly documents: readonly (OpenDocument & { readonly kind: 'response' | 'findings' })[];
}

/** Describes a record with the fields that the framework requires and that it does not give. */
export interface RecordWithGaps extends ResponseRecord {
  readonly gaps: readonly FieldDefinition[];
}

export interface RewordedQuestion {
  readonly id: string;
  /** Holds the question as it was put, and in which version. */
  readonly before: { readonly version: string; readonly text: Bilingual };
}

export interface AssessmentView extends AssessmentSummary {
  readonly study: Study;
  readonly side: Side;
  readonly abilities: Abilities<AssessmentAbility>;
  /** Holds the framework in the version that the city answers. */
  readonly framework: Framework;
  /** Holds the short profile, where the city answers that too. */
  readonly profile: ShortProfile | null;
  /**
   * Lists the questions that are worded differently from when the city first answered them: their answers may
   * need another look.
   */
  readonly reworded: readonly RewordedQuestion[];
  /** Lists the records; empty for a reader who may not read the response. */
  readonly records: readonly RecordWithGaps[];
  readonly indicators: readonly Indicator[];
  /** Lists the answers that the city holds back as confidential; empty for a reader of no response. */
  readonly confidentialAnswers: readonly ConfidentialAnswer[];
  /** Holds the document of those answers; null where there is none, and for those who may not open it. */
  readonly confidential: OpenDocument | null;
}

export interface Assessments {
  /** Lists the assessments that the person may see, in the order of the study's lists. */
  list(actor: Actor, studySlug: string): Promise<Result<AssessmentSummary[]>>;
  load(actor: Actor, studySlug: string, cityId: string): Promise<Result<AssessmentView>>;
}

export function openAssessments({ store: { db } }: { readonly store: Store }): Assessments {
  return {
    async list(actor, studySlug) {
      const authorized = await authorizeStudy(db, actor, studySlug);
      if (!authorized.ok) return authorized;
      const { study, grants } = authorized.value;
      const cities = new Map((await listCities(db, study.id)).map((city) => [city.id, city]));
      const documents = await listAssessmentDocuments(db, study.id);
      const reopenings = await listReopenings(
        db,
        documents.map(({ id }) => id)
      );
      const summaries = (await listAssessments(db, study.id))
        .filter((assessment) => assessmentAbilitiesOf(grants, assessment).has('assessment.see'))
        .flatMap((assessment) => {
          const city = cities.get(assessment.cityId);
          return city ? summaryFrom(study, grants, city, assessment, documents, reopenings) : [];
        });
      const position = (summary: AssessmentSummary): number =>
        study.sides.findIndex((side) => side.id === summary.city.sideId);
      return ok(summaries.sort((a, b) => position(a) - position(b) || a.city.number - b.city.number));
    },

    async load(actor, studySlug, cityId) {
      const authorized = await authorizeStudy(db, actor, studySlug);
      if (!authorized.ok) return authorized;
      const { study, grants } = authorized.value;
      const assessment = await findAssessment(db, study.id, cityId);
      const city = await findCity(db, study.id, cityId);
      const framework = assessment && (await findFrameworkVersion(db, study.id, assessment.frameworkVersion));
      const side = study.sides.find((candidate) => candidate.id === city?.sideId);
      if (!assessment || !city || !framework || !side) return refuse('not-found');
      const abilities = assessmentAbilitiesOf(grants, assessment);
      if (!abilities.has('assessment.see')) return refuse('not-found');
      const documents = await listAssessmentDocuments(db, study.id, city.id);
      const mayReadResponse = abilities.has('response.read');
      const records = mayReadResponse ? await listRecords(db, study.id, city.id) : [];
      const confidential = abilities.has('confidential.read')
        ? await findConfidentialDocument(db, study.slug, city.id)
        : undefined;
      const reopenings = await listReopenings(
        db,
        [...documents, ...(confidential ? [confidential] : [])].map(({ id }) => id)
      );
      const place = { studySlug: study.slug, grants, cityId: city.id, state: assessment.state, reopenings };
      return ok({
        ...summaryFrom(study, grants, city, assessment, documents, reopenings),
        study,
        side,
        abilities,
        framework,
        profile: (assessment.answersProfile && framework.profile) || null,
        reworded: await rewordedSince(db, study.id, assessment.frameworkBefore, framework),
        records: records.map((record) => withGaps(framework, record)),
        indicators: mayReadResponse ? await listIndicators(db, study.id, city.id) : [],
        confidentialAnswers: mayReadResponse ? await listConfidentialAnswers(db, study.id, city.id) : [],
        confidential: confidential
          ? openDocumentOf(place, {
              id: confidential.id as DocumentId,
              kind: 'confidential',
              generation: confidential.generation
            })
          : null
      });
    }
  };
}

async function rewordedSince(
  db: Db,
  studyId: StudyId,
  before: string | null,
  framework: Framework
): Promise<RewordedQuestion[]> {
  const earlier = before === null ? undefined : await findFrameworkVersion(db, studyId, before);
  if (!earlier) return [];
  const wordings = new Map(
    earlier.characteristics.flatMap(({ questions }) => questions.map(({ id, text }) => [id, text] as const))
  );
  return questionChanges(earlier, framework).flatMap(
    ({ changeKind, question: { id } }): RewordedQuestion[] => {
      const text = wordings.get(id);
      return changeKind === 'reworded' && text ? [{ id, before: { version: earlier.version, text } }] : [];
    }
  );
}

function summaryFrom(
  study: Study,
  grants: readonly Grant[],
  city: City,
  {
    state,
    stateSince,
    deadline,
    version,
    answersProfile,
    invitedAt,
    startedAt,
    submittedAt,
    acceptedAt
  }: Assessment,
  documents: readonly AssessmentDocument[],
  reopenings: ReadonlyMap<string, readonly Reopening[]>
): AssessmentSummary {
  return {
    city,
    state,
    stateSince,
    deadline,
    version,
    answersProfile,
    invitedAt,
    startedAt,
    submittedAt,
    acceptedAt,
    documents: documents
      .filter((document) => document.cityId === city.id)
      .flatMap(
        (document) =>
          openDocumentOf({ studySlug: study.slug, grants, cityId: city.id, state, reopenings }, document) ??
          []
      )
  };
}

/** Describes the document as the reader may open it; null for a reader who may not. */
function openDocumentOf<Kind extends OpenDocument['kind']>(
  {
    studySlug,
    grants,
    cityId,
    state,
    reopenings
  }: {
    readonly studySlug: string;
    readonly grants: readonly Grant[];
    readonly cityId: City['id'];
    readonly state: AssessmentState;
    readonly reopenings: ReadonlyMap<string, readonly Reopening[]>;
  },
  { id, kind, generation }: { readonly id: DocumentId; readonly kind: Kind; readonly generation: number }
): (OpenDocument & { readonly kind: Kind }) | null {
  const reopened = (reopenings.get(id) ?? []).filter(isOpen);
  const facts = { kind, cityId, state, reopened };
  const access = documentAccess(grants, facts);
  if (access === 'none') return null;
  const shown = readsAlways(grants, facts) ? generation : (reopened[0]?.base ?? generation);
  return {
    id,
    kind,
    generation: shown,
    access,
    writable: listed(writableParts(grants, facts)),
    room: roomName({ studySlug, kind, city: cityId, generation: shown })
  };
}

const listed = (parts: Parts): OpenDocument['writable'] => (parts === 'all' ? parts : [...parts]);

function withGaps(framework: Framework, record: ResponseRecord): RecordWithGaps {
  const recordType = findRecordType(framework, record.recordType);
  return { ...record, gaps: recordType ? gapsOfRecord(recordType, record) : [] };
}
