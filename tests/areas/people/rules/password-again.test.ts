import { expect, it } from 'vitest';
import { asksPasswordAgain, freshFor } from '#rules/people/password-again.ts';

const asks = (method: string, path: string): boolean => {
  const { pathname, search } = new URL(path, 'http://localhost');
  return asksPasswordAgain({ method, pathname, search });
};

it('the password is asked for again in the administration, for giving roles and for exports, and nowhere else', () => {
  for (const path of [
    '/admin/users',
    '/admin/mail',
    '/studies/new',
    '/studies/s/glossary/export.tbx',
    '/studies/s/framework/export.yaml',
    '/studies/s/framework/export.json',
    '/studies/s/comparison/matrix.xlsx',
    '/studies/s/consultation/matrix.docx',
    '/studies/s/assessments/haidian/files/answers.json',
    '/studies/s/coding/codings.qdpx',
    '/studies/s/reports/main/builds/b1/en-pdf'
  ])
    expect([path, asks('GET', path)]).toEqual([path, true]);
  for (const path of [
    '/studies',
    '/studies/s/people',
    '/administration',
    '/studies/s/glossary/terms.json',
    '/studies/s/framework/form.docx',
    '/studies/s/assessments/haidian/evidence/e1/1',
    '/reports/s/1/files/en-pdf',
    '/api/v1/studies'
  ])
    expect([path, asks('GET', path)]).toEqual([path, false]);
  for (const action of 'give withdraw senior join invite confirmInvitation confirmAccount'.split(' '))
    expect([action, asks('POST', `/studies/s/people?/${action}`)]).toEqual([action, true]);
  expect(asks('POST', '/admin/users?/create')).toBe(true);
  expect(asks('POST', '/studies/s/people?/limit')).toBe(false);
  expect(asks('POST', '/studies/s/plan?/give')).toBe(false);
});

it('the password counts for ten minutes', () => {
  const at = '2013-11-01T08:00:00.000Z';
  expect(freshFor(at, new Date('2013-11-01T08:09:59.000Z'))).toBe(1000);
  expect(freshFor(at, new Date('2013-11-01T08:10:00.000Z'))).toBe(0);
});
