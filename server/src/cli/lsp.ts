import { createRequire } from 'node:module';
import type { Command } from 'commander';
import type { CommandContext } from './command.ts';
import { UnusableError } from './failure.ts';

/** `dtheaps lsp --stdio`: the language server, for editors other than VS Code. It ends when its client does. */
export function mountLsp(program: Command, _context: CommandContext): void {
  program
    .command('lsp')
    .description('the language server, over standard input and output')
    .option('--stdio', 'the only way there is')
    .action(() => {
      try {
        createRequire(import.meta.url)('./server.cjs');
      } catch (error) {
        throw new UnusableError(
          `the language server cannot be started: ${error instanceof Error ? error.message : error}`,
        );
      }
    });
}
