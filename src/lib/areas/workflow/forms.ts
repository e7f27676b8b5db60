import type { Deadline } from '#rules/assessments/deadline.ts';
import { ok, refuse, type Result } from '#base/refusal.ts';
import type { Bilingual } from '#base/locale.ts';
import { longestPost } from '#rules/workflow/step-command.ts';
import { deadlineIn } from '#lib/areas/assessments/forms.ts';
import { bilingualIn, oneOf, textIn, versionIn } from '#lib/forms/fields.ts';

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
