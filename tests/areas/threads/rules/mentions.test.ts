import { describe, expect, it } from 'vitest';
import { matchingNames, mentionedIn, nameBefore, piecesOf, readMentions } from '#rules/threads/mentions.ts';

const people = [
  { id: 'u1', name: { en: 'Fang Wang', zh: '王芳' } },
  { id: 'u2', name: { en: 'Eva Expert', zh: '' } },
  { id: 'u3', name: { en: 'Eva', zh: '' } },
  { id: 'u4', name: { en: 'Jan Twin', zh: '' } },
  { id: 'u5', name: { en: 'Jan Twin', zh: '' } },
  { id: 'u6', name: { en: 'A. (Tony) B*', zh: '' } }
];

describe('a mention', () => {
  it.each([
    ['@Fang Wang, please', '@[u1], please', ['u1']],
    ['请＠王芳看一下', '请@[u1]看一下', ['u1']],
    ['@eva expert and @Eva', '@[u2] and @[u3]', ['u2', 'u3']],
    ['＠[u1] again @[u1]', '@[u1] again @[u1]', ['u1']],
    ['write to eva@example.org', 'write to eva@example.org', []],
    ['@Jan Twin is two people', '@Jan Twin is two people', []],
    ['@A. (Tony) B* and @A.', '@[u6] and @A.', ['u6']],
    ['write to x@eva.example', 'write to x@eva.example', []],
    ['@Evangeline', '@Evangeline', []],
    ['@王芳OK', '@[u1]OK', ['u1']],
    ['@Nobody', '@Nobody', []]
  ])('“%s” is kept by who it is', (body, expected, userIds) => {
    expect(readMentions(body, people)).toEqual({ ok: true, value: { body: expected, userIds } });
  });

  it('of somebody who does not see the thread is refused', () => {
    expect(readMentions('@[u9]', people)).toMatchObject({ refusal: { code: 'invalid' } });
    expect(readMentions('＠[u1]', [])).toMatchObject({ refusal: { code: 'invalid' } });
  });

  it('is read again from what is kept', () => {
    expect(piecesOf('请@[u1]看 @[u2]')).toEqual([
      { text: '请' },
      { userId: 'u1' },
      { text: '看 ' },
      { userId: 'u2' }
    ]);
    expect(mentionedIn('@[u1] @[u1] @[u2]')).toEqual(['u1', 'u2']);
  });

  it.each([
    ['ask @Fa', { from: 4, query: 'Fa' }],
    ['请＠王', { from: 1, query: '王' }],
    ['@', { from: 0, query: '' }],
    ['@Fang W', { from: 0, query: 'Fang W' }],
    ['eva@exa', null],
    ['@Fang\n', null],
    ['no name', null]
  ])('is offered names for behind “%s”', (text, expected) => {
    expect(nameBefore(text, text.length)).toEqual(expected);
  });

  it.each([
    ['', ['u1', 'u2', 'u3', 'u4', 'u5', 'u6']],
    ['W', ['u1', 'u4', 'u5']],
    ['t', ['u2', 'u4', 'u5', 'u6']],
    ['ev', ['u2', 'u3']],
    ['芳', ['u1']],
    ['nobody', []]
  ])('is completed from “%s” by names that begin with it before those that hold it', (typed, expected) => {
    expect(matchingNames(people, typed).map(({ id }) => id)).toEqual(expected);
  });

  it('has names that begin with what was typed first', () => {
    const two = [
      { name: { en: 'Clara Lindqvist', zh: '克拉拉·林德奎斯特' } },
      { name: { en: 'Yue Lin', zh: '林悦' } }
    ];
    expect(matchingNames(two, '林').map(({ name }) => name.en)).toEqual(['Yue Lin', 'Clara Lindqvist']);
  });
});
