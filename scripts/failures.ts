/** Finds the failed tests in a report of Playwright; `vitest-failures.ts` collects those of Vitest. */
import { stripVTControlCharacters } from 'node:util';

/** Holds one failed test, or a group or file that failed as a whole; `message` is the first line of its error. */
export interface Failure {
  readonly file: string;
  readonly title: string;
  readonly message: string;
}

interface PlaywrightError {
  readonly message?: string;
}
export interface PlaywrightSuite {
  readonly title: string;
  readonly file: string;
  readonly suites?: readonly PlaywrightSuite[];
  readonly specs?: readonly {
    readonly title: string;
    readonly ok: boolean;
    readonly tests: readonly {
      readonly results: readonly {
        readonly duration: number;
        readonly errors?: readonly PlaywrightError[];
      }[];
    }[];
  }[];
}
export interface PlaywrightReport {
  readonly stats: { readonly expected: number; readonly unexpected: number; readonly flaky: number };
  readonly suites: readonly PlaywrightSuite[];
  readonly errors?: readonly PlaywrightError[];
}

/** Lists the failed tests of a report, also those that passed at a second try, and errors outside any test. */
export function playwrightFailures({ suites, errors = [] }: PlaywrightReport): Failure[] {
  return [
    ...suites.flatMap((suite) => failuresBelow(suite, [])),
    ...errors.map(({ message }) => ({
      file: 'tests/e2e',
      title: 'outside any test',
      message: firstLine(message)
    }))
  ];
}

function failuresBelow(suite: PlaywrightSuite, above: readonly string[]): Failure[] {
  const failed = (suite.specs ?? []).flatMap(({ title, ok, tests }) => {
    const error = tests.flatMap(({ results }) => results.flatMap(({ errors = [] }) => errors))[0];
    if (ok && error === undefined) return [];
    return [
      {
        file: `tests/e2e/${suite.file}`,
        title: [...above, title].join(' > '),
        message: firstLine(error?.message)
      }
    ];
  });
  const inner = (suite.suites ?? []).flatMap((child) => failuresBelow(child, [...above, child.title]));
  return [...failed, ...inner];
}

export function firstLine(message = ''): string {
  const lines = stripVTControlCharacters(message).split('\n');
  return lines.find((line) => line.trim() !== '')?.trim() ?? 'no message';
}
