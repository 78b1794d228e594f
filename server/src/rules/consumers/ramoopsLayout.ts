import { cellOf } from '../../devicetree/tree/readProperty.ts';
import { formatSize } from '../../kernel/units/formatBytes.ts';
import type { Region } from '../../memory/memoryMap.ts';
import { OWN_NODE } from '../evidence.ts';
import { messageLines } from '../messageLines.ts';
import type { Report, Rule } from '../rule.ts';
import { nodeSpan, propertySpan } from '../span.ts';

const PARTS = ['console-size', 'ftrace-size', 'pmsg-size'] as const;

/** A ramoops region whose parts do not leave room for what it is for. */
export const ramoopsLayout: Rule = {
  id: 'ramoops-layout',
  title: 'The parts of a ramoops region do not fit',
  severity: 'warning',
  mayBeError: true,
  evidence: OWN_NODE,
  why:
    'ramoops takes console, ftrace and pmsg out of the region first, each rounded down to a power of two, and divides what ' +
    'is left into records for oopses. If nothing is left, or less than a record, no dump survives a crash; if the parts are ' +
    'larger than the region the driver does not start.',
  kernelLog: 'ramoops: no room for … mem region',
  source: 'fs/pstore/ram.c ramoops_probe, ramoops_init_przs, ramoops_init_prz; ramoops.yaml',
  example: {
    wrong:
      'ramoops@60000000 { compatible = "ramoops"; reg = <0x60000000 0x40000>; record-size = <0x10000>; console-size = <0x20000>; pmsg-size = <0x20000>; };',
    right:
      'ramoops@60000000 { compatible = "ramoops"; reg = <0x60000000 0x80000>; record-size = <0x10000>; console-size = <0x20000>; pmsg-size = <0x20000>; };',
  },
  *check({ memory, profile }) {
    for (const region of memory.regions) {
      if (!region.enabled || !region.compatibleNames.includes('ramoops')) continue;
      const report = checkLayout(region, profile.kernel);
      if (report !== undefined) yield report;
    }
  },
};

/** `rounddown_pow_of_two` for what is not one already; 0 stays. */
function roundDown(size: bigint): bigint {
  if (size === 0n) return 0n;
  return 1n << BigInt(size.toString(2).length - 1);
}

function checkLayout(region: Region, kernel: string): Report | undefined {
  const size = region.reg[0]?.range.size ?? region.size;
  if (size === undefined || size === 0n) return undefined;
  const sizeOf = (name: string): bigint => roundDown(BigInt(cellOf(region.node, name) ?? 0));
  const record = sizeOf('record-size');
  const parts = PARTS.map((name) => ({ name, size: sizeOf(name) })).filter((part) => part.size > 0n);
  const taken = parts.reduce((sum, part) => sum + part.size, 0n);
  const list = parts.map((part) => `${part.name} ${formatSize(part.size)}`).join(', ');
  const at = { nodePath: region.path, span: propertySpan(region.node, 'record-size') ?? nodeSpan(region.node) };
  if (record === 0n && taken === 0n) {
    return {
      ...at,
      message: messageLines(
        `"${region.name}" has no record-size, console-size, ftrace-size or pmsg-size.`,
        `ramoops of Linux ${kernel} does not start.`,
        'Give record-size at least.',
      ),
    };
  }
  if (taken > size) {
    return {
      ...at,
      severity: 'error',
      message: messageLines(
        `The parts of "${region.name}" take ${formatSize(taken)}, but the region has ${formatSize(size)}.`,
        `They are ${list}. ramoops of Linux ${kernel} does not start.`,
        'Make the region larger.',
      ),
    };
  }
  const left = size - taken;
  if (record === 0n || left >= record) return undefined;
  return {
    ...at,
    message: messageLines(
      `"${region.name}" has no room for a dump of a crash.`,
      parts.length === 0
        ? `A record is ${formatSize(record)}, the region ${formatSize(size)}: ramoops of Linux ${kernel} keeps no dump.`
        : `Of its ${formatSize(size)} ${list} leave ${left === 0n ? 'nothing' : formatSize(left)}, and a record is ` +
            `${formatSize(record)}: ramoops of Linux ${kernel} keeps no dump.`,
      'Make the region larger, or a part smaller.',
    ),
  };
}
