/** Loads published reports for the public pages, with the addresses of their parts. */
import { editionSlug } from '#rules/report/report-build.ts';
import { numberingOf, type Numbering } from '#lib/areas/report/numbering.ts';
import type { ReportContent } from '#rules/report/report-content.ts';
import type { Publication } from '#areas/report';
import { must } from './guard.ts';

interface Requested {
  readonly locals: App.Locals;
  readonly params: { readonly study: string; readonly edition: string };
}

export interface Published {
  readonly publication: Publication;
  readonly numbering: Numbering;
  /** Holds the address of the contents page. */
  readonly base: string;
}

/** Numbers a content once: the service gives the same one for each request. */
const numberings = new WeakMap<ReportContent, Numbering>();

export async function loadPublished({ locals, params }: Requested): Promise<Published> {
  const { publishing } = locals.services.reports;
  const publication = must(locals, await publishing.load(params.study, params.edition));
  const { content, studySlug, kind, number } = publication;
  const numbering = numberings.get(content) ?? numberingOf(content);
  numberings.set(content, numbering);
  return { publication, numbering, base: `/reports/${studySlug}/${editionSlug(kind, number)}` };
}
