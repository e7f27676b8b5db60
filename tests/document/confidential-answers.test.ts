/** How answers move between a response and its confidential document, and what others get of them (R242). */
import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import {
  holdBack,
  isConfidentialCell,
  isConfidentialSection,
  markedIn,
  takeBack,
  withoutConfidential
} from '#document/confidential-answers.ts';
import { withHeldBack, withoutHeldBack } from '#document/confidential-content.ts';
import { newBlockId } from '#document/block-id.ts';
import { wordsLeftOver } from '#document/sequence/left-over.ts';
import { openText } from '#document/sequence/roots.ts';
import { nodesOfBlocks } from '#document/sequence/write-passages.ts';
import { answeredSections } from '#document/answered.ts';
import { cellsOf, writeCells } from '#document/answers.ts';
import { plainText } from '#base/plain.ts';
import type { SectionContent } from '#base/content.ts';
import { writeTree } from '#kit/tree-content.ts';
import { copyOf, read, write as writePassage } from '#kit/doc-passages.ts';

const q = 'governance.model';
const sections = ['governance', `answer:${q}:law`, `answer:${q}:money`, 'answer:other'];
const whole = { question: q, topic: null };
const law = { question: q, topic: 'law' };

const write = (doc: Y.Doc, section: string, text: string): void =>
  writePassage(doc, [{ type: 'paragraph', content: [{ type: 'text', text }] }], section);
const textOf = (doc: Y.Doc, section: string): string => plainText(read(doc, section));
const bytesHold = (doc: Y.Doc, text: string): boolean =>
  Buffer.from(Y.encodeStateAsUpdate(doc)).includes(Buffer.from(text));

function filled(): { response: Y.Doc; confidential: Y.Doc } {
  const response = new Y.Doc();
  write(response, `answer:${q}:law`, 'the law');
  write(response, `answer:${q}:money`, 'the money');
  write(response, 'answer:other', 'another');
  writeCells(response, {
    [`${q}/value`]: 'yes',
    [`${q}/r1/$`]: 1,
    [`${q}/r1/name.en`]: 'a record',
    'other/value': 3
  });
  return { response, confidential: new Y.Doc() };
}

describe('an answer that is held back', () => {
  it('leaves the mark in the response, and nothing that was deleted there either', () => {
    const { response, confidential } = filled();
    writeCells(response, { [`${q}/value`]: 'overwritten' });
    writeCells(response, { [`${q}/value`]: 'partly' });
    holdBack(response, confidential, whole, sections);
    expect(cellsOf(response)).toEqual({ 'other/value': 3, [`${q}/state`]: 'confidential' });
    for (const gone of ['the law', 'the money', 'a record', 'overwritten', 'partly'])
      expect(bytesHold(response, gone)).toBe(false);
    expect(textOf(response, 'answer:other')).toContain('another');
    expect(cellsOf(confidential)).toEqual({
      [`${q}/value`]: 'partly',
      [`${q}/r1/$`]: 1,
      [`${q}/r1/name.en`]: 'a record'
    });
    takeBack(response, confidential, whole, sections);
    expect(cellsOf(response)).toEqual({
      'other/value': 3,
      [`${q}/value`]: 'partly',
      [`${q}/r1/$`]: 1,
      [`${q}/r1/name.en`]: 'a record'
    });
    expect(textOf(response, `answer:${q}:law`)).toContain('the law');
    expect(cellsOf(confidential)).toEqual({});
    expect(bytesHold(confidential, 'the law')).toBe(false);
  });

  it('leaves no word of its notes, captions and tables, nor of those that were deleted before', () => {
    const { response, confidential } = filled();
    const section = `answer:${q}:law`;
    const blocks = nodesOfBlocks(
      [
        { kind: 'paragraph', runs: ['the law', { footnote: 'noted once' }] },
        { kind: 'figure', src: 'data:image/png;base64,AA==', alt: '', text: 'captioned' },
        { kind: 'table', header: ['headed'], rows: [['celled']] },
        { kind: 'heading', level: 3, text: 'titled' }
      ],
      newBlockId
    );
    const beside = nodesOfBlocks(
      [{ kind: 'paragraph', runs: ['open', { footnote: 'openly noted' }] }],
      newBlockId
    );
    writePassage(response, blocks, section);
    writePassage(response, beside, 'governance');
    writePassage(response, blocks.slice(0, 2), section);
    for (const word of ['noted once', 'captioned']) expect(bytesHold(response, word)).toBe(true);
    // Who deletes a table deletes its words.
    for (const word of ['headed', 'celled']) expect(bytesHold(response, word)).toBe(false);
    holdBack(response, confidential, law, sections);
    for (const word of ['noted once', 'captioned', 'headed', 'celled', 'titled'])
      expect(bytesHold(response, word)).toBe(false);
    expect(textOf(response, 'governance')).toBe('open [openly noted]');
    expect(textOf(confidential, section)).toBe('the law [noted once]\ncaptioned');
    takeBack(response, confidential, law, sections);
    expect(bytesHold(confidential, 'noted once') || bytesHold(confidential, 'captioned')).toBe(false);
    expect(textOf(response, section)).toBe('the law [noted once]\ncaptioned');
  });

  it('takes words along that were left over from its tables, and leaves those of other sections', () => {
    const { response, confidential } = filled();
    const table = (word: string) =>
      nodesOfBlocks([{ kind: 'table', header: ['head'], rows: [[word]] }], newBlockId);
    const places = { [`answer:${q}:law`]: 'of the answer', governance: 'of another section' };
    for (const [section, word] of Object.entries(places)) {
      writePassage(response, table(word), section);
      const colleague = copyOf(response);
      const cell = [...colleague.share.keys()].find(
        (name) => name.startsWith('cell/') && openText(colleague, name).toJSON().includes(word)
      );
      openText(colleague, cell ?? '').insert(1, `written ${word}, not `);
      writePassage(response, [], section);
      Y.applyUpdate(response, Y.encodeStateAsUpdate(colleague));
    }
    openText(response, 'note/unknown').insert(0, 'of nobody knows where');
    holdBack(response, confidential, law, sections);
    expect(wordsLeftOver(response).map(({ text }) => text)).toEqual(['written of another section, not ']);
    expect(bytesHold(response, 'written of the answer')).toBe(false);
    expect(bytesHold(response, 'of nobody knows')).toBe(false);
    expect(wordsLeftOver(confidential).map(({ text }) => text)).toEqual([
      'written of the answer, not ',
      'of nobody knows where'
    ]);
  });

  it('leaves a submitted text of the tree model, too, which others are still shown', () => {
    const submitted = new Y.Doc();
    for (const section of sections)
      writeTree(submitted, section, 'en', [
        { type: 'paragraph', content: [{ type: 'text', text: `words of ${section}` }] }
      ]);
    const confidential = new Y.Doc();
    holdBack(submitted, confidential, whole, sections);
    expect(sections.map((section) => textOf(submitted, section))).toEqual([
      'words of governance',
      '',
      '',
      'words of answer:other'
    ]);
    expect(bytesHold(submitted, `words of answer:${q}`)).toBe(false);
    expect(textOf(confidential, `answer:${q}:law`)).toBe(`words of answer:${q}:law`);
  });

  it('may be one topic; all of the question later keeps what was held back of the topic', () => {
    const { response, confidential } = filled();
    holdBack(response, confidential, law, sections);
    expect(markedIn(cellsOf(response))).toEqual([law]);
    expect(textOf(response, `answer:${q}:law`)).toBe('');
    expect(textOf(response, `answer:${q}:money`)).toContain('the money');
    holdBack(response, confidential, whole, sections);
    expect(markedIn(cellsOf(response))).toEqual([whole]);
    expect(textOf(confidential, `answer:${q}:law`)).toContain('the law');
    expect(textOf(confidential, `answer:${q}:money`)).toContain('the money');
    takeBack(response, confidential, whole, sections);
    expect(textOf(response, `answer:${q}:law`)).toContain('the law');
    expect(textOf(response, `answer:${q}:money`)).toContain('the money');
  });

  it('is told from others by cell and section', () => {
    expect([
      isConfidentialCell([law], `${q}/value:law`),
      isConfidentialCell([law], `${q}/value`),
      isConfidentialCell([whole], `${q}/r1/name.en`),
      isConfidentialSection([law], `answer:${q}:law`),
      isConfidentialSection([law], `answer:${q}:money`),
      isConfidentialSection([whole], 'governance')
    ]).toEqual([true, false, true, true, false, false]);
  });
});

describe('a version of a response', () => {
  const section = (id: string): SectionContent => ({
    id,
    en: [{ type: 'paragraph', content: [{ type: 'text', text: `text of ${id}` }] }],
    zh: []
  });

  it('is given without what is confidential now, and without what it marks itself', () => {
    const held = {
      sections: sections.map(section),
      answers: { [`${q}/value`]: 'yes', 'other/value': 3, 'other/state': 'confidential' }
    };
    expect(withoutConfidential(held, [law])).toEqual({
      sections: ['governance', `answer:${q}:money`].map(section),
      answers: { [`${q}/state:law`]: 'confidential', [`${q}/value`]: 'yes', 'other/state': 'confidential' }
    });
    const open = { sections: [section('governance')], answers: { [`${q}/value`]: 'yes' } };
    expect(withoutConfidential(open, [])).toBe(open);
  });
});

describe('files', () => {
  it('hold confidential answers and notes in their places, where that is asked for', () => {
    const { response, confidential } = filled();
    holdBack(response, confidential, law, sections);
    write(confidential, 'governance', 'a note');
    const present = (doc: Y.Doc) => {
      const { sections: texts, answers } = answeredSections(doc, sections);
      return { cells: answers.cells, texts: [...texts, ...answers.passages] };
    };
    const both = withHeldBack(present(response), present(confidential), [law]);
    const text = JSON.stringify(both);
    for (const one of ['the law', 'the money', 'a note', 'Confidential note', 'another'])
      expect(text).toContain(one);
    expect(text).not.toContain('confidential"');
    expect(JSON.stringify(present(response))).not.toContain('the law');
  });

  it('write nothing to a confidential answer, and hold none back: each is reported', () => {
    const read = withoutHeldBack(
      {
        cells: {
          [`${q}/value`]: 'leaked',
          [`${q}/state`]: 'confidential',
          'other/state': 'confidential',
          'other/value': 4
        },
        texts: [{ id: `answer:${q}:law`, en: [], zh: [] }],
        whole: [q, 'other'],
        findings: []
      },
      [whole]
    );
    expect(read.cells).toEqual({ 'other/value': 4 });
    expect(read.texts).toEqual([]);
    expect(read.whole).toEqual(['other']);
    expect(read.findings.map(({ kind, location }) => [kind, location])).toEqual([
      ['confidential', `${q}/value`],
      ['confidential', 'other/state'],
      ['confidential', `answer:${q}:law`]
    ]);
  });
});
