/** Shows R118: sections have a length in words and characters, and counters suit both languages. */
import { describe, expect, it } from 'vitest';
import { excessOf, limitOf, validateLimits } from '#rules/documents/length-limit.ts';
import { countOf } from '#base/plain.ts';
import { lengthLimitsIn } from '#lib/areas/documents/forms.ts';

describe('a text is counted', () => {
  it.each([
    ['The city’s state-of-the-art plan, of 1,500 pages – twice!', 8],
    ['GDP was 349.79 billion (2012).', 5],
    ['  \n\n ', 0]
  ])('in English words: %s', (text, count) => {
    expect(countOf(text, 'en')).toBe(count);
  });

  it.each([
    ['该市规划，共1500页！', 7],
    ['“智慧海淀”（Smart Haidian）于2013年启动。', 11],
    ['，。！“”', 0]
  ])('in Chinese characters, without punctuation: %s (R118)', (text, count) => {
    expect(countOf(text, 'zh')).toBe(count);
  });

  it('as too long by what is over its limit, and never where there is none', () => {
    expect([excessOf(412, 400), excessOf(400, 400), excessOf(9_999, null)]).toEqual([12, 0, 0]);
    expect(limitOf({}, 'constructor')).toBeNull();
  });
});

describe('the lengths of a form', () => {
  const formOf = (fields: Readonly<Record<string, string>>): FormData => {
    const form = new FormData();
    for (const [name, value] of Object.entries(fields)) form.set(name, value);
    return form;
  };

  it('are read by section and language, and sections without any are left out', () => {
    const limits = lengthLimitsIn(
      formOf({
        'en:governance': '400',
        'zh:governance': ' 700 ',
        'en:chapter:trends': '',
        'zh:chapter:trends': '5000',
        'en:funding': '',
        'zh:funding': '',
        other: '7'
      })
    );
    expect(validateLimits(limits)).toEqual({
      ok: true,
      value: { governance: { en: 400, zh: 700 }, 'chapter:trends': { en: null, zh: 5000 } }
    });
  });

  it.each([
    ['0', 'en:governance'],
    ['-5', 'en:governance'],
    ['4.5', 'en:governance'],
    ['many', 'en:governance'],
    ['999999999999', 'en:governance'],
    ['100001', 'en:governance']
  ])('are refused with %s, by the name of their field', (value, field) => {
    expect(validateLimits(lengthLimitsIn(formOf({ [field]: value })))).toMatchObject({
      ok: false,
      refusal: { code: 'invalid', facts: { field } }
    });
  });

  it.each(['en:', 'en:A b', 'en:__proto__', 'en:chapter:'])('name a section, and not %j', (field) => {
    const limits = validateLimits(lengthLimitsIn(formOf({ [field]: '5' })));
    expect(limits.ok ? Object.keys(limits.value) : limits.refusal.code).toEqual(
      field === 'en:' ? [] : 'invalid'
    );
  });
});
