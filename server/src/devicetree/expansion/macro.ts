import type { CleanText } from './cleanText.ts';
import type { Token } from './token.ts';

/** What a predefined macro's value is made from at each use. */
export type DynamicMacro =
  | '__LINE__'
  | '__FILE__'
  | '__BASE_FILE__'
  | '__COUNTER__'
  | '__INCLUDE_LEVEL__'
  | '__DATE__'
  | '__TIME__'
  | '__TIMESTAMP__'
  | '__has_include'
  | '__has_include_next'
  | '__has_attribute'
  | '__has_builtin'
  | '_Pragma';

/** A `#define`, or a macro that is there from the beginning. Compared by identity: one for each place that defines. */
export interface Macro {
  readonly name: string;
  readonly symbol: number;
  /** The names of the parameters; `undefined` for an object-like macro. */
  readonly parameters: readonly string[] | undefined;
  /** Whether the last parameter takes all arguments that are left. */
  readonly variadic: boolean;
  readonly body: readonly Token[];
  /** The parameters whose arguments are expanded before they are put in, in the order in which that happens. */
  readonly expandedParameters: readonly number[];
  /** The whole body's text, where nothing in it can ever be expanded; `undefined` where expanding takes more. */
  readonly plain: string | undefined;
  /** For a macro whose value is made at each use: which. */
  readonly dynamic: DynamicMacro | undefined;
  /** Whether `#define` and `#undef` of it are worth a warning. */
  readonly predefined: boolean;
  /** Where it was defined: the text, its name there, and its body there. */
  readonly source: CleanText;
  readonly nameStart: number;
  readonly bodyStart: number;
  readonly bodyEnd: number;
}
