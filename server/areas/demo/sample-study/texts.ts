/**
 * Writes the texts of the sample study: each as updates of the people who write it, as a room stores them. Ids of
 * blocks come from a counter, so that they are the same in every installation.
 */
import * as Y from 'yjs';
import { writeCells, type Cells } from '#document/answers.ts';
import type { Block, Run } from '#document/blocks.ts';
import { writePassage } from '#document/content-write.ts';
import { passageContent } from '#document/content.ts';
import { newDoc } from '#document/new-doc.ts';
import { writePassages } from '#document/sequence/write-passages.ts';
import { locales, type Bilingual, type Locale } from '#base/locale.ts';
import { idOfNode, textOfNode, type ContentNode } from '#base/content.ts';
import { findDocument } from '#areas/assessments';
import { insertOwners, insertUpdates, listLastSeqs } from '#server/store/updates.ts';
import type { SampleStage } from './stage.ts';

/** Writes as one person into the present generation of a text. */
async function writeIn(
  { app }: SampleStage,
  documentId: string,
  userId: string,
  edit: (doc: Y.Doc) => void
): Promise<void> {
  const { db, engine } = app.store;
  const document = await findDocument(db, documentId);
  const bytes = await app.documents.contentOf(documentId);
  if (!document || !bytes) throw new Error(`There is no document ${documentId}`);
  const { generation } = document;
  const doc = newDoc();
  Y.applyUpdate(doc, bytes);
  const before = Y.encodeStateVector(doc);
  doc.transact(() => edit(doc));
  const update = Y.encodeStateAsUpdate(doc, before);
  const last = (await listLastSeqs(db, engine, [{ documentId, generation }])).get(
    `${documentId}@${generation}`
  );
  const at = app.now().toISOString();
  await db.transaction().execute(async (trx) => {
    await insertUpdates(trx, [{ documentId, generation, seq: (last ?? 0) + 1, userId, at, bytes: update }]);
    await insertOwners(trx, [
      { documentId, generation, clientId: doc.clientID, userId, firstWrittenAt: at, lastWrittenAt: at }
    ]);
  });
  doc.destroy();
}

/** Holds a paragraph in both languages, also one with chips, or a heading over those that follow. */
export type Written =
  | Bilingual
  | { readonly heading: Bilingual }
  | { readonly runs: Readonly<Record<Locale, readonly Run[]>> };

/** Into sections that are empty, with both languages paired. */
export function writeSections(
  stage: SampleStage,
  documentId: string,
  userId: string,
  sections: Readonly<Record<string, readonly Written[]>>
): Promise<void> {
  return writeIn(stage, documentId, userId, (doc) => {
    let count = 0;
    const nextBlock = (): string => `s${(count += 1)}`;
    for (const [section, written] of Object.entries(sections))
      writePassages(doc, section, { en: blocksIn(written, 'en'), zh: blocksIn(written, 'zh') }, nextBlock);
  });
}

const blocksIn = (written: readonly Written[], locale: Locale): Block[] =>
  written.map((one) => {
    if ('heading' in one) return { kind: 'heading', level: 3, text: one.heading[locale] };
    return 'runs' in one
      ? { kind: 'paragraph', runs: one.runs[locale] }
      : { kind: 'paragraph', text: one[locale] };
  });

export function writeAnswers(
  stage: SampleStage,
  documentId: string,
  userId: string,
  {
    cells,
    passages
  }: { readonly cells: Cells; readonly passages: Readonly<Record<string, readonly Bilingual[]>> }
): Promise<void> {
  return writeIn(stage, documentId, userId, (doc) => {
    let count = 0;
    const nextBlock = (): string => `a${(count += 1)}`;
    for (const [section, written] of Object.entries(passages))
      writePassages(doc, section, { en: blocksIn(written, 'en'), zh: blocksIn(written, 'zh') }, nextBlock);
    writeCells(doc, cells);
  });
}

/** In both languages. Throws where a language does not hold them. */
export function replaceWords(
  stage: SampleStage,
  documentId: string,
  userId: string,
  { section, was, now }: { readonly section: string; readonly was: Bilingual; readonly now: Bilingual }
): Promise<void> {
  return writeIn(stage, documentId, userId, (doc) => {
    for (const language of locales) {
      let places = 0;
      const replaced = (node: ContentNode): ContentNode => {
        if (node.text === undefined)
          return node.content ? { ...node, content: node.content.map(replaced) } : node;
        if (!node.text.includes(was[language])) return node;
        places += 1;
        return { ...node, text: node.text.replace(was[language], () => now[language]) };
      };
      const nodes = passageContent(doc, section, language).map(replaced);
      if (places !== 1) throw new Error(`“${was[language]}” is ${places} times in ${section}`);
      let count = 0;
      writePassage({ doc, section, language, newId: () => `r${(count += 1)}` }, nodes);
    }
  });
}

/** Writes below the second and the third heading of a step of the roadmap: its actions, and what shows that it is done. */
export function completeStep(
  stage: SampleStage,
  documentId: string,
  userId: string,
  section: string,
  texts: readonly Bilingual[]
): Promise<void> {
  return writeIn(stage, documentId, userId, (doc) => {
    for (const language of locales) {
      let headings = 0;
      const nodes = passageContent(doc, section, language).flatMap((node): ContentNode[] => {
        if (node.type !== 'heading') return [node];
        headings += 1;
        const text = texts[headings - 2];
        if (!text) return [node];
        const ids = { en: `${section}-${headings}-en`, zh: `${section}-${headings}-zh` };
        const counterpart = language === 'zh' ? { counterpart: ids.en } : {};
        const attrs = { id: ids[language], ...counterpart };
        return [node, { type: 'paragraph', attrs, content: [{ type: 'text', text: text[language] }] }];
      });
      writePassage({ doc, section, language, newId: () => `${section}-new` }, nodes);
    }
  });
}

export async function blockWith(
  { app }: SampleStage,
  documentId: string,
  {
    section,
    language,
    words
  }: { readonly section: string; readonly language: Locale; readonly words: string }
): Promise<string> {
  const doc = newDoc();
  Y.applyUpdate(doc, (await app.documents.contentOf(documentId)) ?? new Uint8Array([0, 0]));
  const blocks = passageContent(doc, section, language);
  doc.destroy();
  const found = blocks.find((node: ContentNode) => textOfNode(node).includes(words));
  const id = found && idOfNode(found, '');
  if (!id) throw new Error(`“${words}” is not in ${section}`);
  return id;
}
