/**
 * Serves consultations as a person may see them. Drafts are for the city's own people alone, in lists and
 * counts; what is submitted is for them and for those who work inside; no one sees another city's.
 */
import type { City } from '#rules/cities/city.ts';
import type { Side, Study } from '#rules/study/study.ts';
import type { Goal } from '#rules/pairs/goal.ts';
import type { StudyId } from '#base/ids.ts';
import type { Bilingual } from '#base/locale.ts';
import type { Abilities, AssessmentAbility } from '#base/abilities.ts';
import { assessmentAbilitiesOf } from '#base/permissions.ts';
import type { SectionContent } from '#base/content.ts';
import type { AssessmentState } from '#base/states.ts';
import { listAssessments, type Assessment, authorizedIn } from '#areas/assessments';
import { listConsultations, listDrafts, listSubmitted } from './store/city-comments.ts';
import { listCities } from '#areas/cities';
import type { CityCommentRow } from './store/consultations.ts';
import { listFrameworks } from '#areas/framework';
import { listMeetings } from '#areas/meetings';
import type { Db } from '#server/store/open.ts';
import { namesOfUsers } from '#server/auth/users.ts';
import { bind } from '#server/commands/bind.ts';
import { readsOf } from '#server/commands/read.ts';
import { refused } from '#server/commands/refused.ts';
import { studySubject } from '#areas/study';
import { changeDraft, draft, dropDraft, saveDraft, submit, type DraftTools } from './consultation-drafts.ts';
import type { FreezingTools } from '#areas/documents';
import { answer, changes, decide, record, state } from './consultation-replies.ts';
import { consultationSubject } from './consultation-subject.ts';
import { sectionNames, sectionsOfVersion, type SectionName } from './consultation-texts.ts';
import {
  type Round,
  type Draft,
  type CityComment,
  roundFrom,
  draftFrom,
  commentFrom
} from './comment-views.ts';

export interface ConsultationView {
  readonly study: Study;
  readonly city: City;
  readonly side: Side;
  readonly state: AssessmentState;
  readonly abilities: Abilities<AssessmentAbility>;
  readonly sections: readonly SectionName[];
  /** Earliest first. */
  readonly rounds: readonly Round[];
  /** Null for everyone except the city's own people. `left` are those of rounds that ended without them. */
  readonly drafts: { readonly present: readonly Draft[]; readonly left: readonly Draft[] } | null;
  /** By round and number. */
  readonly comments: readonly CityComment[];
  /**
   * Lists what a recorded comment may name as its event; empty for those who do not read the minutes of
   * meetings.
   */
  readonly meetings: readonly { readonly id: string; readonly title: Bilingual }[];
  /** Of the latest round. */
  readonly mayReadText: boolean;
}

export interface CityRounds {
  readonly city: City;
  readonly side: Side;
  readonly state: AssessmentState;
  readonly rounds: readonly Round[];
  readonly comments: readonly CityComment[];
}

export interface StudyConsultations {
  readonly study: Study;
  readonly sections: readonly SectionName[];
  /** In the order of the study's lists. */
  readonly cities: readonly CityRounds[];
}

type ConsultationTools = DraftTools & FreezingTools;

const read = readsOf<ConsultationTools>();

/**
 * Builds rounds and submitted comments of these cities for export, as every reader of them sees them:
 * nothing in it is for the city's people alone.
 */
async function exported(
  db: Db,
  now: string,
  study: Study,
  assessments: readonly Pick<Assessment, 'cityId' | 'state'>[]
): Promise<StudyConsultations> {
  const known = await listCities(db, study.id);
  const only = assessments.length === 1 ? assessments[0]?.cityId : undefined;
  const rows = await listConsultations(db, study.id, only);
  const submitted = await listSubmitted(db, study.id, only);
  const names = await namesOf(db, submitted);
  const goals = await goalsOfAll(db, study.id);
  const cities = assessments.map(({ cityId, state }): CityRounds => {
    const rounds = rows.filter((row) => row.cityId === cityId);
    return {
      ...cityIn(study, known, cityId),
      state,
      rounds: rounds.map((row) => roundFrom(row, now)),
      comments: submitted
        .filter((row) => row.cityId === cityId)
        .map((row) => commentFrom(row, rounds, { names, meetings: [], isOfCity: false, goals }))
        .sort(byNumber)
    };
  });
  return {
    study,
    sections: await sectionNames(db, study),
    cities: cities.sort((a, b) => a.side.position - b.side.position || a.city.number - b.city.number)
  };
}

const namesOf = (db: Db, rows: readonly CityCommentRow[]) =>
  namesOfUsers(
    db,
    rows.flatMap((row) => [row.userId, row.decidedBy ?? [], row.answeredBy ?? []].flat())
  );

const load = read(
  { name: 'consultation.load', subject: consultationSubject },
  async (reading): Promise<ConsultationView> => {
    const { db, deps } = reading;
    const { study, assessment, abilities } = authorizedIn(reading);
    const { cityId, state } = assessment;
    const { city, side } = cityIn(study, await listCities(db, study.id), cityId);
    const rows = await listConsultations(db, study.id, cityId);
    const isOfCity = abilities.has('comments.staff');
    const latest = rows.at(-1);
    const drafts = isOfCity ? (await Promise.all(rows.map((row) => listDrafts(db, row.id)))).flat() : [];
    const submitted = await listSubmitted(db, study.id, cityId);
    const names = await namesOf(db, [...drafts, ...submitted]);
    const meetings = abilities.has('comments.internal') ? await listMeetings(db, study.id) : [];
    const views = drafts.map((row) => draftFrom(row, rows, names)).sort(byTime);
    const goals = await goalsOfAll(db, study.id);
    const isPresent = (draft: Draft): boolean => draft.round === latest?.round;
    const now = deps.now().toISOString();
    return {
      study,
      city,
      side,
      abilities,
      state,
      sections: await sectionNames(db, study, city),
      rounds: rows.map((row) => roundFrom(row, now)),
      drafts: isOfCity
        ? { present: views.filter(isPresent), left: views.filter((draft) => !isPresent(draft)) }
        : null,
      comments: submitted
        .map((row) => commentFrom(row, rows, { names, meetings, isOfCity, goals }))
        .sort(byNumber),
      meetings: meetings.map(({ id, title }) => ({ id, title })),
      mayReadText: latest !== undefined && mayReadText(abilities, state)
    };
  }
);

/** Returns one section as it was frozen for the latest round. */
const text = read(
  { name: 'consultation.text', subject: consultationSubject },
  async (reading, section: string): Promise<SectionContent> => {
    const { db, subject } = reading;
    const { study, assessment, abilities } = authorizedIn(reading);
    const { round } = subject;
    if (!round || !mayReadText(abilities, assessment.state)) throw refused('not-found');
    const found = (await sectionsOfVersion(db, study.id, round.versionId)).find(({ id }) => id === section);
    if (!found) throw refused('not-found');
    return found;
  }
);

/** As they are exported. */
const ofCity = read(
  { name: 'consultation.of-city', subject: consultationSubject },
  ({ db, deps, subject: { study, assessment } }) =>
    exported(db, deps.now().toISOString(), study, [assessment])
);

/** Returns all cities whose assessments have been in consultation, with their comments. */
const ofStudy = read(
  { name: 'consultation.of-study', subject: studySubject, needs: 'study.consultations' },
  async ({ db, deps, grants, subject: { study } }) =>
    exported(
      db,
      deps.now().toISOString(),
      study,
      (await listAssessments(db, study.id)).filter((assessment) =>
        assessmentAbilitiesOf(grants, assessment).has('consultation.read')
      )
    )
);

export type Consultations = ReturnType<typeof createConsultations>;

export const createConsultations = (tools: ConsultationTools) =>
  bind(tools, {
    draft,
    changeDraft,
    dropDraft,
    saveDraft,
    submit,
    changes,
    record,
    decide,
    answer,
    state,
    load,
    text,
    ofCity,
    ofStudy
  });

const goalsOfAll = async (db: Db, studyId: StudyId): Promise<Goal[]> =>
  (await listFrameworks(db, studyId)).flatMap(({ goals }) => goals);

/** The city reads the frozen text during its consultation, and no live draft afterwards. */
const mayReadText = (abilities: Abilities<AssessmentAbility>, state: AssessmentState): boolean =>
  abilities.has('versions.read') || (state === 'consultation' && abilities.has('findings.read'));

function cityIn(
  study: Study,
  cities: readonly City[],
  cityId: string
): { readonly city: City; readonly side: Side } {
  const city = cities.find(({ id }) => id === cityId);
  const side = study.sides.find(({ id }) => id === city?.sideId);
  if (!city || !side) throw new Error(`The study has no city ${cityId}`);
  return { city, side };
}

const byTime = (a: Draft, b: Draft): number =>
  a.at === b.at ? (a.id < b.id ? -1 : 1) : a.at < b.at ? -1 : 1;
const byNumber = (a: CityComment, b: CityComment): number => a.round - b.round || a.number - b.number;
