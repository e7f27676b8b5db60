/** The operator's tool: `npm run cli -- …`. What it can do stands in cli/commands.ts. */
import type { Surroundings } from './cli/surroundings.ts';

const [major = 0] = process.versions.node.split('.').map(Number);
// better-sqlite3 dies without a word on older ones, so this comes before any import of the house.
if (major < 22) {
  console.error(
    `Meridian runs on Node 22 or newer, not ${process.versions.node}. Use npm run cli -- …, which brings one.`
  );
  process.exit(2);
}

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
