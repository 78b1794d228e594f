import { type Complaint, complaintText } from '../text/json/complaint.ts';
import { readJson, readJsonValue } from '../text/json/readJson.ts';
import type { SourceFile } from '../text/sourceFile.ts';
import type { Scenario } from './scenario.ts';
import { scenarioSchema } from './schema/scenarioSchema.ts';

/** How the name of a scenario's file ends, where the editor is to know it. */
export const SCENARIO_SUFFIX = '.heapsim.json';

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

/** Reads a scenario's file. With any complaint, each with its place, the scenario has no steps. */
export function readScenarioFile(file: SourceFile): {
  readonly scenario: Scenario;
  readonly complaints: readonly Complaint[];
} {
  const { value, complaints } = readJson(file, scenarioSchema(), true);
  return { scenario: value ?? NO_SCENARIO, complaints };
}

/** Reads a scenario that is no file from its JSON value; `problems` are sentences for people. */
export function readScenario(value: unknown): { readonly scenario: Scenario; readonly problems: readonly string[] } {
  const read = readJsonValue(value, scenarioSchema(), true);
  return { scenario: read.value ?? NO_SCENARIO, problems: read.complaints.map(complaintText) };
}
