/**
 * Serves assessments as a person may see them: their state, the documents open to that person, records,
 * figures and gaps.
 */
import type { City } from '#rules/cities/city.ts';
import type { Side, Milestones, Study } from '#rules/study/study.ts';
import type { ConfidentialAnswer } from '#rules/answers/confidential.ts';
import type { Deadline } from '#rules/assessments/deadline.ts';
import {
  findRecordType,
  type FieldDefinition,
  type Framework,
  type ShortProfile
} from '#rules/framework/framework.ts';
import { questionChanges } from '#rules/framework/question-changes.ts';
import type { DocumentId, StudyId } from '#base/ids.ts';
import type { Bilingual } from '#base/locale.ts';
import type { Parts } from '#base/parts.ts';
import { assessmentAbilitiesOf, type Grant } from '#base/permissions.ts';
import type { Abilities, AssessmentAbility } from '#base/abilities.ts';
import { documentAccess, writableParts, type Access } from '#base/document-rights.ts';
import { gapsOfRecord, type Indicator, type ResponseRecord } from '#rules/framework/record.ts';
import type { AssessmentState } from '#base/states.ts';
import { roomName } from '#document/rooms.ts';
import { bind } from '#server/commands/bind.ts';
import { readsOf } from '#server/commands/read.ts';
import { refused } from '#server/commands/refused.ts';
import {
  listAssessmentDocuments,
  listAssessments,
  type Assessment,
  type AssessmentDocument,
  findConfidentialDocument,
  assessmentSubject
} from '#areas/assessments';
import { findCity, listCities } from '#areas/cities';
import { listConfidentialAnswers } from './store/confidential.ts';
import { isOpen, listReopenings, type Reopening } from '#areas/documents';
import { findFrameworkVersion } from '#areas/framework';
import { listIndicators, listRecords } from './store/records.ts';
import type { Db, Store } from '#server/store/open.ts';
import { readsAlways } from '#rules/documents/room-rights.ts';
import { studySubject } from '#areas/study';

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
  /** Next to the characteristics. */
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
  /** In the version that the city answers. */
  readonly framework: Framework;
  /** Holds the short profile, where the city answers that too. */
  readonly profile: ShortProfile | null;
  /**
   * Lists the questions that are worded differently from when the city first answered them: their answers may
   * need another look.
   */
  readonly reworded: readonly RewordedQuestion[];
  /** Empty for a reader who may not read the response. */
  readonly records: readonly RecordWithGaps[];
  readonly indicators: readonly Indicator[];
  /** Empty for a reader of no response. */
  readonly confidentialAnswers: readonly ConfidentialAnswer[];
  /** Null where there is none, and for those who may not open it. */
  readonly confidential: OpenDocument | null;
}

interface AssessmentTools {
  readonly store: Store;
}

const read = readsOf<AssessmentTools>();

/** Those that the person may see, in the order of the study's lists. */
const list = read(
  { name: 'assessments.list', subject: studySubject },
  async ({ db, grants, subject: { study } }): Promise<AssessmentSummary[]> => {
    const [listed, documents, assessments] = await Promise.all([
      listCities(db, study.id),
      listAssessmentDocuments(db, study.id),
      listAssessments(db, study.id)
    ]);
    const cities = new Map(listed.map((city) => [city.id, city]));
    const reopenings = await listReopenings(
      db,
      documents.map(({ id }) => id)
    );
    const summaries = assessments
      .filter((assessment) => assessmentAbilitiesOf(grants, assessment).has('assessment.see'))
      .flatMap((assessment) => {
        const city = cities.get(assessment.cityId);
        return city ? summaryFrom(study, grants, city, assessment, documents, reopenings) : [];
      });
    const position = (summary: AssessmentSummary): number =>
      study.sides.findIndex((side) => side.id === summary.city.sideId);
    return summaries.sort((a, b) => position(a) - position(b) || a.city.number - b.city.number);
  }
);

const load = read(
  { name: 'assessments.load', subject: assessmentSubject, isShared: true },
  async ({ db, grants, subject: { study, assessment } }): Promise<AssessmentView> => {
    const { cityId } = assessment;
    const abilities = assessmentAbilitiesOf(grants, assessment);
    const readsResponse = abilities.has('response.read');
    const [city, framework, documents, confidential, records, indicators, confidentialAnswers] =
      await Promise.all([
        findCity(db, study.id, cityId),
        findFrameworkVersion(db, study.id, assessment.frameworkVersion),
        listAssessmentDocuments(db, study.id, cityId),
        abilities.has('confidential.read') ? findConfidentialDocument(db, study.slug, cityId) : undefined,
        readsResponse ? listRecords(db, study.id, cityId) : [],
        readsResponse ? listIndicators(db, study.id, cityId) : [],
        readsResponse ? listConfidentialAnswers(db, study.id, cityId) : []
      ]);
    const side = study.sides.find((candidate) => candidate.id === city?.sideId);
    if (!city || !framework || !side) throw refused('not-found');
    const [reopenings, reworded] = await Promise.all([
      listReopenings(
        db,
        [...documents, ...(confidential ? [confidential] : [])].map(({ id }) => id)
      ),
      rewordedSince(db, study.id, assessment.frameworkBefore, framework)
    ]);
    const place = { studySlug: study.slug, grants, cityId, state: assessment.state, reopenings };
    return {
      ...summaryFrom(study, grants, city, assessment, documents, reopenings),
      study,
      side,
      abilities,
      framework,
      profile: (assessment.answersProfile && framework.profile) || null,
      reworded,
      records: records.map((record) => withGaps(framework, record)),
      indicators,
      confidentialAnswers,
      confidential: confidential
        ? openDocumentOf(place, {
            id: confidential.id as DocumentId,
            kind: 'confidential',
            generation: confidential.generation
          })
        : null
    };
  }
);

export type Assessments = ReturnType<typeof createAssessments>;

export const createAssessments = (tools: AssessmentTools) => bind(tools, { list, load });

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

/** Null for a reader who may not. */
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
