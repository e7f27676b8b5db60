/** Frameworks as files: what is taken, what is not, and where it is said to be wrong. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { answerKinds } from '#rules/framework/answer-kinds/kinds.ts';
import { faultsOfFramework } from '#rules/framework/framework-faults.ts';
import { readFrameworkFile, writeFrameworkFile } from '#server/areas/framework/file.ts';
import { testFramework } from '#kit/people.ts';

const hospital = readFileSync(new URL('../../fixtures/digital-hospital.yaml', import.meta.url), 'utf8');
const json = JSON.stringify(testFramework, null, 1);

function frameworkIn(text: string) {
  const read = readFrameworkFile(text);
  if (!('framework' in read)) throw new Error(JSON.stringify(read.fault));
  return read.framework;
}
const faultIn = (text: string) => {
  const read = readFrameworkFile(text);
  return 'fault' in read ? read.fault : undefined;
};

describe('a framework as a file', () => {
  it('of another field holds a hundred questions of every kind in seven characteristics, without a fault (R019)', () => {
    const framework = frameworkIn(hospital);
    const questions = framework.characteristics.flatMap((one) => one.questions);
    expect(framework.characteristics).toHaveLength(7);
    expect(questions.length).toBeGreaterThanOrEqual(100);
    expect(new Set(questions.map(({ kind }) => kind))).toEqual(new Set(answerKinds));
    expect(faultsOfFramework(framework)).toEqual([]);
  });

  it.each(['json', 'yaml'] as const)('is the same again after it was written as %s', (format) => {
    for (const framework of [frameworkIn(hospital), testFramework]) {
      const text = writeFrameworkFile(framework, format);
      expect(frameworkIn(text)).toEqual(framework);
      expect(writeFrameworkFile(frameworkIn(text), format)).toBe(text);
    }
  });

  it('may begin with a byte order mark and end its lines as Windows does', () => {
    expect(frameworkIn(`\uFEFF${json.replaceAll('\n', '\r\n')}`)).toEqual(testFramework);
  });

  it.each([
    ['a bracket that is never closed', '{"id": "a",\n "version": [', { reason: 'syntax', line: 2 }],
    [
      'a key that stands twice, in JSON',
      '{"id": "a",\n "id": "b"}',
      { reason: 'key-twice', line: 2, column: 2 }
    ],
    [
      'a key that stands twice, in YAML',
      'id: a\nversion: "1"\nid: b\n',
      { reason: 'key-twice', line: 3, column: 1 }
    ],
    ['two documents', 'id: a\n---\nid: b\n', { reason: 'several-documents' }],
    ['an alias', 'id: &a x\nversion: *a\n', { reason: 'anchor' }],
    [
      'a bomb of aliases',
      `a: &a [x,x]\n${'bcdefgh'
        .split('')
        .map((name, index) => `${name}: &${name} [${`*${'abcdefg'[index]},`.repeat(9)}]`)
        .join('\n')}`,
      { reason: 'anchor' }
    ],
    ['a tag that runs code elsewhere', 'id: !!js/function "() => 1"\n', { reason: 'syntax', line: 1 }],
    [
      'a key that reaches into prototypes',
      json.replace('"optionSets": {}', '"optionSets": {"__proto__": []}'),
      { reason: 'key-not-allowed' }
    ],
    [
      'more keys than a map of a framework has',
      Array.from({ length: 10_000 }, (_, n) => `k${n}: 1`).join('\n'),
      { reason: 'too-many-keys', line: 5_001, column: 1 }
    ],
    [
      'more values than a framework has',
      `[${Array.from({ length: 100_001 }, () => '1').join(',')}]`,
      { reason: 'too-many-nodes', line: 1 }
    ],
    ['a list instead of a framework', '- a\n- b\n', { reason: 'shape', path: '', line: 1, column: 1 }],
    ['nothing at all', '', { reason: 'shape', path: '' }],
    [
      'a kind of answer that there is none of',
      json.replace('"kind": "rich-text"', '"kind": "essay"'),
      { reason: 'shape', path: 'characteristics[0].questions[0].kind' }
    ],
    [
      'a text that is a number',
      json.replace('"Test framework"', '7'),
      { reason: 'shape', path: 'title.en', line: 5 }
    ],
    [
      'a hundred thousand brackets',
      '['.repeat(100_000),
      { reason: expect.stringMatching(/too-deep|syntax/) as string }
    ],
    ['more than a megabyte', ' '.repeat(1_000_001), { reason: 'too-large' }]
  ])('is not taken with %s, and says where', (_, text, fault) => {
    expect(faultIn(text)).toMatchObject(fault);
  });
});
