import { nodeProperty } from './nodeProperty.ts';
import type { RegionProperty } from './regionProperty.ts';

const CORE = 'dt-core.yaml';
const INTERRUPTS = 'interrupts.yaml';
const CLOCKS = 'clock/clock.yaml';
const ONE_INTERRUPT = 'drivers/of/irq.c of_irq_parse_one';
const NAMED_RESOURCE = 'drivers/base/platform.c platform_get_resource_byname';

/** What the Devicetree Specification (chapter 2.3 and 2.4) and dt-schema give every node, whatever it is for. */
export const ANY_NODE: readonly RegionProperty[] = [
  nodeProperty(
    'any',
    'compatible',
    'strings',
    ['drivers/of/base.c of_match_node, of_device_is_compatible'],
    CORE,
    'What the node is, the most exact name first: a driver is found by these names.',
  ),
  nodeProperty(
    'any',
    'status',
    'string',
    ['drivers/of/base.c of_device_is_available'],
    CORE,
    'Whether the node is used: it is unless this says something other than "okay" or "ok".',
  ),
  nodeProperty(
    'any',
    'reg',
    'ranges',
    ['drivers/of/address.c of_address_to_resource'],
    'reg.yaml',
    'Where the node lies on its bus: addresses and sizes, with the cells that the node above counts.',
  ),
  nodeProperty(
    'any',
    'reg-names',
    'strings',
    [NAMED_RESOURCE],
    CORE,
    'What the driver calls the entries of reg, in their order.',
  ),
  nodeProperty(
    'any',
    'ranges',
    'translations',
    ['drivers/of/address.c of_translate_address'],
    CORE,
    'How addresses of the children become addresses of the bus above. Empty says that they are the same.',
  ),
  nodeProperty(
    'any',
    '#address-cells',
    'cell',
    ['drivers/of/base.c of_n_addr_cells'],
    CORE,
    'How many cells an address has in the reg of the node’s children.',
  ),
  nodeProperty(
    'any',
    '#size-cells',
    'cell',
    ['drivers/of/base.c of_n_size_cells'],
    CORE,
    'How many cells a size has in the reg of the node’s children.',
  ),
  nodeProperty(
    'any',
    'interrupts',
    'interrupts',
    [ONE_INTERRUPT],
    INTERRUPTS,
    'The interrupts that the device raises, each with the cells that its controller counts.',
  ),
  nodeProperty(
    'any',
    'interrupts-extended',
    'specifiers',
    [ONE_INTERRUPT],
    INTERRUPTS,
    'Interrupts of more than one controller, each after its controller. It is read before interrupts.',
  ),
  nodeProperty(
    'any',
    'interrupt-names',
    'strings',
    ['drivers/of/irq.c of_irq_get_byname'],
    INTERRUPTS,
    'What the driver calls the interrupts, in their order.',
  ),
  nodeProperty(
    'any',
    'interrupt-parent',
    'phandle',
    ['drivers/of/irq.c of_irq_find_parent'],
    INTERRUPTS,
    'The controller of the node’s interrupts, and of the nodes below it that name none.',
  ),
  nodeProperty(
    'any',
    'interrupt-controller',
    'flag',
    ['drivers/of/irq.c of_irq_init, of_irq_parse_raw'],
    'interrupt-controller.yaml',
    'The node receives interrupts.',
  ),
  nodeProperty(
    'any',
    '#interrupt-cells',
    'cell',
    ['drivers/of/irq.c of_irq_parse_raw'],
    'interrupt-controller.yaml',
    'How many cells describe one interrupt of this controller.',
  ),
  nodeProperty(
    'any',
    'clocks',
    'specifiers',
    ['drivers/clk/clk.c of_parse_clkspec'],
    CLOCKS,
    'The clocks that the device takes, each with the cells that its provider counts.',
  ),
  nodeProperty(
    'any',
    'clock-names',
    'strings',
    ['drivers/clk/clk.c of_parse_clkspec'],
    CLOCKS,
    'What the driver calls the clocks, in their order.',
  ),
];
