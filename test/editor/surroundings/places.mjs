// The places that test/editor/surroundings is run in: two kernel trees and a folder whose include has a thousand users, open
// at once, beside an extension that claims the same files.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** How many boards include `many/shared.dtsi`. */
const USERS = 1000;

const pool = (size) => `/ {
	#address-cells = <1>;
	#size-cells = <1>;
	memory@40000000 {
		device_type = "memory";
		reg = <0x40000000 0x40000000>;
	};
	reserved-memory {
		#address-cells = <1>;
		#size-cells = <1>;
		ranges;
		video: video@50000000 {
			compatible = "shared-dma-pool";
			reusable;
			reg = <0x50000000 ${size}>;
		};
	};
};
`;

/** A kernel's source as far as its boards need it; `size` is that of the pool in its own headers. */
const kernelTree = ([version, patchLevel], size) => ({
  Makefile: `VERSION = ${version}\nPATCHLEVEL = ${patchLevel}\nSUBLEVEL = 0\n`,
  'kernel/Makefile': '',
  'mm/Makefile': '',
  'include/linux/kconfig.h': '',
  'scripts/dtc/include-prefixes/dt-bindings/acme/pool.h': `#define POOL_SIZE ${size}\n`,
  'include/dt-bindings/acme/pool.h': `#define POOL_SIZE ${size}\n`,
  'arch/arm64/boot/dts/acme/evk.dts': `/dts-v1/;\n#include <dt-bindings/acme/pool.h>\n#include "soc.dtsi"\n`,
  'arch/arm64/boot/dts/acme/soc.dtsi': pool('POOL_SIZE'),
});

function manyUsers() {
  const files = { 'shared.dtsi': pool('0x1000000') };
  for (let at = 0; at < USERS; at++) {
    files[`board${String(at).padStart(4, '0')}.dts`] = `/dts-v1/;\n#include "shared.dtsi"\n/ { model = "${at}"; };\n`;
  }
  return files;
}

function write(folder, files) {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
}

/** Makes them in a folder; the file of the workspace that opens them. */
export function makePlaces(folder) {
  write(join(folder, 'old'), kernelTree([6, 1], '0x1000000'));
  write(join(folder, 'new'), kernelTree([6, 12], '0x1800000'));
  write(join(folder, 'many'), manyUsers());
  const file = join(folder, 'all.code-workspace');
  writeFileSync(file, JSON.stringify({ folders: [{ path: 'old' }, { path: 'new' }, { path: 'many' }] }));
  return file;
}

/** An extension that gives the same files an id of its own, and answers for both ids. */
export function installNeighbour(extensions) {
  write(join(extensions, 'neighbour.devicetree-1.0.0'), {
    'package.json': JSON.stringify({
      name: 'devicetree',
      publisher: 'neighbour',
      version: '1.0.0',
      engines: { vscode: '^1.75.0' },
      main: './main.js',
      activationEvents: ['onLanguage:devicetree', 'onLanguage:dts'],
      contributes: { languages: [{ id: 'devicetree', extensions: ['.dts', '.dtsi', '.dtso', '.overlay'] }] },
    }),
    'main.js': `const { CompletionItem, Diagnostic, DocumentSymbol, Hover, Location, Position, Range, SymbolKind, languages, workspace } = require('vscode');
const selector = [{ language: 'devicetree' }, { language: 'dts' }];
const first = new Range(0, 0, 0, 1);
exports.activate = () => {
  languages.registerHoverProvider(selector, { provideHover: () => new Hover('the neighbour') });
  languages.registerCompletionItemProvider(selector, { provideCompletionItems: () => [new CompletionItem('neighbour')] });
  languages.registerDefinitionProvider(selector, { provideDefinition: ({ uri }) => new Location(uri, first) });
  languages.registerDocumentSymbolProvider(selector, {
    provideDocumentSymbols: () => [new DocumentSymbol('neighbour', '', SymbolKind.Module, first, first)],
  });
  const found = languages.createDiagnosticCollection('neighbour');
  const report = (document) => {
    if (!['dts', 'devicetree'].includes(document.languageId)) return;
    const diagnostic = new Diagnostic(first, 'of the neighbour');
    diagnostic.source = 'neighbour';
    found.set(document.uri, [diagnostic]);
  };
  workspace.onDidOpenTextDocument(report);
  workspace.textDocuments.forEach(report);
};
`,
  });
}
