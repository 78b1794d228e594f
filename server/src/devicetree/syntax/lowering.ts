import type { ExpandedUnit } from '../expansion/expandedUnit.ts';
import { ItemAssembler } from './assembler.ts';
import { ExpressionEvaluator } from './expression.ts';
import type { Item } from './items.ts';
import type { DevicetreeParser, SyntaxNode } from './parser.ts';

/** A unit read into items. */
export interface LoweredUnit {
  readonly unit: ExpandedUnit;
  readonly items: readonly Item[];
  /** Whether the unit's own text could be read without a fault. */
  readonly clean: boolean;
}

/** The syntax nodes that are statements, or that dtc would not understand. */
const STATEMENTS = [
  'node',
  'property',
  'delete_node',
  'delete_property',
  'omit_node',
  'memory_reservation',
  'version_directive',
  'plugin_directive',
];

/**
 * Reads expanded units into items, each once: what was read is kept for as long as the unit lives.
 */
export class UnitLowering {
  readonly #parser: DevicetreeParser;
  readonly #assembler: ItemAssembler;
  readonly #lowered = new WeakMap<ExpandedUnit, LoweredUnit>();
  /** How many units were parsed so far. */
  parsed = 0;

  constructor(parser: DevicetreeParser) {
    this.#parser = parser;
    this.#assembler = new ItemAssembler(new ExpressionEvaluator(parser));
  }

  /** The items of a unit; its includes are among them and not looked into. */
  lower(unit: ExpandedUnit): LoweredUnit {
    const known = this.#lowered.get(unit);
    if (known !== undefined) return known;
    const lowered = this.#lower(unit);
    this.#lowered.set(unit, lowered);
    return lowered;
  }

  #lower(unit: ExpandedUnit): LoweredUnit {
    this.parsed++;
    const tree = this.#parser.parse(unit.text);
    const assembler = this.#assembler;
    assembler.begin(unit);
    const root = tree.rootNode;
    const clean = !root.hasError;
    this.#statements(root);
    tree.delete();
    const { items } = assembler.finish();
    return { unit, items, clean };
  }

  #statements(root: SyntaxNode): void {
    const assembler = this.#assembler;
    for (const node of root.descendantsOfType(STATEMENTS)) {
      const start = node.startIndex;
      const end = node.endIndex;
      switch (node.type) {
        case 'node':
          assembler.node(start, end);
          break;
        case 'property':
          assembler.property(start, end);
          break;
        case 'delete_node':
          assembler.statement('delete-node', start, end);
          break;
        case 'delete_property':
          assembler.statement('delete-property', start, end);
          break;
        case 'omit_node':
          assembler.statement('omit-if-no-ref', start, end);
          break;
        case 'memory_reservation':
          assembler.memoryReservation(start, end);
          break;
        case 'version_directive':
          assembler.directive('version', start, end);
          break;
        case 'plugin_directive':
          assembler.directive('plugin', start, end);
          break;
      }
    }
  }
}
