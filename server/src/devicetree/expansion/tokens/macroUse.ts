import type { MacroExpansion } from '../../../text/origin.ts';
import type { CleanText } from './cleanText.ts';

/** A macro as far as its uses know of it. */
export interface UsedMacro {
  readonly name: string;
  /** The text that defines it: where its name begins there, and where its body does and ends. */
  readonly source: CleanText;
  readonly nameStart: number;
  readonly bodyStart: number;
  readonly bodyEnd: number;
  /** Whether no file defines it. */
  readonly predefined: boolean;
}

/** One use of a macro, in offsets of clean texts; `expansion` says it in offsets of files. */
export class MacroUse {
  readonly macro: UsedMacro;
  readonly source: CleanText;
  readonly start: number;
  /** The end of the name, or of the closing parenthesis of its arguments. */
  end: number;
  readonly parent: MacroUse | undefined;
  /** Later uses have greater numbers. */
  readonly serial: number;
  private _expansion: MacroExpansion | undefined;

  constructor(
    macro: UsedMacro,
    source: CleanText,
    start: number,
    end: number,
    parent: MacroUse | undefined,
    serial: number,
  ) {
    this.macro = macro;
    this.source = source;
    this.start = start;
    this.end = end;
    this.parent = parent;
    this.serial = serial;
  }

  get expansion(): MacroExpansion {
    if (this._expansion !== undefined) return this._expansion;
    const pending: MacroUse[] = [];
    for (let use: MacroUse | undefined = this; use !== undefined && use._expansion === undefined; use = use.parent) {
      pending.push(use);
    }
    const outer = pending.at(-1)?.parent;
    let expansion = outer === undefined ? undefined : outer._expansion;
    for (const use of pending.reverse()) {
      expansion = use._describe(expansion);
      use._expansion = expansion;
    }
    return this._expansion ?? this._describe(expansion);
  }

  private _describe(parent: MacroExpansion | undefined): MacroExpansion {
    const macro = this.macro;
    return {
      macro: macro.name,
      definition: macro.predefined ? undefined : macro.source.span(macro.nameStart, macro.bodyEnd),
      invocation: this.source.span(this.start, this.end),
      parent,
    };
  }
}
