import type { BootStop } from '../../kernel/outcome/bootStop.ts';
import { stopText } from '../../kernel/outcome/causeText.ts';
import type { Scenario } from '../../simulation/scenario.ts';
import type { FailedExpectation, StepResult } from '../../simulation/scenarioResult.ts';
import { grouped } from '../../text/grouped.ts';
import type { ScenarioRun } from '../scenarioRuns.ts';
import { numbered, printable } from './printable.ts';
import { stepText, unmetText } from './scenarioText.ts';

/** A text from outside in an attribute or between tags; what XML cannot hold is shown by its number. */
function escapeXml(text: string): string {
  return printable(text)
    .replaceAll(/[\ufffe\uffff]/g, numbered)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll(/[\n\t]/g, (character) => `&#${character.charCodeAt(0)};`);
}

/**
 * `simulate --format junit`, as test runners and CI systems read it: a suite for each run, a case for each step. A case
 * fails where an expectation about its step does not hold. It is skipped where the step was not run, and where the board
 * does not boot and nothing is expected of the step: nothing was tried then, so it has not passed.
 */
export function junitText(board: string, scenario: Scenario, runs: readonly ScenarioRun[]): string {
  const suites = runs.map((run) => suiteText(board, scenario, run));
  const count = (of: (run: ScenarioRun) => number): number => runs.reduce((sum, run) => sum + of(run), 0);
  const failures = count(failedSteps);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="dtheaps simulate" tests="${count(({ result }) => result.steps.length)}" failures="${failures}">`,
    ...suites,
    '</testsuites>',
  ].join('\n');
}

function failedSteps({ result }: ScenarioRun): number {
  return new Set(result.failures.map(({ step }) => step)).size;
}

function suiteText(board: string, scenario: Scenario, run: ScenarioRun): string {
  const { result, kernel, ram, analysis } = run;
  const name = `${board} on Linux ${kernel}${ram === undefined ? '' : `, ${ram} of RAM`}`;
  const { stop } = analysis.boot;
  const expected = new Set(scenario.expect.map(({ step }) => step));
  const skips = result.steps.map((step, index) => skipOf(step, expected.has(index) ? undefined : stop));
  const skipped = skips.filter((skip) => skip !== undefined).length;
  const failuresOf = grouped(result.failures, (failure) => failure.step);
  const cases = result.steps.map((step, index) => {
    const asked = scenario.steps[index];
    const title = `${index} ${step.op} ${asked === undefined ? '' : stepText(asked)}`.trimEnd();
    return caseText(name, title, step, failuresOf.get(index) ?? [], skips[index]);
  });
  return [
    `  <testsuite name="${escapeXml(name)}" tests="${result.steps.length}" failures="${failedSteps(run)}" skipped="${skipped}">`,
    ...cases,
    ...(stop === undefined ? [] : [`    <system-err>${escapeXml(stopText(stop))}</system-err>`]),
    '  </testsuite>',
  ].join('\n');
}

/** The element that says that a step was skipped; `undefined` for one that was not. */
function skipOf({ result }: StepResult, stop: BootStop | undefined): string | undefined {
  if (stop !== undefined) return `<skipped message="the board does not boot: ${escapeXml(stopText(stop))}"/>`;
  return result === 'not run' ? '<skipped/>' : undefined;
}

function caseText(
  suite: string,
  title: string,
  step: StepResult,
  failures: readonly FailedExpectation[],
  skip: string | undefined,
): string {
  const parts = failures.map(
    (failure) =>
      `      <failure message="${escapeXml(unmetText(failure))}">${escapeXml(step.why ?? step.result)}</failure>`,
  );
  if (skip !== undefined) parts.push(`      ${skip}`);
  parts.push(
    `      <system-out>${escapeXml([step.result, step.why, ...(step.log ?? [])].filter(Boolean).join('\n'))}</system-out>`,
  );
  return [
    `    <testcase classname="${escapeXml(suite)}" name="${escapeXml(title)}">`,
    ...parts,
    '    </testcase>',
  ].join('\n');
}
