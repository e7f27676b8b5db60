/**
 * Manages figures of public sources and tables of numbers. Figures are listed as their sources give them; no
 * query here adds them up or averages them.
 */
import {
  mostFigures,
  validateFigure,
  type ContextFigure,
  type FigureInput
} from '#rules/context/context-figure.ts';
import {
  mostTables,
  validateTable,
  type ContextTable,
  type TableInput
} from '#rules/context/context-table.ts';
import { bind } from '#server/commands/bind.ts';
import { readsOf } from '#server/commands/read.ts';
import type { CommandDeps } from '#server/commands/run-command.ts';
import {
  contextFigures,
  contextTables,
  listContextFigures,
  listContextTables
} from './store/context-figures.ts';
import { studySubject } from '#areas/study';
import { bindEdits, editsOf } from '#areas/bibliography';
import { loadContextChoices, loadContextFacts, type ContextChoices } from './entries.ts';

export interface FigureList extends ContextChoices {
  readonly mayWrite: boolean;
  readonly figures: readonly ContextFigure[];
}

export interface TableList extends ContextChoices {
  readonly mayWrite: boolean;
  readonly tables: readonly ContextTable[];
}

const figureEdits = editsOf<FigureInput>({
  name: 'figure',
  event: 'context.changed',
  most: mostFigures,
  nameOf: ({ label }) => label,
  validate: async (trx, { studyId }, input) => validateFigure(input, await loadContextFacts(trx, studyId)),
  store: contextFigures
});

const tableEdits = editsOf<TableInput>({
  name: 'table',
  event: 'context.changed',
  most: mostTables,
  nameOf: ({ title }) => title,
  validate: async (trx, { studyId }, input) => validateTable(input, await loadContextFacts(trx, studyId)),
  store: contextTables
});

const read = readsOf<CommandDeps>();

const listFigures = read(
  { name: 'context.figures', subject: studySubject },
  async ({ db, abilities, subject: { study } }): Promise<FigureList> => ({
    ...(await loadContextChoices(db, study.id)),
    mayWrite: abilities.has('study.research-edit'),
    figures: await listContextFigures(db, study.id)
  })
);

const listTables = read(
  { name: 'context.tables', subject: studySubject },
  async ({ db, abilities, subject: { study } }): Promise<TableList> => ({
    ...(await loadContextChoices(db, study.id)),
    mayWrite: abilities.has('study.research-edit'),
    tables: await listContextTables(db, study.id)
  })
);

export const createContextFigures = (tools: CommandDeps) => ({
  ...bindEdits(tools, figureEdits),
  ...bind(tools, { list: listFigures })
});

export const createContextTables = (tools: CommandDeps) => ({
  ...bindEdits(tools, tableEdits),
  ...bind(tools, { list: listTables })
});
