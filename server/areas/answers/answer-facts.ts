/**
 * Gathers which facts of a city's answers matter for submitting them: what prevents it, and under which
 * characteristics there are any.
 */
import { answerSection, parseAnswerSection } from '#document/answer-cells.ts';
import { answersOf } from '#document/answers.ts';
import type { AnsweredContent } from '#document/answered.ts';
import { stateOf } from '#rules/answers/answer.ts';
import { faultsOf } from '#rules/answers/answer-faults.ts';
import { partsOfCity } from '#rules/framework/framework.ts';
import type { CityId, StudyId } from '#base/ids.ts';
import type { StepFacts } from '#rules/workflow/step-conditions.ts';
import { findAssessment, findFrameworkOfCity } from '#areas/assessments';
import type { Db } from '#server/store/open.ts';

export const nothingAnswered: StepFacts['answers'] = { faults: [], begun: new Set() };

/** `content` is null for a text that is no response. */
export async function answerFacts(
  db: Db,
  studyId: StudyId,
  cityId: CityId,
  content: AnsweredContent | null
): Promise<StepFacts['answers']> {
  const framework = content && (await findFrameworkOfCity(db, studyId, cityId));
  const assessment = await findAssessment(db, studyId, cityId);
  if (!content || !framework || !assessment) return nothingAnswered;
  const profile = assessment.answersProfile ? (framework.profile?.parts ?? []) : [];
  const answers = answersOf(content.cells);
  const written = new Set(content.passages.map(({ id }) => parseAnswerSection(id)?.question));
  const hasText = (question: string): boolean => written.has(question);
  const sections = new Set(content.passages.map(({ id }) => id));
  const hasTextOn = (question: string, topic: string): boolean =>
    sections.has(answerSection(question, topic));
  const isBegun = ({ id }: { readonly id: string }): boolean =>
    stateOf(answers.get(id), hasText(id)) !== 'unanswered';
  return {
    faults: faultsOf(
      framework,
      { answers, hasText, hasTextOn },
      partsOfCity(framework, assessment.answersProfile)
    ),
    // A part of the short profile has no text of its own: its questions are named one by one from the start.
    begun: new Set(
      [...framework.characteristics.filter(({ questions }) => questions.some(isBegun)), ...profile].map(
        ({ id }) => id
      )
    )
  };
}
