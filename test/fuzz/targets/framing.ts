import { FramedInput } from '../../../server/src/node/framedInput.ts';
import { changedBytes } from '../harness/change.ts';
import type { Random } from '../harness/random.ts';
import { fuzzTarget, need, needSame } from '../harness/target.ts';

const WHOLE = 'what comes out is well-formed frames';
const ALL = 'well-formed frames come out as they went in';
const CHUNKS = 'the frames do not depend on how the stream is cut';
const RESYNCHRONISED = 'after what is no frame the next one is found';

interface StreamInput {
  readonly bytes: string;
  /** Where the stream is cut. */
  readonly cuts: readonly number[];
}

const frame = (body: string): string => `Content-Length: ${body.length}\r\n\r\n${body}`;

function piece(random: Random): string {
  const body = random.pick(['{}', '', '{"jsonrpc":"2.0"}', 'Content-Length: 2\r\n\r\n{}', '\r\n\r\n', '{"a":"\xff"}']);
  return random.pick([
    () => frame(body),
    () => frame(body),
    () => frame(body),
    () => `content-length:${body.length}\r\nContent-Type: application/vscode-jsonrpc; charset=utf-8\r\n\r\n${body}`,
    () => `Content-Length: ${random.pick(['-1', 'x', '99999999999', '1e3', '', '0x10', '3', '0'])}\r\n\r\n${body}`,
    () => `Content-Length ${body.length}\r\n\r\n${body}`,
    () => `${body}\r\n`,
    () => 'x'.repeat(random.oneIn(8) ? 5000 : random.below(20)),
    () => `Content-Length: ${body.length}\n\n${body}`,
  ])();
}

/** The frames that a stream comes to, cut at some places. */
function framesOf(bytes: string, cuts: readonly number[]): { out: string; faults: number } {
  let faults = 0;
  const input = new FramedInput(() => faults++);
  let at = 0;
  for (const cut of [...cuts, bytes.length]) {
    const end = Math.min(bytes.length, Math.max(at, Math.trunc(cut)));
    if (end > at) input.write(Buffer.from(bytes.slice(at, end), 'latin1'));
    at = end;
  }
  const out: Buffer[] = [];
  for (let chunk = input.read(); chunk !== null; chunk = input.read()) out.push(chunk);
  input.destroy();
  return { out: Buffer.concat(out).toString('latin1'), faults };
}

/** The bodies of a stream of frames, the last perhaps cut; `undefined` where it is none. */
function bodiesIn(stream: string): string[] | undefined {
  const bodies: string[] = [];
  let rest = stream;
  while (rest !== '') {
    const head = /^Content-Length: (\d+)\r\n\r\n/.exec(rest);
    if (head === null) return undefined;
    const end = head[0].length + Number(head[1]);
    bodies.push(rest.slice(head[0].length, end));
    rest = rest.slice(end);
  }
  return bodies;
}

export const target = fuzzTarget<StreamInput>({
  name: 'framing',
  inputs: 'the bytes that a client sends: frames, broken heads, lengths that are none, anything between them',
  oracles: [WHOLE, ALL, CHUNKS, RESYNCHRONISED],
  inTests: 2000,
  make: (random) => {
    const isGood = random.oneIn(4);
    let bytes = random.list(1, 6, () => (isGood ? frame('{"id":1}') : piece(random))).join('');
    if (!isGood && random.oneIn(2)) bytes = changedBytes(bytes, random);
    const cuts = random.list(0, 6, () => random.below(bytes.length)).sort((a, b) => a - b);
    return { bytes, cuts };
  },
  open:
    () =>
    ({ bytes, cuts }) => {
      const whole = framesOf(bytes, []);
      const bodies = bodiesIn(whole.out);
      need(WHOLE, bodies !== undefined, () => JSON.stringify(whole.out));
      needSame(CHUNKS, framesOf(bytes, cuts).out, whole.out);
      const sent = bodiesIn(bytes);
      if (sent?.every((body, index) => index < sent.length - 1 || bytes.endsWith(frame(body)))) {
        needSame(ALL, bodies, sent);
        needSame(ALL, whole.faults, 0);
      }
      // A head that is cut off takes what follows for its body, as the protocol says; a line that is none does not.
      if (whole.out !== '' || /content-length/i.test(bytes)) return;
      const next = `${bytes}\r\n\r\n${frame('{"found":1}')}`;
      need(RESYNCHRONISED, framesOf(next, []).out.endsWith(frame('{"found":1}')), () => JSON.stringify(bytes));
    },
});
