/**
 * Composes a report: from the texts and data that a manifest names to the content that every output is written
 * from. The same inputs give an equal content, and the same list of what is at fault.
 */
import { factsFrom } from '#domain/fact.ts';
import { levelChipsFrom, type LevelChips } from '#domain/level-chip.ts';
import { gapsOf, otherLocale, textFor, type Bilingual, type Locale } from '#domain/locale.ts';
import { unitsOf } from '#domain/pairs.ts';
import type { CitedSource } from '#domain/report-blocks.ts';
import type { ReportCharts } from '#domain/report-charts.ts';
import type {
  BlockData,
  InputText,
  ManifestPart,
  ReportInputs,
  ReportPassage
} from '#domain/report-inputs.ts';
import type { ReportBlockName, ReportFault } from '#domain/report.ts';
import type {
  ReportBlock,
  ReportContent,
  ReportInline,
  ReportPair,
  ReportPart,
  ReportSource
} from '#domain/report-content.ts';
import { sourceLinkOf } from '#domain/source-link.ts';
import { shortened } from '#domain/support.ts';
import { underHeadings } from '#domain/synopsis-headings.ts';
import type { SectionContent } from '#domain/version.ts';
import { chipWords } from '#lib/level-chips/chip-words.ts';
import { m } from '#lib/paraglide/messages.js';
import { titleOfBlock } from './block-titles.ts';
import {
  withoutStop,
  type LiveTools,
  type NotedText,
  type QuotedPlace,
  type ThingKind
} from './block-parts.ts';
import { inBrief } from './brief.ts';
import { liveBlock } from './live-blocks.ts';
import { blockIdIn, pairsOfSection, words, type PictureType } from './passage-blocks.ts';

/** Holds a picture of a text, as base64. */
export interface ReportPicture {
  readonly type: PictureType;
  readonly base64: string;
}

export interface Composition {
  readonly content: ReportContent;
  /** Holds the pictures by their SHA-256. */
  readonly pictures: ReadonlyMap<string, ReportPicture>;
  readonly faults: readonly ReportFault[];
}

export interface ComposingTools {
  /** Returns the SHA-256 of bytes that are given as base64, in hexadecimal. */
  readonly hashOfBase64: (base64: string) => string;
  readonly charts: ReportCharts;
}

interface Composing {
  readonly inputs: ReportInputs;
  readonly tools: ComposingTools;
  readonly pictures: Map<string, ReportPicture>;
  readonly faults: ReportFault[];
  readonly sources: Map<string, ReportSource>;
  readonly places: Places;
  readonly notes: readonly NotedText[];
}

/** Says which part shows a text. */
type Places = ReadonlyMap<string, string>;

export function composeReport(inputs: ReportInputs, tools: ComposingTools): Composition {
  const { manifest } = inputs;
  const composing: Composing = {
    inputs,
    tools,
    pictures: new Map(),
    faults: [],
    sources: new Map(),
    places: placesOf(manifest.parts),
    notes: notesOf(inputs)
  };
  const parts = manifest.parts.map((part) => partFrom(part, composing));
  const content: ReportContent = {
    format: 'meridian.report/1',
    kind: manifest.kind,
    study: manifest.study,
    title: manifest.title,
    subtitle: manifest.subtitle,
    status: manifest.status,
    number: manifest.number,
    date: manifest.date,
    address: manifest.address,
    parts: parts.map((part) => withSettledReferences(part, idsOf(parts), composing)),
    sources: [...composing.sources.values()]
  };
  return { content, pictures: composing.pictures, faults: inOrder(composing.faults) };
}

const inOrder = (faults: readonly ReportFault[]): ReportFault[] => [
  ...faults.filter(({ stops }) => stops),
  ...faults.filter(({ stops }) => !stops)
];

const placesOf = (parts: readonly ManifestPart[]): Places =>
  new Map(allParts(parts).flatMap(({ id, source }) => ('subject' in source ? [[source.subject, id]] : [])));

const allParts = (parts: readonly ManifestPart[]): ManifestPart[] =>
  parts.flatMap((part) => [part, ...allParts(part.parts)]);

const notesOf = ({ manifest, texts }: ReportInputs): NotedText[] =>
  allParts(manifest.parts).flatMap(({ source }) => {
    const text = source.kind === 'text' ? texts[source.subject] : undefined;
    return (text?.content.notes ?? []).map((note) => ({ title: text?.title ?? { en: '', zh: '' }, note }));
  });

function titleOf(part: ManifestPart, { inputs }: Composing): Bilingual {
  if (gapsOf(part.title).length < 2) return part.title;
  if (part.source.kind === 'block') return titleOfBlock(part.source.block);
  return part.source.kind === 'text' ? (inputs.texts[part.source.subject]?.title ?? part.title) : part.title;
}

function partFrom(part: ManifestPart, composing: Composing): ReportPart {
  const { manifest } = composing.inputs;
  const title = titleOf(part, composing);
  const fault: Fault = (kind, about, stops) => {
    composing.faults.push({ kind, part: part.id, about: inBoth(about), stops });
  };
  if (gapsOf(title).length > 0) fault('title-missing', title, true);
  const { source } = part;
  const isEdition = manifest.status === 'published';
  const approval = source.kind === 'text' ? source.approval : null;
  const isDraft =
    source.kind === 'missing' ||
    (source.kind === 'text' && source.approval === null) ||
    (source.kind === 'block' && !isApprovedBlock(composing.inputs.data[source.data]));
  if (source.kind === 'block' && isDraft) fault('not-approved', title, !part.showsGaps);
  if (source.kind === 'missing') fault('missing-text', title, !part.showsGaps);
  if (source.kind === 'text' && source.approval === null) fault('not-approved', title, !part.showsGaps);
  const all =
    source.kind === 'missing' || (isEdition && isDraft) ? [notApproved] : pairsOf(part, composing, fault);
  const pairs = manifest.kind === 'handout' && source.kind === 'block' ? inBrief(all) : all;
  const parts = part.parts.map((inner) => partFrom(inner, composing));
  if (pairs.length === 0 && parts.length === 0) fault('empty-part', title, true);
  return {
    id: part.id,
    title,
    numbering: part.numbering,
    approval,
    isDraft: isDraft && !isEdition,
    pairs,
    parts
  };
}

/** Checks the data of a block that both chairs approve: a roadmap, or a list of recommendations. */
const isApprovedBlock = (data: unknown): boolean =>
  typeof data !== 'object' || data === null || !('isApproved' in data) || data.isApproved === true;

const gap: ReportBlock = { kind: 'gap', why: 'not-approved' };
const notApproved: ReportPair = { en: [gap], zh: [gap] };

type Fault = (kind: ReportFault['kind'], about: Bilingual | string, stops: boolean) => void;

const inBoth = (about: Bilingual | string): Bilingual =>
  typeof about === 'string' ? { en: about, zh: about } : about;

function pairsOf(part: ManifestPart, composing: Composing, fault: Fault): ReportPair[] {
  const { inputs } = composing;
  const { source } = part;
  switch (source.kind) {
    case 'text': {
      const text = inputs.texts[source.subject];
      return text ? pairsOfText(part, text, composing, fault) : [notApproved];
    }
    case 'block':
      return liveBlock(source.block, inputs.data[source.data], {
        part: part.id,
        names: inputs.names,
        notes: composing.notes,
        date: inputs.manifest.date,
        isBrief: inputs.manifest.kind === 'handout',
        charts: composing.tools.charts,
        cite: (id) => citeSource(id, composing),
        citeAnswer: (city, question) => citeAnswer(city, question, composing),
        passageAt: (passage) => passageAt(passage, composing),
        placeAt: (subject, block) => placeAt(subject, block, composing),
        thingAt: (kind, id) => thingAt(kind, id, composing),
        titleOfText: (subject) => titleOfText(subject, composing),
        fault
      });
    case 'passages':
      return (inputs.data[source.data] as readonly ReportPassage[]).map((passage) =>
        pairOfPassage(part.id, passage, fault)
      );
    case 'group':
    case 'missing':
      return [];
  }
}

/** Returns the levels and figures that the version of a text holds, for the chips in its words. */
const levelChipsOf = ({ content, city, goals }: InputText, { inputs }: Composing): LevelChips =>
  levelChipsFrom({ ...inputs.names, goals }, city, content.levels, factsFrom(content.facts, city));

function pairsOfText(part: ManifestPart, text: InputText, composing: Composing, fault: Fault): ReportPair[] {
  const { content, city } = text;
  const { inputs, tools, pictures } = composing;
  const levelChips = levelChipsOf(text, composing);
  const waived = new Set(
    (content.notes ?? []).flatMap(({ kind, en, zh }) =>
      kind === 'waiver' ? [en?.words, zh?.words].filter((one) => one !== undefined) : []
    )
  );
  const below = (section: SectionContent, depth: 0 | 1 | 2): ReportPair[] => {
    const pairs = pairsOfSection(section, {
      part: part.id,
      levelChips,
      picture: (base64, type) => {
        const hash = tools.hashOfBase64(base64);
        if (inputs.barred.includes(hash)) return null;
        pictures.set(hash, { base64, type });
        return hash;
      },
      cite: (question) => (city === null ? null : citeAnswer(city, question, composing)),
      citation: (href) => {
        const source = citedSource(href, inputs);
        return source === undefined ? undefined : citeSource(source, composing);
      },
      targetOf: (href) => targetOf(href, composing),
      fault: (kind, about) =>
        fault(
          kind,
          about,
          kind !== 'language-missing' || ![...waived].some((one) => about.startsWith(one.slice(0, 40)))
        )
    });
    const name =
      city === null
        ? text.sections?.[section.id]
        : inputs.names.characteristics.find(({ id }) => id === section.id)?.name;
    if (pairs.length === 0 || !name || depth === 0) return pairs;
    const own = city === null ? pairs.map(withoutHeadings) : pairs.map((pair) => lowered(pair, depth - 1));
    return [headingOf(blockIdIn(part.id, section.id), name, depth), ...own];
  };
  const parts = (city !== null && inputs.headings[city]) || [];
  return underHeadings(content.sections, parts).flatMap(({ part: above, sections }): ReportPair[] => {
    // A part that holds one characteristic stands for it; one that holds several has their headings below its own.
    const [only, ...others] = above?.characteristics ?? [];
    const depth = above === null ? 1 : others.length > 0 ? 2 : 0;
    const pairs = sections.flatMap((section) => below(section, depth));
    const id = depth === 0 && only !== undefined ? only : above?.id;
    return above === null || id === undefined || pairs.length === 0
      ? pairs
      : [headingOf(blockIdIn(part.id, id), above.name, 1), ...pairs];
  });
}

const headingOf = (id: string, name: Bilingual, level: 1 | 2): ReportPair => {
  const heading = (language: Locale): ReportBlock => ({
    kind: 'heading',
    id,
    level,
    text: words(textFor(name, language).text)
  });
  return { en: [heading('en')], zh: [heading('zh')] };
};

/** Puts the headings of a text below one that stands so much deeper. */
function lowered({ en, zh }: ReportPair, by: number): ReportPair {
  if (by === 0) return { en, zh };
  const of = (blocks: readonly ReportBlock[]): ReportBlock[] =>
    blocks.map((one) =>
      one.kind === 'heading' ? { ...one, level: Math.min(4, one.level + by) as 1 | 2 | 3 | 4 } : one
    );
  return { en: of(en), zh: of(zh) };
}

/**
 * Makes lines in bold of headings: the steps of a roadmap all have the same ones, which would say nothing in the contents
 * and bookmarks.
 */
function withoutHeadings({ en, zh }: ReportPair): ReportPair {
  const of = (blocks: readonly ReportBlock[]): ReportBlock[] =>
    blocks.map((one) =>
      one.kind === 'heading'
        ? {
            kind: 'paragraph',
            id: one.id,
            text: one.text.map((inline) =>
              inline.kind === 'text' && !inline.marks.includes('bold')
                ? { ...inline, marks: [...inline.marks, 'bold'] }
                : inline
            )
          }
        : one
    );
  return { en: of(en), zh: of(zh) };
}

/** Returns the number of a source; one that is cited for the first time is the next in the list. */
function numberOf(key: string, { sources }: Composing, make: (number: number) => ReportSource): number {
  const known = sources.get(key);
  if (known) return known.number;
  const cited = make(sources.size + 1);
  sources.set(key, cited);
  return cited.number;
}

const citeAnswer = (city: string, question: string, composing: Composing): number =>
  numberOf(`${city} ${question}`, composing, (number) => sourceOfAnswer(city, question, composing, number));

/** Returns the number of a source of the bibliography; null where the study has it no more. */
function citeSource(id: string, composing: Composing): number | null {
  const { bibliography } = composing.inputs;
  const source = Object.hasOwn(bibliography, id) ? bibliography[id] : undefined;
  return source
    ? numberOf(`bibliography ${id}`, composing, (number) => sourceOfBibliography(source, number))
    : null;
}

function sourceOfBibliography(
  { title, author, publisher, date, address }: CitedSource,
  number: number
): ReportSource {
  // Who published it stands behind the title, unless it is the author; an author has one name, a publisher one in each language.
  const titleIn = (locale: Locale): string => {
    const own = textFor(title, locale).text;
    const by = textFor(publisher, locale).text;
    return by === '' || by === author ? own : `${own}${locale === 'zh' ? '，' : ', '}${by}`;
  };
  return {
    number,
    title: { en: titleIn('en'), zh: titleIn('zh') },
    author,
    date: date ?? '',
    address
  };
}

/** Returns the id of the source that a link to the bibliography of the study names; undefined for any other address. */
function citedSource(href: string, { manifest }: ReportInputs): string | undefined {
  const link = sourceLinkOf(href);
  return link?.studySlug === manifest.study.slug && new URL(href).origin === manifest.origin
    ? link.source
    : undefined;
}

function sourceOfAnswer(
  cityId: string,
  question: string,
  { inputs: { names, manifest } }: Composing,
  number: number
): ReportSource {
  const found = names.questions?.find(({ id }) => id === question);
  const city = names.cities.find(({ id }) => id === cityId)?.name ?? { en: cityId, zh: cityId };
  const titleIn = (locale: Locale): string =>
    found
      ? m.report_answer(
          {
            city: textFor(city, locale).text,
            code: found.code,
            question: withoutStop(textFor(found.text, locale).text)
          },
          { locale }
        )
      : m.report_answer_unknown({ city: textFor(city, locale).text, question }, { locale });
  return {
    number,
    title: { en: titleIn('en'), zh: titleIn('zh') },
    // The title names the city, in its own language.
    author: '',
    date: manifest.date.slice(0, 4),
    address: ''
  };
}

const titleOfText = (subject: string, { inputs }: Composing): Bilingual => {
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
function passageAt(
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

function placeAt(subject: string, block: string | null, composing: Composing): string | null {
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

function thingAt(kind: ThingKind, id: string, { inputs }: Composing): string | null {
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

function pairOfPassage(part: string, passage: ReportPassage, fault: Fault): ReportPair {
  const { id, text, source, state } = passage;
  const about = textFor(text, 'en').text.slice(0, 60);
  gapsOf(text).forEach(() => fault('language-missing', about, true));
  if (state === 'changed') fault('source-changed', about, true);
  if (state === 'gone') fault('source-gone', about, true);
  const block = (language: Locale): ReportBlock =>
    text[language].trim() === ''
      ? { kind: 'gap', why: 'not-translated' }
      : {
          kind: 'paragraph',
          id: `${part}.${id}`,
          text: [
            ...words(text[language].trim()),
            ...(source?.address
              ? [...words(' '), ...words(m.report_see_report({}, { locale: language }), [], source.address)]
              : [])
          ]
        };
  return { en: [block('en')], zh: [block('zh')] };
}

/** Marks a cross-reference that leads nowhere until all parts are known. */
const nowhere = '?';

/**
 * Returns the target of a link below the study: a part of the composition (`…/reports/report#part`), a chapter or a city,
 * a practice, a theme, a step. A fragment names a block of it. Undefined for an address that is no place of the study's texts.
 */
function targetOf(href: string, composing: Composing): string | undefined {
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

interface Anchor extends Readonly<Record<Locale, string>> {
  /** Names the part for a block without a number of its own, which a reference names by its part; null for all others. */
  readonly part: string | null;
}

/** Returns which practice, theme, step or recommendation a page of the study is about; undefined for other pages. */
function thingOf(kind?: string, name = '', fragment = ''): [ThingKind, string] | undefined {
  if (kind === 'practices' && name !== '') return ['practice', name];
  if (kind === 'themes' && name !== '') return ['theme', name];
  const [, step = ''] = /^step-(.+)$/.exec(fragment) ?? [];
  if (step === '') return undefined;
  return kind === 'roadmap' ? ['step', step] : kind === 'next-steps' ? ['recommendation', step] : undefined;
}

/** Returns the ids of all parts and blocks; blocks of a pair by the language in which they are. */
function idsOf(parts: readonly ReportPart[]): ReadonlyMap<string, Anchor> {
  const ids = new Map<string, Anchor>();
  const walk = (part: ReportPart): void => {
    const numbered = new Set(
      part.pairs.flatMap(({ en, zh }) =>
        [...en, ...zh].flatMap((block) =>
          block.kind === 'figure' || (block.kind === 'table' && block.caption.length > 0) ? [block.id] : []
        )
      )
    );
    const inPart = (id: string): string | null => (numbered.has(id) ? null : part.id);
    ids.set(part.id, { en: part.id, zh: part.id, part: null });
    for (const { en, zh } of part.pairs) {
      const [first, second] = [en, zh].map((side) =>
        side.flatMap((block) => ('id' in block ? [block.id] : []))
      );
      first?.forEach((id, at) => ids.set(id, { en: id, zh: second?.[at] ?? id, part: inPart(id) }));
      second?.forEach((id, at) => ids.set(id, { en: first?.[at] ?? id, zh: id, part: inPart(id) }));
    }
    part.parts.forEach(walk);
  };
  parts.forEach(walk);
  return ids;
}

type Ids = ReturnType<typeof idsOf>;

/** Leads each cross-reference to the block of its own language, and reports those that lead nowhere. */
function withSettledReferences(part: ReportPart, ids: Ids, composing: Composing): ReportPart {
  const inline = (text: readonly ReportInline[], language: Locale): ReportInline[] =>
    text.flatMap((one): ReportInline[] => {
      if (one.kind === 'note') return [{ ...one, text: inline(one.text, language) }];
      if (one.kind !== 'reference') return [one];
      const found = ids.get(one.target);
      if (found)
        return [
          found.part === null
            ? { kind: 'reference', target: found[language] }
            : { kind: 'reference', target: found.part, block: found[language] }
        ];
      composing.faults.push({
        kind: 'dead-reference',
        part: part.id,
        about: inBoth(one.target.replace(/^\?/, '')),
        stops: true
      });
      return words(m.report_dead_reference({}, { locale: language }));
    });
  const block = (one: ReportBlock, language: Locale): ReportBlock => {
    switch (one.kind) {
      case 'heading':
      case 'paragraph':
      case 'quote':
      case 'item':
        return { ...one, text: inline(one.text, language) };
      case 'table':
        return {
          ...one,
          rows: one.rows.map((row) => row.map((cell) => ({ ...cell, text: inline(cell.text, language) })))
        };
      case 'figure':
        return { ...one, caption: inline(one.caption, language) };
      case 'gap':
      case 'rule':
        return one;
    }
  };
  return {
    ...part,
    pairs: part.pairs.map(({ en, zh }) => ({
      en: en.map((one) => block(one, 'en')),
      zh: zh.map((one) => block(one, 'zh'))
    })),
    parts: part.parts.map((inner) => withSettledReferences(inner, ids, composing))
  };
}
