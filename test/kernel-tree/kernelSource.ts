import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import process from 'node:process';

/** The Debian package that holds every upstream device tree of one kernel. */
const PACKAGE = 'linux-source-6.12';

/** What of the sources is needed: device trees, their headers, and the kernel's own dtc. */
const PARTS = ['*/arch/*/boot/dts', '*/include/dt-bindings', '*/include/uapi', '*/scripts/dtc'];

/** The architectures of which the project boots kernels. */
export const ARCHITECTURES: readonly string[] = ['arm', 'arm64', 'riscv'];

/** Where unpacked sources, built tools and the oracle's results are kept from run to run, outside the project. */
export function cacheFolder(): string {
  const folder = process.env.DTHEAPS_CACHE ?? join(tmpdir(), 'devicetree-heaps-cache');
  mkdirSync(folder, { recursive: true });
  return folder;
}

/** Where `extractBoards.ts` puts the boards that the tests of one room compare with. */
export function boardsFolder(): string {
  return join(cacheFolder(), 'boards');
}

/**
 * The kernel tree to work on: the folder that the caller names (an argument, or `KERNEL_TREE`), else Debian's package,
 * fetched with apt and unpacked into the cache at the first run. Throws with a line that says what is missing.
 */
export function kernelTree(named: string | undefined): string {
  const given = named ?? process.env.KERNEL_TREE;
  if (given !== undefined) {
    const root = resolve(given);
    if (existsSync(join(root, 'scripts', 'dtc', 'include-prefixes'))) return root;
    throw new Error(`${root} is no kernel tree: it has no scripts/dtc/include-prefixes`);
  }
  const folder = join(cacheFolder(), PACKAGE);
  const unpacked = unpackedTree(folder);
  if (unpacked !== undefined) return unpacked;
  const archive = findArchive(folder);
  console.error(`Unpacking the device trees of ${archive} …`);
  mkdirSync(folder, { recursive: true });
  execFileSync('tar', ['-xJf', archive, '-C', folder, '--wildcards', ...PARTS], { stdio: 'inherit' });
  const root = unpackedTree(folder);
  if (root === undefined) throw new Error(`${archive} does not hold a kernel tree`);
  return root;
}

function unpackedTree(folder: string): string | undefined {
  if (!existsSync(folder)) return undefined;
  const name = readdirSync(folder).find((entry) => existsSync(join(folder, entry, 'scripts/dtc/include-prefixes')));
  return name === undefined ? undefined : join(folder, name);
}

function findArchive(folder: string): string {
  const name = `${PACKAGE}.tar.xz`;
  const places = [join('/usr/src', name), join(folder, 'package', 'usr', 'src', name)];
  const installed = places.find((place) => existsSync(place));
  if (installed !== undefined) return installed;
  console.error(`Fetching ${PACKAGE} with apt …`);
  mkdirSync(folder, { recursive: true });
  try {
    execFileSync('apt-get', ['download', PACKAGE], { cwd: folder, stdio: 'inherit' });
  } catch {
    throw new Error(`${PACKAGE} could not be fetched with apt: name the folder of a kernel tree, or set KERNEL_TREE`);
  }
  const file = readdirSync(folder).find((entry) => entry.endsWith('.deb')) ?? '';
  execFileSync('dpkg', ['-x', join(folder, file), join(folder, 'package')]);
  return join(folder, 'package', 'usr', 'src', name);
}

/** The device tree sources that dtc is called for: every `.dts` and `.dtso` of the architectures that boot heaps. */
export function boardFiles(root: string, architectures: readonly string[]): string[] {
  const found: string[] = [];
  const visit = (folder: string): void => {
    for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
      const path = `${folder}/${entry.name}`;
      if (entry.isDirectory()) visit(path);
      else if ((entry.isFile() || entry.isSymbolicLink()) && /\.dtso?$/.test(entry.name)) found.push(path);
    }
  };
  for (const architecture of architectures) visit(`arch/${architecture}/boot/dts`);
  return found.sort();
}
