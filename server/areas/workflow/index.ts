export { takeAssessmentStep } from './assessment-step.ts';
export { prepareStepIn, type StepTools } from './step-preparation.ts';
export { prepareChapterStepIn, takeChapterStep } from './chapter-step.ts';
export { passedDeadlines } from './passed-deadlines.ts';
export { moveApprovedWith, prepareEndWith } from './steps-that-follow.ts';
export { createWorkflow, type Workflow } from './workflow.ts';
