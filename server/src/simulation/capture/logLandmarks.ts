/** The first messages of a boot, of which arm and arm64 print both (init/main.c, arch/arm64/kernel/setup.c). */
export const FIRST_MESSAGE = /^(?:Booting Linux on (?:physical CPU|hartid) |Linux version \d)/;
/** What follows `Linux version` in a log, and nowhere else. */
export const SECOND_MESSAGE =
  /^(?:(?:OF: fdt: )?Machine model: |CPU: |KASLR |random: |Command line: |earlycon|efi: |SBI |CPU features: )/;

/** Messages that every log has, in the order of boot: a log with all of them was not filtered. */
export const LANDMARKS: readonly RegExp[] = [
  /^Linux version \d/,
  /^(?:Zone ranges:|Early memory node ranges|Initmem setup node )/,
  /^Kernel command line:/,
  /^Memory: \d+K\/\d+K available/,
];

/** Whether a line is one of the messages by which a log of any kernel is known. */
export function isLandmark(message: string): boolean {
  return FIRST_MESSAGE.test(message) || LANDMARKS.some((landmark) => landmark.test(message));
}
