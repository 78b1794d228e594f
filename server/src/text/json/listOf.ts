import * as z from 'zod/mini';

/** Items are not looked at once so many things are wrong: as many as are complained about at the most. */
const MOST_WRONG = 100;

/**
 * A list of items, for what is of use as a whole alone. `z.array` holds every item against the schema and keeps each issue:
 * a gigabyte where a megabyte lists `{}`.
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
        if (context.issues.length >= MOST_WRONG) break;
      }
      return read;
    }),
  );
