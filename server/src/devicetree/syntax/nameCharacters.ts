import { sequenceLength } from '../../text/bytesAndText.ts';

const BAD_IN_NODE_NAME = /[^a-zA-Z0-9,._+@-]/;
const BAD_IN_PROPERTY_NAME = /[^a-zA-Z0-9,._+*#?-]/;

/** At most this many good names are remembered: boards use the same few thousand over and over. */
const MOST_REMEMBERED = 20_000;

const goodPropertyNames = new Set<string>();

/** The first character that dtc does not allow in a node's name (`node_name_chars` in its checks.c), if there is one. */
export function badInNodeName(name: string): string | undefined {
  return firstIn(name, BAD_IN_NODE_NAME);
}

/** The first character that dtc does not allow in a property's name (`property_name_chars`), if there is one. */
export function badInPropertyName(name: string): string | undefined {
  if (goodPropertyNames.has(name)) return undefined;
  const bad = firstIn(name, BAD_IN_PROPERTY_NAME);
  if (bad === undefined && goodPropertyNames.size < MOST_REMEMBERED) goodPropertyNames.add(name);
  return bad;
}

/** The first character of a name that a pattern finds, with all of its bytes: of one of them alone nobody sees what it is. */
function firstIn(name: string, bad: RegExp): string | undefined {
  const at = name.search(bad);
  return at < 0 ? undefined : name.slice(at, at + sequenceLength(name, at));
}
