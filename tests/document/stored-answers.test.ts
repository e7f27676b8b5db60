/** Answers of a version: what has changed since, and all of it written back and taken back, to the last cell. */
import fc from '#kit/properties.ts';
import { describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import { changedAnswers, countOfChanges } from '#document/answer-changes.ts';
import { answeredSections, canonicalCells } from '#document/answered.ts';
import { answersIn, cellsOf, writeCells, type Cells } from '#document/answers.ts';
import {
  cellsOfVersion,
  documentFrom,
  isRestored,
  restore,
  restoringFrom,
  restoringOf
} from '#document/stored-answers.ts';
import { sectionContent } from '#document/content.ts';
import { migrate } from '#document/tree/migrate.ts';
import { plainText } from '#base/plain.ts';
import type { FieldValue } from '#rules/framework/record.ts';
import type { DocumentVersion } from '#rules/versions/version.ts';
import type { ContentNode } from '#base/content.ts';
import { canonicalText } from '#base/canonical.ts';
import { read, write as writePassage } from '#kit/doc-passages.ts';
import { writeTree } from '#kit/tree-content.ts';

const questions = ['funding.required', 'services.register', 'value.jobs'];
const ownSections = ['governance'];
const passages = questions.map((id) => `answer:${id}`);
const all = [...ownSections, ...passages];

type Held = Pick<DocumentVersion, 'sections' | 'answers'>;
const heldIn = (doc: Y.Doc): Held => {
  const { sections, answers } = answeredSections(doc, all);
  return { sections: [...sections, ...answers.passages], answers: canonicalCells(answers.cells) };
};
/** Returns the canonical form that is hashed; an empty paragraph that an editor leaves does not count. */
const formOf = (held: Held): string =>
  canonicalText({ sections: held.sections, answers: held.answers ?? {} });

const number = fc.oneof(
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((one) => (Object.is(one, -0) ? 0 : one)),
  fc.constantFrom(0.5, 27.85, 2.785e9, 1e21, 1e-7)
);
const phrase = fc.constantFrom('', 'Smart', '智慧', '12.5', '2013', '1e+21');
const bilingual = fc.record({ en: phrase, zh: phrase });
const value: fc.Arbitrary<FieldValue> = fc
  .oneof(
    phrase.filter(Boolean),
    fc.record({ amount: number, currency: fc.constant('CNY'), year: fc.constantFrom('2013', '2011-2015') }),
    fc.record({
      value: number,
      valueTo: number,
      unit: phrase,
      money: fc.record({ amount: number, currency: fc.constant('EUR') })
    }),
    fc.record({ parts: fc.record({ public: number, private: number }) }),
    fc.array(fc.oneof(phrase.filter(Boolean), bilingual), { minLength: 1, maxLength: 3 }),
    // Records inside a value: their strings may look like numbers, and stay strings.
    fc.array(fc.record({ value: phrase, amount: fc.record({ amount: number }), name: bilingual }), {
      minLength: 1,
      maxLength: 2
    })
  )
  .map((one) => structuredClone(one));
const record = fc.constantFrom('a', 'b', 'c');
const cell = fc.oneof(
  fc.tuple(fc.constantFrom(...questions.map((id) => `${id}/value`), 'value.jobs/value:direct'), value),
  fc.tuple(
    fc.constantFrom(...questions.map((id) => `${id}/value.en@note`), 'funding.required/value@source'),
    phrase.filter(Boolean)
  ),
  fc.tuple(fc.constantFrom('funding.required/state'), fc.constantFrom('no-data', 'confidential')),
  fc.tuple(
    record.map((id) => `services.register/${id}/$`),
    fc.oneof(fc.nat(9), fc.constant(1.5))
  ),
  fc.tuple(
    fc
      .tuple(record, fc.constantFrom('name.en', 'name.zh', 'category', 'cost'))
      .map(([id, name]) => `services.register/${id}/${name}`),
    value
  )
);
const cells: fc.Arbitrary<Cells> = fc.array(cell, { maxLength: 12 }).map((list) => Object.fromEntries(list));
const paragraph = (id: string, text: string): ContentNode => ({
  type: 'paragraph',
  attrs: { id },
  ...(text === '' ? {} : { content: [{ type: 'text', text }] })
});
const text = fc
  .array(fc.tuple(fc.constantFrom('p', 'q'), fc.constantFrom('The plan', 'The new plan', '规划')), {
    maxLength: 2
  })
  .map((list) => list.map(([id, one]) => paragraph(id, one)));
const content = fc.record({
  cells,
  texts: fc.array(fc.tuple(fc.constantFrom(...all), text), { maxLength: 4 })
});

function write(
  doc: Y.Doc,
  {
    cells: given,
    texts
  }: { readonly cells: Cells; readonly texts: readonly (readonly [string, readonly ContentNode[]])[] }
): void {
  doc.transact(() => {
    const gone = Object.keys(cellsOf(doc)).filter((key) => !(key in given));
    writeCells(doc, { ...Object.fromEntries(gone.map((key) => [key, null])), ...given });
    for (const [section, nodes] of texts) writePassage(doc, nodes, section);
  });
}
const everything = (held: Held) => restoringFrom(held, { sections: all, questions });

describe('the answers of a version', () => {
  test('are written back to the last cell and word, and one step takes all of it back', () => {
    fc.assert(
      fc.property(content, content, (earlier, later) => {
        const doc = new Y.Doc();
        write(doc, earlier);
        const stored = heldIn(doc);
        write(doc, later);
        const before = heldIn(doc);
        const restoring = everything(stored);
        const { undo } = restore(doc, restoring, 'me');
        expect(isRestored(doc, restoring)).toBe(true);
        expect(formOf(heldIn(doc))).toBe(formOf(stored));
        expect(changedAnswers(cellsOfVersion(stored.answers), cellsOf(doc))).toEqual([]);
        undo();
        expect(formOf(heldIn(doc))).toBe(formOf(before));
      }),
      { numRuns: 300 }
    );
  });

  test('are all that a new document made of the version holds', () => {
    fc.assert(
      fc.property(content, (given) => {
        const doc = new Y.Doc();
        write(doc, given);
        const stored = heldIn(doc);
        expect(formOf(heldIn(documentFrom(stored)))).toBe(formOf(stored));
      }),
      { numRuns: 100 }
    );
  });

  test('come back from a version of the tree model: its lists and tables, whose columns stay', () => {
    const cell = (id: string, words: string): ContentNode => ({
      type: 'tableCell',
      attrs: { id },
      content: [paragraph(`${id}p`, words)]
    });
    const en: ContentNode[] = [
      {
        type: 'bulletList',
        attrs: { id: 'l', counterpart: 'k' },
        content: [{ type: 'listItem', attrs: { id: 'i' }, content: [paragraph('p', 'One')] }]
      },
      {
        type: 'table',
        attrs: { id: 't' },
        content: [
          { type: 'tableRow', attrs: { id: 'r' }, content: [cell('c', 'Budget'), cell('d', 'seven')] }
        ]
      }
    ];
    const zh: ContentNode[] = [
      {
        type: 'bulletList',
        attrs: { id: 'k' },
        content: [{ type: 'listItem', content: [paragraph('q', '一')] }]
      }
    ];
    const tree = new Y.Doc();
    writeTree(tree, 'governance', 'en', en);
    writeTree(tree, 'governance', 'zh', zh);
    let client = 0;
    const { doc } = migrate(tree, { ownerOf: () => 'user1', newClient: () => ++client });
    const restoring = restoringFrom(
      { sections: [{ id: 'governance', en, zh }] },
      { sections: ['governance'], questions: [] }
    );
    expect(isRestored(doc, restoring)).toBe(true);
    const before = sectionContent(doc, 'governance');
    writePassage(doc, [paragraph('p', 'Two')], 'governance');
    expect(isRestored(doc, restoring)).toBe(false);
    restore(doc, restoring, 'me').undo();
    writePassage(doc, before.en, 'governance');
    const cells = [...doc.share.keys()].filter((root) => root.startsWith('cell/'));
    const [list, table] = restoring.sections[0]?.en ?? [];
    writePassage(doc, list && table ? [list, { ...table, attrs: { id: 't' } }] : [], 'governance');
    expect([...doc.share.keys()].filter((root) => root.startsWith('cell/'))).toEqual(cells);
    expect(sectionContent(doc, 'governance')).toEqual(before);
  });

  test('come back with the numbers that they had, not with the text that a version writes for them', () => {
    const given: Cells = {
      'funding.required/value': { amount: 27.85, currency: 'EUR', year: '2013' },
      'value.jobs/value:direct': { value: 0.5, valueTo: 12, unit: 'jobs' },
      'services.register/a/$': 1,
      'services.register/a/cost': [{ value: '12.5', amount: { amount: 0.25 } }]
    };
    expect(cellsOfVersion(canonicalCells(given))).toEqual(given);
  });

  test.each([
    [
      'asked for',
      (stored: Held) =>
        restoringFrom(stored, { sections: ['answer:funding.required'], questions: ['funding.required'] })
    ],
    [
      'taken out of all',
      (stored: Held) =>
        restoringOf(everything(stored), {
          section: (id) => id === 'answer:funding.required',
          question: (id) => id === 'funding.required'
        })
    ]
  ])(
    'leave alone what is not meant, where one answer is %s: other questions, and cells that no question has',
    (_, oneAnswerOf) => {
      const doc = new Y.Doc();
      write(doc, {
        cells: { 'funding.required/value': { amount: 1 } },
        texts: [['answer:funding.required', [paragraph('p', 'Then')]]]
      });
      const stored = heldIn(doc);
      write(doc, {
        cells: {
          'funding.required/value': { amount: 2 },
          'value.jobs/value': 'later',
          'gone.question/value': 'x'
        },
        texts: [
          ['answer:funding.required', [paragraph('p', 'Now')]],
          ['governance', [paragraph('g', 'Now')]]
        ]
      });
      restore(doc, oneAnswerOf(stored), 'me');
      expect(cellsOf(doc)).toEqual({
        'funding.required/value': { amount: 1 },
        'value.jobs/value': 'later',
        'gone.question/value': 'x'
      });
      expect(plainText(read(doc, 'answer:funding.required'))).toBe('Then');
      expect(plainText(read(doc, 'governance'))).toBe('Now');
    }
  );

  test('are not taken back where somebody else has written since', () => {
    const [doc, other] = [new Y.Doc(), new Y.Doc()];
    write(doc, { cells: { 'funding.required/value': { amount: 1 }, 'value.jobs/value': 'then' }, texts: [] });
    const stored = heldIn(doc);
    write(doc, { cells: { 'funding.required/value': { amount: 2 }, 'value.jobs/value': 'now' }, texts: [] });
    const { undo } = restore(doc, everything(stored), 'me');
    Y.applyUpdate(other, Y.encodeStateAsUpdate(doc));
    answersIn(other).set('value.jobs/value', 'theirs');
    Y.applyUpdate(doc, Y.encodeStateAsUpdate(other));
    undo();
    expect(cellsOf(doc)).toEqual({ 'funding.required/value': { amount: 2 }, 'value.jobs/value': 'theirs' });
  });
});

describe('what has changed in answers', () => {
  const changesOf = (before: Cells, after: Cells) => changedAnswers(before, after);

  test('is told by question: states, values with their sources and remarks', () => {
    const changes = changesOf(
      {
        'funding.required/value': { amount: 1, currency: 'EUR' },
        'funding.required/value@source': 'Budget 2012',
        'value.jobs/value:direct': { value: 5 },
        'value.jobs/value:indirect': { value: 7 }
      },
      {
        'funding.required/state': 'no-data',
        'funding.required/value@source': 'Budget 2013',
        'value.jobs/value:direct': { value: 6 },
        'value.jobs/value:indirect': { value: 7 }
      }
    );
    expect(changes).toEqual([
      {
        question: 'funding.required',
        state: { before: undefined, after: 'no-data' },
        values: [
          { name: 'value', about: null, before: { amount: 1, currency: 'EUR' }, after: undefined },
          { name: 'value', about: 'source', before: 'Budget 2012', after: 'Budget 2013' }
        ],
        records: []
      },
      {
        question: 'value.jobs',
        state: null,
        values: [{ name: 'direct', about: null, before: { value: 5 }, after: { value: 6 } }],
        records: []
      }
    ]);
    expect(changes.map(countOfChanges)).toEqual([3, 1]);
  });

  test('is told by record: which came, went, moved, and in which fields one differs', () => {
    const at = (id: string, position: number, more: Cells = {}): Cells => ({
      [`services.register/${id}/$`]: position,
      [`services.register/${id}/name.en`]: `Service ${id}`,
      ...Object.fromEntries(
        Object.entries(more).map(([name, one]) => [`services.register/${id}/${name}`, one])
      )
    });
    const [change] = changesOf(
      {
        ...at('a', 0),
        ...at('b', 1, { category: 'health', 'launchDate@source': 'p. 1' }),
        ...at('c', 2),
        ...at('gone', 3)
      },
      {
        ...at('new', 0),
        ...at('a', 1),
        ...at('c', 2),
        ...at('b', 3, { category: 'tourism', 'launchDate@source': 'p. 1', 'name.zh': '服务' })
      }
    );
    expect(change?.records.map(({ id, kind, moved, values }) => [id, kind, moved, values.length])).toEqual([
      ['new', 'added', false, 1],
      ['c', 'changed', true, 0],
      ['b', 'changed', true, 2],
      ['gone', 'removed', false, 1]
    ]);
    expect(change?.records[2]?.values).toEqual([
      {
        name: 'name',
        about: null,
        before: { en: 'Service b', zh: '' },
        after: { en: 'Service b', zh: '服务' }
      },
      { name: 'category', about: null, before: 'health', after: 'tourism' }
    ]);
  });
});
