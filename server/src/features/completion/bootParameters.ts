import { MEMORY_PARAMETERS } from '../../kernel/input/memoryParameters.ts';
import type { Asked } from './asked.ts';
import { type Insertion, matches, Rank, type Suggestion } from './suggestion.ts';

/** The parameters of the kernel's command line that are about memory, for the word that is typed in `bootargs`. */
export function bootParameterSuggestions({ place, offset }: Asked): Suggestion[] {
  const { word } = place;
  const { text } = word.file;
  const start = word.start + text.slice(word.start, offset).lastIndexOf(' ') + 1;
  const typed = text.slice(start, offset);
  const rest = /^[^\s"]*/.exec(text.slice(offset, word.end))?.[0].length ?? 0;
  return MEMORY_PARAMETERS.flatMap(({ name, forms, meaning, since, source }) =>
    forms
      .filter((form) => matches(typed, form.text))
      .map(
        (form): Suggestion => ({
          label: form.text,
          kind: 'parameter',
          detail: form.meaning,
          documentation: () => `${meaning}${since === undefined ? '' : ` Since Linux ${since}.`}\n\n${source}`,
          insertion: withPlaceholders(form.text),
          rank: name === 'cma' ? Rank.required : Rank.fitting,
          span: { ...word, start, end: offset + rest },
        }),
      ),
  );
}

/** The numbers of an example, each to be replaced. */
function withPlaceholders(example: string): Insertion {
  const value = example.indexOf('=') + 1;
  const parts = example.slice(value).split(/((?:0x[0-9a-f]+|\d+)[KMG]?)/);
  let stop = 0;
  const numbers = parts.map((part, index) => (index % 2 === 0 ? part : { stop: ++stop, text: part }));
  return [example.slice(0, value), ...numbers].filter((part) => part !== '');
}
