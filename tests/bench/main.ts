/**
 * The benchmark suite: the same clients do the same work with this server and with the ones people could pick instead, one
 * after the other within each run, servers on one core and clients on the other. Prints figures, ratios and goals.
 */
import { spawn } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { medians, type Figures } from './figures.ts';
import { writeHistory } from './history.ts';
import { machine } from './machine.ts';
import { readOptions } from './options.ts';
import { printGoals, printScenario, writeJson, type Outcome, type Result } from './report.ts';
import type { Answer } from './run.ts';
import { scenarios } from './scenarios/scenarios.ts';
import type { Scenario } from './scenarios/scenario.ts';
import { benchRoot, cores, pinned, runRoot } from './targets/process.ts';
import type { TargetName } from './targets/target.ts';
import { targets } from './targets/targets.ts';

/** A run that takes longer counts as failed. */
const runMinutes = { quick: 3, full: 8 } as const;
const portCount = 90;

const options = readOptions(process.argv.slice(2));
const groups = new Set<number>();
process.once('exit', () => groups.forEach(endGroup));
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));

rmSync(runRoot, { recursive: true, force: true });
mkdirSync(runRoot, { recursive: true });
const about = machine();
console.log(
  `${about.sentence}; ${options.quick ? 'quick: figures only show that it works' : `median of ${options.runs} runs`}`
);

const missing = new Map<TargetName, string>();
for (const name of options.targets) {
  const reason = await targets[name]
    .prepare()
    .catch((error: unknown) => (error instanceof Error ? error.message : String(error)));
  if (reason === null) continue;
  missing.set(name, reason);
  console.log(`without ${targets[name].title}: ${reason}`);
}
if (options.scenarios.includes('cold')) writeHistory(options.quick, process.env['BENCH_TRACE']);

const results: Result[] = [];
let ports = 0;
for (const scenario of scenarios.filter(({ name }) => options.scenarios.includes(name))) {
  const outcomes = await play(scenario);
  results.push({ scenario, outcomes });
  printScenario(scenario, outcomes);
}
rmSync(runRoot, { recursive: true, force: true });
// A quick run has too few people and too little time to meet a goal or to miss it.
if (!options.quick) printGoals(results);
writeJson(options, about, missing, results);
process.exitCode = results.some(({ outcomes }) => outcomes.some(({ error }) => error !== null)) ? 1 : 0;

async function play(scenario: Scenario): Promise<Outcome[]> {
  const names = scenario.targets.filter((name) => options.targets.includes(name) && !missing.has(name));
  const runs = new Map<TargetName, Figures[]>(names.map((name) => [name, []]));
  const errors = new Map<TargetName, string>();
  for (let run = 0; run < options.runs; run++) {
    for (const name of names) {
      if (errors.has(name)) continue;
      const answer = await runOnce(scenario.name, name, run);
      if ('error' in answer) errors.set(name, answer.error);
      else runs.get(name)?.push(answer.figures);
    }
  }
  return names.map((target) => {
    const figures = runs.get(target) ?? [];
    const error = errors.get(target) ?? null;
    return {
      target,
      title: targets[target].title,
      runs: figures,
      figures: error === null ? medians(figures) : {},
      error
    };
  });
}

/** Runs one scenario in a process group of its own, so that its server always ends with it. */
async function runOnce(scenario: string, target: TargetName, run: number): Promise<Answer> {
  const port = options.port + (ports++ % portCount);
  const size = options.quick ? 'quick' : 'full';
  const { file, args } = pinned(cores.clients, [
    process.execPath,
    `${benchRoot}run.ts`,
    scenario,
    target,
    String(run),
    String(port),
    size
  ]);
  const child = spawn(file, args, { detached: true, stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  const { pid } = child;
  if (pid !== undefined) groups.add(pid);
  const answer = await new Promise<Answer>((resolve) => {
    const minutes = runMinutes[size];
    const tooLong = setTimeout(
      () => resolve({ error: `took longer than ${minutes} minutes` }),
      minutes * 60_000
    );
    child.once('message', (message) => resolve(message as Answer));
    child.once('exit', (code, signal) => {
      clearTimeout(tooLong);
      resolve({ error: `ended with ${signal ?? code ?? 'nothing'}` });
    });
  });
  if (pid !== undefined) {
    endGroup(pid);
    groups.delete(pid);
  }
  return answer;
}

function endGroup(leader: number): void {
  try {
    process.kill(-leader, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
