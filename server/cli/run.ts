/**
 * Maps arguments to a command and its outcome to an exit code: 0 done, 1 the audit found a fault, 2 a usage
 * error or a refusal, printed in one line. A defect throws.
 */
import { parseArgs, type ParseArgsOptionsConfig } from 'node:util';
import { ConfigError, readConfig } from '#server/process/config.ts';
import { FormerDatabaseError } from '#server/store/former-release.ts';
import { NewerDatabaseError } from '#server/store/migrate.ts';
import { DatabaseUnusableError } from '#server/store/open.ts';
import { commands } from './commands.ts';
import type { Command } from './command.ts';
import { UsageError } from './usage-error.ts';
import type { CliStreams } from './cli-streams.ts';

export async function run(args: readonly string[], streams: CliStreams): Promise<number> {
  if (args.length === 0 || args.includes('--help') || args[0] === 'help') {
    usage().forEach(args.length === 0 ? streams.complain : streams.print);
    return args.length === 0 ? 2 : 0;
  }
  try {
    const command = commandOf(args);
    const { values, positionals } = parsed(command, args.slice(command.path.length));
    return await command.run({ config: readConfig(streams.env), streams, values, positionals });
  } catch (error) {
    const sentence = sentenceFor(error);
    if (sentence === undefined) throw error;
    streams.complain(sentence.replace(/\s*\n\s*/g, ' '));
    return 2;
  }
}

function usage(): string[] {
  return [
    'Usage: npm run cli -- COMMAND',
    '',
    ...commands.flatMap((command) => [`  ${command.usage}`, `      ${command.does}`])
  ];
}

function commandOf(args: readonly string[]): Command {
  const found = commands.find((command) => command.path.every((token, index) => args[index] === token));
  if (found) return found;
  const near = commands.filter((command) => command.path[0] === args[0]).map((command) => command.usage);
  throw new UsageError(
    near.length > 0
      ? `Usage: ${near.join(' | ')}`
      : `There is no command ${JSON.stringify(args[0])}; npm run cli -- help lists them all`
  );
}

function parsed(command: Command, args: readonly string[]) {
  const options: ParseArgsOptionsConfig = command.options ?? {};
  try {
    const result = parseArgs({ args: [...args], options, allowPositionals: true, strict: true });
    if (result.positionals.length !== command.takes) throw new UsageError(`Usage: ${command.usage}`);
    return result;
  } catch (error) {
    // parseArgs names the option at fault in its first sentence.
    if (error instanceof TypeError)
      throw new UsageError(
        `${(error.message.split('. ')[0] ?? '').replace(/\.$/, '')}. Usage: ${command.usage}`
      );
    throw error;
  }
}

/** Describes in one sentence what went wrong outside the program; undefined for a defect. */
function sentenceFor(error: unknown): string | undefined {
  const usageErrors = [
    UsageError,
    ConfigError,
    FormerDatabaseError,
    NewerDatabaseError,
    DatabaseUnusableError
  ];
  if (usageErrors.some((kind) => error instanceof kind)) return (error as Error).message;
  // These are system errors about a file that the caller named: missing, no permission, a folder, no space
  // left.
  if (error instanceof Error && 'syscall' in error && 'code' in error) {
    return `${'path' in error ? String(error.path) : 'The file'} cannot be used (${String(error.code)})`;
  }
  return undefined;
}
