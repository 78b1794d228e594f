/** A label, which dtc keeps when its owner is deleted and revives in its old place. */
export interface MergedLabel {
  readonly name: string;
  deleted: boolean;
}

const NO_NAMES: readonly string[] = [];

/** The names of the labels that are not deleted. */
export const livingNames = (labels: readonly MergedLabel[] | undefined): readonly string[] =>
  labels === undefined ? NO_NAMES : labels.filter((label) => !label.deleted).map((label) => label.name);

/** Adds a label in front of the others, or revives it where it is (livetree.c, `add_label`). */
export function addLabel(labels: MergedLabel[] | undefined, name: string): MergedLabel[] {
  if (labels === undefined) return [{ name, deleted: false }];
  const known = labels.find((label) => label.name === name);
  if (known === undefined) labels.unshift({ name, deleted: false });
  else known.deleted = false;
  return labels;
}
