/** Reports why an output cannot be written, in a form that becomes a sentence for the reader. */
import { locales, type Bilingual } from '#base/locale.ts';
import type { ReportFailure, ReportFailureReason } from '#rules/report/report-failure.ts';
import type { ReportContent, ReportFigure, ReportPair, ReportPart } from '#rules/report/report-content.ts';
import { inlinesOf, passagesOf, plainText } from './texts.ts';

export class ReportFailureError extends Error {
  override readonly name = 'ReportFailureError';
  /** Says what stands in the way; `located` adds in which part. */
  failure: ReportFailure;

  /** `subject` names what the reason is about: the id of a figure or of a target, or the number of a source. */
  constructor(reason: ReportFailureReason, subject: string | Bilingual = '', options?: ErrorOptions) {
    const both = typeof subject === 'string' ? { en: subject, zh: subject } : subject;
    super(both.en === '' ? reason : `${reason}: ${both.en}`, options);
    this.failure = { reason, subject: both, part: null };
  }
}

/** A figure is named by its captions, not by its id. */
export function located(failure: ReportFailure, content: ReportContent): ReportFailure {
  const { reason, subject } = failure;
  const id = subject.en;
  switch (reason) {
    case 'unreadable-figure':
    case 'large-figure':
      for (const part of allParts(content.parts))
        for (const pair of part.pairs) {
          const captions = captionsOf(pair, id);
          if (captions) return { reason, subject: captions, part: part.id };
        }
      return failure;
    case 'dead-reference':
      return {
        ...failure,
        part: partWith(content, (inline) => inline.kind === 'reference' && inline.target === id)
      };
    case 'unknown-source':
      return {
        ...failure,
        part: partWith(content, (inline) => inline.kind === 'cite' && inline.sources.includes(Number(id)))
      };
    case 'repeated-id':
      return {
        ...failure,
        part: allParts(content.parts).findLast((part) => idsOf(part).includes(id))?.id ?? null
      };
    case 'large-report':
    case 'large-output':
    case 'empty':
    case 'faults':
    case 'disk-full':
    case 'out-of-time':
    case 'out-of-memory':
    case 'cancelled':
    case 'interrupted':
    case 'not-written':
      return failure;
  }
}

const allParts = (parts: readonly ReportPart[]): ReportPart[] =>
  parts.flatMap((part) => [part, ...allParts(part.parts)]);

/** In each language or else in the other one. */
function captionsOf(pair: ReportPair, id: string): Bilingual | undefined {
  const figures = locales.map((language) =>
    pair[language].filter((block): block is ReportFigure => block.kind === 'figure')
  );
  const at = Math.max(...figures.map((list) => list.findIndex((figure) => figure.id === id)));
  if (at < 0) return undefined;
  const [en = '', zh = ''] = figures.map((list) => plainText(list[at]?.caption ?? []).trim());
  return { en: en || zh || id, zh: zh || en || id };
}

type Inline = ReturnType<typeof inlinesOf>[number];

const partWith = ({ parts }: ReportContent, is: (inline: Inline) => boolean): string | null =>
  allParts(parts).find(({ pairs }) =>
    pairs.some(({ en, zh }) => [...en, ...zh].flatMap(passagesOf).flatMap(inlinesOf).some(is))
  )?.id ?? null;

const idsOf = ({ id, pairs }: ReportPart): string[] => [
  id,
  ...pairs.flatMap(({ en, zh }) => [...en, ...zh].flatMap((block) => ('id' in block ? [block.id] : [])))
];
