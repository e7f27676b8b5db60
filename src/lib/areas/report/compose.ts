/**
 * Composes a report: from the texts and data that a manifest names to the content that every output is written
 * from. The same inputs give an equal content, and the same list of what is at fault.
 */
import { gapsOf, textFor, type Bilingual, type Locale } from '#base/locale.ts';
import type {
  ReportBlock,
  ReportContent,
  ReportGap,
  ReportKind,
  ReportPair,
  ReportPart
} from '#rules/report/report-content.ts';
import type { ManifestPart, ReportInputs, ReportPassage } from '#rules/report/report-inputs.ts';
import { needsSources, type ReportFault } from '#rules/report/report.ts';
import { m } from '#lib/paraglide/messages.js';
import type { NotedText } from './block-parts.ts';
import { titleOfBlock } from './block-titles.ts';
import { inBrief } from './brief.ts';
import { citeAnswer, citeSource } from './cited-sources.ts';
import {
  allParts,
  inBoth,
  isApprovedBlock,
  type Composing,
  type ComposingTools,
  type Fault,
  type ReportPicture
} from './composing.ts';
import { liveBlock } from './live-blocks.ts';
import { words } from '#document/nodes/report-words.ts';
import { passageAt, placeAt, placesOf, thingAt, titleOfText } from './places.ts';
import { idsOf, withSettledReferences } from './references.ts';
import { pairsOfText } from './text-pairs.ts';

export interface Composition {
  readonly content: ReportContent;
  /** By their SHA-256. */
  readonly pictures: ReadonlyMap<string, ReportPicture>;
  readonly faults: readonly ReportFault[];
}

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
  const parts = manifest.parts.flatMap((part) => partFrom(part, composing));
  const ids = idsOf(parts);
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
    parts: parts.map((part) => withSettledReferences(part, ids, composing)),
    sources: [...composing.sources.values()]
  };
  return { content, pictures: composing.pictures, faults: inOrder(composing.faults) };
}

const inOrder = (faults: readonly ReportFault[]): ReportFault[] => [
  ...faults.filter(({ stops }) => stops),
  ...faults.filter(({ stops }) => !stops)
];

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

/** Returns a part, or nothing where it is empty: what has nothing to show is left out, and named among the faults. */
function partFrom(part: ManifestPart, composing: Composing): ReportPart[] {
  const { manifest } = composing.inputs;
  const title = titleOf(part, composing);
  const fault: Fault = (kind, about, stops) => {
    composing.faults.push({ kind, part: part.id, about: inBoth(about), stops });
  };
  const { source } = part;
  const isEdition = manifest.status === 'published';
  const isDraft =
    (source.kind === 'text' && source.approval === null) ||
    (source.kind === 'block' && !isApprovedBlock(composing.inputs.data[source.data]));
  const isLeftOut = isEdition && isDraft;
  // What an edition does not show numbers no source of it.
  const written = isLeftOut
    ? pairsOf(part, apart(composing), () => undefined)
    : pairsOf(part, composing, fault);
  const before = composing.faults.length;
  const parts = part.parts.flatMap((inner) => partFrom(inner, composing));
  // What is at fault in the part itself is named before what is at fault below it.
  const below = composing.faults.splice(before);
  const isEmpty = written.length === 0 && parts.length === 0;
  if (isEmpty && source.kind === 'text') fault('empty-part', title, true);
  else if (isEmpty) {
    // What stood below it is named by itself.
    if (part.parts.length === 0) fault('empty-part', title, false);
    composing.faults.push(...below);
    return [];
  }
  if (gapsOf(title).length > 0) fault('title-missing', title, true);
  if (isDraft) fault('not-approved', title, !part.showsGaps);
  if (source.kind === 'missing') fault('missing-text', title, !part.showsGaps);
  composing.faults.push(...below);
  const all = isLeftOut ? [gapFor('not-approved')] : written;
  return [
    {
      id: part.id,
      title,
      numbering: part.numbering,
      approval: source.kind === 'text' ? source.approval : null,
      isDraft: isDraft && !isEdition,
      pairs: manifest.kind === 'handout' && source.kind === 'block' ? inBrief(all) : all,
      parts
    }
  ];
}

const apart = (composing: Composing): Composing => ({
  ...composing,
  pictures: new Map(),
  faults: [],
  sources: new Map(composing.sources)
});

const gapFor = (why: ReportGap['why']): ReportPair => ({
  en: [{ kind: 'gap', why }],
  zh: [{ kind: 'gap', why }]
});

function pairsOf(part: ManifestPart, composing: Composing, fault: Fault): ReportPair[] {
  const { inputs } = composing;
  const { source } = part;
  switch (source.kind) {
    case 'text': {
      const text = inputs.texts[source.subject];
      return text ? pairsOfText(part, text, composing, fault) : [gapFor('not-approved')];
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
        pairOfPassage(part.id, passage, inputs.manifest.kind, fault)
      );
    case 'missing':
      // A draft says once that nothing is written; in an edition the text is there and not approved.
      return [gapFor(inputs.manifest.status === 'draft' ? 'not-written' : 'not-approved')];
    case 'group':
      return [];
  }
}

function pairOfPassage(part: string, passage: ReportPassage, kind: ReportKind, fault: Fault): ReportPair {
  const { id, text, source, state } = passage;
  const about = textFor(text, 'en').text.slice(0, 60);
  gapsOf(text).forEach(() => fault('language-missing', about, true));
  if (state === 'unlinked' && needsSources(kind)) fault('source-missing', about, true);
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
