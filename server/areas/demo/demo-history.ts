/**
 * Plays the acts that happened in the demo before it is opened, in the order of time, by the people whom they
 * name.
 */
import type { WorkflowAct } from './store/workflow.ts';
import { judge } from './demo-panels.ts';
import type { DemoStage } from './demo-stage.ts';
import { confirmSections, editText, moveDeadline, sign, takeStep, takeStepOfChapter } from './demo-steps.ts';
import { openThread, reply, resolve } from './demo-threads.ts';
import { answerDecision, decideOn, draftComment, submitComments } from './demo-city-comments.ts';

export async function playHistory(stage: DemoStage, acts: readonly WorkflowAct[]): Promise<void> {
  for (const act of acts) await play(stage, act);
}

function play(stage: DemoStage, act: WorkflowAct): Promise<void> {
  switch (act.act) {
    case 'step':
      return takeStep(stage, act);
    case 'chapter-step':
      return takeStepOfChapter(stage, act);
    case 'deadline':
      return moveDeadline(stage, act);
    case 'confirm':
      return confirmSections(stage, act);
    case 'edit':
      return editText(stage, act);
    case 'thread':
      return openThread(stage, act);
    case 'reply':
      return reply(stage, act);
    case 'resolve':
      return resolve(stage, act);
    case 'draft':
      return draftComment(stage, act);
    case 'submit':
      return submitComments(stage, act);
    case 'decide':
      return decideOn(stage, act);
    case 'answer':
      return answerDecision(stage, act);
    case 'sign':
      return sign(stage, act);
    case 'judge':
      return judge(stage, act);
  }
}
