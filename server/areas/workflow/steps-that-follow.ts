/**
 * Takes the steps that follow from acts of areas below the workflow: the second signature on a text, and the end of a
 * consultation. These areas say what they need, and get it where the app is built.
 */
import { ok } from '#base/refusal.ts';
import type { MoveApproved } from '#areas/approval';
import { takeAssessmentStep } from './assessment-step.ts';
import { prepareStep, type StepTools } from './step-preparation.ts';
import { takeChapterStep } from './chapter-step.ts';
import type { PrepareEnd } from '#areas/consultation';

const bare = { version: null, reason: { en: '', zh: '' }, deadline: null } as const;

export const moveApprovedWith =
  (tools: StepTools): MoveApproved =>
  async (context, { study, found: { target, subject }, acting }) => {
    const input = { ...bare, step: 'approve' } as const;
    const texts = { contents: [], wholes: [], isLast: true };
    const prepared = { texts, read: null, frozen: null };
    if (target.kind === 'findings') {
      const { cityId } = target.assessment;
      return takeAssessmentStep(tools, context, { study, cityId, acting }, input, prepared);
    }
    if (subject.kind === 'chapter')
      return takeChapterStep(tools, context, { study, slug: subject.slug, acting }, input, prepared);
    return ok(null);
  };

export const prepareEndWith =
  (tools: StepTools): PrepareEnd =>
  async ({ study, assessment, requester, isLast }) => {
    const input = { ...bare, step: 'close-consultation' } as const;
    const prepared = await prepareStep(tools, study, assessment, input.step, requester, isLast);
    const { cityId } = assessment;
    return (context, acting) =>
      takeAssessmentStep(tools, context, { study, cityId, acting }, input, prepared);
  };
