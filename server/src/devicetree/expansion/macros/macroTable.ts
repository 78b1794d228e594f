import type { Macro } from './macro.ts';

const INITIAL_SYMBOLS = 1 << 14;

/** The macros that are defined now, by symbol, with the way back to any earlier moment. */
export class MacroTable {
  /** 1 where a symbol is a macro. Kept beside the macros, because most questions end here. */
  defined = new Uint8Array(INITIAL_SYMBOLS);
  private readonly _macros: (Macro | undefined)[] = [];
  /** The changes in their order, and how many they are: every board makes thousands, for which the room is kept. */
  private readonly _changedSymbols: number[] = [];
  private readonly _changedFrom: (Macro | undefined)[] = [];
  private _changes = 0;

  /** Makes room for symbols below `count`; to be called before any of them is asked for. */
  reserve(count: number): void {
    while (this._macros.length < count) this._macros.push(undefined);
    if (count <= this.defined.length) return;
    const larger = new Uint8Array(Math.max(count, this.defined.length * 2));
    larger.set(this.defined);
    this.defined = larger;
  }

  get(symbol: number): Macro | undefined {
    return this._macros[symbol];
  }

  /** Defines a symbol, or takes its definition away. */
  set(symbol: number, macro: Macro | undefined): void {
    if (symbol >= this.defined.length) this.reserve(symbol + 1);
    this._changedSymbols[this._changes] = symbol;
    this._changedFrom[this._changes++] = this._macros[symbol];
    this._macros[symbol] = macro;
    this.defined[symbol] = macro === undefined ? 0 : 1;
  }

  /** A mark of this moment, for `rollBack`. */
  get moment(): number {
    return this._changes;
  }

  /** Takes back every change since a moment. */
  rollBack(moment: number): void {
    for (let index = this._changes - 1; index >= moment; index--) {
      const symbol = this._changedSymbols[index] ?? 0;
      const macro = this._changedFrom[index];
      this._macros[symbol] = macro;
      this.defined[symbol] = macro === undefined ? 0 : 1;
    }
    this._changes = Math.min(moment, this._changes);
  }
}
