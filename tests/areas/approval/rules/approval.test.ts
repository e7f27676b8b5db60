import { describe, expect, it } from 'vitest';
import {
  awaitedSides,
  countGaps,
  inGroups,
  isComplete,
  authorizeSignature,
  parseHash,
  parseSubject,
  readStatement,
  statementFormat,
  statementText,
  subjectText,
  type SigningFacts,
  type Statement
} from '#rules/approval/approval.ts';
import { scanName, scanTypeOf } from '#rules/approval/scan.ts';

const hash = 'ab'.repeat(32);
const other = 'cd'.repeat(32);
const seen = { versionId: 'v3', hash };

const facts = (change: Partial<SigningFacts> = {}): SigningFacts => ({
  isRequested: true,
  sides: ['eu', 'cn'],
  userId: 'elena',
  chairOf: ['eu'],
  newest: { id: 'v3', hash },
  hashNow: hash,
  signatures: [],
  untranslated: 0,
  ...change
});

describe('a signature', () => {
  it('given the newest version as it was seen, when the first chair signs, then it is for their side and awaits the other', () => {
    expect(authorizeSignature(facts(), seen)).toEqual({
      ok: true,
      value: { sideId: 'eu', completes: false }
    });
  });

  it('given the other side’s signature, when the second chair signs, then the approval is complete', () => {
    const checked = authorizeSignature(facts({ signatures: [{ sideId: 'cn', userId: 'wang' }] }), seen);
    expect(checked).toEqual({ ok: true, value: { sideId: 'eu', completes: true } });
  });

  it.each<[string, Partial<SigningFacts>, string]>([
    ['nothing is asked', { isRequested: false }, 'wrong-state'],
    ['no version was put before the chairs', { newest: null }, 'wrong-state'],
    ['the person is no chair', { chairOf: [] }, 'forbidden'],
    ['the person is chair of a side that the study does not have', { chairOf: ['us'] }, 'forbidden'],
    ['the person is chair of both sides', { chairOf: ['eu', 'cn'] }, 'chair-of-both-sides'],
    ['a newer version was put before the chairs', { newest: { id: 'v4', hash } }, 'stale'],
    ['what was seen has another hash', { newest: { id: 'v3', hash: other }, hashNow: other }, 'stale'],
    ['the side has signed', { signatures: [{ sideId: 'eu', userId: 'somebody' }] }, 'already-signed'],
    [
      'the person signed for the other side when they were its chair',
      { signatures: [{ sideId: 'cn', userId: 'elena' }] },
      'chair-of-both-sides'
    ],
    ['the content is no longer what it was', { hashNow: other }, 'content-changed'],
    ['a translation is missing or out of date', { untranslated: 2 }, 'translation-missing']
  ])('is refused where %s', (_, change, code) => {
    expect(authorizeSignature(facts(change), seen)).toMatchObject({ ok: false, refusal: { code } });
  });

  it('of one person never counts for two sides, however it came there', () => {
    expect(
      isComplete(
        [
          { sideId: 'eu', userId: 'a' },
          { sideId: 'cn', userId: 'a' }
        ],
        ['eu', 'cn']
      )
    ).toBe(false);
    expect(
      isComplete(
        [
          { sideId: 'eu', userId: 'a' },
          { sideId: 'cn', userId: 'b' }
        ],
        ['eu', 'cn']
      )
    ).toBe(true);
    expect(isComplete([{ sideId: 'eu', userId: 'a' }], ['eu', 'cn'])).toBe(false);
    expect(awaitedSides([{ sideId: 'cn', userId: 'b' }], ['eu', 'cn'])).toEqual(['eu']);
  });
});

describe('the words that are signed', () => {
  const statement: Statement = {
    format: statementFormat,
    study: 'eu-china-2013',
    subject: 'findings:haidian',
    version: 'v3',
    number: 3,
    sha256: hash,
    user: 'wang',
    name: { en: 'Wang Fang', zh: '王芳' },
    side: 'cn',
    role: 'chair',
    method: 'password',
    at: '2013-11-04T02:00:00.000Z'
  };

  it('have one canonical form, whatever the order in which they are given', () => {
    const turned = Object.fromEntries(Object.entries(statement).reverse()) as unknown as Statement;
    expect(statementText(turned)).toBe(statementText(statement));
    expect(statementText(statement)).toMatch(
      /^\{"at":"2013-11-04T02:00:00.000Z","format":"meridian.signature\/1","method":"password","name":\{"en":"Wang Fang","zh":"王芳"\},/
    );
  });

  it('are read back from that form and from no other', () => {
    const text = statementText(statement);
    expect(readStatement(text)).toEqual(statement);
    expect(readStatement(JSON.stringify(statement))).toBeUndefined();
    expect(readStatement(text.replace('signature/1', 'signature/2'))).toBeUndefined();
    expect(readStatement(text.replace('"number":3', '"number":3.5'))).toBeUndefined();
    expect(readStatement('')).toBeUndefined();
    expect(readStatement('null')).toBeUndefined();
  });
});

describe('a subject', () => {
  it.each(['findings:haidian', 'chapter:trends', 'framework', 'pilots'])(
    '%s is read and written alike',
    (text) => {
      const subject = parseSubject(text);
      expect(subject && subjectText(subject)).toBe(text);
    }
  );

  it.each([
    '',
    'response:haidian',
    'findings:',
    'findings:Haidian',
    'findings:a:b',
    'framework:1',
    'chapter:../x'
  ])('%j cannot be approved', (text) => {
    expect(parseSubject(text)).toBeUndefined();
  });
});

describe('a record in two languages', () => {
  it('has a gap where a text stands in one of them, at any depth', () => {
    expect(countGaps({ pilots: [{ name: { en: 'Bristol', zh: '布里斯托' }, kind: 'city' }] })).toBe(0);
    expect(
      countGaps({ pilots: [{ name: { en: 'Bristol', zh: ' ' } }, { name: { en: '', zh: '海淀' } }] })
    ).toBe(2);
    expect(countGaps({ note: { en: '', zh: '' } })).toBe(0);
  });
});

describe('a hash', () => {
  it('is read however it was written down', () => {
    expect(parseHash(inGroups(hash))).toBe(hash);
    expect(parseHash(`SHA256:${hash.toUpperCase()}\n`)).toBe(hash);
    expect(parseHash('ａｂ'.repeat(32))).toBe(hash);
    expect(parseHash(hash.slice(1))).toBeUndefined();
    expect(parseHash(`${hash}'; drop table version`)).toBeUndefined();
  });
});

describe('a scan', () => {
  it('is what its first bytes say', () => {
    expect(scanTypeOf(new TextEncoder().encode('%PDF-1.7 …'))).toBe('application/pdf');
    expect(scanTypeOf(new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0]))).toBe('image/png');
    expect(scanTypeOf(new Uint8Array([0xff, 0xd8, 0xff, 0xe0]))).toBe('image/jpeg');
    expect(scanTypeOf(new TextEncoder().encode('<svg onload="alert(1)">'))).toBeUndefined();
    expect(scanTypeOf(new Uint8Array())).toBeUndefined();
  });

  it.each([
    ['盖章页.PDF', '盖章页.pdf'],
    ['../../etc/passwd', 'passwd.pdf'],
    ['C:\\scans\\page 1.pdf', 'page 1.pdf'],
    ['a"b\r\nSet-Cookie: x.html', 'abSet-Cookie x.pdf'],
    ['\u202Efdp.exe', 'fdp.pdf'],
    ['...', 'scan.pdf'],
    ['', 'scan.pdf']
  ])('named %j is kept as %j', (given, expected) => {
    expect(scanName(given, 'application/pdf')).toBe(expected);
  });
});
