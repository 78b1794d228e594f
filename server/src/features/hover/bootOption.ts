import type { Analysis } from '../../analysis.ts';
import { stringsOf } from '../../devicetree/tree/readProperty.ts';
import { parseMemorySize, readCommandLine } from '../../kernel/input/commandLine.ts';
import { MEMORY_PARAMETERS, type MemoryParameter } from '../../kernel/input/memoryParameters.ts';
import type { BootOutcome } from '../../kernel/outcome/bootOutcome.ts';
import { defaultAreaText } from '../../kernel/outcome/causeText.ts';
import { formatHex, formatRange, formatSize } from '../../kernel/units/formatBytes.ts';
import { asCode, type Line, type NamedFact, paragraph, type RichText, strong } from '../richText.ts';

/** One word of a command line. */
interface BootOption {
  readonly word: string;
  readonly parameter: MemoryParameter;
}

/** At most this many options of a line are listed. */
const MOST_OPTIONS = 16;

function optionOf(word: string): BootOption | undefined {
  const name = /^[^=]*/.exec(word)?.[0];
  const parameter = MEMORY_PARAMETERS.find((known) => known.name === name);
  return parameter && { word, parameter };
}

/** The options about memory in a command line, each with what it says. */
export function bootLineFacts({ board, boot, profile }: Analysis): NamedFact[] {
  const chosen = board.tree.root.children.get('chosen');
  const [line = ''] = stringsOf(chosen?.properties.get('bootargs'));
  const options = line
    .split(/\s+/)
    .flatMap((word) => optionOf(word) ?? [])
    .slice(0, MOST_OPTIONS);
  const taken = takenNote(profile.commandLine);
  return [
    ...options.map(({ word, parameter }): NamedFact => [word, [decoded(word, boot) ?? parameter.meaning]]),
    ...(taken === undefined ? [] : [['Not read', [taken]] satisfies NamedFact]),
  ];
}

/** An option of the command line in the tree: what it means, what this one says, and what the kernel did with it. */
export function bootOptionText({ boot, profile }: Analysis, word: string): RichText | undefined {
  const option = optionOf(word);
  if (option === undefined) return undefined;
  const { name, meaning, since, source, forms } = option.parameter;
  const said = decoded(word, boot);
  const taken = takenNote(profile.commandLine);
  const came = taken === undefined ? outcomeOf(name, boot) : [];
  return [
    paragraph(strong(word), ...(said === undefined ? [] : [` — ${said}`])),
    paragraph(meaning),
    {
      kind: 'facts',
      facts: [
        ...(came.length === 0 ? [] : [[`On Linux ${profile.kernel}`, ...came] satisfies NamedFact]),
        ...(taken === undefined ? [] : [['Not read', [taken]] satisfies NamedFact]),
        ...(since === undefined ? [] : [['Since', [`Linux ${since}`]] satisfies NamedFact]),
        ['Forms', ...forms.map((form): Line => [asCode(form.text), `: ${form.meaning}`])],
        ['Read by', [asCode(source)]],
      ],
    },
  ];
}

/** Why the tree's command line does not count; `undefined` where it does. */
function takenNote(commandLine: string): string | undefined {
  return commandLine.trim() === '' ? undefined : 'the profile has a command line, which takes the place of the tree’s';
}

/** The numbers of an option in words; `undefined` where there are none to read. */
function decoded(word: string, { commandLine }: BootOutcome): string | undefined {
  const own = readCommandLine(word);
  const value = word.slice(word.indexOf('=') + 1);
  if (own.cma !== undefined) return cmaText(own.cma);
  const [memory] = own.memory;
  if (memory !== undefined) {
    const base = memory.base === undefined ? '' : ` from ${formatHex(memory.base)}`;
    const isLast = commandLine.memory.length < 2 || commandLine.memory.at(-1)?.size === memory.size;
    return `${formatSize(memory.size)} of RAM${base}${isLast ? '' : ', and a later mem= goes over it'}`;
  }
  if (own.swiotlb !== undefined) {
    const { slots, force, disabled } = own.swiotlb;
    if (disabled) return 'no bounce buffers';
    const size = slots === 0 ? 'as many slots as usual' : `${slots} slots, ${formatSize(BigInt(slots) << 11n)}`;
    return `${size}${force ? ', used for every transfer' : ''}`;
  }
  const size = own.coherentPool ?? own.vmalloc;
  if (size !== undefined) return formatSize(size);
  const first = parseMemorySize(value);
  return first.value > 0n && first.rest.length < value.length ? formatSize(first.value) : undefined;
}

function cmaText({ size, base, limit }: NonNullable<BootOutcome['commandLine']['cma']>): string {
  if (size === 0n) return 'no default CMA area';
  if (base === 0n && limit === 0n) return `${formatSize(size)}, placed by the kernel`;
  if (base + size === limit) return `${formatSize(size)} at ${formatHex(base)}`;
  return `${formatSize(size)} between ${formatHex(base)} and ${formatHex(limit)}`;
}

/** What the boot made of a parameter. */
function outcomeOf(name: string, boot: BootOutcome): Line[] {
  switch (name) {
    case 'cma':
      return [defaultAreaLine(boot)];
    case 'mem':
      return boot.systemMemory
        .slice(0, MOST_OPTIONS)
        .map((range) => ['RAM ', asCode(formatRange(range)), `, ${formatSize(range.size)}`]);
    case 'swiotlb': {
      const { swiotlb } = boot.dma;
      if (swiotlb === undefined) return [['no bounce buffers: every device reaches all memory']];
      const place = swiotlb.base === undefined ? '' : ` at about ${formatHex(swiotlb.base)}`;
      return [[`${formatSize(swiotlb.size)} of bounce buffers${place}`]];
    }
    case 'vmalloc':
      return [['lowmem ends at ', asCode(formatHex(boot.lowmemEnd))]];
    default:
      return [];
  }
}

function defaultAreaLine(boot: BootOutcome): Line {
  const area = boot.defaultCmaArea === undefined ? undefined : boot.cmaAreas[boot.defaultCmaArea];
  if (area !== undefined) {
    const place = area.basePredictable ? [' at ', asCode(formatRange(area.range))] : ['; where it lies cannot be said'];
    return ['the default area is ', asCode(area.name), `, ${formatSize(area.range.size)}`, ...place];
  }
  const { defaultCmaAreaCause: cause } = boot;
  return [`no default area${cause === undefined ? '' : `: ${defaultAreaText(cause)}`}`];
}
