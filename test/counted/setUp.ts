// Runs before each file of the project `growth` (vitest.config.ts), which share a process.
import { countBlocks } from './blocks.ts';
import { countNatives } from './natives.ts';

countNatives();
await countBlocks();
