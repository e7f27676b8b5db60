/** Builds the open data of published reports: the list, one edition, its tables as CSV, and the catalogue (DCAT). */
import { z } from 'zod';
import { editionSlug, publishedPath } from '#rules/report/report-build.ts';
import { locales, type Locale } from '#base/locale.ts';
import {
  reportEditions,
  reportFiles,
  reportFormats,
  reportKinds,
  type ReportBlock,
  type ReportContent,
  type ReportPart
} from '#rules/report/report-content.ts';
import { themeAnswers, themeKinds, themeOrigins } from '#rules/practices/theme.ts';
import { dataCell, dataText, numbered, sourceRows, sourcesHeading } from '#lib/areas/report/data-tables.ts';
import { numberingOf } from '#lib/areas/report/numbering.ts';
import { placeLabel } from '#lib/areas/report/place-label.ts';
import type { OpenPractice, OpenTheme, Publication, PublicationSummary } from '#areas/report';
import { csvOf } from '#base/csv.ts';
import { bilingual, shapes, time } from './shapes.ts';

export const licence = 'https://creativecommons.org/licenses/by/4.0/';

const publicationFields = {
  study: z.string().describe('Slug of the study'),
  studyName: bilingual,
  kind: z.enum(reportKinds),
  number: z.string(),
  title: bilingual,
  publishedAt: time,
  sha256: z.string().describe('SHA-256 of the content that was signed'),
  licence: z.string(),
  page: z.string(),
  data: z.string()
};

const publication = z.strictObject(publicationFields).register(shapes, { id: 'Publication' });

export const publicationList = z
  .strictObject({ reports: z.array(publication) })
  .register(shapes, { id: 'PublicationList' });

export const publishedReport = z
  .strictObject({
    ...publicationFields,
    signatures: z.array(z.strictObject({ name: bilingual, side: bilingual, at: time })),
    errata: z.array(
      z.strictObject({
        number: z.int().min(1),
        part: z.string().describe('Empty for the report as a whole'),
        text: bilingual,
        on: z.iso.date()
      })
    ),
    files: z.array(
      z.strictObject({
        edition: z.enum(reportEditions),
        format: z.enum(reportFormats),
        mediaType: z.string(),
        sha256: z.string(),
        size: z.int().min(0),
        fileName: z.string(),
        address: z.string()
      })
    ),
    content: z.looseObject({}).describe('The parts of the report with their passages, tables and sources')
  })
  .register(shapes, { id: 'PublishedReport' });

const findingFields = {
  id: z.string(),
  address: z.string(),
  licence: z.string(),
  reports: z.array(z.string()).describe('Addresses of the reports that hold it')
};

export const openPractice = z
  .strictObject({
    ...findingFields,
    city: bilingual,
    side: bilingual,
    characteristic: bilingual,
    categories: z.array(bilingual),
    languages: z.array(z.enum(locales)).describe('The languages for which the city has given its consent'),
    title: bilingual,
    problem: bilingual,
    solution: bilingual,
    results: bilingual,
    conditions: bilingual,
    transferability: bilingual,
    resources: bilingual
  })
  .register(shapes, { id: 'OpenPractice' });

export const openPracticeList = z
  .strictObject({ practices: z.array(openPractice) })
  .register(shapes, { id: 'OpenPracticeList' });

export const openTheme = z
  .strictObject({
    ...findingFields,
    kind: z.enum(themeKinds),
    statement: bilingual,
    explanation: bilingual,
    origin: z.enum(themeOrigins),
    answered: z.enum(themeAnswers),
    side: bilingual.nullable().describe('Null where it is about both sides'),
    characteristics: z.array(bilingual).describe('Empty for one about all of them')
  })
  .register(shapes, { id: 'OpenTheme' });

export const openThemeList = z
  .strictObject({ themes: z.array(openTheme) })
  .register(shapes, { id: 'OpenThemeList' });

export const catalog = z.looseObject({
  '@id': z.string(),
  '@type': z.string(),
  'dcat:dataset': z.array(z.looseObject({ '@id': z.string() }))
});

const apiPath = ({
  studySlug,
  kind,
  number
}: Pick<PublicationSummary, 'studySlug' | 'kind' | 'number'>): string =>
  `/api/v1/public/reports/${studySlug}/${editionSlug(kind, number)}`;

export const publicationJson = (one: PublicationSummary, origin: string) => ({
  study: one.studySlug,
  studyName: one.studyName,
  kind: one.kind,
  number: one.number,
  title: one.title,
  publishedAt: one.publishedAt,
  sha256: one.hash,
  licence,
  page: origin + publishedPath(one.studySlug, one.kind, one.number),
  data: origin + apiPath(one)
});

export const publishedReportJson = (publication: Publication, origin: string) => ({
  ...publicationJson(publication, origin),
  signatures: publication.signatures,
  errata: publication.errata,
  files: publication.outputs.map(({ edition, format, sha256, size, fileName }) => ({
    edition,
    format,
    mediaType: reportFiles[format].mediaType,
    sha256,
    size,
    fileName,
    address: `${origin}${publishedPath(publication.studySlug, publication.kind, publication.number)}/files/${edition}-${format}`
  })),
  content: { ...publication.content }
});

const findingJson = (
  { id, editions }: Pick<OpenPractice, 'id' | 'editions'>,
  kind: 'practices' | 'themes',
  studySlug: string,
  origin: string
) => ({
  id,
  address: `${origin}/api/v1/public/studies/${studySlug}/${kind}/${id}`,
  licence,
  reports: editions.map((edition) => `${origin}/reports/${studySlug}/${edition}`)
});

/** Returns a good practice of a published report, in the languages for which its city agrees. */
export const openPracticeJson = (practice: OpenPractice, studySlug: string, origin: string) => ({
  ...findingJson(practice, 'practices', studySlug, origin),
  city: practice.city,
  side: practice.side,
  characteristic: practice.characteristic,
  categories: practice.categories,
  languages: practice.languages,
  ...practice.texts
});

/** Returns a trend or challenge of a published report. */
export const openThemeJson = (theme: OpenTheme, studySlug: string, origin: string) => ({
  ...findingJson(theme, 'themes', studySlug, origin),
  kind: theme.kind,
  statement: theme.statement,
  explanation: theme.explanation,
  origin: theme.origin,
  answered: theme.answer,
  side: theme.side,
  characteristics: theme.characteristics
});

/** Returns all tables of a report one after another as CSV: a line with the caption before each. */
export function tablesCsv(content: Pick<ReportContent, 'parts' | 'sources'>, language: Locale): Uint8Array {
  const { parts, sources } = content;
  const numbering = numberingOf(content);
  const referenceText = (target: string): string => placeLabel(target, numbering, language);
  const tables = parts.flatMap(function within(part: ReportPart): ReportBlock[] {
    return [...part.pairs.flatMap((pair) => pair[language]), ...part.parts.flatMap(within)];
  });
  return csvOf([
    ...tables.flatMap((block) =>
      block.kind === 'table'
        ? [
            [dataText(block.caption, referenceText), dataText(block.sourceLine, referenceText)],
            ...numbered(
              block.rows.map((row) => row.map((cell) => dataCell(cell, referenceText))),
              block.headRows,
              language
            ),
            []
          ]
        : []
    ),
    ...(sources.length > 0 ? [[sourcesHeading(language)], ...sourceRows(sources, language)] : [])
  ]);
}

/** Describes everything that was published as a catalogue of data sets, in the terms of DCAT 3 as JSON-LD. */
export const catalogJson = (published: readonly PublicationSummary[], origin: string) => ({
  '@context': {
    dcat: 'http://www.w3.org/ns/dcat#',
    dct: 'http://purl.org/dc/terms/',
    spdx: 'http://spdx.org/rdf/terms#',
    xsd: 'http://www.w3.org/2001/XMLSchema#'
  },
  '@id': `${origin}/api/v1/public/catalog`,
  '@type': 'dcat:Catalog',
  'dct:title': [{ '@value': 'Meridian', '@language': 'en' }],
  'dcat:dataset': published.map((one) => ({
    '@id': origin + publishedPath(one.studySlug, one.kind, one.number),
    '@type': 'dcat:Dataset',
    'dct:title': locales
      .filter((locale) => one.title[locale] !== '')
      .map((locale) => ({ '@value': one.title[locale], '@language': locale })),
    'dct:identifier': `${one.studySlug}/${editionSlug(one.kind, one.number)}`,
    'dct:issued': { '@value': one.publishedAt, '@type': 'xsd:dateTime' },
    'dct:license': { '@id': licence },
    'dct:language': [
      'http://publications.europa.eu/resource/authority/language/ENG',
      'http://publications.europa.eu/resource/authority/language/ZHO'
    ].map((id) => ({ '@id': id })),
    'dcat:landingPage': { '@id': origin + publishedPath(one.studySlug, one.kind, one.number) },
    'dcat:distribution': [
      { path: apiPath(one), type: 'application/json' },
      ...locales.map((locale) => ({ path: `${apiPath(one)}/tables?language=${locale}`, type: 'text/csv' }))
    ].map(({ path, type }) => ({
      '@type': 'dcat:Distribution',
      'dcat:downloadURL': { '@id': origin + path },
      'dcat:mediaType': type,
      'dct:license': { '@id': licence }
    }))
  }))
});
