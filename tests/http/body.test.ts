import { describe, expect, it } from 'vitest';
import { fileLimits } from '#base/read-file.ts';
import { largestGlossary } from '#base/upload-limits.ts';
import { isTooLarge } from '#server/http/body.ts';
import { longestFramework } from '#server/areas/framework/store/framework-shape.ts';

const megabyte = 2 ** 20;
const large = (url: string, bytes: number): boolean =>
  isTooLarge({ url, headers: { 'content-length': String(bytes) } });

describe('a request', () => {
  it.each([
    '/studies/a/assessments/haidian/approval?/seal',
    '/studies/a/chapters/trends/approval?/seal',
    '/studies/a/approvals/pilots?/seal',
    '/studies/a/approvals/pilots?/seal&x'
  ])('to %s may bring a scan', (url) => {
    expect(large(url, 10 * megabyte)).toBe(false);
    expect(large(url, 12 * megabyte)).toBe(true);
  });

  it.each([
    '/studies/a/assessments/bristol/evidence?/file',
    '/studies/a/assessments/bristol/evidence?/file&question=5-1',
    '/studies/a/assessments/bristol/evidence?question=5-1&/file',
    '/studies/a/assessments/bristol/evidence?/link',
    '/studies/a/assessments/bristol/evidence/one?/revise'
  ])('to %s may bring evidence', (url) => {
    expect(large(url, 20 * megabyte)).toBe(false);
    expect(large(url, 22 * megabyte)).toBe(true);
  });

  it.each(['/studies/a/assessments/bristol/files?/read', '/studies/a/assessments/bristol/files?/imported'])(
    'to %s may bring answers',
    (url) => {
      expect(large(url, fileLimits.bytes)).toBe(false);
      expect(large(url, 22 * megabyte)).toBe(true);
    }
  );

  it.each([
    '/studies/a/framework?/publish',
    '/studies/a/framework?/rubric',
    '/studies/a/framework/edit?/take',
    '/studies/a/glossary?/import'
  ])('to %s may bring a framework or a glossary, in any language', (url) => {
    expect(large(url, Math.max(3 * longestFramework, largestGlossary))).toBe(false);
    expect(large(url, 5 * megabyte)).toBe(true);
  });

  it.each([
    '/studies/a/assessments/bristol/files?/undone',
    '/studies/a/framework/edit?/change',
    '/studies/a/assessments/bristol/evidence/one?/edit',
    '/studies/a/assessments/bristol/evidence?/citation',
    '/studies/a/assessments/bristol/evidence',
    '/login',
    '/verify',
    '/studies/a/assessments/haidian/approval?/sign',
    '/studies/a/assessments/haidian/approval',
    '/studies/a/approvals/other?/seal',
    '/login?x=/studies/a/approvals/pilots?/seal',
    '/studies/a/approvals/pilots?/sign&/seal',
    '/studies/a/b/c/approvals/pilots?/seal'
  ])('to %s may bring a form, and no scan', (url) => {
    expect(large(url, megabyte)).toBe(false);
    expect(large(url, megabyte + 1)).toBe(true);
  });

  it('that announces no number is too large', () => {
    expect(isTooLarge({ url: '/login', headers: { 'content-length': 'many' } })).toBe(true);
    expect(isTooLarge({ url: '/login', headers: { 'transfer-encoding': 'chunked' } })).toBe(true);
    expect(isTooLarge({ url: '/login', headers: {} })).toBe(false);
  });
});
