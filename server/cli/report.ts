/** Builds a report or White Paper from the present state of a study, as one file; what is not approved is marked as draft. */
import type { ReportEdition, ReportFormat, ReportKind } from '#rules/report/report-content.ts';
import type { App } from '#server/app.ts';
import { writeWhole } from '#areas/answers';
import type { CliStreams } from './cli-streams.ts';
import { accepted, UsageError } from './usage-error.ts';

const papers = { main: 'report', 'white-paper': 'white-paper' } as const satisfies Record<string, ReportKind>;
const languages = ['en', 'zh', 'facing'] as const satisfies readonly ReportEdition[];
const formats = ['pdf', 'docx', 'html', 'xlsx'] as const satisfies readonly ReportFormat[];

export const reportBuildUsage =
  'report build SLUG [--report main|white-paper] --language en|zh|facing --format pdf|docx|html|xlsx FILE';

export interface ReportOrder {
  readonly kind: ReportKind;
  readonly edition: ReportEdition;
  readonly format: ReportFormat;
}

/** Parses the options. Throws a UsageError for a value that they do not take. */
export function reportOrderFrom(values: {
  readonly report: string | undefined;
  readonly language: string | undefined;
  readonly format: string | undefined;
}): ReportOrder {
  const paper = values.report ?? 'main';
  const kind = Object.entries(papers).find(([name]) => name === paper)?.[1];
  const edition = languages.find((one) => one === values.language);
  const format = formats.find((one) => one === values.format);
  if (!kind) throw new UsageError('--report takes main or white-paper');
  if (!edition) throw new UsageError(`--language takes ${languages.join(', ')}`);
  if (!format) throw new UsageError(`--format takes ${formats.join(', ')}`);
  return { kind, edition, format };
}

export async function reportBuild(
  app: App,
  slug: string,
  { kind, ...output }: ReportOrder,
  file: string,
  { print }: Pick<CliStreams, 'print'>
): Promise<number> {
  const draft = accepted(await app.reports.draftFiles.write(slug, kind, output), {
    'not-found': `There is no study ${JSON.stringify(slug)}; study list names them all`
  });
  if ('failure' in draft) throw new UsageError(draft.failure);
  await writeWhole(file, (write) => Promise.resolve(write(draft.bytes)));
  print(`${file}: draft ${draft.number}, ${draft.bytes.length} bytes; ${draft.faults.length} findings`);
  return 0;
}
