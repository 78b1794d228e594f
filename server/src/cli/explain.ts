import { type Command, Option } from 'commander';
import { rulePage } from '../rules/documentation.ts';
import { exampleText } from '../rules/exampleText.ts';
import { RULES, ruleOf } from '../rules/registry.ts';
import type { Rule } from '../rules/rule.ts';
import { nearestName } from '../text/json/suggestion.ts';
import type { CommandContext } from './command.ts';
import { UnusableError } from './failure.ts';
import { heading } from './output/boardText.ts';
import { jsonPieces } from './output/jsonText.ts';
import { renderTable, wrap } from './output/table.ts';
import type { Terminal } from './terminal.ts';

/** `dtheaps explain RULE`: one diagnostic, why, the kernel's own log line, the fix. */
export function mountExplain(program: Command, { terminal }: CommandContext): void {
  program
    .command('explain <rule>')
    .description("one finding: why, the kernel's own log line, the fix")
    .action((id: string) => {
      const rule = ruleOf(id);
      if (rule === undefined) throw new UnusableError(`there is no rule "${id}"${nearestText(id)}`);
      terminal.out(ruleText(rule, terminal));
    });
}

/** `dtheaps rules`: all of them. */
export function mountRules(program: Command, { terminal }: CommandContext): void {
  program
    .command('rules')
    .description('every finding there is')
    .addOption(new Option('--format <format>', 'how to print them').choices(['text', 'json']).default('text'))
    .action(({ format }: { format: string }) => {
      if (format === 'json') {
        const rules = RULES.map(({ id, title, severity, why, kernelLog, source }) => {
          return { id, title, severity, why, kernelLog: kernelLog ?? null, source, page: rulePage(id) };
        });
        terminal.outPieces(jsonPieces({ schemaVersion: 1, rules }, 2));
        return;
      }
      const rows = RULES.map(({ id, title, severity }) => ({ cells: [terminal.style.bold(id), severity, title] }));
      terminal.out(
        renderTable([{ title: 'RULE' }, { title: 'SEVERITY' }, { title: '' }], rows, terminal.style, terminal.columns),
      );
    });
}

function nearestText(id: string): string {
  const ids = RULES.map((rule) => rule.id);
  const meant = ids.some((each) => each.startsWith(id)) ? undefined : nearestName(id, ids);
  if (meant !== undefined) return `; did you mean ${meant}?`;
  const near = ids.filter(
    (each) => each.includes(id) || id.split('-').some((word) => word.length > 3 && each.includes(word)),
  );
  return near.length === 0 ? '; see dtheaps rules' : `; ${near.join(', ')} come near: see dtheaps rules`;
}

function ruleText(rule: Rule, { style, columns }: Terminal): string {
  const paragraph = (text: string): string[] =>
    text.split('\n').flatMap((line) => wrap(line, Math.max(40, Math.min(columns, 100) - 2)).map((part) => `  ${part}`));
  const code = (text: string): string[] =>
    text
      .trimEnd()
      .split('\n')
      .map((line) => `    ${line}`);
  return [
    `${style.bold(rule.id)} (${rule.severity}): ${rule.title}`,
    '',
    ...paragraph(rule.why),
    ...(rule.kernelLog === undefined ? [] : [heading('The kernel prints', style), `    ${style.cyan(rule.kernelLog)}`]),
    heading('Wrong', style),
    ...code(exampleText(rule.example.wrong).replaceAll('\t', '  ')),
    heading('Right', style),
    ...code(exampleText(rule.example.right).replaceAll('\t', '  ')),
    heading('Read in', style),
    ...paragraph(rule.source),
    '',
    style.dim(`  ${rulePage(rule.id)}`),
  ].join('\n');
}
