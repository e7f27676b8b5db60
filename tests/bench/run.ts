/**
 * Executes one run of one scenario against one server, in a process of its own, so that a run that hangs or
 * fails affects no other. Usage: node run.ts SCENARIO TARGET RUN PORT quick|full; answers by message.
 */
import { mkdirSync, mkdtempSync } from 'node:fs';
import { chanceOf } from '#base/chance.ts';
import type { Figures } from './figures.ts';
import { scenarios } from './scenarios/scenarios.ts';
import type { Stage } from './scenarios/scenario.ts';
import { runRoot } from './targets/process.ts';
import { targets } from './targets/targets.ts';
import { targetNames } from './targets/target.ts';

export type Answer = { readonly figures: Figures } | { readonly error: string };

const [, , scenarioName, targetName, runText, portText, size] = process.argv;
const scenario = scenarios.find((one) => one.name === scenarioName);
const name = targetNames.find((one) => one === targetName);
if (!scenario || !name || !process.send) throw new Error('run.ts is started by main.ts');
const run = Number(runText);
const quick = size === 'quick';
const target = targets[name];

mkdirSync(runRoot, { recursive: true });
const runDir = mkdtempSync(`${runRoot}/${scenario.name}-${name}-`);
let dataDirCount = 0;
const stage: Stage = {
  target,
  quick,
  run,
  random: chanceOf(run + 1),
  snapshotDir: `${runRoot}/kept-${scenario.name}-${name}-${quick ? 'quick' : 'full'}`,
  start: async (options = {}) => {
    const dataDir = options.dataDir ?? `${runDir}/${dataDirCount++}`;
    const server = await target.start({ ...options, dataDir, port: Number(portText) });
    return { ...server, dataDir };
  }
};

const answer: Answer = await scenario.run(stage).then(
  (figures) => ({ figures }),
  (error: unknown) => ({ error: error instanceof Error ? (error.stack ?? error.message) : String(error) })
);
process.send(answer, () => process.exit(0));
