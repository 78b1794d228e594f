import type { Command } from 'commander';
import type { ExitStatus } from './failure.ts';
import type { Terminal } from './terminal.ts';

/** What a command is given besides its arguments. */
export interface CommandContext {
  readonly terminal: Terminal;
  /** Says the status that the process ends with; 0 where a command says nothing. */
  finish(status: ExitStatus): void;
}

/** Adds one command to the program. */
export type MountCommand = (program: Command, context: CommandContext) => void;

/** Loads what one command runs on. */
export type LoadCommand = () => Promise<MountCommand>;

/** The commands that a program has, by their names; the workers' commands are mounted with the one that starts them. */
export type CommandTable = ReadonlyMap<string, LoadCommand>;
