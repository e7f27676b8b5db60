/** Shows that two people who edit one card at once keep what each of them has written. */
import { describe, expect, it } from 'vitest';
import { changedNames, contentOf, withoutUntouched } from '#lib/ui/form-conflict.ts';

function content(fields: readonly (readonly [string, string])[]) {
  const form = new FormData();
  for (const [name, value] of fields) form.append(name, value);
  return contentOf(form);
}

describe('what two people have changed in one form', () => {
  it('is told field by field, whatever the version, the ends of lines and the space around say', () => {
    const shown = content([
      ['version', '3'],
      ['titleEn', 'One desk'],
      ['cities', 'bristol'],
      ['note', 'a\r\nb ']
    ]);
    const theirs = content([
      ['version', '4'],
      ['titleEn', 'One desk for all'],
      ['cities', 'bristol'],
      ['cities', 'haidian'],
      ['note', 'a\nb']
    ]);
    expect(changedNames(shown, theirs)).toEqual(['titleEn', 'cities']);
  });

  it('tells a list that was emptied', () => {
    expect(changedNames(content([['cities', 'bristol']]), content([]))).toEqual(['cities']);
  });

  it('keeps what the writer changed, and leaves the rest to what is stored now', () => {
    const shown = content([
      ['titleEn', 'One desk'],
      ['titleZh', ''],
      ['linkKind', 'practice'],
      ['linkId', 'p1']
    ]);
    const typed = { titleEn: 'One desk', titleZh: '一窗通办', links: '[{"kind":"practice","id":"p1"}]' };
    const sent = content([
      ['titleEn', 'One desk'],
      ['titleZh', '一窗通办'],
      ['linkKind', 'practice'],
      ['linkId', 'p1']
    ]);
    expect(withoutUntouched(typed, shown, sent)).toEqual({ titleZh: '一窗通办' });
    const relinked = content([
      ['titleEn', 'One desk'],
      ['titleZh', ''],
      ['linkKind', 'practice'],
      ['linkId', 'p2']
    ]);
    expect(Object.keys(withoutUntouched(typed, shown, relinked) ?? {})).toEqual(['links']);
  });
});
