// Asks npm's registry for known holes in the packages that are shipped: `npm run audit`. What was not asked is never called
// clean: where the registry does not answer (no network, a mirror without this service) it says so, and the status is 0, or
// with --required 1. Holes are status 1.
import { spawnSync } from 'node:child_process';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { projectRoot } from './ensureInstalled.mjs';

// Where a user's settings are `offline` npm would find nothing and say so as if it had asked.
const COMMAND = ['audit', '--omit=dev', '--json', '--offline=false', '--fetch-retries=1', '--fetch-timeout=30000'];

/**
 * What npm's answer says: `state` is `clean`, `holes` or `unchecked`, and `text` what a person reads. What is no report
 * with counts of packages that were asked about is `unchecked`.
 */
export function readAudit(answer) {
  let report;
  try {
    report = JSON.parse(answer);
  } catch {
    return { state: 'unchecked', text: 'not checked: npm gave no answer that can be read' };
  }
  const asked = report.metadata?.dependencies?.prod;
  const found = report.metadata?.vulnerabilities?.total;
  if (report.auditReportVersion !== 2 || !(asked > 0) || typeof found !== 'number') {
    return { state: 'unchecked', text: `not checked: ${report.message ?? report.error?.summary ?? 'no report'}` };
  }
  if (found === 0) return { state: 'clean', text: `no known holes in ${asked} packages that are shipped` };
  const holes = Object.values(report.vulnerabilities ?? {}).map(({ name, severity, via }) => {
    const titles = (via ?? []).map((each) => (typeof each === 'string' ? `by ${each}` : `${each.title} (${each.url})`));
    return `${name}: ${severity}: ${titles.join('; ')}`;
  });
  return { state: 'holes', text: holes.join('\n') };
}

/** Asks now; see `readAudit`. */
export function audit() {
  const isWindows = process.platform === 'win32';
  const { stdout } = spawnSync('npm', COMMAND, { cwd: projectRoot, encoding: 'utf8', shell: isWindows });
  return readAudit(stdout ?? '');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { state, text } = audit();
  // GitHub shows a line of this form above the run.
  console.log(state === 'unchecked' && process.env.GITHUB_ACTIONS === 'true' ? `::warning::npm audit: ${text}` : text);
  const isRequired = process.argv.includes('--required');
  process.exitCode = state === 'holes' || (state === 'unchecked' && isRequired) ? 1 : 0;
}
