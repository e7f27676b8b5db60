import type { ReportTreePart } from '#rules/report/report.ts';
import type { ReportKind } from '#rules/report/report-content.ts';
import { findReport, listParts } from './store/reports.ts';
import { commandsOf } from '#server/commands/command.ts';
import type { Command, Decision } from '#server/commands/command-spec.ts';
import { refused } from '#server/commands/refused.ts';
import { studySubject } from '#areas/study';
import type { ManifestTools } from './manifest.ts';

const command = commandsOf<ManifestTools>();

export interface CompositionEdit extends Decision<ManifestTools, typeof studySubject, undefined> {
  readonly kind: ReportKind;
  readonly parts: readonly ReportTreePart[];
}

type OfKind = ReportKind | { readonly kind: ReportKind };

const kindIn = (of: OfKind): ReportKind => (typeof of === 'string' ? of : of.kind);

/** Makes a change of a composition: the study is locked, so that two changes come one after the other. */
export const edit = <Of extends OfKind, Input extends readonly unknown[], T>(
  act: string,
  run: (edit: CompositionEdit, of: Of, ...input: Input) => Promise<T>
): Command<ManifestTools, typeof studySubject, [of: Of, ...Input], T> =>
  command(
    { name: `report.${act}`, subject: studySubject, needs: 'study.compose', locks: ['study'] },
    async (decision, of: Of, ...input: Input) => {
      const { trx, append, subject } = decision;
      const kind = kindIn(of);
      if (!(await findReport(trx, subject.study.id, kind))) throw refused('not-found');
      const parts = await listParts(trx, subject.study.id, kind);
      const done = await run({ ...decision, kind, parts }, of, ...input);
      append({ kind: 'report.changed', needs: 'study.report', payload: { report: kind } });
      return done;
    }
  );

export interface Seen {
  readonly id: string;
  readonly version: number;
}
