import type { Macro } from './macro.ts';

const INITIAL_SYMBOLS = 1 << 14;

/** The macros that are defined now, by symbol, with the way back to any earlier moment. */
export class MacroTable {
  /** 1 where a symbol is a macro. Kept beside the macros, because most questions end here. */
  defined = new Uint8Array(INITIAL_SYMBOLS);
  readonly #macros: (Macro | undefined)[] = [];
  /** The changes in their order, and how many they are: every board makes thousands, for which the room is kept. */
  readonly #changedSymbols: number[] = [];
  readonly #changedFrom: (Macro | undefined)[] = [];
  #changes = 0;

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
    this.#changedSymbols[this.#changes] = symbol;
    this.#changedFrom[this.#changes++] = this.#macros[symbol];
    this.#macros[symbol] = macro;
    this.defined[symbol] = macro === undefined ? 0 : 1;
  }

  /** A mark of this moment, for `rollBack`. */
  get moment(): number {
    return this.#changes;
  }

  /** Takes back every change since a moment. */
  rollBack(moment: number): void {
    for (let index = this.#changes - 1; index >= moment; index--) {
      const symbol = this.#changedSymbols[index] ?? 0;
      const macro = this.#changedFrom[index];
      this.#macros[symbol] = macro;
      this.defined[symbol] = macro === undefined ? 0 : 1;
    }
    this.#changes = Math.min(moment, this.#changes);
  }
}
