import { expect, it } from 'vitest';
import { codeOf, lineAt, productSources, type Source } from './sourceText.ts';

/** Rooms below the kernel, or the kernel itself: they know no boot's sentences, or make them. */
const BELOW = /^server\/src\/(?:kernel|text|devicetree|memory|consumers)\//;

/** The functions that make the engine's sentences. */
const SENTENCES = '(?:causeText|stopText|attachFailureText|defaultAreaText)';
/** Names that hold a sentence of the engine or a line of its log wherever they stand above the kernel. */
const NAMES = ['reason', 'why', 'death', 'log', 'kernelLog', '\\.line'];
/** A file that reads a log: what it calls a line is one of the log. */
const READS_LOG = /\b(?:logOf|logOfEvent|logAbout|LogEntry)\b|\.log\b/;
const TESTS = '(?:includes|startsWith|endsWith|indexOf|lastIndexOf|search|match|matchAll|localeCompare)';

/** The names that a file gives to sentences and lines besides the usual ones. */
function namesIn(code: string): string[] {
  const given = new RegExp(`\\b(?:const|let)\\s+(\\w+)\\s*=[^;]*?(?:\\b${SENTENCES}\\(|\\??\\.line\\b)`, 'g');
  const lines = READS_LOG.test(code) ? ['line'] : [];
  return [...lines, ...[...code.matchAll(given)].map((match) => match[1] ?? '')];
}

/** Where the text of a cause or of a log line is tested, as `file:line what`. */
function violations(sources: readonly Source[]): string[] {
  return sources
    .filter(({ path }) => !BELOW.test(path))
    .flatMap(({ path, text }) => {
      const code = codeOf(text);
      const named = [...new Set([...NAMES, ...namesIn(code)])].join('|');
      const sentence = `(?:(?:\\b|(?=\\.))(?:${named})|\\b${SENTENCES}\\([^()]*\\))`;
      const patterns = [
        new RegExp(`${sentence}\\s*\\??\\.\\s*${TESTS}\\s*\\(`, 'g'),
        new RegExp(`\\.\\s*(?:test|exec)\\s*\\([^()]*?${sentence}\\s*\\)`, 'g'),
        new RegExp(`\\bswitch\\s*\\([^()]*?${sentence}\\s*\\)`, 'g'),
        // Strings are blanked in the code: what a sentence is compared with is looked up in the text.
        new RegExp(`${sentence}\\s*[!=]==?(?=\\s*$|\\s)`, 'g'),
      ];
      return patterns.flatMap((pattern) =>
        [...code.matchAll(pattern)]
          .filter((match) => !/[!=]==?$/.test(match[0]) || /^\s*['"`]/.test(text.slice(match.index + match[0].length)))
          .map((match) => `${path}:${lineAt(code, match.index)} ${match[0].trim()}`),
      );
    });
}

it('nothing above the kernel tests the text of a cause or of a log line', () =>
  expect(violations(productSources())).toEqual([]));

it.each([
  ["if (outcome.reason?.includes('cma=') === true) return;"],
  ["if (reason.startsWith('the kernel hangs')) return;"],
  ['if (/at most \\d+ regions/.test(outcome.reason)) return;'],
  ["const log = boot.log.find(({ line }) => line.includes('OVERLAP'));"],
  ["const log = boot.log.find((entry) => entry.line.startsWith('cma: '));"],
  ['const full = boot.log.some(({ line }) => FULL.test(line));'],
  ["if (causeText(cause).includes('no room')) return;"],
  ["const words = stopText(stop);\nif (words.endsWith('panics')) return;"],
  ["const refusal = logOf(boot, path, 'not-reserved')?.line;\nif (refusal?.match(/failed/)) return;"],
  ["if (outcome.reason === 'the board has no memory') return;"],
  ["if (step.why !== 'a length of 0') return;"],
  ['switch (region.reason) { default: }'],
])('sees %s', (text) =>
  expect(violations([{ path: 'server/src/rules/pools/cmaMisaligned.ts', text }])).toHaveLength(1),
);

it.each([
  ["if (cause?.kind === 'bypassed-by-cma') return;"],
  ["yield { kernelLog: logOf(boot, region.path, 'overlap')?.line };"],
  ['if (outcome.reason === undefined) return;'],
  ['const shown = finding.kernelLog === undefined ? text : finding.kernelLog;'],
  ["// reason.includes('in a comment')\nconst text = \"reason.includes('in a string')\";"],
])('lets %s be', (text) => expect(violations([{ path: 'server/src/rules/pools/cmaMisaligned.ts', text }])).toEqual([]));

it('leaves the sentences to the kernel', () =>
  expect(
    violations([{ path: 'server/src/kernel/outcome/matchLog.ts', text: "if (line.startsWith('cma: ')) return;" }]),
  ).toEqual([]));
