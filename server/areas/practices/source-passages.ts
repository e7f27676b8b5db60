/**
 * Lists the passages of texts, the answers and the cards of practices that cite a source of the bibliography, as far as
 * one reader may read them.
 */
import { chapterSection } from '#document/narrative.ts';
import { partOfQuestion } from '#rules/framework/framework.ts';
import { locales, type Bilingual } from '#base/locale.ts';
import type { Actor } from '#base/permissions.ts';
import { practiceTexts, type PracticeInput } from '#rules/practices/practice.ts';
import { sourcesNamedIn } from '#rules/bibliography/source-link.ts';
import { shortened } from '#rules/bibliography/support.ts';
import { listCities } from '#areas/cities';
import { listDocumentIds, listDocuments, type DocumentRow } from '#areas/assessments';
import { listFrameworks } from '#areas/framework';
import type { Db } from '#server/store/open.ts';
import { listPractices } from './store/practices.ts';
import { listRoomsOfDocuments, readableAmong } from '#areas/documents';
import { choicesIn, summaryFor } from './practice-views.ts';
import { loadReaderAccess, type ReaderAccess } from '#areas/evidence';
import type { AuthorizedStudy } from '#areas/study';
import type { CitingAnswer, CitingBlock, CitedContent } from './supports/cited-content.ts';

/** Describes a passage, or a pair of passages, that links to a source; also an answer, or a card. */
export interface SourcePassage {
  readonly text: 'findings' | 'response' | 'chapter' | 'practice';
  /** Names the characteristic, the chapter, the question or the card. */
  readonly title: Bilingual;
  /** Names the city whose text or practice it is; null for a chapter. */
  readonly city: Bilingual | null;
  /** Holds how the passage begins, in the languages in which it cites the source. */
  readonly beginning: Bilingual;
  readonly href: string;
}

const longestBeginning = 140;
const textKinds = ['chapter', 'findings', 'response'] as const;

export async function listSourcePassages(
  db: Db,
  things: CitedContent,
  actor: Actor,
  authorized: AuthorizedStudy,
  source: string
): Promise<SourcePassage[]> {
  const { study, grants } = authorized;
  const access = await loadReaderAccess(db, actor, study.id, grants);
  const documents = [...(await listDocuments(db, await listDocumentIds(db, study.id))).values()].filter(
    ({ kind }) => kind !== 'confidential'
  );
  const rooms = await listRoomsOfDocuments(
    db,
    documents.map(({ id }) => ({ documentId: id }))
  );
  // Where questions of a response are reopened, other readers get what was submitted.
  const readable = documents.flatMap((document) => {
    const generation = readableAmong(rooms, actor, document);
    return generation === undefined ? [] : [{ ...document, generation }];
  });
  const found = await things.listCiting(study, source, readable, actor.userId);
  const cards = await citingCards(db, authorized, access, source);
  if (found.blocks.length + found.answers.length + cards.length === 0) return [];
  const cities = new Map(
    (await listCities(db, study.id)).map(({ id, shortName }) => [id as string, shortName])
  );
  const order = [...access.chapters.keys(), ...cities.keys()];
  const inOrder = <Citing extends { readonly document: DocumentRow }>(list: readonly Citing[]): Citing[] =>
    list.toSorted((a, b) => position(a.document) - position(b.document));
  const position = ({ id, cityId }: DocumentRow): number => order.indexOf(cityId ?? id);
  const blocks = inOrder(found.blocks);
  const frameworks = await listFrameworks(db, study.id);
  const titleOf = ({ document, section }: CitingBlock): Bilingual =>
    access.chapters.get(document.id)?.title ??
    frameworks.flatMap(({ characteristics }) => characteristics).find(({ id }) => id === section)?.name ?? {
      en: section,
      zh: section
    };
  const cityOf = (cityId: string | null): Bilingual | null => cities.get(cityId ?? '') ?? null;
  const passages = textKinds.flatMap((text) =>
    onePerPair(blocks.filter(({ document }) => document.kind === text)).map(
      ([block, partner]): SourcePassage => ({
        text,
        title: titleOf(block),
        city: cityOf(block.document.cityId),
        beginning: {
          en: '',
          zh: '',
          [block.language]: beginningOf(block.text),
          ...(partner ? { [partner.language]: beginningOf(partner.text) } : {})
        },
        href: hrefOf(study.slug, block)
      })
    )
  );
  const answers = onePerQuestion(inOrder(found.answers)).flatMap(
    ({ document: { cityId }, question, text }): SourcePassage[] => {
      const part = frameworks.flatMap((one) => partOfQuestion(one, question) ?? [])[0];
      const title = part?.questions.find(({ id }) => id === question)?.text;
      if (!part || !title) return [];
      const path = `assessments/${cityId ?? ''}/${part.id}?text=response#question-${question}`;
      return [
        {
          text: 'response',
          title,
          city: cityOf(cityId),
          beginning: beginnings(text),
          href: `/studies/${study.slug}/${path}`
        }
      ];
    }
  );
  const practices = cards.map(({ id, cityId, title, text }): SourcePassage => ({
    text: 'practice',
    title,
    city: cityOf(cityId),
    beginning: beginnings(text),
    href: `/studies/${study.slug}/practices/${id}`
  }));
  return [...passages, ...answers, ...practices];
}

/** Lists the cards in which the address of a source stands, in the languages that the reader may see of each. */
async function citingCards(
  db: Db,
  { study, abilities }: AuthorizedStudy,
  access: ReaderAccess,
  source: string
): Promise<(PracticeInput & { readonly id: string; readonly text: Bilingual })[]> {
  const records = await listPractices(db, study.id);
  const choices = await choicesIn(db, study);
  const facts = { study, access, seesDrafts: abilities.has('study.themes'), choices, states: [] };
  return records
    .flatMap((record) => summaryFor(record, facts))
    .flatMap((card) => {
      const text = practiceTexts
        .map((name) => card[name])
        .find((one) => locales.some((locale) => sourcesNamedIn(one[locale], study.slug).includes(source)));
      return text ? [{ ...card, text }] : [];
    });
}

/** Joins the texts and cells of one answer. */
function onePerQuestion(answers: readonly CitingAnswer[]): CitingAnswer[] {
  const joined = new Map<string, CitingAnswer>();
  for (const answer of answers) {
    const key = `${answer.document.id} ${answer.question}`;
    const { en, zh } = joined.get(key)?.text ?? { en: '', zh: '' };
    joined.set(key, { ...answer, text: { en: en || answer.text.en, zh: zh || answer.text.zh } });
  }
  return [...joined.values()];
}

const beginnings = ({ en, zh }: Bilingual): Bilingual => ({ en: beginningOf(en), zh: beginningOf(zh) });

const beginningOf = (text: string): string =>
  text.length > longestBeginning ? `${shortened(text, longestBeginning)}…` : text;

/** Joins both sides of a pair where both cite the source. */
function onePerPair(blocks: readonly CitingBlock[]): (readonly [CitingBlock, CitingBlock | undefined])[] {
  const joined = new Set<CitingBlock>();
  return blocks.flatMap((block) => {
    if (joined.has(block)) return [];
    const partner = blocks.find(
      (one) =>
        one.block === block.partner && one.partner === block.block && one.document.id === block.document.id
    );
    if (partner) joined.add(partner);
    return [[block, partner] as const];
  });
}

function hrefOf(studySlug: string, { document, section, block }: CitingBlock): string {
  const step = section === chapterSection ? '' : `?section=${encodeURIComponent(section)}`;
  const path =
    document.kind === 'chapter'
      ? `chapters/${document.slug}${step}`
      : `assessments/${document.cityId}/${section}?text=${document.kind}`;
  return `/studies/${studySlug}/${path}#block-${block}`;
}
