/** A setting of the extension as package.json has it, in whichever group it stands; `undefined` where there is none. */
export function settingOf({ contributes }, name) {
  return allSettings({ contributes })[`devicetreeHeaps.${name}`];
}

/** The settings of all groups by their names. */
export function allSettings({ contributes }) {
  return Object.assign({}, ...contributes.configuration.map(({ properties }) => properties));
}
