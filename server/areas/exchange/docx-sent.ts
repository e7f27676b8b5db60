/**
 * Defines the part of a document that is sent along for reading it again: the study that it is from, its
 * texts with all that a document cannot express, and its records as they were written. A document without
 * this part can be read too.
 */
import { z } from 'zod';
import { areBlocks } from '#document/are-blocks.ts';
import { xmlText } from '#server/files/xml.ts';
import type { SectionContent } from '#base/content.ts';
import type { AnswerBook } from '#areas/answers';
import { notSent, type Sent } from './gathering.ts';
import { asciiJson, parsedJson } from './slot-texts.ts';
import type { SentRecord } from './records-read.ts';
import { parseXml } from '#server/files/xml-parsing.ts';

export const sentSpace = 'urn:meridian:answers:1';

const record = z.object({ id: z.string(), position: z.number(), mark: z.string() });
const text = z.object({ id: z.string(), en: z.array(z.json()), zh: z.array(z.json()) });
const shape = z.object({
  study: z.string(),
  city: z.string(),
  framework: z.string(),
  texts: z.array(text),
  records: z.record(z.string(), z.array(record)),
  /** Lists tags that were too long for the document. */
  tags: z.array(z.string())
});

export const sentPart = (
  book: AnswerBook,
  records: Readonly<Record<string, readonly SentRecord[]>>,
  tags: readonly string[]
): string => {
  const sent = {
    study: book.study.slug,
    city: book.city.id,
    framework: book.framework.version,
    texts: book.texts,
    records,
    tags
  };
  return `<answers xmlns="${sentSpace}">${xmlText(asciiJson(sent))}</answers>`;
};

export interface SentFile extends Sent {
  readonly tags: readonly string[];
}

/** Null for any other part. */
export function readSent(xml: string): SentFile | null {
  if (!xml.includes(sentSpace)) return null;
  let text = '';
  const roots: string[] = [];
  parseXml(xml, {
    open: (name, _, space) => void roots.push(`${space} ${name}`),
    text: (piece) => void (text += piece)
  });
  const read = roots[0] === `${sentSpace} answers` ? shape.safeParse(parsedJson(text)) : undefined;
  if (!read?.success) return null;
  const { study, city, framework, texts, records, tags } = read.data;
  const sound = texts.flatMap(({ id, en, zh }): SectionContent[] =>
    areBlocks(en) && areBlocks(zh) ? [{ id, en, zh }] : []
  );
  return {
    texts: new Map(sound.map((one) => [one.id, one])),
    records,
    tags,
    from: { study, city, frameworkVersion: framework }
  };
}

export const nothingSent: SentFile = { ...notSent, tags: [] };
