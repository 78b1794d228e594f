/** How the name of a scenario's file ends, where the editor is to know it. */
export const SCENARIO_SUFFIX = '.heapsim.json';

/** Whether a path is that of a scenario's file. */
export const isScenarioPath = (path: string): boolean => path.endsWith(SCENARIO_SUFFIX);
