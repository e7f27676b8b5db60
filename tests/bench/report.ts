/** Tables for people and one file for programs: figures, and how this server's compare with each other server's. */
import { mkdirSync, writeFileSync } from 'node:fs';
import type { Figures } from './figures.ts';
import { evaluateGoals } from './goals.ts';
import type { Machine } from './machine.ts';
import type { Options } from './options.ts';
import type { Scenario } from './scenarios/scenario.ts';
import { projectRoot } from './targets/process.ts';
import type { TargetName } from './targets/target.ts';
import { targets } from './targets/targets.ts';

export interface Outcome {
  readonly target: TargetName;
  readonly title: string;
  readonly runs: readonly Figures[];
  /** Medians of the runs; none when one failed. */
  readonly figures: Figures;
  readonly error: string | null;
}

export interface Result {
  readonly scenario: Scenario;
  readonly outcomes: readonly Outcome[];
}

const number = (value: number): string => {
  if (!Number.isFinite(value)) return '–';
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2;
  return value.toLocaleString('en-GB', { minimumFractionDigits: digits, maximumFractionDigits: digits });
};

/** Prints the outcomes as a Markdown table; docs/performance.md holds the latest ones. */
export function printScenario(scenario: Scenario, outcomes: readonly Outcome[]): void {
  const names = Object.keys(outcomes.find(({ error }) => error === null)?.figures ?? {});
  const ours = outcomes.find(({ target }) => target === 'meridian')?.figures;
  const lines = [
    ['server', ...names],
    ['---', ...names.map(() => '---:')]
  ];
  for (const { target, title, figures, error } of outcomes) {
    if (error !== null) lines.push([title, 'failed', ...names.slice(1).map(() => '')]);
    else
      lines.push([
        title,
        ...names.map((name) => cell(figures[name] ?? NaN, target === 'meridian' ? undefined : ours?.[name]))
      ]);
  }
  console.log(`\n### ${scenario.title} (\`${scenario.name}\`)\n`);
  for (const cells of lines) console.log(`| ${cells.join(' | ')} |`);
  console.log(`\n${scenario.explains}`);
  for (const { title, error } of outcomes) if (error !== null) console.log(`\n${title} failed: ${error}`);
}

/** Formats one figure; in brackets this server's figure as a multiple of it. */
function cell(value: number, ours: number | undefined): string {
  return ours === undefined || value === 0 ? number(value) : `${number(value)} (×${number(ours / value)})`;
}

export function printGoals(results: readonly Result[]): void {
  const goalResults = evaluateGoals(results);
  if (goalResults.length === 0) return;
  console.log('\n### Goals\n\n| scenario | figure | goal | held | |\n| --- | --- | --- | ---: | --- |');
  for (const { scenario, figure, sense, times, of, held, met } of goalResults) {
    const against =
      of.length === 0
        ? ''
        : ` × ${of.length === 1 && of[0] ? targets[of[0]].title : `the best of ${of.length} peers`}`;
    const verdict = met === null ? 'not measured' : met ? 'met' : 'not met';
    console.log(
      `| ${scenario} | ${figure} | ${sense} ${times}${against} | ${held === null ? '–' : number(held)} | ${verdict} |`
    );
  }
  const met = goalResults.filter((goal) => goal.met === true).length;
  console.log(`\n${met} of ${goalResults.length} goals met`);
}

export function writeJson(
  options: Options,
  machine: Machine,
  missing: ReadonlyMap<TargetName, string>,
  results: readonly Result[]
): void {
  const folder = `${projectRoot}test-results`;
  mkdirSync(folder, { recursive: true });
  const outcomes = results.map(({ scenario, outcomes }) => ({ scenario: scenario.name, outcomes }));
  const report = {
    machine,
    options,
    missing: Object.fromEntries(missing),
    results: outcomes,
    goals: evaluateGoals(results)
  };
  writeFileSync(`${folder}/bench.json`, `${JSON.stringify(report, null, 2)}\n`);
  console.log('\nAll runs: test-results/bench.json');
}
