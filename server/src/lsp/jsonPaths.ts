import { SCENARIO_SUFFIX } from '../simulation/readScenario.ts';
import { CONFIGURATION_NAME } from '../workspace/configuration.ts';
import { fileNameOf } from '../workspace/path.ts';

/** Whether a path is that of a scenario's file. */
export const isScenarioPath = (path: string): boolean => path.endsWith(SCENARIO_SUFFIX);

/** Whether a path is that of a `.dtheaps.json`. */
export const isConfigurationPath = (path: string): boolean => fileNameOf(path) === CONFIGURATION_NAME;
