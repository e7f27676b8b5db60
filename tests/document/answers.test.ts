/**
 * Tests answers as cells of a document: what is written is what is read, and two concurrent writers lose
 * nothing.
 */
import { describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import {
  answerSection,
  cellKey,
  parseAnswerSection,
  parseCell,
  sectionsOfQuestion
} from '#document/answer-cells.ts';
import { answersIn, answersOf, cellRule, cellsOf, cellsOfAnswer, writeCells } from '#document/answers.ts';
import { emptyAnswer, stateOf, type Answer } from '#rules/answers/answer.ts';

const service: Answer = {
  ...emptyAnswer('services.register'),
  records: [
    {
      id: 'haidian-gov.1',
      position: 2,
      fields: {
        name: { en: 'Smart government', zh: '智慧政务' },
        category: 'public-services',
        secondaryCategories: ['health', { en: 'Own', zh: '自有' }],
        launchDate: '2013-04'
      },
      sources: { launchDate: '5.1.1' },
      notes: { name: { en: 'Printed so', zh: '' } },
      source: 'p. 12'
    }
  ],
  note: { en: 'as of May', zh: '截至五月' },
  source: 'city yearbook'
};
const money: Answer = {
  ...emptyAnswer('funding.required'),
  value: { amount: 2.5e9, currency: 'CNY', year: '2011-2015', approximate: true }
};
const measured: Answer = {
  ...emptyAnswer('value.jobs'),
  measures: { jobs: { value: 0, unit: 'jobs', year: '2013' } },
  withheld: null
};
const translated: Answer = { ...emptyAnswer('governance.structure'), original: 'zh' };
const topical: Answer = {
  ...emptyAnswer('strategy.vision-by-topic'),
  topics: { energy: 'not-applicable', waste: 'no-data' }
};
const silent: Answer = { ...emptyAnswer('value.sroi'), withheld: 'no-data' };

describe('answers', () => {
  test('come out of their cells as they went in, also those of zero and of a state alone', () => {
    const doc = new Y.Doc();
    for (const answer of [service, money, measured, translated, topical, silent])
      writeCells(doc, cellsOfAnswer(answer));
    const read = answersOf(cellsOf(doc));
    expect(read.get('services.register')).toEqual(service);
    expect(read.get('funding.required')).toEqual(money);
    expect(read.get('value.jobs')).toEqual(measured);
    expect(read.get('value.sroi')).toEqual(silent);
    expect(read.get('governance.structure')).toEqual(translated);
    expect(read.get('strategy.vision-by-topic')).toEqual(topical);
    expect(stateOf(topical, false)).toBe('answered');
    expect(read.size).toBe(6);
  });

  test('of two people in one record are both kept where they wrote in different cells', () => {
    const [one, other] = [new Y.Doc(), new Y.Doc()];
    writeCells(one, cellsOfAnswer(service));
    Y.applyUpdate(other, Y.encodeStateAsUpdate(one));
    const at = { question: 'services.register', record: 'haidian-gov.1' };
    writeCells(one, {
      [cellKey({ ...at, name: 'category' })]: 'health',
      [cellKey({ ...at, name: 'name', language: 'en' })]: 'Government online'
    });
    writeCells(other, {
      [cellKey({ ...at, name: 'launchDate' })]: '2014',
      [cellKey({ ...at, name: 'name', language: 'zh' })]: '在线政务'
    });
    Y.applyUpdate(one, Y.encodeStateAsUpdate(other));
    Y.applyUpdate(other, Y.encodeStateAsUpdate(one));
    expect(cellsOf(one)).toEqual(cellsOf(other));
    const [record] = answersOf(cellsOf(one)).get('services.register')?.records ?? [];
    expect(record?.fields).toMatchObject({
      category: 'health',
      launchDate: '2014',
      name: { en: 'Government online', zh: '在线政务' }
    });
  });

  test('have no record of which somebody writes a cell while another takes it out', () => {
    const [one, other] = [new Y.Doc(), new Y.Doc()];
    writeCells(one, cellsOfAnswer(service));
    Y.applyUpdate(other, Y.encodeStateAsUpdate(one));
    writeCells(
      one,
      Object.fromEntries(
        Object.keys(cellsOf(one))
          .filter((key) => parseCell(key)?.record !== null)
          .map((key) => [key, null])
      )
    );
    writeCells(other, { 'services.register/haidian-gov.1/status': 'running' });
    Y.applyUpdate(one, Y.encodeStateAsUpdate(other));
    expect(answersOf(cellsOf(one)).get('services.register')?.records).toEqual([]);
    expect(cellsOf(one)['services.register/haidian-gov.1/status']).toBe('running');
  });

  test('that say the same already are not written again', () => {
    const doc = new Y.Doc();
    writeCells(doc, cellsOfAnswer(money));
    const before = Y.encodeStateVector(doc);
    writeCells(doc, cellsOfAnswer(money));
    expect(Y.encodeStateVector(doc)).toEqual(before);
  });

  test('are read from what is a cell alone', () => {
    const doc = new Y.Doc();
    for (const key of [
      '',
      '/',
      'a',
      'a/',
      'a/b/c/d',
      'a b/value',
      'a/value.fr',
      'a/value@by',
      '../value',
      'a/__proto__',
      `a/${'x'.repeat(65)}`
    ])
      answersIn(doc).set(key, 1);
    expect(cellsOf(doc)).toEqual({});
  });
});

describe('a cell that is named like something of every object', () => {
  test('is a cell like any other, and changes no object', () => {
    const cells = {
      'services.register/one/$': 0,
      'services.register/one/constructor.en@note': 'noted',
      'services.register/one/toString@source': 'p. 3',
      'services.register/one/valueOf.zh': '值',
      'funding.required/constructor.en@note': 'noted',
      'value.gdp/value:hasOwnProperty': 3
    };
    const answers = answersOf(cells);
    expect(Object.keys(Object)).toEqual([]);
    expect(answers.get('services.register')?.records[0]).toEqual({
      id: 'one',
      position: 0,
      fields: { valueOf: { en: '', zh: '值' } },
      sources: { toString: 'p. 3' },
      notes: { constructor: { en: 'noted', zh: '' } },
      source: ''
    });
    expect(answers.get('value.gdp')?.measures).toEqual({ hasOwnProperty: 3 });
  });
});

describe('places of answers', () => {
  test('are written and read alike', () => {
    for (const key of [
      'q.1/state',
      'q.1/value.en',
      'q.1/value:jobs',
      'q.1/r-1/name.zh',
      'q.1/r-1/amount@source',
      'q.1/r-1/name.en@note',
      'q.1/r-1/$'
    ]) {
      const cell = parseCell(key);
      expect(cell && cellKey(cell)).toBe(key);
    }
    expect(parseAnswerSection(answerSection('a.b', 'energy'))).toEqual({ question: 'a.b', facet: 'energy' });
    expect(parseAnswerSection(answerSection('a.b'))).toEqual({ question: 'a.b', facet: null });
    expect(parseAnswerSection('governance')).toBeNull();
  });

  test('belong to questions of the framework, and to the figures of a city', () => {
    const may = cellRule(['a.b'], ['a.b']);
    expect(['a.b/value', 'a.b/r1/name', 'figures/gdp/value'].map(may)).toEqual([true, true, true]);
    expect(['a.c/value', 'a.b', 'nonsense'].map(may)).toEqual([false, false, false]);
    expect(['a.b/value', 'a.b/r1/name'].map(cellRule(['a.b'], []))).toEqual([true, false]);
  });

  test('of a question with facets are one passage a facet', () => {
    const facet = { id: 'waste', label: { en: 'Waste', zh: '废弃物' } };
    expect(sectionsOfQuestion({ id: 'q', facets: [facet] })).toEqual(['answer:q:waste']);
    expect(sectionsOfQuestion({ id: 'q', facets: [] })).toEqual(['answer:q']);
  });
});
