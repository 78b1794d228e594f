import { relative } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { projectRoot } from './ensureInstalled.mjs';

/** A line about what failed or was skipped: where, and the first line of what it said. */
export function summaryLine(places, said) {
  const [first = ''] = stripVTControlCharacters(said).trim().split('\n');
  return [...places, first].filter((part) => part !== '').join(': ');
}

/** The row of the summary that a test file counts for. */
function topicOf(file) {
  const [first = '', second = ''] = file.replaceAll('\\', '/').split('/');
  return first === 'test' ? `test/${second}` : 'Unit tests';
}

/**
 * The rows of the summary that a run of vitest comes to: how many tests of a topic held, a line for each that did not,
 * and one for each that was skipped. `report` is what vitestCounts.mjs left behind, where it did.
 */
export function vitestRows(report, status, milliseconds) {
  const { files, unhandled } = report ?? { files: [], unhandled: ['it left no report behind'] };
  const topics = new Map();
  for (const file of files) {
    const place = relative(projectRoot, file.path);
    const title = topicOf(place);
    const row = topics.get(title) ?? { title, passed: 0, failures: [], skips: [], milliseconds: 0 };
    topics.set(title, row);
    row.passed += file.passed;
    row.failures.push(...file.failures.map(({ name, error }) => summaryLine([place, name], error)));
    row.skips.push(...file.skipped.map(({ name, reason }) => summaryLine([place, name], reason)));
    row.milliseconds += file.milliseconds;
  }
  const rows = [...topics.values()].sort((a, b) => (a.title < b.title ? -1 : 1));
  const title = 'vitest itself';
  const failures = unhandled.map((error) => summaryLine([title], error));
  if (status !== 0 && failures.length === 0 && rows.every((row) => row.failures.length === 0)) {
    failures.push(summaryLine([title], `ended with status ${status}`));
  }
  if (failures.length > 0) rows.push({ title, passed: 0, failures, skips: [], milliseconds });
  return rows;
}
