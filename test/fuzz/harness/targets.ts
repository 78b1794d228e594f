import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { FuzzTarget } from './target.ts';

const FOLDER = fileURLToPath(new URL('../targets', import.meta.url));

/** The names of all targets: each is the file of its name, which exports it as `target`. */
export const TARGET_NAMES: readonly string[] = readdirSync(FOLDER)
  .filter((name) => name.endsWith('.ts'))
  .map((name) => name.slice(0, -3))
  .sort();

export async function loadTarget(name: string): Promise<FuzzTarget> {
  const module: { readonly target: FuzzTarget } = await import(new URL(`../targets/${name}.ts`, import.meta.url).href);
  return module.target;
}

/** Whether the program that a target needs can be started. */
export function canRun({ needs }: FuzzTarget): boolean {
  return needs === undefined || spawnSync(needs, ['--version']).error === undefined;
}
