import { createRequire } from 'node:module';
import { keepCompiledCode } from '../disk/codeCache.ts';

// The program is a module by itself (`main.ts`), since code is kept of what is loaded after this.
keepCompiledCode();
createRequire(import.meta.url)('./commandLine.cjs');
