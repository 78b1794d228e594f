import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A blob that the kernel's build makes of a base and overlays. */
export interface Composite {
  readonly name: string;
  readonly base: string;
  readonly overlays: readonly string[];
}

/** The composites that the Makefiles below a folder name: `foo-dtbs := base.dtb one.dtbo two.dtbo`. */
export function findComposites(root: string, architectures: readonly string[]): Composite[] {
  const composites: Composite[] = [];
  const visit = (folder: string): void => {
    for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
      if (entry.isDirectory()) visit(`${folder}/${entry.name}`);
      else if (entry.name === 'Makefile') composites.push(...compositesOf(root, folder));
    }
  };
  for (const architecture of architectures) visit(`arch/${architecture}/boot/dts`);
  return composites;
}

function compositesOf(root: string, folder: string): Composite[] {
  const makefile = readFileSync(join(root, folder, 'Makefile'), 'utf8').replaceAll('\\\n', ' ');
  const composites: Composite[] = [];
  for (const [, name = '', parts = ''] of makefile.matchAll(/^([\w.+-]+)-dtbs\s*[:+]?=\s*(.*)$/gm)) {
    const [base, ...overlays] = parts
      .trim()
      .split(/\s+/)
      .map((part) => sourceOf(folder, part));
    if (base === undefined || ![base, ...overlays].every((path) => existsSync(join(root, path)))) continue;
    composites.push({ name, base, overlays });
  }
  return composites;
}

function sourceOf(folder: string, blob: string): string {
  return `${folder}/${blob.replace(/\.dtb(o?)$/, '.dts$1')}`;
}
