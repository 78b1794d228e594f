import { SCENARIO_SUFFIX } from '../../simulation/readScenario.ts';

/** Whether a path is that of a scenario's file. */
export const isScenarioPath = (path: string): boolean => path.endsWith(SCENARIO_SUFFIX);
