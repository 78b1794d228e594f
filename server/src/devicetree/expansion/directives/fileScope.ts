import type { ProblemSeverity } from '../../../text/problem.ts';
import type { SourceFile } from '../../../text/sourceFile.ts';
import type { IncludeStyle } from '../files/includeSearch.ts';
import type { LexedFile } from '../files/lexedFile.ts';
import type { Assertions } from '../macros/assertions.ts';
import type { Macro } from '../macros/macro.ts';
import type { MacroEngine, TokenBase } from '../macros/macroEngine.ts';
import type { MacroTable } from '../macros/macroTable.ts';
import type { CleanText } from '../tokens/cleanText.ts';
import type { SymbolTable } from '../tokens/symbolTable.ts';
import type { Token } from '../tokens/token.ts';
import type { IncludeKind } from '../units/expandedUnit.ts';
import type { PreprocessedUnit } from '../units/preprocessedUnit.ts';
import type { TraceStep } from '../units/trace.ts';
import type { UnitBuilder } from '../units/unitBuilder.ts';

/** A place in the chain of includes: a file, how it was reached, and how deep. */
export interface FilePlace {
  readonly path: string;
  readonly file: SourceFile;
  /** The include root it was found in; `undefined` for the board's own file. */
  readonly root: number | undefined;
  /** 0 for the board's own file. */
  readonly level: number;
}

/**
 * What entering a file led to: its unit, or why there is none. `once`: the file asked to be read only once, which is no
 * fault; `too-deep` and `too-much`: a limit is reached.
 */
export type Entered = PreprocessedUnit | 'once' | 'too-deep' | 'too-much';

/** What asking for a file by name led to; `present` where only that was asked. */
export type Included = Entered | 'present' | 'missing';

/**
 * What the result of an expansion depends on besides macros and files: the include level, the board's path, or what the
 * board did before (`__COUNTER__`, macros put aside, the budget), in which case the result is not used again.
 */
export type Dependency = 'level' | 'base-path' | 'history';

/** What directives and predefined macros see and change of the file that they stand in, while it is expanded. */
export interface FileScope {
  readonly place: FilePlace;
  /** Whether the preprocessor reads the file, or dtc alone. */
  readonly kind: IncludeKind;
  readonly lexed: LexedFile;
  readonly clean: CleanText;
  readonly symbols: SymbolTable;
  readonly table: MacroTable;
  readonly builder: UnitBuilder;
  /** What time it is to the macros that give the time. */
  readonly sourceDate: Date;
  /** The path of the board's own file. */
  readonly basePath: string;
  /** The use of a macro in the file's own text that is being expanded: where its name stands, and of which kind it is. */
  readonly outermostUse: { readonly start: number; readonly isFunction: boolean };

  /** Reports a problem at `[start, end)` of the clean text. */
  problem(severity: ProblemSeverity, id: string, message: string, start: number, end: number): void;
  /** Reports an error at a token, or at the outermost macro use that made it. */
  error(id: string, message: string, at: Token): void;

  /** A reader of tokens in which macros are expanded. */
  engine(tokens: TokenBase): MacroEngine;
  /** Notes that the result depends on a macro's definition. */
  noteUse(macro: Macro): void;
  /** Notes that the result depends on a name not being a macro. */
  noteAbsent(symbol: number): void;
  /** Whether a name is a macro, where that is all that is asked; notes that the result depends on it. */
  asksDefined(symbol: number): boolean;
  /** Defines a macro, or takes its definition away, and notes the change. */
  define(symbol: number, macro: Macro | undefined): void;

  /**
   * Looks for a file, enters it unless only its presence is asked, and notes what came of it. The one way to another
   * file, so that a recorded expansion knows of every file that the result depends on.
   */
  include(style: IncludeStyle, name: string, asked: TraceStep['asked']): Included;
  /** The folders in which `include` looks for a name, for a message. */
  foldersTried(style: IncludeStyle, name: string): readonly string[];
  /** Whether files are no longer looked for, since the board had so many looked for. */
  readonly isSearchSpent: boolean;
  /** Whether an include was nested too deeply, so that few more are read. */
  readonly wasTooDeep: boolean;
  /** Why the file that `include` finds for a name may not be read, in one sentence. */
  refusalOf(style: IncludeStyle, name: string): string | undefined;
  /** `#pragma GCC poison`: refuses a name from here on. */
  poison(symbol: number): void;
  /** Reports a token that is read although its name is poisoned. */
  refusePoisoned(token: Token): void;
  /** The same for all tokens that begin in `[start, end)` of the clean text. */
  refusePoisonedIn(start: number, end: number): void;
  /** `#pragma once`: the file is not entered again. */
  readOnce(): void;
  /** What `#assert` said; the result depends on it as on the board's history. */
  readonly assertions: Pick<Assertions, 'holds' | 'add' | 'retract'>;
  /** `#pragma push_macro` and `#pragma pop_macro`. */
  pushMacro(symbol: number): void;
  /** False where the name is poisoned and was put aside, so that it would have to be read to be defined again. */
  popMacro(symbol: number): boolean;
  /** The value of `__COUNTER__`, which grows by one with each call. */
  nextCount(): number;
  dependsOn(what: Dependency): void;
}
