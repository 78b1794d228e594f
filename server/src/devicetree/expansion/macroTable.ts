import type { Macro } from './macro.ts';

const INITIAL_SYMBOLS = 1 << 14;

/** The macros that are defined now, by symbol, with the way back to any earlier moment. */
export class MacroTable {
  /** 1 where a symbol is a macro. Kept beside the macros, because most questions end here. */
  defined = new Uint8Array(INITIAL_SYMBOLS);
  readonly #macros: (Macro | undefined)[] = [];
  readonly #changedSymbols: number[] = [];
  readonly #changedFrom: (Macro | undefined)[] = [];

  /** Makes room for symbols below `count`; to be called before any of them is asked for. */
  reserve(count: number): void {
    while (this.#macros.length < count) this.#macros.push(undefined);
    if (count <= this.defined.length) return;
    const larger = new Uint8Array(Math.max(count, this.defined.length * 2));
    larger.set(this.defined);
    this.defined = larger;
  }

  get(symbol: number): Macro | undefined {
    return this.#macros[symbol];
  }

  /** Defines a symbol, or takes its definition away. */
  set(symbol: number, macro: Macro | undefined): void {
    if (symbol >= this.defined.length) this.reserve(symbol + 1);
    this.#changedSymbols.push(symbol);
    this.#changedFrom.push(this.#macros[symbol]);
    this.#macros[symbol] = macro;
    this.defined[symbol] = macro === undefined ? 0 : 1;
  }

  /** A mark of this moment, for `rollBack`. */
  get moment(): number {
    return this.#changedSymbols.length;
  }

  /** Takes back every change since a moment. */
  rollBack(moment: number): void {
    for (let index = this.#changedSymbols.length - 1; index >= moment; index--) {
      const symbol = this.#changedSymbols[index] ?? 0;
      const macro = this.#changedFrom[index];
      this.#macros[symbol] = macro;
      this.defined[symbol] = macro === undefined ? 0 : 1;
    }
    this.#changedSymbols.length = Math.min(moment, this.#changedSymbols.length);
    this.#changedFrom.length = this.#changedSymbols.length;
  }
}
