import { describe, expect, it } from 'vitest';
import { validateEvidenceFacts, type EvidenceFacts } from '#rules/evidence/evidence.ts';
import { webAddress } from '#base/web-address.ts';

const facts: EvidenceFacts = {
  title: { en: '', zh: '规划' },
  language: 'zh',
  datedOn: '2013-04',
  url: 'https://example.org/a',
  accessedOn: '2013-09-01',
  citation: 'Li, 2013.',
  isConfidential: false,
  note: { en: '', zh: '' }
};

describe('what is said of a piece', () => {
  it('keeps what belongs to its kind, and nothing else', () => {
    expect(validateEvidenceFacts('file', facts)).toMatchObject({
      ok: true,
      value: { url: null, accessedOn: null, citation: '' }
    });
    expect(validateEvidenceFacts('link', facts)).toMatchObject({
      ok: true,
      value: { url: 'https://example.org/a', accessedOn: '2013-09-01', citation: '' }
    });
    expect(validateEvidenceFacts('citation', facts)).toMatchObject({
      ok: true,
      value: { url: null, citation: 'Li, 2013.' }
    });
  });

  it('needs a title in one language, a date that can be, and for each kind what makes it one', () => {
    expect(validateEvidenceFacts('file', { ...facts, title: { en: '', zh: '' } })).toMatchObject({
      refusal: { code: 'title-required' }
    });
    expect(validateEvidenceFacts('file', { ...facts, datedOn: '2013-02-30' })).toMatchObject({
      refusal: { facts: { field: 'datedOn' } }
    });
    expect(validateEvidenceFacts('link', { ...facts, url: null })).toMatchObject({
      refusal: { code: 'web-address-required' }
    });
    expect(validateEvidenceFacts('link', { ...facts, accessedOn: '2013-09' })).toMatchObject({
      refusal: { facts: { field: 'accessedOn' } }
    });
    expect(validateEvidenceFacts('citation', { ...facts, citation: '' })).toMatchObject({
      refusal: { facts: { field: 'citation' } }
    });
  });

  it.each([
    'javascript:alert(1)',
    'data:text/html,x',
    'file:///etc/passwd',
    '//example.org',
    'example.org',
    'https://user:word@example.org/',
    'java\nscript:x',
    'https://example.org/\u202ea',
    `https://example.org/${'a'.repeat(2_000)}`
  ])('does not take %j for an address of the web', (url) => expect(webAddress(url)).toBeNull());

  it('takes an address in Chinese as browsers send it', () => {
    expect(webAddress('http://例子.测试/规划')).toBe('http://xn--fsqu00a.xn--0zwm56d/%E8%A7%84%E5%88%92');
  });
});
