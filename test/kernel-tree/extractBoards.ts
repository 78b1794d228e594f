// Makes the boards that `test/boards` compares with, from Debian's linux-source-6.12: `npm run recordings:boards`, or
// `npm run recordings:boards -- TREE` for the tree of another kernel. The first run fetches the package with apt and builds
// the kernel's own dtc (gcc, flex, bison).
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { gzipSync } from 'node:zlib';
import { boardsFolder, cacheFolder, kernelTree } from './kernelSource.ts';
import { memoryRecord } from './memoryRecord.ts';
import { buildOracle, compileWithOracle, type Oracle } from './oracle.ts';
import { readPrintedTree } from './printedTree.ts';

/** Boards of many makers and forms, as `ARCHITECTURE/MAKER/NAME.dts` below `arch/…/boot/dts`. */
const BOARDS = [
  'arm/aspeed/aspeed-bmc-opp-romulus.dts',
  'arm/nvidia/tegra30-asus-nexus7-grouper-E1565.dts',
  'arm/qcom/qcom-msm8926-htc-memul.dts',
  'arm/rockchip/rk3288-veyron-jerry.dts',
  'arm64/airoha/en7581-evb.dts',
  'arm64/amlogic/meson-gxm-khadas-vim2.dts',
  'arm64/exynos/google/gs101-oriole.dts',
  'arm64/freescale/fsl-ls1046a-tqmls1046a-mbls10xxa.dts',
  'arm64/freescale/imx8mm-phg.dts',
  'arm64/freescale/imx8mp-evk.dts',
  'arm64/freescale/imx93-var-som-symphony.dts',
  'arm64/nvidia/tegra210-p2371-2180.dts',
  'arm64/qcom/ipq6018-cp01-c1.dts',
  'arm64/qcom/msm8992-msft-lumia-octagon-talkman.dts',
  'arm64/qcom/msm8998-oneplus-cheeseburger.dts',
  'arm64/qcom/sc7180-idp.dts',
  'arm64/qcom/sdm450-lenovo-tbx605f.dts',
  'arm64/qcom/sdm845-oneplus-fajita.dts',
  'arm64/qcom/sm8250-xiaomi-pipa.dts',
  'arm64/qcom/sm8550-sony-xperia-yodo-pdx234.dts',
  'arm64/qcom/x1e80100-crd.dts',
  'arm64/realtek/rtd1295-zidoo-x9s.dts',
  'arm64/st/stm32mp257f-ev1.dts',
  'arm64/ti/k3-am625-sk.dts',
  'arm64/ti/k3-am62p5-sk.dts',
  'arm64/ti/k3-j722s-evm.dts',
  'arm64/ti/k3-j784s4-evm.dts',
  'arm64/xilinx/zynqmp-smk-k26-revA.dts',
  'riscv/microchip/mpfs-sev-kit.dts',
  'riscv/thead/th1520-lichee-pi-4a.dts',
];

/** The tree as dtc prints it, with the place of every node: full paths from the root of the kernel's source. */
function printTree({ dtc, results }: Oracle, root: string, board: string): string {
  const text = join(results, 'annotated.i');
  const gcc = ['-E', '-nostdinc', '-I', 'scripts/dtc/include-prefixes', '-undef', '-D__DTS__'];
  execFileSync('gcc', [...gcc, '-x', 'assembler-with-cpp', '-o', text, board], { cwd: root });
  const folders = ['-i', dirname(board), '-i', 'scripts/dtc/include-prefixes'];
  const printed = execFileSync(dtc, ['-q', '-I', 'dts', '-O', 'dts', '-T', '-T', ...folders, text], {
    cwd: root,
    maxBuffer: 1 << 28,
  });
  rmSync(text);
  return printed.toString('latin1');
}

async function main(named: string | undefined): Promise<void> {
  const root = kernelTree(named);
  const oracle = buildOracle(root, cacheFolder());
  const folder = boardsFolder();
  const growing = `${folder}.part`;
  rmSync(growing, { recursive: true, force: true });
  mkdirSync(join(growing, 'golden'), { recursive: true });
  symlinkSync(root, join(growing, 'tree'));
  const boards: { board: string; golden: string; uses_dtc_include: boolean }[] = [];
  for (const name of BOARDS) {
    const board = name.replace('/', '/boot/dts/').replace(/^/, 'arch/');
    if (!existsSync(join(root, board))) continue;
    const golden = name.slice(0, -'.dts'.length).replaceAll('/', '__');
    const write = (ending: string, content: Buffer | string): void =>
      writeFileSync(join(growing, 'golden', `${golden}.${ending}`), content);
    const { plain, refusal } = await compileWithOracle(oracle, root, board);
    if (plain === undefined) throw new Error(`${board}: the kernel's dtc refuses it: ${refusal}`);
    write('dtb.gz', gzipSync(plain));
    const source = execFileSync(oracle.dtc, ['-q', '-I', 'dtb', '-O', 'dts', '-'], {
      input: plain,
      maxBuffer: 1 << 28,
    });
    write('dts.gz', gzipSync(source));
    write('json', JSON.stringify(memoryRecord(readPrintedTree(printTree(oracle, root, board)))));
    boards.push({ board, golden, uses_dtc_include: false });
  }
  writeFileSync(join(growing, 'manifest.json'), JSON.stringify({ kernel: root, boards }));
  rmSync(folder, { recursive: true, force: true });
  renameSync(growing, folder);
  console.log(`${boards.length} boards of ${root} in ${folder}`);
}

await main(process.argv[2]);
