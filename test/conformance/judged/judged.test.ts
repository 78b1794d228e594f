import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { testParser } from '../../parser.ts';
import { EXCEPTIONS, HANDMADE } from './handmade.ts';
import { type Answer, differenceOf, recordable } from './judgedCase.ts';
import { askOurs } from './ours.ts';

test('small trees are refused and compiled as gcc 12 and the dtc of Linux 6.12 do it', async () => {
  const answers: Record<string, Answer> = JSON.parse(readFileSync(new URL('answers.json', import.meta.url), 'utf8'));
  const parser = await testParser();
  const differences: string[] = [];
  const exceptions: string[] = [];
  for (const one of HANDMADE) {
    const name = `${one.kind}/${one.name}`;
    const recorded = answers[name] ?? { gcc: undefined, dtc: undefined };
    const difference = differenceOf(one, recorded, recordable(askOurs(one, parser)));
    if (answers[name] === undefined) differences.push(`${name}: nothing is recorded`);
    else if (difference !== undefined && EXCEPTIONS.has(name)) exceptions.push(name);
    else if (difference !== undefined) differences.push(`${name}: ${difference}`);
  }
  console.log(`Judged cases: ${HANDMADE.length - differences.length - exceptions.length} of ${HANDMADE.length} agree`);
  for (const name of exceptions) console.log(`  ${name}: ${EXCEPTIONS.get(name)}`);
  expect(differences).toEqual([]);
  expect(exceptions.sort()).toEqual([...EXCEPTIONS.keys()].sort());
}, 120_000);
