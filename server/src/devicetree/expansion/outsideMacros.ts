import { bytesOfText, shortened } from '../../text/bytesAndText.ts';
import type { Problem } from '../../text/problem.ts';
import { LexedFile } from './files/lexedFile.ts';
import { readDefinition, refuseName } from './macros/defineDirective.ts';
import type { Macro } from './macros/macro.ts';
import type { Refusal } from './macros/macroBody.ts';
import { textOutside } from './macros/predefined.ts';
import type { SymbolTable } from './tokens/symbolTable.ts';
import { TokenReader } from './tokens/tokenReader.ts';

/** gcc's `-D`, or its `-U` where there is no value. */
export interface OutsideDefine {
  readonly name: string;
  readonly value: string | undefined;
}

/** A macro that no file defines, a name that is to be none, or why gcc refuses to make it one. */
export type OutsideMacro = Macro | { readonly symbol: number } | { readonly refusal: Refusal };

/** What `-D NAME=VALUE` or `-U NAME` says to gcc, which reads both as directives (libcpp `cpp_define`, `cpp_undef`). */
export function outsideMacro(symbols: SymbolTable, { name, value }: OutsideDefine): OutsideMacro {
  if (value === undefined) {
    const token = new TokenReader(textOutside(bytesOfText(name)), symbols, 0).next(true);
    const refusal = refuseName(token, 'undef');
    return refusal === undefined ? { symbol: token.symbol } : { refusal };
  }
  const source = textOutside(bytesOfText(`${name} ${value.split('\n')[0] ?? ''}`));
  if (source.text.includes('/*')) {
    const at = new LexedFile(source.file, symbols).openComment;
    if (at >= 0) return { refusal: { id: 'comment-not-closed', message: 'unterminated comment', at } };
  }
  return readDefinition(source, symbols, 0, source.text.length, { predefined: true, dynamic: undefined });
}

/** At most this many bytes of a macro are in a message. */
const MOST_SHOWN = 60;

/** The error that gcc has of a macro of the call, a configuration or a setting, which stands in no file. */
export function refusedOutside({ name, value }: OutsideDefine, { id, message }: Refusal): Problem {
  const option = value === undefined ? `-U ${name}` : `-D ${name}=${value}`;
  const whole = `${shortened(bytesOfText(option), MOST_SHOWN)}: ${message}`;
  return { id, severity: 'error', message: whole, span: undefined, related: [] };
}
