/** How many characters or elements each of V8's own functions has gone over, by its name. */
const gone = new Map<string, number>();

/** What a call of a function of V8 goes over, in characters or elements, as a scan or a copy would. */
type Work = (receiver: ArrayLike<unknown>, args: readonly unknown[], result: unknown) => number;

const lengthOf = (value: unknown): number => (value as ArrayLike<unknown> | undefined)?.length ?? 0;

/** From where on it looks up to what it found, or to the end. */
const untilFound: Work = (receiver, [, from = 0], result) =>
  typeof result === 'number' && result >= 0 ? result - Number(from) + 1 : Math.max(0, receiver.length - Number(from));
/** From the end, or from where on, down to what it found. */
const downToFound: Work = (receiver, [, from = receiver.length], result) =>
  Math.min(Number(from), receiver.length) - Math.max(Number(result), 0);
const whole: Work = (receiver) => receiver.length;
const made: Work = (_receiver, _args, result) => lengthOf(result);
/** What stands behind the place is moved. */
const moved: Work = (receiver, [start = 0]) => Math.max(0, receiver.length - Number(start));

const TYPED_ARRAY: object = Object.getPrototypeOf(Uint8Array.prototype);

const WORK: readonly (readonly [name: string, owner: object, Readonly<Record<string, Work>>])[] = [
  [
    'string',
    String.prototype,
    { indexOf: untilFound, includes: whole, lastIndexOf: downToFound, split: whole, replaceAll: whole },
  ],
  [
    'array',
    Array.prototype,
    {
      ...{ indexOf: untilFound, includes: whole, lastIndexOf: downToFound },
      ...{ splice: moved, shift: whole, unshift: whole, slice: made, concat: made, join: whole, reverse: whole },
      ...{ fill: whole, flat: made, copyWithin: whole, sort: whole, toSorted: whole, toReversed: whole, with: whole },
    },
  ],
  ['typed array', TYPED_ARRAY, { indexOf: untilFound, includes: whole, slice: made, fill: whole, copyWithin: whole }],
  ['Array', Array, { from: made }],
  ['Object', Object, { keys: made, values: made, entries: made }],
  ['JSON', JSON, { stringify: made, parse: (_receiver, [text]) => lengthOf(text) }],
  ['TextDecoder', TextDecoder.prototype, { decode: made }],
  ['TextEncoder', TextEncoder.prototype, { encode: made }],
];

/** What is iterated: a list that is spread, or made a set of, asks its iterator, and no loop of ours runs. */
const ITERATORS: readonly (readonly [name: string, example: object])[] = [
  ['array', [].values()],
  ['map', new Map().values()],
  ['set', new Set().values()],
  ['string', ''[Symbol.iterator]()],
];

function add(name: string, work: number): void {
  gone.set(name, (gone.get(name) ?? 0) + work);
}

/** Puts a function of that name in its place, which does the same. */
function replace(owner: object, name: string, by: (native: () => unknown) => (...args: never[]) => unknown): void {
  const native = Reflect.get(owner, name);
  Reflect.defineProperty(owner, name, { value: by(native), configurable: true, writable: true, enumerable: false });
}

let isCounting = false;

/** Begins to count what V8's own functions go over, in this process. */
export function countNatives(): void {
  if (isCounting) return;
  isCounting = true;
  for (const [kind, owner, functions] of WORK) {
    for (const [name, work] of Object.entries(functions)) {
      replace(owner, name, (native) => {
        return function (this: ArrayLike<unknown>, ...args: unknown[]): unknown {
          const result = Reflect.apply(native, this, args);
          add(`${name} of ${kind}`, work(this, args, result));
          return result;
        };
      });
    }
  }
  for (const [kind, example] of ITERATORS) {
    replace(Object.getPrototypeOf(example), 'next', (native) => {
      return function (this: unknown): unknown {
        add(`iterator of ${kind}`, 1);
        return Reflect.apply(native, this, []);
      };
    });
  }
  // How often an expression tries a character again, nobody tells: a test of its time has to.
  replace(RegExp.prototype, 'exec', (native) => {
    return function (this: RegExp, text: string): unknown {
      const start = this.global || this.sticky ? this.lastIndex : 0;
      const result = Reflect.apply(native, this, [text]) as RegExpExecArray | null;
      const isTriedOnce = this.sticky || (this.source.startsWith('^') && !this.multiline);
      const missed = isTriedOnce ? 0 : lengthOf(text) - start;
      add('exec of a regular expression', result === null ? missed : result.index + result[0].length - start);
      return result;
    };
  });
}

/** What V8's own functions have gone over since the question before. */
export function takeNatives(): ReadonlyMap<string, number> {
  const taken = new Map(gone);
  gone.clear();
  return taken;
}
