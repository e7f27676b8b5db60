/**
 * Builds clarifications as one person sees them: who requested what about which question, what was returned,
 * and what the person may do with each.
 */
import { awaitsReview, stateOf, type ClarificationState } from '#rules/clarifications/clarification.ts';
import { answerParts, partsOfCity } from '#rules/framework/framework.ts';
import type { Bilingual, Locale } from '#base/locale.ts';
import type { Actor } from '#base/permissions.ts';
import type { ClarificationRow } from './store/clarifications.ts';
import { findFrameworkOfCity, type AuthorizedAssessment } from '#areas/assessments';
import type { Db } from '#server/store/open.ts';
import { namedPeople, type NamedPerson } from '#areas/people';

export interface ClarificationView {
  readonly id: string;
  readonly state: ClarificationState;
  readonly question: { readonly id: string; readonly code: string; readonly text: Bilingual };
  readonly characteristic: { readonly id: string; readonly name: Bilingual };
  readonly body: string;
  readonly language: Locale;
  /** Null for a user who is gone. */
  readonly by: NamedPerson | null;
  readonly at: string;
  /** Null while it is open, and where it was withdrawn. */
  readonly answer: {
    readonly note: string;
    readonly language: Locale | null;
    readonly by: NamedPerson | null;
    readonly at: string;
    readonly isChanged: boolean;
    /** `from` names the version that was submitted before, `to` the version that was returned. */
    readonly from: string;
    readonly to: string;
  } | null;
  /** Says who has looked at the findings since; null where no one has, or no one needs to. */
  readonly reviewed: { readonly by: NamedPerson | null; readonly at: string } | null;
  readonly awaitsReview: boolean;
  /** Names the comment in which the city corrected the fact; null for those who do not read its comments. */
  readonly commentId: string | null;
  readonly mayReturn: boolean;
  readonly mayWithdraw: boolean;
  readonly mayReview: boolean;
}

export interface AskableQuestion {
  readonly id: string;
  readonly code: string;
  readonly text: Bilingual;
  readonly characteristic: string;
}

export interface ClarificationsView {
  readonly clarifications: readonly ClarificationView[];
  readonly mayAsk: boolean;
  readonly mayReturn: boolean;
  /** In the framework's order, except those that are open already. */
  readonly questions: readonly AskableQuestion[];
  readonly characteristics: readonly { readonly id: string; readonly name: Bilingual }[];
}

const nameless: Bilingual = { en: '', zh: '' };

export async function clarificationViews(
  db: Db,
  actor: Actor,
  { study, assessment, abilities }: AuthorizedAssessment,
  rows: readonly ClarificationRow[]
): Promise<ClarificationsView> {
  const framework = await findFrameworkOfCity(db, study.id, assessment.cityId);
  const parts = framework ? partsOfCity(framework, assessment.answersProfile) : [];
  const characteristics = parts.map(({ id, name }) => ({ id, name }));
  const questions = parts.flatMap(({ id, questions: own }) =>
    own
      .filter(({ retired }) => !retired)
      .map((one): AskableQuestion => ({ id: one.id, code: one.code, text: one.text, characteristic: id }))
  );
  const all = new Map(
    (framework ? answerParts(framework) : []).flatMap((one) =>
      one.questions.map((question) => [question.id, question] as const)
    )
  );
  const people = await namedPeople(
    db,
    study.id,
    rows.flatMap(({ userId, returnedBy, reviewedBy }) => [userId, returnedBy, reviewedBy])
  );
  const person = (id: string | null): NamedPerson | null => people.get(id ?? '') ?? null;
  const isOpen = (row: ClarificationRow): boolean => stateOf(row) === 'open';
  return {
    mayAsk: abilities.has('clarification.ask'),
    mayReturn: abilities.has('clarification.answer') && rows.some(isOpen),
    characteristics,
    questions,
    clarifications: rows.map((row): ClarificationView => {
      const question = all.get(row.question);
      return {
        id: row.id,
        state: stateOf(row),
        question: { id: row.question, code: question?.code ?? '', text: question?.text ?? nameless },
        characteristic: {
          id: row.characteristic,
          name: characteristics.find(({ id }) => id === row.characteristic)?.name ?? nameless
        },
        body: row.body,
        language: row.language,
        by: person(row.userId),
        at: row.at,
        answer:
          row.returnedAt === null || row.toVersionId === null
            ? null
            : {
                note: row.note,
                language: row.noteLanguage,
                by: person(row.returnedBy),
                at: row.returnedAt,
                isChanged: row.isChanged === 1,
                from: row.fromVersionId,
                to: row.toVersionId
              },
        reviewed: row.reviewedAt === null ? null : { by: person(row.reviewedBy), at: row.reviewedAt },
        awaitsReview: awaitsReview(row),
        commentId: abilities.has('consultation.read') ? row.cityCommentId : null,
        mayReturn: isOpen(row) && abilities.has('clarification.answer'),
        mayWithdraw: isOpen(row) && row.userId === actor.userId && abilities.has('clarification.ask'),
        mayReview: awaitsReview(row) && abilities.has('clarification.review')
      };
    })
  };
}
