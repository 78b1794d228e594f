/**
 * How tightly C's operators between operands bind, more tightly the higher (C11 6.5). dtc-parser.y has them alike, but for
 * the comma, which it does not take.
 */
export const PRECEDENCE: ReadonlyMap<string, number> = new Map([
  [',', 1],
  ['?', 2],
  ['||', 3],
  ['&&', 4],
  ['|', 5],
  ['^', 6],
  ['&', 7],
  ['==', 8],
  ['!=', 8],
  ['<', 9],
  ['>', 9],
  ['<=', 9],
  ['>=', 9],
  ['<<', 10],
  ['>>', 10],
  ['+', 11],
  ['-', 11],
  ['*', 12],
  ['/', 12],
  ['%', 12],
]);
