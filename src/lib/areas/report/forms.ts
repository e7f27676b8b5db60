import { z } from 'zod';
import { buildPurposes, type BuildPurpose, type OutputName } from '#rules/report/report-build.ts';
import {
  reportEditions,
  reportFormats,
  type ReportEdition,
  type ReportFormat
} from '#rules/report/report-content.ts';
import type { Bilingual } from '#base/locale.ts';
import type { PassageSource } from '#rules/report/report-inputs.ts';
import {
  isReportBlock,
  partNumberings,
  type PartInput,
  type PartPlace,
  type PartSource
} from '#rules/report/report.ts';
import { bilingualIn, oneOf, textIn, textOrNull } from '#lib/forms/fields.ts';

/** Parses what a part is to show, as the form names it: `chapter:{slug}`, `synopses:{side}`, `block:{name}`, `block:{name}:{topic}` … */
export function partSourceIn(text: string): PartSource | undefined {
  const [kind = '', name = '', topic = ''] = text.split(':');
  switch (kind) {
    case 'chapter':
      return { kind, slug: name };
    case 'synopses':
      return { kind, side: name };
    case 'block':
      return isReportBlock(name) ? { kind, block: name, ...(topic === '' ? {} : { topic }) } : undefined;
    case 'passages':
    case 'group':
      return { kind };
    default:
      return undefined;
  }
}

export const partIn = (form: FormData): PartInput => ({
  title: bilingualIn(form, 'title'),
  numbering: oneOf(partNumberings, textIn(form, 'numbering')) ?? 'chapter',
  showsGaps: textIn(form, 'showsGaps') === '1'
});

export const placeIn = (form: FormData): PartPlace => ({
  parentId: textOrNull(form, 'parent'),
  beforeId: textOrNull(form, 'before')
});

const passageSource = z.strictObject({
  part: z.string().max(130),
  block: z.string().max(300),
  print: z.string().regex(/^[0-9a-f]{16}$/),
  words: z.strictObject({ en: z.string().max(200), zh: z.string().max(200) })
});

export interface PassageForm {
  readonly text: Bilingual;
  readonly source: PassageSource | null;
}

/** Undefined where its place of the report is no such place. */
export function passageIn(form: FormData): PassageForm | undefined {
  const text = bilingualIn(form, 'text');
  const sent = textIn(form, 'source');
  if (sent === '') return { text, source: null };
  try {
    const source = passageSource.safeParse(JSON.parse(sent));
    return source.success ? { text, source: source.data } : undefined;
  } catch {
    return undefined;
  }
}

export interface BuildForm {
  readonly purpose: BuildPurpose;
  readonly editions: readonly ReportEdition[];
  readonly formats: readonly ReportFormat[];
}

export const buildIn = (form: FormData): BuildForm => {
  const all = (name: string): string[] =>
    form.getAll(name).filter((value): value is string => typeof value === 'string');
  return {
    purpose: oneOf(buildPurposes, textIn(form, 'purpose')) ?? 'draft',
    editions: reportEditions.filter((one) => all('edition').includes(one)),
    formats: reportFormats.filter((one) => all('format').includes(one))
  };
};

/** Parses the name of an output in an address: `en-html`. */
export function outputIn(text: string): OutputName | undefined {
  const [edition = '', format = ''] = text.split('-');
  const known = { edition: oneOf(reportEditions, edition), format: oneOf(reportFormats, format) };
  return known.edition && known.format ? { edition: known.edition, format: known.format } : undefined;
}
