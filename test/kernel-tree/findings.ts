import type { DevicetreeParser } from '../../server/src/devicetree/syntax/parser.ts';
import { DiskFileSystem } from '../../server/src/disk/diskFileSystem.ts';
import { check, RULES } from '../../server/src/rules/registry.ts';
import { Workspace } from '../../server/src/workspace/workspace.ts';
import { drawingFaults } from '../boards/drawnMemory.ts';

/** A fault that boards of the upstream tree really have. */
interface KnownFault {
  readonly rule: string;
  /** A part of the board's path. */
  readonly board: string;
  readonly why: string;
}

/** Errors that are true; any other error on an upstream board is a false alarm. */
const TRUE_ERRORS: readonly KnownFault[] = [
  {
    rule: 'dynamic-unsatisfiable',
    board: 'amlogic/meson-gxl-s805x-',
    why: '256 MiB of CMA do not fit into 512 MiB with the secure monitor in the middle',
  },
  ...['mt8195-demo', 'mt8390-genio-700-evk', 'mt8395-'].map((board) => ({
    rule: 'coherent-needs-no-map',
    board: `mediatek/${board}`,
    why: 'pools in RAM that are neither reusable nor no-map: no device can attach to them',
  })),
];

/** Faults below an error that must be found where they are. */
const TRUE_WARNINGS: readonly KnownFault[] = [
  { rule: 'lost-merge', board: 'qcom/msm8994-msft-lumia-octagon-', why: 'two carve-outs are called memory@400000' },
  { rule: 'misspelt-property', board: 'qcom/msm8992-xiaomi-libra.dts', why: 'no-mem instead of no-map' },
  { rule: 'ramoops-layout', board: 'qcom/msm8992-lg-bullhead-', why: 'no byte is left for dumps' },
  { rule: 'ramoops-layout', board: 'qcom/msm8992-xiaomi-libra.dts', why: 'no byte is left for dumps' },
  { rule: 'unit-address-mismatch', board: 'qcom/msm8998-oneplus-', why: 'eight nodes were moved by reference' },
  { rule: 'unit-address-mismatch', board: 'airoha/en7581-evb.dts', why: 'npu-flag@84b0000 lies at 0x84b00000' },
  { rule: 'region-overlap', board: 'qcom/sc7180-idp.dts', why: 'mpss grown over ipa_fw' },
  { rule: 'region-overlap', board: 'qcom/sc7280-herobrine-', why: 'video@8b200000 and memory@8b200000' },
];

/** The version whose trees have the faults that must be found: a part of the source folder's name. */
const FAULTS_READ_IN = '6.12';

/** The kernels whose boots are checked. */
const KERNELS = ['6.12', '7.3'];

/**
 * Runs every rule over the boards with reserved memory and draws their memory, prints how often each rule speaks, and returns
 * what is wrong: an error that is no known fault, a known fault that was not found, or a drawing that is not the memory.
 */
export function checkUpstream(parser: DevicetreeParser, root: string, boards: readonly string[]): string[] {
  const files = new DiskFileSystem();
  files.trusting = true;
  const workspace = new Workspace(files, parser);
  const counts = new Map<string, number>();
  const found = new Set<string>();
  const wrong: string[] = [];
  let reserving = 0;
  for (const board of boards.filter((path) => path.endsWith('.dts'))) {
    for (const kernel of KERNELS) {
      const opened = workspace.open(`${root}/${board}`, [{ origin: { layer: 'call' }, values: { kernel } }]);
      const analysis = workspace.analyse(opened);
      if (analysis.memory.reservedMemory === undefined) break;
      if (kernel === KERNELS[0]) reserving++;
      for (const fault of drawingFaults(analysis)) wrong.push(`${board}, Linux ${kernel}: memory map: ${fault}`);
      for (const finding of check(analysis)) {
        const key = `${finding.rule} ${finding.severity} ${kernel}`;
        counts.set(key, (counts.get(key) ?? 0) + 1);
        found.add(`${finding.rule} ${board}`);
        const known = TRUE_ERRORS.some((fault) => fault.rule === finding.rule && board.includes(fault.board));
        if (finding.severity !== 'error' || known) continue;
        const { line } = finding.span.file.lines.lineColumn(finding.span.start);
        wrong.push(
          `${board}, Linux ${kernel}: false alarm? ${finding.rule} at ${finding.span.file.path}:${line}: ${finding.message}`,
        );
      }
    }
  }
  print(counts, reserving);
  // The faults were read in this version; others have mended some of them, and not made others yet.
  if (!root.includes(FAULTS_READ_IN)) return wrong;
  for (const { rule, board, why } of [...TRUE_ERRORS, ...TRUE_WARNINGS]) {
    const concerned = boards.filter((path) => path.includes(board));
    if (concerned.length > 0 && !concerned.some((path) => found.has(`${rule} ${path}`))) {
      wrong.push(`${board}*: ${rule} was not found (${why})`);
    }
  }
  return wrong;
}

function print(counts: ReadonlyMap<string, number>, boards: number): void {
  console.log(`Findings on ${boards} boards with reserved memory, on Linux ${KERNELS.join(' and ')}:`);
  for (const { id } of RULES) {
    for (const severity of ['error', 'warning', 'information', 'hint']) {
      const byKernel = KERNELS.map((kernel) => counts.get(`${id} ${severity} ${kernel}`) ?? 0);
      if (byKernel.some((count) => count > 0)) {
        console.log(
          `  ${id.padEnd(32)} ${severity.padEnd(12)} ${byKernel.map((count) => String(count).padStart(5)).join(' ')}`,
        );
      }
    }
  }
}
