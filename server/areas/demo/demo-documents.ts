/**
 * Writes the demo's texts into documents, once, on the server: one snapshot through 0 for each generation.
 * Block ids come from a counter, so that they are the same in every installation; the Yjs client id is a new
 * random one each time and never used again.
 */
import type { Insertable, Transaction } from 'kysely';
import * as Y from 'yjs';
import { writeCells, type Cells } from '#document/answers.ts';
import type { Block } from '#document/blocks.ts';
import { writePassages } from '#document/sequence/write-passages.ts';
import { chapterSection } from '#document/narrative.ts';
import { newDoc } from '#document/new-doc.ts';
import { presentTextModel } from '#rules/documents/text-models.ts';
import type { Bilingual, Locale } from '#base/locale.ts';
import { findingsOf, chapterTexts, type PairedBlock, type Sections } from './store/passages.ts';
import { readSeed } from '#server/seeds/read.ts';
import { responseOf } from './store/responses.ts';
import { editsOf, type ActOf, type WorkflowAct } from './store/workflow.ts';
import type { DocumentTable } from '#areas/documents';
import type { Schema } from '#server/store/schema.ts';

/** Holds the time when the first generation of every text was opened. */
const openedAt = '2013-06-03T02:00:00.000Z';

export interface SeededDocument {
  readonly row: Insertable<DocumentTable>;
  readonly bytes: Uint8Array;
}

/** Builds the documents as they were first written; the acts make the later changes. */
export function demoDocuments(
  studyId: string,
  newId: () => string,
  acts: readonly WorkflowAct[],
  cellsOf: (city: string) => Cells
): SeededDocument[] {
  const sectionIds = readSeed('framework').characteristics.map((characteristic) => characteristic.id);
  const progress = readSeed('progress');
  const ofCities = readSeed('cities').cities.flatMap((city): SeededDocument[] => {
    const base = {
      studyId,
      cityId: city.id,
      slug: null,
      titleEn: null,
      titleZh: null,
      state: null,
      generation: 1
    };
    const findings = progress[city.id] ? asFirstWritten(findingsOf(city.id), editsOf(city.id, acts)) : {};
    return [
      {
        row: { ...base, id: newId(), kind: 'response', position: 0 },
        bytes: documentBytes(sectionIds, city.profile ? responseOf(city.profile) : {}, cellsOf(city.id))
      },
      {
        row: { ...base, id: newId(), kind: 'findings', position: 1 },
        bytes: documentBytes(sectionIds, findings)
      }
    ];
  });
  const chapters = chapterTexts().map((chapter, position): SeededDocument => ({
    row: {
      id: newId(),
      studyId,
      kind: 'chapter',
      cityId: null,
      slug: chapter.slug,
      position,
      titleEn: chapter.title.en,
      titleZh: chapter.title.zh,
      state: 'drafting',
      generation: 1
    },
    bytes: documentBytes([chapterSection], { [chapterSection]: chapter.body })
  }));
  return [...ofCities, ...chapters];
}

function asFirstWritten(texts: Sections, edits: readonly ActOf<'edit'>[]): Sections {
  const before = (text: Bilingual, { was, now }: ActOf<'edit'>): Bilingual => ({
    en: text.en.replace(now.en, was.en),
    zh: text.zh.replace(now.zh, was.zh)
  });
  return Object.fromEntries(
    Object.entries(texts).map(([section, blocks]) => {
      const own = edits.filter((edit) => edit.section === section);
      return [
        section,
        blocks.map((block): PairedBlock =>
          block.kind === 'list' ? block : { ...block, text: own.reduceRight(before, block.text) }
        )
      ];
    })
  );
}

export async function insertDocuments(
  trx: Transaction<Schema>,
  documents: readonly SeededDocument[],
  at: string
): Promise<void> {
  for (const { row, bytes } of documents) {
    await trx.insertInto('document').values(row).execute();
    await trx
      .insertInto('generation')
      .values({ documentId: row.id, n: 1, openedAt, endedAt: null, textModel: presentTextModel })
      .execute();
    await trx
      .insertInto('documentSnapshot')
      .values({ documentId: row.id, generation: 1, throughSeq: 0, bytes, createdAt: at })
      .execute();
  }
}

/** One update. Every section exists, so that no browser ever has to create one. */
export function documentBytes(sectionIds: readonly string[], texts: Sections, cells: Cells = {}): Uint8Array {
  const doc = newDoc();
  let count = 0;
  const nextBlock = (): string => `s${(count += 1)}`;
  doc.transact(() => {
    for (const section of sectionIds) {
      const blocks = texts[section] ?? [];
      writePassages(doc, section, { en: blocksIn(blocks, 'en'), zh: blocksIn(blocks, 'zh') }, nextBlock);
    }
    writeCells(doc, cells);
  });
  const bytes = Y.encodeStateAsUpdate(doc);
  doc.destroy();
  return bytes;
}

/** A block without text in this language is left out: it is not translated yet. */
function blocksIn(blocks: readonly PairedBlock[], locale: Locale): Block[] {
  return blocks.flatMap((block): Block[] => {
    if (block.kind === 'list') {
      const items = block.items.map((item) => item[locale]).filter((item) => item !== '');
      return items.length > 0 ? [{ kind: 'list', items }] : [];
    }
    const text = block.text[locale];
    if (text === '') return [];
    switch (block.kind) {
      case 'heading':
        return [{ kind: 'heading', level: 3, text }];
      case 'quote':
        return [{ kind: 'quote', blocks: [{ kind: 'paragraph', text }] }];
      case 'paragraph':
        return [{ kind: 'paragraph', text }];
    }
  });
}
