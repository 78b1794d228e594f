/** The greatest value that is no phandle; 0 is none either. */
export const NO_PHANDLE = 0xffff_ffff;

/** Whether a cell can be a phandle (dtc.h, `phandle_is_valid`). */
export const isPhandle = (cell: number): boolean => cell !== 0 && cell !== NO_PHANDLE;
