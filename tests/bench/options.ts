/** Parses the command line of `npm run bench -- …`. */
import { parseArgs } from 'node:util';
import { scenarios } from './scenarios/scenarios.ts';
import { targetNames, type TargetName } from './targets/target.ts';

export interface Options {
  readonly runs: number;
  readonly quick: boolean;
  readonly scenarios: readonly string[];
  readonly targets: readonly TargetName[];
  /** First of a few ports that are free. */
  readonly port: number;
}

const maxRuns = 20;

const usage = `npm run bench -- [--quick] [--runs N] [--only SCENARIO,…] [--against TARGET,…] [--port N]
  scenarios: ${scenarios.map(({ name }) => name).join(', ')}
  targets: ${targetNames.join(', ')}`;

/** Ends the process with a sentence when an option is wrong. */
export function readOptions(args: readonly string[]): Options {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        quick: { type: 'boolean', default: false },
        runs: { type: 'string' },
        only: { type: 'string' },
        against: { type: 'string' },
        port: { type: 'string', default: '4600' }
      }
    });
    const runs = Number(values.runs ?? (values.quick ? 1 : 3));
    if (!Number.isInteger(runs) || runs < 1 || runs > maxRuns)
      throw new Error(`--runs takes 1 to ${maxRuns}`);
    const port = Number(values.port);
    if (!Number.isInteger(port) || port < 1024 || port > 65_000)
      throw new Error('--port takes a port number');
    return {
      runs,
      quick: values.quick,
      port,
      scenarios: chosen(
        '--only',
        values.only,
        scenarios.map(({ name }) => name)
      ),
      targets: chosen('--against', values.against, targetNames)
    };
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\n${usage}`);
    process.exit(2);
  }
}

function chosen<T extends string>(
  option: string,
  held: string | undefined,
  known: readonly T[]
): readonly T[] {
  if (held === undefined) return known;
  const named = held.split(',');
  const unknown = named.find((name) => !known.some((one) => one === name));
  if (unknown !== undefined) throw new Error(`${option} does not know ${unknown}`);
  return known.filter((one) => named.includes(one));
}
