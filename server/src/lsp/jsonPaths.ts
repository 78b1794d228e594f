import { SCENARIO_SUFFIX } from '../simulation/readScenario.ts';
import { fileNameOf } from '../text/fileName.ts';
import { CONFIGURATION_NAME } from '../workspace/configuration.ts';

/** Whether a path is that of a scenario's file. */
export const isScenarioPath = (path: string): boolean => path.endsWith(SCENARIO_SUFFIX);

/** Whether a path is that of a `.dtheaps.json`. */
export const isConfigurationPath = (path: string): boolean => fileNameOf(path) === CONFIGURATION_NAME;
