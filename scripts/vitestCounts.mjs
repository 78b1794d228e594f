import { writeFileSync } from 'node:fs';
import process from 'node:process';

/** What an error says, as a reporter is given it. */
const saidBy = ({ name, message }) => (name && !message.startsWith(name) ? `${name}: ${message}` : message);

/** What failed of a test file: tests by their names; hooks of a suite by its name; what kept the file from being loaded. */
function failuresOf(module) {
  const failures = module.errors().map((error) => ({ name: '', error: saidBy(error) }));
  for (const suite of module.children.allSuites()) {
    failures.push(...suite.errors().map((error) => ({ name: suite.fullName, error: saidBy(error) })));
  }
  for (const test of module.children.allTests('failed')) {
    failures.push({ name: test.fullName, error: test.result().errors.map(saidBy)[0] ?? '' });
  }
  return failures;
}

/**
 * A reporter for vitest that leaves behind what `npm test` sums up: for each test file how many tests held, which did
 * not and why, and which were skipped, with the reason. The file's path comes in VITEST_COUNTS.
 */
export default class VitestCounts {
  onTestRunEnd(modules, errors) {
    const files = modules.map((module) => ({
      path: module.moduleId,
      passed: [...module.children.allTests('passed')].length,
      failures: failuresOf(module),
      skipped: [...module.children.allTests('skipped')].map((test) => ({
        name: test.fullName,
        reason: test.result().note ?? 'no reason given',
      })),
      milliseconds: module.diagnostic().duration,
    }));
    // What no test waits for: a promise that nobody catches, a worker that ends.
    const unhandled = errors.map(saidBy);
    writeFileSync(process.env.VITEST_COUNTS ?? 'vitest-counts.json', JSON.stringify({ files, unhandled }));
  }
}
