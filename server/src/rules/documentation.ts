/** Where the project's source and documentation stand. */
export const PROJECT_URL = 'https://github.com/devicetree-heaps/devicetree-heaps';

/** The page of a rule, generated from what stands in its file. */
export function rulePage(id: string): string {
  return `${PROJECT_URL}/blob/main/docs/rules/${id}.md`;
}
