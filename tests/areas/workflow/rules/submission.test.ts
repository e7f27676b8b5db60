import { describe, expect, it } from 'vitest';
import { assessmentSteps } from '#rules/workflow/workflow.ts';
import { stepIn } from '#lib/areas/workflow/forms.ts';

const formOf = (fields: Readonly<Record<string, string>>): FormData => {
  const form = new FormData();
  for (const [name, value] of Object.entries({ version: '3', ...fields })) form.set(name, value);
  return form;
};
const read = (fields: Readonly<Record<string, string>>) => stepIn(formOf(fields), assessmentSteps);

describe('R051: who submits a city’s answers', () => {
  it('confirms to be a senior official who speaks for the city, and names the post', () => {
    expect(read({ step: 'submit', speaks: 'yes', post: ' 信息化办公室主任 ' })).toMatchObject({
      value: { step: 'submit', version: 3, post: '信息化办公室主任' }
    });
    expect(read({ step: 'submit', post: 'Director' })).toMatchObject({
      refusal: { code: 'invalid', facts: { field: 'speaks' } }
    });
    expect(read({ step: 'submit', speaks: 'yes', post: ' ' })).toMatchObject({
      refusal: { code: 'invalid', facts: { field: 'post' } }
    });
    expect(read({ step: 'submit', speaks: 'yes', post: 'x'.repeat(201) })).toMatchObject({
      refusal: { code: 'too-large' }
    });
  });

  it('is asked for neither at any other step', () => {
    const other = read({ step: 'ask-review', speaks: 'yes', post: 'Director' });
    expect(other).toMatchObject({ ok: true, value: { step: 'ask-review' } });
    expect(other.ok && 'post' in other.value).toBe(false);
  });
});
