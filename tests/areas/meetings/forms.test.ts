/** Shows how dates in forms are read: as they are written in answers and on pages, in both languages. */
import { describe, expect, it } from 'vitest';
import { meetingIn, nextStepIn } from '#lib/areas/meetings/forms.ts';

const formOf = (fields: Readonly<Record<string, string>>): FormData => {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.set(name, value);
  return form;
};

describe('a date in a form', () => {
  it.each([
    ['January 2027', '2027-01'],
    ['2027年1月', '2027-01'],
    ['15 January 2027', '2027-01-15'],
    ['2027-01-15', '2027-01-15'],
    ['spring 2027', '2027-21'],
    ['2027', '2027']
  ])('may be written as %s', (written, read) => {
    expect(meetingIn(formOf({ fromOn: written })).fromOn).toBe(read);
    expect(nextStepIn(formOf({ dueOn: written }), 'study').dueOn).toBe(read);
  });

  it('stays as it was typed where it cannot be read, so that its field is named', () => {
    expect(meetingIn(formOf({ fromOn: 'soon' })).fromOn).toBe('soon');
    expect(meetingIn(formOf({ fromOn: '' })).fromOn).toBeNull();
  });
});
