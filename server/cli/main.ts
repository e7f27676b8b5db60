/** Runs the operator's command-line tool: `npm run cli -- …`. cli/commands.ts lists its commands. */
import type { CliStreams } from './cli-streams.ts';

// Databases, backups and exports are readable by their owner only.
process.umask(0o077);

const { run } = await import('./run.ts');

const streams: CliStreams = {
  env: process.env,
  print: (line) => process.stdout.write(line + '\n'),
  complain: (line) => process.stderr.write(line + '\n'),
  readInput: async () => {
    const pieces: Buffer[] = [];
    for await (const piece of process.stdin) pieces.push(piece as Buffer);
    return Buffer.concat(pieces).toString('utf8');
  }
};
process.exitCode = await run(process.argv.slice(2), streams);
