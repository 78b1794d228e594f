/* SPDX-License-Identifier: MIT */
/*
 * Sizes as people say them. A cell holds 32 bits, so a size below 4 GiB is one
 * cell, and the 64-bit form of an address or size is two: high word, low word.
 */
#ifndef SAMPLES_MEMORY_SIZES_H
#define SAMPLES_MEMORY_SIZES_H

#define KIB(count)		((count) * 0x400)
#define MIB(count)		((count) * 0x100000)

#define HIGH_WORD(value)	(((value) >> 32) & 0xffffffff)
#define LOW_WORD(value)		((value) & 0xffffffff)

/* A number as two cells, and a base with its size as four. */
#define CELLS64(value)		HIGH_WORD(value) LOW_WORD(value)
#define RANGE64(base, size)	CELLS64(base) CELLS64(size)

/* A carveout that Linux never maps: &{/reserved-memory} holds it by name. */
#define CARVEOUT(label, name, base, size)		\
	label: name@base {				\
		reg = <RANGE64(0x##base, size)>;	\
		no-map;					\
	}

#endif
