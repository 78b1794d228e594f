import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import process from 'node:process';
import { WorkspaceEdit, workspace } from 'vscode';
import { activated, diagnosticsOf, eventually, pause, rangeOf, restoreAll, ruleOf } from '../suite/editor.ts';
import { openIn } from './folders.ts';

/** The processor's time of our server, in seconds (Linux, proc(5): `utime` and `stime` in hundredths). */
function serverSeconds(): number {
  let ticks = 0;
  for (const id of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      if (!readFileSync(`/proc/${id}/cmdline`, 'utf8').includes('/dist/server.cjs')) continue;
      const fields = readFileSync(`/proc/${id}/stat`, 'utf8')
        .replace(/^.*\) /, '')
        .split(' ');
      // Its parent is this extension host: other machines' tests may run beside this one.
      if (Number(fields[1]) === process.pid) ticks += Number(fields[11]) + Number(fields[12]);
    } catch {
      // It ended meanwhile.
    }
  }
  return ticks / 100;
}

/** Waits until the server has used no time for a second; how much it had used by then. */
async function quiet(): Promise<number> {
  let used = serverSeconds();
  let since = 0;
  return eventually('the server to rest', async () => {
    await pause(200);
    const now = serverSeconds();
    since = now - used > 0.011 ? 0 : since + 1;
    used = now;
    return since < 5 ? undefined : used;
  });
}

describe('an include that a thousand boards use', () => {
  before(activated);
  afterEach(restoreAll);

  it('is seen through one of them, follows edits, and leaves the processor alone after the last', async function () {
    if (process.platform !== 'linux') return this.skip();
    const include = await openIn('many', 'shared.dtsi');
    const isMisaligned = () => diagnosticsOf(include).some((found) => ruleOf(found) === 'cma-misaligned');
    const replace = async (text: string, by: string): Promise<void> => {
      const edit = new WorkspaceEdit();
      edit.replace(include.uri, rangeOf(include, text), by);
      assert.ok(await workspace.applyEdit(edit));
    };
    await quiet();
    assert.ok(serverSeconds() > 0, 'the server is not found');
    const before = serverSeconds();
    let size = '0x1000000';
    for (let at = 1; at <= 20; at++) {
      const next = `0x1${at.toString(16).padStart(2, '0')}0000`;
      await replace(size, next);
      size = next;
      await pause(20);
    }
    // 0x1140000 is no multiple of 2 MiB.
    await eventually('the finding', () => (isMisaligned() ? true : undefined));
    const settled = serverSeconds();
    await replace(size, '0x1200000');
    await eventually('the finding to go', () => (isMisaligned() ? undefined : true));
    const after = await quiet();
    // Held against the start of the server, which took as much more time on a machine that is slow. To read all boards again
    // takes several times as long as that, once.
    assert.ok(after - settled < 2 * before, `${after - settled} s after the last edit, ${before} s for the start`);
    assert.ok(settled - before < 8 * before, `${settled - before} s for twenty edits, ${before} s for the start`);
  });
});
