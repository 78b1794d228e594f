import { expect, test } from 'vitest';
import { type Analysis, analyse, bootedRegion } from '../../server/src/analysis.ts';
import type { Region } from '../../server/src/memory/memoryMap.ts';
import type { Finding } from '../../server/src/rules/finding.ts';
import { isSharedPool } from '../../server/src/rules/regionKind.ts';
import { check } from '../../server/src/rules/registry.ts';
import { BOOT_DISAGREEMENTS, FINDING_DISAGREEMENTS, unexpected } from '../boots/knownDisagreements.ts';
import { type BootRecord, profileOf, readRecords } from '../boots/record.ts';
import { RecordedTrees } from '../boots/recordedTrees.ts';

/** What a recorded boot and the findings on its tree say of each other. */
interface Comparison {
  readonly record: BootRecord;
  readonly analysis: Analysis;
  readonly findings: readonly Finding[];
}

/** One claim that holds between findings and recorded boots; answers what breaks it, and counts where it was put to the test. */
interface Claim {
  readonly says: string;
  check(comparison: Comparison, count: (times: number) => void): string[];
}

const cut = (name: string): string => name.slice(0, 63);

/** Whether the recorded kernel has the area of a region. */
function hasArea(record: BootRecord, { boot }: Analysis, region: Region): boolean {
  // The area of another node of that name, or the kernel's own, is not the region's.
  const base = region.reg[0]?.range.base ?? bootedRegion(boot, region.path)?.range?.base;
  return (record.expect.cmaAreas ?? []).some(
    (area) => area.name === cut(region.name) && (base === undefined || BigInt(area.base) === base),
  );
}

/** Rules that warn where a person's own wish, or firmware's, may be behind it: `cma=` over a node, values to be filled in. */
const WARNINGS = new Set(['default-cma-conflict', 'zero-size', 'missing-reg-and-size']);

/** What tells the author of a region that it does not become what it asks for. */
const toldOf = (findings: readonly Finding[], path: string): Finding[] =>
  findings.filter(
    ({ severity, rule, nodePath }) =>
      (severity === 'error' || WARNINGS.has(rule)) && (nodePath === path || nodePath === '/reserved-memory'),
  );

const CLAIMS: readonly Claim[] = [
  {
    says: 'a pool that asks for an area the kernel does not have ⇒ an error, or the warning that it is bypassed or empty',
    check({ record, analysis, findings }, count) {
      if (record.expect.cmaAreas === null) return [];
      const lost = analysis.memory.regions.filter(
        (region) => isSharedPool(region) && region.reusable && !hasArea(record, analysis, region),
      );
      count(lost.length);
      return lost.filter(({ path }) => toldOf(findings, path).length === 0).map(({ path }) => `no error on ${path}`);
    },
  },
  {
    says: 'kernel-will-not-boot as an error ⇒ the kernel did not boot',
    check({ record, findings }, count) {
      const error = findings.find(({ rule, severity }) => rule === 'kernel-will-not-boot' && severity === 'error');
      if (error === undefined) return [];
      count(1);
      return record.expect.booted ? ['it booted'] : [];
    },
  },
  {
    says: 'the kernel did not boot ⇒ kernel-will-not-boot',
    check({ record, findings }, count) {
      if (record.expect.booted) return [];
      count(1);
      return findings.some(({ rule }) => rule === 'kernel-will-not-boot') ? [] : ['no such finding'];
    },
  },
  {
    says: 'heap-name-collision ⇒ the kernel says that the name is taken',
    check({ record, findings }, count) {
      if (!record.expect.booted) return [];
      const collisions = findings.filter(({ rule }) => rule === 'heap-name-collision');
      count(collisions.length);
      return collisions
        .filter(({ kernelLog }) => kernelLog === undefined || !record.expect.log.includes(kernelLog))
        .map(({ nodePath }) => `${nodePath}: no such line`);
    },
  },
  {
    says: 'the kernel says that a heap’s name is taken ⇒ heap-name-collision, or heap-name-reserved with that line',
    check({ record, findings }, count) {
      const taken = record.expect.log.flatMap(
        (line) =>
          /dma_heap\/([^/']+)'$|Already registered heap named (.+)$/
            .exec(line)
            ?.slice(1)
            .find((name) => name !== undefined) ?? [],
      );
      count(taken.length);
      return taken
        .filter(
          (name) =>
            !findings.some(
              ({ rule, kernelLog }) =>
                (rule === 'heap-name-collision' || rule === 'heap-name-reserved') && kernelLog?.includes(name),
            ),
        )
        .map((name) => `${name}: no such finding`);
    },
  },
  {
    says: 'coherent-needs-no-map that names a line ⇔ the kernel prints it',
    check({ record, findings }, count) {
      if (!record.expect.booted) return [];
      const told = findings.some(({ rule, kernelLog }) => rule === 'coherent-needs-no-map' && kernelLog !== undefined);
      const printed = record.expect.log.some((line) => line.includes('regions without no-map are not yet supported'));
      if (told || printed) count(1);
      return told === printed ? [] : [told ? 'not printed' : 'no such finding'];
    },
  },
  {
    says: 'the kernel reports an overlap ⇒ region-overlap',
    check({ record, findings }, count) {
      if (!record.expect.log.some((line) => line.includes('OVERLAP DETECTED'))) return [];
      count(1);
      return findings.some(({ rule }) => rule === 'region-overlap') ? [] : ['no such finding'];
    },
  },
  {
    says: 'a finding’s kernel log ⇒ the kernel prints that line',
    check({ record, findings }, count) {
      if (!record.expect.booted) return [];
      const logged = findings.filter(({ kernelLog }) => kernelLog !== undefined);
      count(logged.length);
      return logged
        .filter(({ kernelLog }) => !record.expect.log.some((line) => line.includes(kernelLog ?? '')))
        .map(({ rule, kernelLog }) => `${rule}: ${kernelLog}`);
    },
  },
];

/** Claims for records whose outcome is chance. */
const CLAIMS_OF_CHANCE: readonly Claim[] = [
  {
    says: 'the outcome is chance ⇒ an error or a warning',
    check({ findings }, count) {
      count(1);
      return findings.some(({ severity }) => severity === 'error' || severity === 'warning') ? [] : ['no finding'];
    },
  },
];

test('findings agree with the recorded boots', async () => {
  const trees = await RecordedTrees.create();
  // A prediction that is known to be wrong gives findings that are.
  const records = readRecords().filter(({ id }) => !BOOT_DISAGREEMENTS.has(id));
  const counts = new Map([...CLAIMS, ...CLAIMS_OF_CHANCE].map(({ says }) => [says, { tested: 0, broken: 0 }]));
  const differing = new Map<string, string>();
  for (const record of records) {
    const analysis = analyse(trees.readBoard(record.dts), profileOf(record));
    const comparison = { record, analysis, findings: check(analysis) };
    for (const claim of record.undefined === undefined ? CLAIMS : CLAIMS_OF_CHANCE) {
      const entry = counts.get(claim.says) ?? { tested: 0, broken: 0 };
      const broken = claim.check(comparison, (times) => {
        entry.tested += times;
      });
      if (broken.length === 0) continue;
      entry.broken += broken.length;
      differing.set(record.id, `${claim.says}: ${broken.join('; ')}`);
    }
  }
  console.log(
    [...counts].map(([says, { tested, broken }]) => `${says}: ${tested} times, ${broken} exceptions`).join('\n'),
  );
  expect(unexpected(differing, records, FINDING_DISAGREEMENTS)).toEqual([]);
});
