import { ownStatements } from '../../devicetree/document/ownStatements.ts';
import { type DeviceTreeNode, nodePath } from '../../devicetree/tree/deviceTree.ts';
import { type Asked, continuationOf, hasLabel, nextCharacter, rootCells, semicolonFor } from './asked.ts';
import { statementMacros } from './macros.ts';
import { propertySuggestions } from './properties.ts';
import { pathSuggestions, referenceSuggestions } from './references.ts';
import { regionSnippets } from './regionSnippets.ts';
import { type Insertion, matches, Rank, type Suggestion } from './suggestion.ts';
import { unitAddressSuggestions } from './unitAddresses.ts';

/** What can begin a statement: properties, nodes, references, keywords and preprocessor lines. */
export function statementSuggestions(asked: Asked): Suggestion[] {
  const { typed, role } = asked;
  if (typed.startsWith('&')) return role === undefined ? references(asked) : [];
  if (typed.startsWith('/')) return keywords(asked);
  const continuation = continuationOf(asked);
  const isNew = continuation === undefined;
  const mayOpen = isNew || continuation === 'body';
  if (typed.includes('@')) return mayOpen ? [...unitAddressSuggestions(asked), ...nodeSuggestions(asked)] : [];
  const isLabelled = hasLabel(asked);
  const mayBeMacro = !isLabelled && (isNew || continuation === 'call');
  const isBare = !isLabelled && typed === '';
  return [
    ...propertySuggestions(asked),
    ...(mayOpen ? nodeSuggestions(asked) : []),
    ...(isNew && role?.holder === 'reserved-memory' ? regionSnippets(asked) : []),
    ...(mayBeMacro ? statementMacros(asked) : []),
    ...(isNew && (isBare || typed.startsWith('#')) ? directives(asked) : []),
    ...(mayOpen && isBare ? keywords(asked) : []),
    ...(mayOpen && isBare && role === undefined ? references(asked) : []),
  ];
}

/** The labels of the board, each to be extended by a body. */
function references(asked: Asked): Suggestion[] {
  const around = isOpened(asked)
    ? (text: string): Insertion => [text]
    : (text: string): Insertion => [`${text} `, ...BODY];
  return asked.typed.startsWith('&{') ? pathSuggestions(asked, around) : referenceSuggestions(asked, undefined, around);
}

const BODY: Insertion = ['{\n\t', { stop: 0, text: '' }, '\n};'];

const isOpened = (asked: Asked): boolean => continuationOf(asked) === 'body';

/** The nodes that the tree has at this place and the document does not open here, and those that a root needs. */
function nodeSuggestions(asked: Asked): Suggestion[] {
  const { role, typed } = asked;
  if (role === undefined) return [];
  const opened = new Set(
    ownStatements(role.written).flatMap(({ kind, name }) => (kind === 'node' && name !== undefined ? [name.text] : [])),
  );
  const children = [...(role.node?.children.values() ?? [])].filter(
    ({ name }) => !opened.has(name) && !GENERATED.has(name) && name !== wholeWord(asked) && matches(typed, name),
  );
  return [
    ...children.slice(0, MAXIMUM_CHILDREN).map((node) => childSuggestion(asked, node)),
    ...(role.holder === 'root' ? rootNodes(asked) : []),
  ];
}

/** More children of one node are not listed. */
const MAXIMUM_CHILDREN = 200;

/** Nodes that dtc makes. */
const GENERATED = new Set(['__symbols__', '__fixups__', '__local_fixups__']);

const wholeWord = ({ place }: Asked): string => place.word.file.text.slice(place.word.start, place.word.end);

function childSuggestion(asked: Asked, node: DeviceTreeNode): Suggestion {
  return {
    label: node.name,
    kind: 'node',
    detail: node.labels.map((label) => `&${label}`).join(' '),
    documentation: () => `${nodePath(node)} is in the tree: what is written here goes over it.`,
    insertion: isOpened(asked) ? [node.name] : [`${node.name} `, ...BODY],
    rank: Rank.setElsewhere,
  };
}

/** What a board needs around its regions, where it is missing. */
function rootNodes(asked: Asked): Suggestion[] {
  const { role, typed, analysis } = asked;
  const { address, size } = rootCells(analysis);
  const has = (name: RegExp): boolean =>
    [...(role?.node?.children.keys() ?? [])].some((child) => name.test(child) && child !== wholeWord(asked));
  const nodes: readonly { name: string; isThere: boolean; text: Insertion; documentation: string }[] = [
    {
      name: 'reserved-memory',
      isThere: has(/^reserved-memory(?:@|$)/),
      text: [
        `reserved-memory {\n\t#address-cells = <${address}>;\n\t#size-cells = <${size}>;\n\tranges;\n\n\t`,
        { stop: 0, text: '' },
        '\n};',
      ],
      documentation: 'The regions that the kernel sets aside. Its cells repeat the root’s, and ranges is empty.',
    },
    {
      name: 'memory',
      isThere: has(/^memory(?:@|$)/),
      text: [
        'memory@',
        { stop: 1, text: '80000000' },
        ' {\n\tdevice_type = "memory";\n\treg = <',
        ...(address > 1 ? ['0x0 '] : []),
        '0x',
        { stop: 1, text: '80000000' },
        ' ',
        { stop: 2, text: size > 1 ? '0x0 0x40000000' : '0x40000000' },
        '>;\n};',
        { stop: 0, text: '' },
      ],
      documentation: 'RAM: addresses and sizes of its banks.',
    },
    {
      name: 'chosen',
      isThere: has(/^chosen$/),
      text: ['chosen ', ...BODY],
      documentation: 'What the boot loader hands over: the command line above all.',
    },
  ];
  return nodes.flatMap(({ name, isThere, text, documentation }): Suggestion[] =>
    isThere || !matches(typed, name)
      ? []
      : [
          {
            label: name,
            kind: 'node',
            documentation: () => documentation,
            insertion: isOpened(asked) ? [name] : text,
            rank: Rank.known,
          },
        ],
  );
}

/** A keyword, and where it may stand. */
interface Keyword {
  readonly text: string;
  /** What it is about, with the blank before it. */
  readonly operand?: Insertion;
  /** What ends its statement. */
  readonly end: '' | ';';
  readonly where: 'outside' | 'inside' | 'both';
  readonly meaning: string;
}

const KEYWORDS: readonly Keyword[] = [
  {
    text: '/delete-node/',
    operand: [' ', { stop: 1, text: '' }],
    end: ';',
    where: 'both',
    meaning: 'Takes a node out that was opened before.',
  },
  {
    text: '/delete-property/',
    operand: [' ', { stop: 1, text: '' }],
    end: ';',
    where: 'inside',
    meaning: 'Takes a property out that was set before.',
  },
  {
    text: '/omit-if-no-ref/',
    operand: [' ', { stop: 0, text: '' }],
    end: '',
    where: 'both',
    meaning: 'Leaves the node out unless something refers to it.',
  },
  {
    text: '/',
    operand: [' {\n\t', { stop: 0, text: '' }, '\n}'],
    end: ';',
    where: 'outside',
    meaning: 'Opens the root.',
  },
  { text: '/dts-v1/', end: ';', where: 'outside', meaning: 'Begins a device tree source.' },
  { text: '/plugin/', end: ';', where: 'outside', meaning: 'Makes an overlay of the source.' },
  {
    text: '/include/',
    operand: [' "', { stop: 1, text: '' }, '"'],
    end: '',
    where: 'both',
    meaning: 'Reads another file here, after the preprocessor.',
  },
  {
    text: '/memreserve/',
    operand: [' ', { stop: 1, text: '0x0' }, ' ', { stop: 2, text: '0x1000' }],
    end: ';',
    where: 'outside',
    meaning: 'Reserves an address and a size of memory; at the top of the file alone.',
  },
];

function keywords(asked: Asked): Suggestion[] {
  const { typed, role, document } = asked;
  const next = nextCharacter(asked);
  const where = role === undefined ? 'outside' : 'inside';
  return KEYWORDS.flatMap(({ text, operand, end, where: allowed, meaning }): Suggestion[] => {
    if ((allowed !== 'both' && allowed !== where) || !matches(typed, text)) return [];
    if (next === '{' && text !== '/') return [];
    if (text === '/delete-node/' && role?.node !== undefined && role.node.children.size === 0) return [];
    if (text === '/delete-property/' && role?.node !== undefined && role.node.properties.size === 0) return [];
    // What stands on the line already is no operand of a keyword that is put before it.
    if (typed === '' && !/^[{}]?$/.test(next)) return [];
    if (next === ';' && end !== ';') return [];
    if (/^\/(?:dts-v1|plugin)\/$/.test(text) && document.file.text.includes(text)) return [];
    return [
      {
        label: text === '/' ? '/ {' : text,
        kind: 'keyword',
        documentation: () => meaning,
        insertion: [text, ...restOf(asked, operand, end)],
        filter: text,
        rank: Rank.keyword,
      },
    ];
  });
}

/** What a keyword is followed by, as far as it does not stand there. */
function restOf(asked: Asked, operand: Insertion | undefined, end: Keyword['end']): Insertion {
  const next = nextCharacter(asked);
  const { file, end: wordEnd } = asked.place.word;
  if (operand !== undefined && /["&{\w]/.test(next)) return /\s/.test(file.text.charAt(wordEnd)) ? [] : [' '];
  return [...(operand ?? []), next === ';' ? '' : end];
}

const DIRECTIVES: readonly { readonly text: string; readonly rest: Insertion }[] = [
  { text: '#include', rest: [' "', { stop: 1, text: '' }, '"'] },
  { text: '#define', rest: [' ', { stop: 1, text: 'NAME' }, ' ', { stop: 2, text: '' }] },
  { text: '#ifdef', rest: [' ', { stop: 1, text: '' }, '\n', { stop: 0, text: '' }, '\n#endif'] },
  { text: '#ifndef', rest: [' ', { stop: 1, text: '' }, '\n', { stop: 0, text: '' }, '\n#endif'] },
  { text: '#if', rest: [' ', { stop: 1, text: '' }, '\n', { stop: 0, text: '' }, '\n#endif'] },
  { text: '#elif', rest: [' ', { stop: 1, text: '' }] },
  { text: '#else', rest: [] },
  { text: '#endif', rest: [] },
  { text: '#undef', rest: [' ', { stop: 1, text: '' }] },
];

/** Preprocessor lines, where nothing stands before them on their line. */
function directives(asked: Asked): Suggestion[] {
  const { file, start } = asked.place.word;
  if (file.text.slice(file.lines.startOf(file.lines.lineOf(start)), start).trim() !== '') return [];
  const isAlone = nextCharacter(asked) === '';
  // A directive has its line alone.
  if (asked.typed === '' && !isAlone) return [];
  return DIRECTIVES.filter(({ text }) => matches(asked.typed, text)).map(
    ({ text, rest }): Suggestion => ({
      label: text,
      kind: 'keyword',
      insertion: isAlone ? [text, ...rest] : [text],
      rank: Rank.keyword + 1,
    }),
  );
}

/** The nodes that can be taken out at the place. */
export function deletedNodeSuggestions(asked: Asked): Suggestion[] {
  const { role, typed } = asked;
  const end = semicolonFor(asked);
  if (typed.startsWith('&{')) return pathSuggestions(asked, (text) => [text, end]);
  const labels =
    role === undefined || typed.startsWith('&') ? referenceSuggestions(asked, undefined, (text) => [text, end]) : [];
  const children = [...(role?.node?.children.values() ?? [])].filter(({ name }) => matches(typed, name));
  return [
    ...labels,
    ...children.slice(0, MAXIMUM_CHILDREN).map(
      ({ name, labels: own }): Suggestion => ({
        label: name,
        kind: 'node',
        detail: own.map((label) => `&${label}`).join(' '),
        insertion: [`${name}${end}`],
        rank: Rank.fitting,
      }),
    ),
  ];
}

/** The properties that can be taken out at the place. */
export function deletedPropertySuggestions(asked: Asked): Suggestion[] {
  const names = [...(asked.role?.node?.properties.keys() ?? [])];
  return names
    .filter((name) => matches(asked.typed, name) && name !== 'phandle')
    .map(
      (name): Suggestion => ({
        label: name,
        kind: 'property',
        insertion: [`${name}${semicolonFor(asked)}`],
        rank: Rank.fitting,
      }),
    );
}
