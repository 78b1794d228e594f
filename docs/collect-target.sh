#!/bin/sh
# Prints what "dtheaps compare" reads of a running target: its kernel's log, heaps, CMA areas, RAM and tree.
#
#   sh collect-target.sh > target.txt        as root: others see no log, no debugfs and no addresses
#
# It only reads. It needs nothing but the commands of BusyBox.
#   LOG="journalctl -k -b" sh collect-target.sh    takes the log from elsewhere; dmesg keeps the newest lines alone
#   sh collect-target.sh /mnt/snapshot             reads the files below another root

root=${1:-}

# Prints a command as it is typed on the target, what it answers, and an empty line.
show() {
  echo "\$ $1"
  shift
  "$@" 2>&1 | sed "s|$root/|/|g"
  echo
}

show 'cat /proc/version' cat "$root/proc/version"
show 'cat /proc/cmdline' cat "$root/proc/cmdline"
show 'getconf PAGESIZE' getconf PAGESIZE
show 'dmesg' ${LOG:-dmesg}
show 'ls -l /dev/dma_heap' ls -l "$root/dev/dma_heap"
show 'grep -r . /sys/kernel/debug/cma' grep -r . "$root/sys/kernel/debug/cma"
show 'cat /proc/meminfo' cat "$root/proc/meminfo"
show 'cat /proc/iomem' cat "$root/proc/iomem"
# The tree that the kernel was handed, after what the boot loader changed in it.
if command -v base64 > /dev/null; then
  show 'base64 /sys/firmware/fdt' base64 "$root/sys/firmware/fdt"
else
  show 'hexdump -C /sys/firmware/fdt' hexdump -C "$root/sys/firmware/fdt"
fi
