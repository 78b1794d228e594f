import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ClientCapabilities } from 'vscode-languageserver';
import { TestClient } from './client.ts';

let client: TestClient;
beforeEach(() => {
  client = new TestClient();
});
afterEach(() => client.stop());

const OFFSETS: ClientCapabilities = {
  textDocument: { signatureHelp: { signatureInformation: { parameterInformation: { labelOffsetSupport: true } } } },
};

describe('signature help through the protocol', () => {
  it('says which cell is typed, and what counts it', async () => {
    await client.start(true, undefined, OFFSETS);
    await client.open('camera.dts');
    await client.replace('camera.dts', '0x70000000 0x0 0x200000>;', '0x70000000 ');
    const help = await client.signature('camera.dts', '0x70000000 ');
    expect(help).toMatchObject({ activeSignature: 0, activeParameter: 2 });
    const [signature] = help?.signatures ?? [];
    expect(signature?.label).toBe('reg = <address-high address-low size-high size-low>, …');
    expect(signature?.parameters?.map(({ label }) => label)).toEqual([
      [7, 19],
      [20, 31],
      [32, 41],
      [42, 50],
    ]);
    expect(signature?.documentation).toContain("the root's #address-cells and #size-cells");
  });

  it('names the cells for a client that takes no offsets, and is silent outside of cells', async () => {
    await client.start(true, undefined, {});
    await client.open('camera-soc.dtsi');
    const help = await client.signature('camera-soc.dtsi', 'reg = <0x1000 ');
    expect(help?.signatures[0]?.parameters?.map(({ label }) => label)).toEqual(['address', 'size']);
    expect(help?.activeParameter).toBe(1);
    expect(await client.signature('camera-soc.dtsi', 'compatible = "simple')).toBeNull();
  });
});
