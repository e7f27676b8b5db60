/** Declares what a command of the tool is, and gives it the app for as long as it runs. */
import { existsSync } from 'node:fs';
import type { ParseArgsOptionsConfig } from 'node:util';
import type { Config } from '#server/process/config.ts';
import { createApp, type App } from '#server/app.ts';
import { createLogger } from '#server/process/logger.ts';
import { UsageError } from './usage-error.ts';
import type { CliStreams } from './cli-streams.ts';

export interface Call {
  readonly config: Config;
  readonly streams: CliStreams;
  readonly values: Readonly<Record<string, string | boolean | (string | boolean)[] | undefined>>;
  readonly positionals: readonly string[];
}

export interface Command {
  readonly path: readonly string[];
  readonly usage: string;
  readonly does: string;
  /** Sets the number of arguments besides options. */
  readonly takes: number;
  readonly options?: ParseArgsOptionsConfig;
  /** Returns the exit code. */
  run(call: Call): Promise<number>;
}

/**
 * Does the same for commands whose database must exist: a mistyped DATA_DIR must not give an empty backup
 * that looks like a full one.
 */
export function withAppOfDatabase(call: Call, use: (app: App) => Promise<number>): Promise<number> {
  const { database } = call.config;
  if (database.engine === 'sqlite' && !existsSync(database.file))
    throw new UsageError(`There is no database at ${database.file}`);
  return withApp(call, use);
}

/** Warnings and errors go to standard error: standard output is the command's own. */
export async function withApp(call: Call, use: (app: App) => Promise<number>): Promise<number> {
  const now = (): Date => new Date();
  const logger = createLogger({ level: 'warn', now, write: call.streams.complain });
  const app = await createApp(call.config, { now, logger, servesNobody: true });
  try {
    return await use(app);
  } finally {
    await app.close();
  }
}

export const textOf = (value: Call['values'][string]): string | undefined =>
  typeof value === 'string' ? value : undefined;

export function countOf(value: Call['values'][string], option: string, most: number): number {
  const count = Number(textOf(value) ?? '1');
  if (!Number.isInteger(count) || count < 1 || count > most)
    throw new UsageError(`--${option} takes a whole number from 1 to ${most}`);
  return count;
}
