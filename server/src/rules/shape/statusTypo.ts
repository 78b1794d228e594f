import { stringsOf } from '../../devicetree/tree/readProperty.ts';
import { editDistance } from '../../text/editDistance.ts';
import { replaceSpan } from '../edits.ts';
import { OWN_NODE } from '../evidence.ts';
import { messageLines } from '../messageLines.ts';
import type { Rule } from '../rule.ts';

/** The values of the specification; `fail` may carry a reason. */
const KNOWN = /^(?:okay|ok|disabled|reserved|fail(?:-.*)?)$/;

/** A `status` that is no known word: the kernel takes the region for switched off. */
export const statusTypo: Rule = {
  id: 'status-typo',
  title: 'The status of a region is no known word',
  severity: 'error',
  evidence: OWN_NODE,
  why:
    'Only a missing status, "okay" and "ok" switch a node on. Any other text, also an empty one and "OKAY", switches it ' +
    'off: the region is passed over in silence and its memory is ordinary RAM.',
  kernelLog: undefined,
  source: 'drivers/of/fdt.c of_fdt_device_is_available; recorded boots a20*',
  example: {
    wrong: 'secure@50000000 { status = "okey"; reg = <0x50000000 0x100000>; };',
    right: 'secure@50000000 { status = "okay"; reg = <0x50000000 0x100000>; };',
  },
  *check({ memory, profile }) {
    for (const region of memory.regions) {
      const property = region.node.properties.get('status');
      if (property === undefined || region.enabled) continue;
      const status = stringsOf(property)[0] ?? '';
      if (KNOWN.test(status)) continue;
      const span = property.valueSpan(0, property.value.length) ?? property.span;
      const meant = ['okay', 'disabled', 'reserved'].find((word) => editDistance(status.toLowerCase(), word, 2) <= 2);
      yield {
        message: messageLines(
          `The status "${status}" of "${region.name}" is no known word.`,
          `Linux ${profile.kernel} passes over the region, and its memory is ordinary RAM.`,
          'Write "okay", or "disabled".',
        ),
        claims: [{ kind: 'not-reserved', path: region.path }],
        span,
        nodePath: region.path,
        fixes:
          meant === undefined || property.valueSpan(0, property.value.length) === undefined || span === undefined
            ? []
            : [{ title: `Change it to "${meant}"`, edits: [replaceSpan(span, `"${meant}"`)], preferred: false }],
      };
    }
  },
};
