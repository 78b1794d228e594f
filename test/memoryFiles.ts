import type { FileSystem } from '../server/src/workspace/fileSystem.ts';
import { MemoryReader } from './memoryReader.ts';

/** Files in memory, all in one folder that nobody lists. */
export class MemoryFiles extends MemoryReader implements FileSystem {
  isFolder(): boolean {
    return false;
  }

  list(): readonly string[] {
    return [];
  }
}
