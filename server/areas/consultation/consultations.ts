/**
 * Serves consultations as a person may see them. Drafts are for the city's own people alone, in lists and
 * counts; what is submitted is for them and for those who work inside; no one sees another city's.
 */
import type { City } from '#rules/cities/city.ts';
import type { Side, Study } from '#rules/study/study.ts';
import {
  languageOfText,
  statusOf,
  type Answer,
  type CommentText,
  type Disposition,
  type Origin,
  type Outcome,
  type RoundStatus
} from '#rules/consultation/consultation.ts';
import type { CommentLocation } from '#rules/consultation/comment-location.ts';
import { withGoalTexts, type Goal } from '#rules/pairs/goal.ts';
import type { StudyId } from '#base/ids.ts';
import type { Bilingual, Locale } from '#base/locale.ts';
import type { Abilities, AssessmentAbility } from '#base/abilities.ts';
import { assessmentAbilitiesOf } from '#base/permissions.ts';
import type { SectionContent } from '#base/content.ts';
import type { AssessmentState } from '#base/states.ts';
import { listAssessments, type Assessment, authorizedIn } from '#areas/assessments';
import { listConsultations, listDrafts, listSubmitted, type Versioned } from './store/city-comments.ts';
import { listCities } from '#areas/cities';
import type { CityCommentRow, ConsultationRow } from './store/consultations.ts';
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

export interface Round {
  readonly id: string;
  readonly round: number;
  readonly status: RoundStatus;
  readonly openedAt: string;
  readonly deadline: string;
  readonly deadlineZone: string;
  readonly submittedAt: string | null;
  readonly closedAt: string | null;
  readonly outcome: Outcome | null;
}

/** Describes a location with the language of its text; null where it is more than a paragraph. */
export interface CommentLocationRead extends CommentLocation {
  readonly quoteLanguage: Locale | null;
}

export interface Draft extends Versioned, CommentLocationRead, CommentText {
  readonly round: number;
  readonly author: Bilingual | null;
  readonly at: string;
}

export interface CityComment extends Versioned, CommentLocationRead, CommentText {
  readonly round: number;
  readonly number: number;
  readonly submittedAt: string;
  readonly origin: Origin;
  readonly originName: string;
  readonly originSide: string | null;
  readonly originOn: string | null;
  /** Names the meeting, for those who read the minutes of meetings. */
  readonly meeting: { readonly id: string; readonly title: Bilingual } | null;
  /**
   * Names who wrote it in the city, for its own people, or who entered it on behalf of others, for all; null
   * for a comment of an external reader.
   */
  readonly author: Bilingual | null;
  readonly decision: {
    readonly disposition: Disposition;
    readonly reason: Bilingual;
    /**
     * Holds the change that was made; null where nothing in the text had to change. The quote is empty where
     * the block is gone.
     */
    readonly change: {
      readonly section: string;
      readonly blockId: string;
      readonly quote: string;
      readonly quoteLanguage: Locale;
    } | null;
    readonly by: Bilingual | null;
    readonly at: string;
  } | null;
  readonly answer: {
    readonly answer: Answer;
    readonly text: string;
    readonly by: Bilingual | null;
    readonly at: string;
  } | null;
  /** Holds what the city said to an earlier decision, for its own people to begin their next answer with. */
  readonly earlierAnswer: string;
  readonly isStatement: boolean;
}

export interface ConsultationView {
  readonly study: Study;
  readonly city: City;
  readonly side: Side;
  readonly state: AssessmentState;
  readonly abilities: Abilities<AssessmentAbility>;
  readonly sections: readonly SectionName[];
  /** Lists the rounds, earliest first. */
  readonly rounds: readonly Round[];
  /**
   * Holds the drafts; null for everyone except the city's own people. `left` are those of rounds that ended
   * without them.
   */
  readonly drafts: { readonly present: readonly Draft[]; readonly left: readonly Draft[] } | null;
  /** Lists the comments by round and number. */
  readonly comments: readonly CityComment[];
  /**
   * Lists what a recorded comment may name as its event; empty for those who do not read the minutes of
   * meetings.
   */
  readonly meetings: readonly { readonly id: string; readonly title: Bilingual }[];
  /** Says whether this person may read the text of the latest round. */
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
  /** Lists the cities in the order of the study's lists. */
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

/** Returns one city's rounds and comments, as they are exported. */
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

/**
 * Checks whether the person may read the text. The city reads the frozen text during its consultation, and no
 * live draft afterwards.
 */
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

const roundFrom = (row: ConsultationRow, now: string): Round => ({
  id: row.id,
  round: row.round,
  status: statusOf(row, now),
  openedAt: row.openedAt,
  deadline: row.deadline,
  deadlineZone: row.deadlineZone,
  submittedAt: row.submittedAt,
  closedAt: row.closedAt,
  outcome: row.outcome
});

type Names = ReadonlyMap<string, Bilingual>;

const roundOf = (row: CityCommentRow, rounds: readonly ConsultationRow[]): number =>
  rounds.find(({ id }) => id === row.consultationId)?.round ?? 0;

const commentPartsOf = (row: CityCommentRow): Versioned & CommentLocationRead & CommentText => ({
  id: row.id,
  version: row.version,
  section: row.section,
  blockId: row.blockId,
  quote: row.quote,
  quoteLanguage: row.blockId === null ? null : languageOfText(row.quote),
  stance: row.stance,
  kind: row.kind,
  language: row.language ?? 'en',
  body: row.body,
  proposal: row.proposal
});

const draftFrom = (row: CityCommentRow, rounds: readonly ConsultationRow[], names: Names): Draft => ({
  ...commentPartsOf(row),
  round: roundOf(row, rounds),
  author: names.get(row.userId) ?? null,
  at: row.at
});

interface ViewContext {
  readonly names: Names;
  readonly meetings: readonly { readonly id: string; readonly title: Bilingual }[];
  readonly isOfCity: boolean;
  /** Lists the goals of all versions of the framework, the newest first. */
  readonly goals: readonly Goal[];
}

/**
 * Returns quoted text as it is shown and exported: the passage may have been tagged with a goal, of which the
 * quote holds only the id.
 */
const quoted = (quote: string, goals: readonly Goal[]): string =>
  withGoalTexts(quote, goals, languageOfText(quote));

function commentFrom(
  row: CityCommentRow,
  rounds: readonly ConsultationRow[],
  { names, meetings, isOfCity, goals }: ViewContext
): CityComment {
  const meeting = meetings.find(({ id }) => id === row.meetingId);
  const { answer } = row;
  return {
    ...commentPartsOf(row),
    quote: quoted(row.quote, goals),
    round: roundOf(row, rounds),
    number: row.number,
    submittedAt: row.submittedAt ?? row.at,
    origin: row.origin,
    originName: row.originName,
    originSide: row.originSide,
    originOn: row.originOn,
    meeting: meeting ? { id: meeting.id, title: meeting.title } : null,
    author:
      row.origin !== 'reader' && (isOfCity || row.origin !== 'city') ? (names.get(row.userId) ?? null) : null,
    decision:
      row.disposition === null
        ? null
        : {
            disposition: row.disposition,
            reason: { en: row.reasonEn, zh: row.reasonZh },
            change:
              row.changeSection === null || row.changeBlockId === null
                ? null
                : {
                    section: row.changeSection,
                    blockId: row.changeBlockId,
                    quote: quoted(row.changeQuote, goals),
                    quoteLanguage: languageOfText(row.changeQuote)
                  },
            by: names.get(row.decidedBy ?? '') ?? null,
            at: row.decidedAt ?? ''
          },
    answer:
      answer === null
        ? null
        : {
            answer,
            text: row.answerText,
            by: names.get(row.answeredBy ?? '') ?? null,
            at: row.answeredAt ?? ''
          },
    earlierAnswer: answer === null && isOfCity ? row.answerText : '',
    isStatement: row.isStatement === 1
  };
}

const byTime = (a: Draft, b: Draft): number =>
  a.at === b.at ? (a.id < b.id ? -1 : 1) : a.at < b.at ? -1 : 1;
const byNumber = (a: CityComment, b: CityComment): number => a.round - b.round || a.number - b.number;
