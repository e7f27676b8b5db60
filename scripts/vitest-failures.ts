/**
 * Lists all that failed in a run of Vitest in `test-results/vitest-failures.json`: tests, hooks of a group, files that
 * could not be loaded, and errors that no test caught. Vitest's own JSON names only the tests.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import type { Reporter, SerializedError, TestModule } from 'vitest/node';
import { firstLine, type Failure } from './failures.ts';

const file = join(process.cwd(), 'test-results/vitest-failures.json');

export default class FailureReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], uncaught: readonly SerializedError[]): void {
    const failures = [...modules.flatMap(failuresOf), ...uncaught.map(describeUncaught)];
    mkdirSync(dirname(file), { recursive: true });
    const inOrder = failures.toSorted((a, b) => a.file.localeCompare(b.file));
    writeFileSync(file, JSON.stringify(inOrder));
  }
}

function failuresOf(module: TestModule): Failure[] {
  const found = (title: string, errors: readonly SerializedError[] = []): Failure[] =>
    errors.length === 0
      ? []
      : [{ file: pathOf(module.moduleId), title, message: firstLine(errors[0]?.message) }];
  return [
    ...found('the file', module.errors()),
    ...[...module.children.allSuites()].flatMap((suite) => found(suite.fullName, suite.errors())),
    ...[...module.children.allTests()].flatMap((test) => found(test.fullName, test.result().errors))
  ];
}

function describeUncaught(error: SerializedError): Failure {
  const path: unknown = error['VITEST_TEST_PATH'];
  return {
    file: typeof path === 'string' ? pathOf(path) : 'no file',
    title: 'an error that no test caught',
    message: firstLine(error.message)
  };
}

const pathOf = (path: string): string => relative(process.cwd(), path);
