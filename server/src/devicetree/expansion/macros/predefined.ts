import { SourceFile } from '../../../text/sourceFile.ts';
import { CleanText } from '../tokens/cleanText.ts';
import type { SymbolTable } from '../tokens/symbolTable.ts';
import { readDefinition } from './defineDirective.ts';
import { type DynamicMacro, Macro } from './macro.ts';

/** What `gcc -E -nostdinc -undef -D__DTS__ -x assembler-with-cpp` defines before the first line. */
const CONSTANTS: readonly (readonly [name: string, value: string])[] = [
  ['__DTS__', '1'],
  ['__ASSEMBLER__', '1'],
  ['__STDC__', '1'],
  ['__STDC_HOSTED__', '1'],
];

/** `__has_attribute` and `__has_builtin` are none of them: gcc leaves them out for assembler sources (libcpp `init.cc`). */
const DYNAMIC: readonly DynamicMacro[] = [
  '__LINE__',
  '__FILE__',
  '__BASE_FILE__',
  '__COUNTER__',
  '__INCLUDE_LEVEL__',
  '__DATE__',
  '__TIME__',
  '__TIMESTAMP__',
  '__has_include',
  '__has_include_next',
  '_Pragma',
];

/** The macros that are there before any file is read. */
export function predefinedMacros(symbols: SymbolTable): readonly Macro[] {
  const macros = CONSTANTS.map(([name, value]) => macroOutside(symbols, name, value));
  const dynamic = DYNAMIC.map((name) => macroOutside(symbols, name, '', name));
  return [...macros, ...dynamic].filter((macro) => macro !== undefined);
}

/** What stands for a name that `#pragma GCC poison` forbids. */
export function poisonedMacro(symbols: SymbolTable, name: string): Macro | undefined {
  return macroOutside(symbols, name, '', 'poisoned');
}

/** The text of a macro that no file defines. */
export const textOutside = (text: string): CleanText => new CleanText(new SourceFile('<command-line>', text));

function macroOutside(symbols: SymbolTable, name: string, value: string, dynamic?: DynamicMacro): Macro | undefined {
  const source = textOutside(`${name} ${value}`);
  const definition = readDefinition(source, symbols, 0, source.text.length, { predefined: true, dynamic });
  return definition instanceof Macro ? definition : undefined;
}
