import { type Complaint, complaintText } from '../text/json/complaint.ts';
import { readJson, readJsonValue } from '../text/json/readJson.ts';
import { Remembered } from '../text/remembered.ts';
import type { SourceFile } from '../text/sourceFile.ts';
import type { Scenario } from './scenario.ts';
import { scenarioSchema } from './schema/scenarioSchema.ts';

/** What there is where anything in a scenario cannot be used: a part of one says something else. */
const NO_SCENARIO: Scenario = {
  profile: undefined,
  devices: [],
  heaps: new Map(),
  programs: new Map(),
  user: undefined,
  access: [],
  load: [],
  steps: [],
  expect: [],
  descriptorLimit: undefined,
  dmemLimits: new Map(),
};

interface ReadScenario {
  readonly scenario: Scenario;
  readonly complaints: readonly Complaint[];
}

const known = new Remembered<SourceFile, ReadScenario>();

/** Reads a scenario's file, once for each. With any complaint, each with its place, the scenario has no steps. */
export function readScenarioFile(file: SourceFile): ReadScenario {
  const earlier = known.get(file);
  if (earlier !== undefined) return earlier;
  const { value, complaints } = readJson(file, scenarioSchema(), true);
  const read = { scenario: value ?? NO_SCENARIO, complaints };
  known.set(file, read);
  return read;
}

/** Reads a scenario that is no file from its JSON value; `problems` are sentences for people. */
export function readScenario(value: unknown): { readonly scenario: Scenario; readonly problems: readonly string[] } {
  const read = readJsonValue(value, scenarioSchema(), true);
  return { scenario: read.value ?? NO_SCENARIO, problems: read.complaints.map(complaintText) };
}
