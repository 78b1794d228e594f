import type { ItemAssembler } from './assembler.ts';

/**
 * Gives the assembler the statement that a node of a syntax tree is, by the node's kind and extent; the offset at which it
 * could not be read on, `end` if it was read whole, and `undefined` where it is no statement. `isClosedHere`: its brace
 * is missing in the text.
 */
export function assembleStatement(
  assembler: ItemAssembler,
  kind: string,
  start: number,
  end: number,
  isClosedHere: boolean,
): number | undefined {
  switch (kind) {
    case 'node':
      assembler.node(start, end, isClosedHere);
      return end;
    case 'property':
      return assembler.property(start, end);
    case 'delete_node':
      assembler.statement('delete-node', start, end);
      return end;
    case 'delete_property':
      assembler.statement('delete-property', start, end);
      return end;
    case 'omit_node':
      assembler.statement('omit-if-no-ref', start, end);
      return end;
    case 'memory_reservation':
      assembler.memoryReservation(start, end);
      return end;
    case 'version_directive':
      assembler.directive('version', start, end);
      return end;
    case 'plugin_directive':
      assembler.directive('plugin', start, end);
      return end;
    default:
      return undefined;
  }
}
