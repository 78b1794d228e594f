import type { LayerName, Origin } from '../../workspace/layers.ts';
import { type NamedValue, namedValues } from '../../workspace/namedValues.ts';
import type { OpenedBoard } from '../../workspace/workspace.ts';
import { printable } from './printable.ts';
import type { Style } from './style.ts';
import { renderTable } from './table.ts';

const LAYER_TEXT: Readonly<Record<LayerName, string>> = {
  default: 'default',
  board: "the board's tree",
  kernelTree: 'kernel tree',
  kernelTreeConfig: "the kernel tree's .config",
  configuration: 'configuration',
  capture: 'captured target',
  profileFile: 'profile file',
  scenario: 'scenario',
  kernelConfigFile: '.config that was named',
  settings: 'settings',
  choice: 'the kernel chosen in the editor',
  call: 'this call',
};

/** `profile` of `heaps --format json`: the layers, each over those before it, and where each value comes from. */
export function originsJson(opened: OpenedBoard): object {
  const origins = namedValues(opened).map(({ name, value, origin }) => [name, { value, ...origin }]);
  return { layers: opened.layers, origins: Object.fromEntries(origins), notes: opened.notes };
}

/** The same for people: what somebody or something set, a line a value. */
export function originsText(opened: OpenedBoard, style: Style, columns: number): string {
  const rows = namedValues(opened)
    .filter(isWorthALine)
    .map(({ name, value, origin }) => ({
      cells: [name.replace(/^config\./, ''), printable(valueText(value)), style.dim(printable(originText(origin)))],
    }));
  const notes = opened.notes.map((note) => `  ${printable(note)}`);
  const head = [{ title: 'VALUE' }, { title: 'IS' }, { title: 'FROM' }];
  return [renderTable(head, rows, style, columns), ...notes].join('\n');
}

const isEmpty = (value: unknown): boolean => value === '' || (Array.isArray(value) && value.length === 0);

const isWorthALine = ({ value, origin, name }: NamedValue): boolean =>
  origin.layer !== 'default' || (!isEmpty(value) && name !== 'preprocess' && name !== 'symbols');

function valueText(value: unknown): string {
  if (value === null) return 'as the tree has it';
  if (Array.isArray(value)) return value.length === 0 ? 'none' : value.map(valueText).join(', ');
  if (typeof value !== 'object') return value === '' ? 'empty' : String(value);
  const { name, base, size } = value as { readonly name?: string; readonly base?: string; readonly size?: string };
  return `${name === undefined ? '' : `${name} `}${base}:${size}`;
}

function originText({ layer, path }: Origin): string {
  return path === undefined ? LAYER_TEXT[layer] : `${LAYER_TEXT[layer]}, ${path}`;
}
