import * as z from 'zod/mini';
import { MOST_COMPLAINTS } from './complaint.ts';

/**
 * A list of items, for what is of use as a whole alone: none is looked at after as many faults as are complained about. `z.array`
 * holds every item against the schema and keeps each issue: a gigabyte where a megabyte lists `{}`.
 */
export const listOf = <Item extends z.core.$ZodType>(item: Item) =>
  z.pipe(
    z.array(z.unknown()),
    z.transform((items, context): z.output<Item>[] => {
      const read: z.output<Item>[] = [];
      for (const [index, value] of items.entries()) {
        const result = z.safeParse(item, value);
        if (result.success) read.push(result.data);
        else {
          for (const issue of result.error.issues) {
            context.issues.push({ ...issue, path: [index, ...issue.path], input: value } as z.core.$ZodRawIssue);
          }
        }
        if (context.issues.length >= MOST_COMPLAINTS) break;
      }
      return read;
    }),
  );
