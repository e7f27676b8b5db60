/** The operator's tool: `npm run cli -- …`. What it can do stands in cli/commands.ts. */
import type { Surroundings } from './cli/surroundings.ts';

const { run } = await import('./cli/run.ts');

const around: Surroundings = {
  env: process.env,
  print: (line) => process.stdout.write(line + '\n'),
  complain: (line) => process.stderr.write(line + '\n'),
  readInput: async () => {
    const pieces: Buffer[] = [];
    for await (const piece of process.stdin) pieces.push(piece as Buffer);
    return Buffer.concat(pieces).toString('utf8');
  }
};
process.exitCode = await run(process.argv.slice(2), around);
