import type { Analysis } from '../../analysis.ts';
import { otherBootNotes } from '../../features/otherBootNotes.ts';
import type { Sizing } from '../../features/sizing/sizing.ts';
import { formatHex, formatSize } from '../../kernel/units/formatBytes.ts';
import { editsByFile, textAfter } from '../../rules/appliedEdits.ts';
import type { PoolNeed } from '../../simulation/sizing/poolNeeds.ts';
import { textOfBytes } from '../../text/bytesAndText.ts';
import { grouped } from '../../text/grouped.ts';
import type { SizingTrial } from '../sizingTrials.ts';
import type { Terminal } from '../terminal.ts';
import { heading } from './boardText.ts';
import { rangeOf } from './diagnosticJson.ts';
import { printable, printableLine } from './printable.ts';
import { type Column, type Row, renderTable } from './table.ts';
import { unifiedDiff } from './unifiedDiff.ts';

/** `size --format json`. */
export function sizingJson(
  path: string,
  analyses: readonly Analysis[],
  sizing: Sizing,
  trials: readonly SizingTrial[],
): object {
  return {
    schemaVersion: 1,
    board: path,
    kernels: analyses.map(({ profile }) => profile.kernel),
    mayDiffer: analyses.flatMap(otherBootNotes),
    pools: sizing.pools.map(poolJson),
    edits: sizing.edits.map(({ span, newText }) => ({ file: span.file.path, range: rangeOf(span), newText })),
    obstacles: sizing.obstacles.map(textOfBytes),
    unhelped: sizing.unhelped.map((each) => ({ ...each, why: textOfBytes(each.why) })),
    openFills: sizing.openFills,
    trials: trials.map(({ kernel, ram, why }) => ({
      kernel,
      ram: ram ?? null,
      fits: why === undefined,
      why: why === undefined ? null : textOfBytes(why),
    })),
  };
}

function poolJson({ name, allocator, heaps, range, needed, granule, fits, parts }: PoolNeed): object {
  return {
    name: textOfBytes(name),
    allocator,
    heaps: heaps.map(textOfBytes),
    now: formatHex(range.size),
    needed: needed === undefined ? null : formatHex(needed),
    granule: formatHex(granule),
    fits,
    parts: Object.fromEntries(Object.entries(parts).map(([part, bytes]) => [part, formatHex(bytes)])),
  };
}

/** A sizing for a person: what each pool needs and what that is made of, the edits as a diff, and where they were tried. */
export function sizingText(sizing: Sizing, trials: readonly SizingTrial[], terminal: Terminal): string {
  const { style } = terminal;
  const lines = [heading('Pools', style), poolsText(sizing, terminal)];
  const notes = [
    ...unhelpedTexts(sizing),
    ...sizing.openFills.map((step) => `step ${step} fills without "max": it takes all that there is, and is left out`),
    ...sizing.obstacles,
  ];
  if (notes.length > 0) lines.push(heading('Notes', style), ...notes.map((note) => `  ${printable(note)}`));
  if (sizing.edits.length > 0) {
    lines.push(heading('Edits', style));
    for (const [file, edits] of editsByFile(sizing.edits)) {
      lines.push(printable(unifiedDiff({ file, edits, text: textAfter(file, edits) }).trimEnd()));
    }
  }
  lines.push(
    heading(sizing.resized.length > 0 ? 'Booted with the edits' : 'Booted as it is', style),
    ...trials.map(({ kernel, ram, why }) => {
      const place = `  Linux ${kernel}${ram === undefined ? '' : `, ${ram} of RAM`}: `;
      return place + (why === undefined ? style.green('the scenario fits') : style.red(printable(why)));
    }),
  );
  return lines.join('\n');
}

/** The allocations that no size helps, those of one kernel and reason in one sentence. */
function unhelpedTexts({ unhelped }: Sizing): string[] {
  const byReason = grouped(unhelped, ({ kernel, result, why }) => {
    const outcome = result === 'not run' ? result : `${result} whatever the size`;
    return `on Linux ${kernel}: ${outcome}: ${why}`;
  });
  return [...byReason].map(([reason, of]) => `step ${of.map(({ step }) => step).join(', ')} ${reason}`);
}

function poolsText({ pools, unhelped }: Sizing, { style, columns }: Terminal): string {
  if (pools.length === 0) {
    const isCut = unhelped.some(({ result }) => result === 'not run');
    return isCut ? '  Not known: the scenario was not run to its end.' : '  The scenario allocates from no pool.';
  }
  const head: Column[] = [
    { title: 'POOL' },
    { title: 'NOW', align: 'right' },
    { title: 'NEEDED', align: 'right' },
    { title: 'GRANULE', align: 'right' },
    { title: 'FITS' },
  ];
  const rows: Row[] = pools.map(({ name, range, needed, granule, fits, parts }) => ({
    cells: [
      style.bold(printableLine(name)),
      formatSize(range.size),
      needed === undefined ? 'too much' : formatSize(needed),
      formatSize(granule),
      fits ? style.green('yes') : style.red('no'),
    ],
    notes: [partsText(parts)],
  }));
  return renderTable(head, rows, style, columns);
}

const PART_WORDS = {
  boot: 'taken at boot',
  buffers: 'in buffers at the peak',
  powersOfTwo: 'to powers of two',
  gaps: 'in gaps of alignment and freed buffers',
  rounding: 'to the granule',
} as const;

/** What a size is made of; what is nothing is left out. */
function partsText(parts: PoolNeed['parts']): string {
  const said = Object.entries(PART_WORDS).flatMap(([part, words]) => {
    const bytes = parts[part as keyof typeof PART_WORDS];
    return bytes === 0n ? [] : [`${formatSize(bytes)} ${words}`];
  });
  return said.join(' + ');
}
