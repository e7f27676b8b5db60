/**
 * Manages figures of public sources and tables of numbers. Figures are listed as their sources give them; no
 * query here adds them up or averages them.
 */
import { mostFigures, validateFigure, type ContextFigure, type FigureInput } from '#domain/context-figure.ts';
import { mostTables, validateTable, type ContextTable, type TableInput } from '#domain/context-table.ts';
import type { Actor } from '#domain/permissions.ts';
import { ok, type Result } from '#domain/refusal.ts';
import type { CommandDeps } from '../../commands/run-command.ts';
import {
  contextFigures,
  contextTables,
  listContextFigures,
  listContextTables
} from '../../store/context-figures.ts';
import { authorizeStudy } from '../study-access.ts';
import { editsOf, type Edits } from './edits.ts';
import { loadContextChoices, loadContextFacts, type ContextChoices } from './entries.ts';

export interface FigureList extends ContextChoices {
  readonly mayWrite: boolean;
  readonly figures: readonly ContextFigure[];
}

export interface TableList extends ContextChoices {
  readonly mayWrite: boolean;
  readonly tables: readonly ContextTable[];
}

export interface ContextFigures extends Edits<FigureInput> {
  list(actor: Actor, studySlug: string): Promise<Result<FigureList>>;
}

export interface ContextTables extends Edits<TableInput> {
  list(actor: Actor, studySlug: string): Promise<Result<TableList>>;
}

export function openContextFigures(tools: CommandDeps): ContextFigures {
  const { db } = tools.store;
  return {
    ...editsOf<FigureInput>(tools, {
      event: 'context.changed',
      most: mostFigures,
      nameOf: ({ label }) => label,
      validate: async (trx, { studyId }, input) =>
        validateFigure(input, await loadContextFacts(trx, studyId)),
      store: contextFigures
    }),

    list: async (actor, studySlug) => {
      const authorized = await authorizeStudy(db, actor, studySlug);
      if (!authorized.ok) return authorized;
      const { study, abilities } = authorized.value;
      return ok({
        ...(await loadContextChoices(db, study.id)),
        mayWrite: abilities.has('study.research-edit'),
        figures: await listContextFigures(db, study.id)
      });
    }
  };
}

export function openContextTables(tools: CommandDeps): ContextTables {
  const { db } = tools.store;
  return {
    ...editsOf<TableInput>(tools, {
      event: 'context.changed',
      most: mostTables,
      nameOf: ({ title }) => title,
      validate: async (trx, { studyId }, input) => validateTable(input, await loadContextFacts(trx, studyId)),
      store: contextTables
    }),

    list: async (actor, studySlug) => {
      const authorized = await authorizeStudy(db, actor, studySlug);
      if (!authorized.ok) return authorized;
      const { study, abilities } = authorized.value;
      return ok({
        ...(await loadContextChoices(db, study.id)),
        mayWrite: abilities.has('study.research-edit'),
        tables: await listContextTables(db, study.id)
      });
    }
  };
}
