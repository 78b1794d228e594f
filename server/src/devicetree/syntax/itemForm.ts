import { BodyFacts } from './bodyFacts.ts';
import type { Item, NodeItem, PropertyItem } from './items.ts';
import { badInNodeName, badInPropertyName } from './nameCharacters.ts';
import { referencesIn } from './valueEdit.ts';

/** Names of properties that dtc looks at closely. */
const SPECIAL_NAMES = new Set(['name', 'phandle', 'linux,phandle']);

/** Whether dtc's checks have nothing to say about a property for its name. */
export const isPlainName = (name: string): boolean => !SPECIAL_NAMES.has(name) && badInPropertyName(name) === undefined;

/** Whether dtc's checks have nothing to say about a node's name. */
export const isGoodNodeName = (name: string): boolean =>
  badInNodeName(name) === undefined && name.indexOf('@') === name.lastIndexOf('@');

const NO_REFERENCES: readonly string[] = [];

const FEW = 12;

/** What a body of these items asks of whoever builds its node, and what is known of it: nothing yet. */
export function bodyForm(
  items: readonly Item[],
  includes: boolean,
): Pick<NodeItem, 'needsCare' | 'plainProperties' | 'references' | 'facts'> {
  const facts = new BodyFacts();
  if (includes || needsCare(items)) return { needsCare: true, plainProperties: -1, references: NO_REFERENCES, facts };
  let plainProperties = 0;
  let references: string[] | undefined;
  for (const item of items) {
    if (item.kind !== 'property') break;
    const { isPlain, problems, value } = item.statement;
    if (!isPlain || problems.length > 0 || value.hasPaths || value.incbins.length > 0) break;
    if (value.hasPhandles) {
      const own = referencesIn(value);
      if (references === undefined) references = own;
      else for (const reference of own) references.push(reference);
    }
    plainProperties++;
  }
  for (let index = plainProperties; index < items.length; index++) {
    if (items[index]?.kind !== 'node')
      return { needsCare: false, plainProperties: -1, references: NO_REFERENCES, facts };
  }
  return { needsCare: false, plainProperties, references: references ?? NO_REFERENCES, facts };
}

/** Whether a body deletes or includes something, or names two of its properties, or two of its children, alike. */
function needsCare(items: readonly Item[]): boolean {
  for (const item of items) {
    if (item.kind !== 'property' && item.kind !== 'node') return true;
  }
  if (items.length > FEW) {
    const seen = new Set<string>();
    for (const item of items) {
      if (item.kind !== 'property' && item.kind !== 'node') continue;
      seen.add(item.kind === 'node' ? `${item.name}/` : item.statement.name);
    }
    return seen.size < items.length;
  }
  for (let first = 0; first < items.length; first++) {
    const one = items[first];
    if (one?.kind !== 'property' && one?.kind !== 'node') continue;
    const name = nameOf(one);
    for (let second = first + 1; second < items.length; second++) {
      const other = items[second];
      if (other?.kind === one.kind && nameOf(other as typeof one) === name) return true;
    }
  }
  return false;
}

const nameOf = (item: NodeItem | PropertyItem): string | undefined =>
  item.kind === 'node' ? item.name : item.statement.name;
