import { stringsOf } from '../../devicetree/tree/readProperty.ts';
import { baseNameOf } from '../../devicetree/tree/unitAddress.ts';
import { regionOf } from '../lookup.ts';
import { messageLines } from '../messageLines.ts';
import type { Rule } from '../rule.ts';
import { nodeSpan, phandleSpan } from '../span.ts';

/** Drivers that hand the regions' node names to the remoteproc core as they are. */
const BY_NODE_NAME = /^st,stm32mp\d+-m\d+$/;

/** What the remoteproc core asks for: `vdev%dvring%d` and `vdev%dbuffer`. */
const CORE_NAME = /^vdev\d+(?:vring\d+|buffer)$/;

/** A carve-out of a remote processor under a name that nobody looks up. */
export const remoteprocCarveoutNaming: Rule = {
  id: 'remoteproc-carveout-naming',
  title: 'A remote processor’s carve-out has a name that is not looked up',
  severity: 'warning',
  why:
    'The remoteproc core finds the vrings and buffers of a virtio device by name: vdev0vring0, vdev0vring1, vdev0buffer. ' +
    'Drivers that name carve-outs after their nodes need exactly these; under another name the core allocates other ' +
    'memory, which the firmware does not know, and the channel never starts.',
  kernelLog: undefined,
  source:
    'drivers/remoteproc/remoteproc_core.c rproc_alloc_vring, remoteproc_virtio.c; stm32_rproc.c stm32_rproc_prepare (it.node->name)',
  example: {
    wrong:
      '/ { reserved-memory { m4_vdev0buffer: m4vdev0buffer@50042000 { compatible = "shared-dma-pool"; no-map; reg = <0x50042000 0x4000>; }; }; m4 { compatible = "st,stm32mp1-m4"; memory-region = <&m4_vdev0buffer>; }; };',
    right:
      '/ { reserved-memory { m4_vdev0buffer: vdev0buffer@50042000 { compatible = "shared-dma-pool"; no-map; reg = <0x50042000 0x4000>; }; }; m4 { compatible = "st,stm32mp1-m4"; memory-region = <&m4_vdev0buffer>; }; };',
  },
  *check({ memory, profile }) {
    for (const consumer of memory.consumers) {
      const compatible = stringsOf(consumer.node.properties.get('compatible'));
      const region = regionOf(memory, consumer.target);
      if (!consumer.attaches || region === undefined || !compatible.some((name) => BY_NODE_NAME.test(name))) continue;
      const name = baseNameOf(region.name);
      if (!/v(?:dev|ring)/i.test(name) || CORE_NAME.test(name)) continue;
      const numbers = /vdev(\d+)_?-?(?:vring(\d+)|buffer)/i.exec(name);
      const suggestion =
        numbers === null
          ? 'vdev0vring0 or vdev0buffer'
          : numbers[2] === undefined
            ? `vdev${numbers[1]}buffer`
            : `vdev${numbers[1]}vring${numbers[2]}`;
      const reference = phandleSpan(consumer);
      yield {
        message: messageLines(
          `"${name}" is no name that the remoteproc core looks up.`,
          `For ${consumer.path} Linux ${profile.kernel} asks for ${suggestion}, and takes other memory where that is ` +
            'missing.',
          `Call the node ${suggestion}.`,
        ),
        span: nodeSpan(region.node),
        nodePath: region.path,
        evidence: { of: 'node', nodes: [consumer.path] },
        related:
          reference === undefined ? [] : [{ span: reference, message: 'the remote processor refers to it here' }],
      };
    }
  },
};
