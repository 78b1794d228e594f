/**
 * The last place on the stack of dtc's parser (bison's YYMAXDEPTH of 10,000, one of which is the state it begins with,
 * and one is never used). What would go beyond is refused with "memory exhausted".
 */
export const LAST_PLACE = 9998;

/** Where the properties of the first root node stand on that stack, and those of nodes that are merged into it. */
export const PROPERTIES_OF_FIRST = 5;
export const PROPERTIES_OF_MERGED = 6;

/** What a node takes besides its labels and the siblings before it: its name, its `{` and its properties. */
export const PLACES_OF_NODE = 3;

/** What comes after a node's properties at least: its children, `}` and `;`. */
export const PLACES_TO_CLOSE = 3;

/** What a property takes at least besides its labels: its name and `;`, or its name, `=`, the value before and a piece. */
export const PLACES_OF_NAME = 2;
export const PLACES_OF_VALUE = 4;
