import * as z from 'zod/mini';
import { COMPARED_RELEASES } from '../kernel/behaviours/releases.ts';
import { ARCHITECTURES, configSchema, kernelSchema, memorySchema, patchesSchema } from '../profile/profileJson.ts';
import { complaintText } from '../text/json/complaint.ts';
import { readJsonValue } from '../text/json/readJson.ts';
import { lazily } from '../text/lazily.ts';
import { basesSchema, severitiesSchema } from '../workspace/configurationSchema.ts';

const isShown = () => z.exactOptional(z.boolean());
const texts = () => z.exactOptional(z.array(z.string()));

/** The settings that a client may have under `devicetreeHeaps`; other members are those of other programs. */
const schema = lazily(() =>
  z.object({
    kernel: z.exactOptional(kernelSchema()),
    /** The versions for which hovers name the heaps. */
    compareKernels: z.exactOptional(z.array(kernelSchema()).check(z.maxLength(8, 'has more than 8 entries'))),
    architecture: z.exactOptional(z.enum(ARCHITECTURES)),
    includePaths: texts(),
    defines: texts(),
    overlays: texts(),
    bases: z.exactOptional(basesSchema()),
    commandLine: z.exactOptional(z.string()),
    kernelConfigFile: z.exactOptional(z.string()),
    kernelConfig: z.exactOptional(configSchema()),
    memory: z.exactOptional(memorySchema()),
    patches: z.exactOptional(patchesSchema()),
    profileFile: z.exactOptional(z.string()),
    severities: z.exactOptional(severitiesSchema()),
    /** Which lines are shown above nodes, and which words after values; all where nothing is said. */
    codeLens: z.exactOptional(z.object({ regions: isShown(), simulate: isShown() })),
    inlayHints: z.exactOptional(z.object({ sizes: isShown(), ends: isShown(), places: isShown(), targets: isShown() })),
  }),
);

/** The settings that the server knows, by name. */
export const settingNames = (): readonly string[] => Object.keys(schema().shape);

type SetValues = z.output<ReturnType<typeof schema>>;

/** The settings `devicetreeHeaps.*` that someone set; `package.json` describes each for people. */
export interface Settings {
  readonly values: SetValues;
  readonly compareKernels: readonly string[];
  /** What of them cannot be used, each beginning with the setting's name. */
  readonly problems: readonly string[];
}

/** The values that a client has for settings that nobody set, besides `null`. A value that is set to one says nothing. */
const UNSET: Readonly<Record<string, unknown>> = {
  kernel: '',
  architecture: 'auto',
  includePaths: [],
  bases: [],
  kernelConfigFile: '',
  memory: [],
  profileFile: '',
};

function isSet(name: string, value: unknown): boolean {
  if (value === null || value === undefined) return false;
  return UNSET[name] === undefined || JSON.stringify(value) !== JSON.stringify(UNSET[name]);
}

/** The settings out of what the client sent: what is set in it and can be used. */
export function readSettings(sent: unknown): Settings {
  const members = typeof sent === 'object' && sent !== null && !Array.isArray(sent) ? Object.entries(sent) : [];
  const set = Object.fromEntries(members.filter(([name, value]) => isSet(name, value)));
  const { value = {}, complaints } = readJsonValue(set, schema());
  return {
    values: value,
    compareKernels: value.compareKernels ?? COMPARED_RELEASES,
    problems: complaints.map(complaintText),
  };
}

/** What holds before the client has answered. */
export const defaultSettings = lazily((): Settings => readSettings({}));
