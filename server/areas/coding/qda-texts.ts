/**
 * Reads the texts in which codings are, as REFI-QDA files have them: each passage is a line. A text holds nothing
 * that the reader may not read, and no answer that a city holds back as confidential.
 */
import { findableAnswers, type FindableText } from '#document/findable-text.ts';
import { lineOf } from '#rules/coding/coding-export.ts';
import { codedKey, type CodedThing, type CodingTarget } from '#rules/coding/coding.ts';
import { locales, type Locale } from '#base/locale.ts';
import type { SupportPlace } from '#rules/bibliography/support.ts';
import { findDocumentOfRoom } from '#areas/assessments';
import type { Db } from '#server/store/open.ts';
import type { DocumentWorkers } from '#server/workers/document-workers.ts';
import { findReadable, readContent } from '#areas/documents';
import { loadOutline } from '#areas/framework';
import type { CitedContent, SupportReader } from '#areas/practices';
import type { CodedReader } from './coded-things.ts';

export interface QdaLines {
  readonly lines: readonly { readonly words: string; readonly block: string | null }[];
}

export interface QdaTextTools {
  readonly db: Db;
  readonly citedContent: CitedContent;
  readonly workers: Pick<DocumentWorkers, 'content' | 'answered' | 'next'>;
}

export interface QdaTexts {
  /** Empty for a reader who may not read them. */
  passages(place: SupportPlace, language: Locale): Promise<QdaLines>;
  /** None for what is gone, held back, or not to be read. */
  words(thing: Exclude<CodedThing | CodingTarget, { readonly kind: 'passage' }>): Promise<QdaLines>;
}

export async function openQdaTexts(
  { db, citedContent, workers }: QdaTextTools,
  { actor, study }: Pick<SupportReader, 'actor' | 'study'>,
  reader: CodedReader
): Promise<QdaTexts> {
  const options = new Set((await loadOutline(db, study.id)).options);
  const responses = new Map<string, Promise<readonly FindableText[]>>();

  async function readResponse(city: string): Promise<readonly FindableText[]> {
    const response = await findDocumentOfRoom(db, { studySlug: study.slug, kind: 'response', city });
    const generation = response && (await findReadable(db, actor, response.id));
    if (!response || generation === undefined) return [];
    const { answers } = await readContent(db, workers, { ...response, generation }, actor.userId);
    return answers ? findableAnswers(answers, options) : [];
  }

  const responseOf = (city: string): Promise<readonly FindableText[]> => {
    const read = responses.get(city) ?? readResponse(city);
    responses.set(city, read);
    return read;
  };

  return {
    passages: async (place, language) => {
      const target = { kind: 'passage', place, block: '' } as const;
      if (!(await reader.mayRead(target))) return { lines: [] };
      const blocks = await citedContent.listBlocks(study, place, actor.userId);
      return {
        lines: blocks
          .filter((block) => block.language === language)
          .map(({ text, block }) => ({ words: lineOf(text), block }))
      };
    },

    words: async (thing) => {
      const now = (await reader.read([thing])).get(codedKey(thing));
      if (!now) return { lines: [] };
      const spoken =
        thing.kind === 'answer'
          ? wordsOfAnswer(await responseOf(thing.city), thing.question)
          : locales.map((language) => now.words?.[language] ?? '');
      const lines = spoken.filter((words) => words.trim() !== '');
      // A choice has no words of its own: the answer is there, without them.
      const all = lines.length === 0 ? ['—'] : lines;
      return { lines: all.map((words) => ({ words: lineOf(withoutMentions(words)), block: null })) };
    }
  };
}

const wordsOfAnswer = (response: readonly FindableText[], question: string): string[] =>
  locales.map((language) =>
    response
      .filter((one) => one.question === question && one.text[language] !== '')
      .map(({ text }) => text[language])
      .join(' ')
  );

/** Takes the ids of mentioned people out of a comment. */
const withoutMentions = (words: string): string => words.replace(/@\[[^\]\s]{1,100}\]/gu, '@…');
