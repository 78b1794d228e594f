import { cellAt, isOneString, isStringList, stringsIn } from '../../text/cells.ts';
import { type NamedValue, NodeFact } from './nodeFact.ts';

/** The checks of dtc (checks.c) that look at one property of a node and nothing else, in the order of its table. */
export const FORM_CHECKS = [
  'address-cells-is-cell',
  'size-cells-is-cell',
  'device-type-is-string',
  'status-is-string',
  'compatible-is-string-list',
  'names-is-string-list',
] as const;

/** A property that a check finds fault with. */
interface FormFault {
  readonly check: (typeof FORM_CHECKS)[number];
  readonly property: string;
  readonly message: string;
}

/** The form of those properties of a node that say how addresses and sizes are read. */
export interface MemoryForm {
  /** The count in `#address-cells`, 0 where it is shorter than a cell; `undefined` where the node does not say. */
  readonly addressCells: number | undefined;
  readonly sizeCells: number | undefined;
  /** The bytes of `reg`, `ranges` and `dma-ranges`; `undefined` where there is none. */
  readonly reg: number | undefined;
  readonly ranges: number | undefined;
  readonly dmaRanges: number | undefined;
  /** Whether `device_type` or `compatible` say that it is a bus whose unit addresses other checks look at. */
  readonly isKnownBus: boolean;
  readonly faults: readonly FormFault[];
}

const EMPTY_FORM: MemoryForm = {
  addressCells: undefined,
  sizeCells: undefined,
  reg: undefined,
  ranges: undefined,
  dmaRanges: undefined,
  isKnownBus: false,
  faults: [],
};

const NAMES = new Set([
  '#address-cells',
  '#size-cells',
  'device_type',
  'status',
  'compatible',
  'reg',
  'ranges',
  'dma-ranges',
]);

/** The form of a node's properties, as dtc's checks look at it. */
export const MEMORY_FORM = new NodeFact<MemoryForm>((name) => NAMES.has(name) || name.endsWith('-names'), readForm);

function readForm(properties: readonly NamedValue[]): MemoryForm {
  if (properties.length === 0) return EMPTY_FORM;
  const form: { -readonly [Name in keyof MemoryForm]: MemoryForm[Name] } = { ...EMPTY_FORM };
  for (const { name, value } of properties) {
    const fault = faultOf(name, value);
    if (fault !== undefined) form.faults = [...form.faults, fault];
    if (name === '#address-cells') form.addressCells = cellAt(value, 0) ?? 0;
    else if (name === '#size-cells') form.sizeCells = cellAt(value, 0) ?? 0;
    else if (name === 'reg') form.reg = value.length;
    else if (name === 'ranges') form.ranges = value.length;
    else if (name === 'dma-ranges') form.dmaRanges = value.length;
    else if (name === 'device_type') form.isKnownBus ||= stringsIn(value)[0] === 'pci';
    else if (name === 'compatible') form.isKnownBus ||= stringsIn(value).includes('simple-bus');
  }
  return form;
}

function faultOf(property: string, value: Uint8Array): FormFault | undefined {
  if (property === '#address-cells' || property === '#size-cells') {
    const check = property === '#address-cells' ? 'address-cells-is-cell' : 'size-cells-is-cell';
    return value.length === 4 ? undefined : { check, property, message: 'property is not a single cell' };
  }
  if (property === 'device_type' || property === 'status') {
    const check = property === 'status' ? 'status-is-string' : 'device-type-is-string';
    return isOneString(value) ? undefined : { check, property, message: 'property is not a string' };
  }
  if (property !== 'compatible' && !property.endsWith('-names')) return undefined;
  const check = property === 'compatible' ? 'compatible-is-string-list' : 'names-is-string-list';
  return isStringList(value) ? undefined : { check, property, message: 'property is not a string list' };
}
