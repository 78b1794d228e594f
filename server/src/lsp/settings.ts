import * as z from 'zod';
import { COMPARED_RELEASES } from '../kernel/behaviours/releases.ts';
import { isKernelVersion } from '../workspace/profileJson.ts';

const amount = z.union([z.string().max(64), z.number().nonnegative()]);

/** One value that cannot be read becomes the default; the others still count. */
const schema = z.object({
  /** The Linux version; empty: the kernel tree's, else the default profile's. */
  kernel: z
    .string()
    .refine((text) => text === '' || isKernelVersion(text))
    .catch(''),
  /** The versions for which hovers name the heaps. */
  compareKernels: z
    .array(z.string().refine(isKernelVersion))
    .max(8)
    .catch([...COMPARED_RELEASES]),
  architecture: z.enum(['auto', 'arm64', 'arm', 'riscv']).catch('auto'),
  includePaths: z.array(z.string()).catch([]),
  defines: z.array(z.string()).catch([]),
  overlays: z.array(z.string()).catch([]),
  commandLine: z.string().catch(''),
  kernelConfigFile: z.string().catch(''),
  kernelConfig: z.record(z.string(), z.union([z.string(), z.number()])).catch({}),
  memory: z.array(z.object({ base: amount, size: amount })).catch([]),
  patches: z.array(z.string()).catch([]),
  profileFile: z.string().catch(''),
  severities: z.record(z.string(), z.unknown()).catch({}),
});

/** The settings `devicetreeHeaps.*`, as the server knows them. `package.json` describes each for people. */
export type Settings = z.infer<typeof schema>;

/** The settings out of what the client sent; what is missing or cannot be read has its default. */
export function readSettings(value: unknown): Settings {
  return schema.parse(typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {});
}

/** What holds before the client has answered. */
export const defaultSettings: Settings = readSettings({});
