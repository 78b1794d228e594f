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
  if [ -n "$root" ]; then "$@" 2>&1 | sed "s|$root/|/|g"; else "$@" 2>&1; fi
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
# The tree that the kernel was handed, after what the boot loader changed in it, by the first command that can print bytes.
for dump in base64 'xxd -p' 'hexdump -C' 'od -t x1'; do
  command -v "${dump%% *}" > /dev/null || continue
  show "$dump /sys/firmware/fdt" $dump "$root/sys/firmware/fdt"
  break
done
