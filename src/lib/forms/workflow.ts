/** Reads steps and deadlines from their forms. */
import { momentOf } from '#base/calendar.ts';
import type { Deadline } from '#rules/assessments/deadline.ts';
import { ok, refuse, type Result } from '#base/refusal.ts';
import type { Bilingual } from '#base/locale.ts';
import { longestPost } from '#rules/workflow/workflow.ts';
import { bilingualIn, oneOf, textIn, versionIn } from './fields.ts';

/** Returns a local time in a named zone; null where none was given. */
export function deadlineIn(form: FormData): Result<Deadline | null> {
  const local = textIn(form, 'deadlineLocal');
  if (local === '' || textIn(form, 'takeAway') !== '') return ok(null);
  const zone = textIn(form, 'deadlineZone');
  // Some browsers send the seconds as well.
  const at = momentOf(local.slice(0, 16), zone);
  return at === undefined ? refuse('invalid', { field: 'deadline' }) : ok({ at, zone });
}

interface StepInput<Step> {
  readonly step: Step;
  readonly version: number;
  readonly reason: Bilingual;
  readonly deadline: Deadline | null;
  readonly post?: string;
  readonly password?: string;
}

export function stepIn<Step extends string>(form: FormData, steps: readonly Step[]): Result<StepInput<Step>> {
  const step = oneOf(steps, textIn(form, 'step'));
  if (step === undefined) return refuse('invalid', { field: 'step' });
  // The user who submits a city's answers declares that they speak for it, and in which official position.
  const post = textIn(form, 'post');
  if (step === 'submit' && textIn(form, 'speaks') !== 'yes') return refuse('invalid', { field: 'speaks' });
  if (step === 'submit' && post === '') return refuse('invalid', { field: 'post' });
  if (post.length > longestPost) return refuse('too-large', { field: 'post' });
  const deadline = deadlineIn(form);
  return deadline.ok
    ? ok({
        step,
        version: versionIn(form),
        reason: bilingualIn(form, 'reason'),
        deadline: deadline.value,
        ...(step === 'submit' ? { post } : {}),
        ...(form.has('password') ? { password: textIn(form, 'password') } : {})
      })
    : deadline;
}
