// Asks gcc, dtc and us about small trees, and prints where we differ:
//   node test/conformance/judged/run.ts [--kind KIND] [--show]     the cases written by hand
//   node test/conformance/judged/run.ts --random COUNT [--seed N]  cases put together at random
//   node test/conformance/judged/run.ts --record                   writes the tools' answers for `npm test`
// Needs gcc, and what builds a kernel tree's dtc (see ../../kernel-tree).
import { writeFileSync } from 'node:fs';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { cacheFolder, kernelTree } from '../../kernel-tree/kernelSource.ts';
import { buildOracle } from '../../kernel-tree/oracle.ts';
import { testParser } from '../../parser.ts';
import { EXCEPTIONS, HANDMADE } from './handmade.ts';
import { type Answer, differenceOf, type JudgedCase, recordable } from './judgedCase.ts';
import { Judges } from './judges.ts';
import { askOurs } from './ours.ts';
import { randomCases } from './randomCases.ts';

const { values } = parseArgs({
  options: {
    kind: { type: 'string' },
    random: { type: 'string' },
    seed: { type: 'string', default: '1' },
    show: { type: 'boolean', default: false },
    record: { type: 'boolean', default: false },
  },
});

const { dtc } = buildOracle(kernelTree(undefined), cacheFolder());
const judges = new Judges(dtc);
const parser = await testParser();

function differs(one: JudgedCase, tools: Answer): string | undefined {
  try {
    return differenceOf(one, tools, askOurs(one, parser));
  } catch (error) {
    return `thrown: ${error}`;
  }
}

const chosen: Iterable<JudgedCase> =
  values.random === undefined ? HANDMADE : randomCases(Number(values.random), Number(values.seed));
const answers: Record<string, Answer> = {};
let differing = 0;
let asked = 0;
for (const one of chosen) {
  if (values.kind !== undefined && one.kind !== values.kind) continue;
  asked++;
  const name = `${one.kind}/${one.name}`;
  const tools = judges.ask(one);
  answers[name] = recordable(tools);
  const difference = differs(one, tools);
  if (difference === undefined) continue;
  const reason = EXCEPTIONS.get(name);
  if (reason === undefined) differing++;
  console.log(`${name}: ${difference}${reason === undefined ? '' : ` (${reason})`}`);
  if (!values.show) continue;
  for (const [path, text] of Object.entries(one.files)) console.log(`--- ${path}\n${text}`);
}
judges.close();
console.log(`${asked - differing} of ${asked} cases agree, or differ for a reason that is known`);
if (values.record && values.random === undefined && values.kind === undefined) {
  const lines = Object.entries(answers).map(([name, answer]) => `${JSON.stringify(name)}: ${JSON.stringify(answer)}`);
  writeFileSync(new URL('answers.json', import.meta.url), `{\n${lines.join(',\n')}\n}\n`);
}
process.exitCode = differing === 0 ? 0 : 1;
