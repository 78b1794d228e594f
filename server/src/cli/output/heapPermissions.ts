import { printableLine } from './printable.ts';

/** What the kernel lets a node's name be made of (Documentation of the devicetree specification, 2.2.1). */
const PLAIN_NAME = /^[A-Za-z0-9,._+@-]+$/;
/** What udev takes for a group. */
const GROUP_NAME = /^[A-Za-z_][A-Za-z0-9_.-]*\$?$/;

/** Whether a text can stand for a group in a rule. */
export function isGroupName(text: string): boolean {
  return GROUP_NAME.test(text);
}

/**
 * A udev rule that gives heaps to a group. A heap's device is called as the heap is, in the subsystem `dma_heap`
 * (`dma_heap_add`, drivers/dma-buf/dma-heap.c); one file for each heap lets a rule give them to different groups.
 */
export function udevRuleText(title: string, heaps: readonly string[], group: string): string {
  const rules = heaps.map((name) =>
    PLAIN_NAME.test(name)
      ? `SUBSYSTEM=="dma_heap", KERNEL=="${name}", GROUP="${group}", MODE="0660"`
      : `# ${printableLine(name)}: no rule can name it, since its name has characters that no node's name may have`,
  );
  return [
    `# ${title}`,
    '# /etc/udev/rules.d/60-dma-heaps.rules; then: udevadm control --reload && udevadm trigger',
    ...rules,
  ].join('\n');
}

/** What a systemd service needs to open heaps where it may open no other devices (systemd.resource-control). */
export function deviceAllowText(title: string, heaps: readonly string[]): string {
  const allowed = heaps.map((name) =>
    PLAIN_NAME.test(name)
      ? `DeviceAllow=/dev/dma_heap/${name} rw`
      : `# ${printableLine(name)}: no unit can name it, since its name has characters that no node's name may have`,
  );
  return [`# ${title}`, '[Service]', 'DevicePolicy=closed', ...allowed].join('\n');
}
