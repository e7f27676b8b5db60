/** Finds where a report shows a text, its words, or a thing of the study, for links and quotations. */
import { otherLocale, type Bilingual, type Locale } from '#base/locale.ts';
import { unitsOf } from '#rules/pairs/units.ts';
import type { BlockData, ManifestPart } from '#rules/report/report-inputs.ts';
import type { ReportBlockName } from '#rules/report/report.ts';
import { shortened } from '#rules/bibliography/support.ts';
import { chipWords } from '#lib/level-chips/chip-words.ts';
import type { LiveTools, QuotedPlace, ThingKind } from './block-parts.ts';
import { allParts, isApprovedBlock, levelChipsOf, type Composing, type Places } from './composing.ts';
import { blockIdIn } from './passage-blocks.ts';

export const placesOf = (parts: readonly ManifestPart[]): Places =>
  new Map(allParts(parts).flatMap(({ id, source }) => ('subject' in source ? [[source.subject, id]] : [])));

/** Whether the report shows the text or not. */
export const titleOfText = (subject: string, { inputs }: Composing): Bilingual => {
  const name = subject.slice(subject.indexOf(':') + 1);
  return inputs.texts[subject]?.title ?? inputs.titles[subject] ?? { en: name, zh: name };
};

/** Returns the part that shows a text with its words: in an edition, one that is approved. */
function partOfText(subject: string, { inputs: { manifest } }: Composing): ManifestPart | undefined {
  return allParts(manifest.parts).find(
    ({ source }) =>
      source.kind === 'text' &&
      source.subject === subject &&
      (manifest.status === 'draft' || source.approval !== null)
  );
}

/** Words are quoted only from the version that the report shows, and only while they are there as they were cited. */
export function passageAt(
  { subject, section, block, language, print, quote }: Parameters<LiveTools['passageAt']>[0],
  composing: Composing
): QuotedPlace | null {
  const { texts, counterparts } = composing.inputs;
  const part = partOfText(subject, composing);
  const text = texts[subject];
  const content = text?.content.sections.find(({ id }) => id === section);
  if (!part || !text || !content) return null;
  const unitIn = (locale: Locale, id?: string) =>
    unitsOf(content[locale], locale).find((one) => one.id === id);
  if (unitIn(language, block)?.fingerprint !== print) return null;
  const other = otherLocale(language);
  const counterpart = unitIn(other, counterparts[subject]?.[block]);
  const levelChips = levelChipsOf(text, composing);
  return {
    target: blockIdIn(part.id, block),
    quote: chipWords(quote, levelChips, language),
    counterpart: counterpart ? shortened(chipWords(counterpart.text, levelChips, other)) : null
  };
}

/** Null where the report shows it nowhere. */
export function placeAt(subject: string, block: string | null, composing: Composing): string | null {
  const part = partOfText(subject, composing);
  if (!part) return null;
  if (block === null) return part.id;
  const sections = composing.inputs.texts[subject]?.content.sections ?? [];
  const isThere = sections.some(({ en, zh }) =>
    [...unitsOf(en, 'en'), ...unitsOf(zh, 'zh')].some(({ id }) => id === block)
  );
  return isThere ? blockIdIn(part.id, block) : null;
}

const blocksOfThings: Readonly<Record<ThingKind, readonly ReportBlockName[]>> = {
  practice: ['practices'],
  theme: ['trends', 'challenges'],
  step: ['roadmap'],
  recommendation: ['recommendations']
};

/** Null where the report shows it nowhere. */
export function thingAt(kind: ThingKind, id: string, { inputs }: Composing): string | null {
  for (const { id: part, source } of allParts(inputs.manifest.parts)) {
    if (source.kind !== 'block' || !blocksOfThings[kind].includes(source.block)) continue;
    const data = inputs.data[source.data];
    if (inputs.manifest.status === 'published' && !isApprovedBlock(data)) continue;
    if (kind === 'step') {
      const own = (data as BlockData['roadmap']).characteristics.find(({ steps }) =>
        steps.some((step) => step.id === id)
      );
      if (own) return `${part}.roadmap-${own.id}`;
    } else if (kind === 'recommendation') {
      const { items } = data as BlockData['recommendations'];
      if (items.some((item) => item.id === id)) return `${part}.recommendations`;
    } else if ((data as readonly { readonly id: string }[]).some((item) => item.id === id))
      return `${part}.${kind}-${id}`;
  }
  return null;
}

/** Marks a cross-reference that leads nowhere until all parts are known. */
const nowhere = '?';

/**
 * Returns the target of a link below the study: a part of the composition (`…/reports/report#part`), a chapter or a city,
 * a practice, a theme, a step. A fragment names a block of it. Undefined for an address that is no place of the study's texts.
 */
export function targetOf(href: string, composing: Composing): string | undefined {
  const {
    inputs: { manifest },
    places
  } = composing;
  const url = new URL(href);
  if (url.origin !== manifest.origin) return undefined;
  const fragment = decodeURIComponent(url.hash.slice(1));
  const [, , study, kind, name] = url.pathname.split('/');
  if (!url.pathname.startsWith('/studies/') || study !== manifest.study.slug) return undefined;
  if (kind === 'reports') return fragment === '' ? undefined : fragment;
  const thing = thingOf(kind, name, fragment);
  if (thing) return thingAt(...thing, composing) ?? `${nowhere}${url.pathname}`;
  if (kind !== 'chapters' && kind !== 'assessments') return undefined;
  if (name === undefined) return undefined;
  const part = places.get(kind === 'chapters' ? `chapter:${name}` : `findings:${name}`);
  if (part === undefined) return `${nowhere}${url.pathname}`;
  return fragment === '' ? part : blockIdIn(part, fragment);
}

/** Returns which practice, theme, step or recommendation a page of the study is about; undefined for other pages. */
function thingOf(kind?: string, name = '', fragment = ''): [ThingKind, string] | undefined {
  if (kind === 'practices' && name !== '') return ['practice', name];
  if (kind === 'themes' && name !== '') return ['theme', name];
  const [, step = ''] = /^step-(.+)$/.exec(fragment) ?? [];
  if (step === '') return undefined;
  return kind === 'roadmap' ? ['step', step] : kind === 'next-steps' ? ['recommendation', step] : undefined;
}
