import { fileURLToPath } from 'node:url';
import { runKeepingCode } from '../disk/codeCache.ts';
import { optimiseWasmLater } from '../disk/wasmTiering.ts';

optimiseWasmLater();
// The server is a module by itself (`main.ts`).
runKeepingCode(fileURLToPath(new URL('./languageServer.cjs', import.meta.url)), 'server');
