import { stopText } from '../../kernel/outcome/causeText.ts';
import type { FailedExpectation, StepResult } from '../../simulation/runScenario.ts';
import type { Scenario } from '../../simulation/scenario.ts';
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
 * fails where an expectation about its step does not hold, and is skipped where the step was not run.
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
  const skipped = result.steps.filter((step) => step.result === 'not run').length;
  const { stop } = analysis.boot;
  const cases = result.steps.map((step, index) => {
    const asked = scenario.steps[index];
    const title = `${index} ${step.op} ${asked === undefined ? '' : stepText(asked)}`.trimEnd();
    return caseText(
      name,
      title,
      step,
      result.failures.filter(({ step: of }) => of === index),
    );
  });
  return [
    `  <testsuite name="${escapeXml(name)}" tests="${result.steps.length}" failures="${failedSteps(run)}" skipped="${skipped}">`,
    ...cases,
    ...(stop === undefined ? [] : [`    <system-err>${escapeXml(stopText(stop))}</system-err>`]),
    '  </testsuite>',
  ].join('\n');
}

function caseText(suite: string, title: string, step: StepResult, failures: readonly FailedExpectation[]): string {
  const parts = failures.map(
    (failure) =>
      `      <failure message="${escapeXml(unmetText(failure))}">${escapeXml(step.why ?? step.result)}</failure>`,
  );
  if (step.result === 'not run') parts.push('      <skipped/>');
  parts.push(
    `      <system-out>${escapeXml([step.result, step.why, ...(step.log ?? [])].filter(Boolean).join('\n'))}</system-out>`,
  );
  return [
    `    <testcase classname="${escapeXml(suite)}" name="${escapeXml(title)}">`,
    ...parts,
    '    </testcase>',
  ].join('\n');
}
