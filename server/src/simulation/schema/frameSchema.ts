import * as z from 'zod/mini';
import { amountSchema } from '../../profile/profileJson.ts';
import { COMPLETE_MESSAGE, completeMessage } from '../../text/json/readJson.ts';
import { lazily } from '../../text/lazily.ts';
import { INPUT_LIMITS } from '../../text/limits.ts';
import { type FrameLayout, frameLayout, PLAIN_FRAME } from '../frames/frameLayout.ts';

/** A text that is not empty. */
export const textSchema = lazily(() => z.string().check(z.minLength(1, 'is empty')));

/** A name, of which many things are made: buffers of a count, messages, lines of a table. */
export const wordSchema = lazily(() =>
  textSchema().check(
    z.maxLength(
      INPUT_LIMITS.scenarioNameCharacters,
      `has more than ${INPUT_LIMITS.scenarioNameCharacters} characters, more than a name has`,
    ),
  ),
);

/** A picture, as its buffers. */
export const frameSchema = lazily(() =>
  z.pipe(
    z
      .strictObject({
        width: z.number().check(z.describe('In pixels.')),
        height: z.number().check(z.describe('In lines.')),
        format: wordSchema().check(
          z.describe('The name or the four-character code of DRM or V4L2: NV12, YU12, SRGGB10P.'),
        ),
        strideAlign: z
          .prefault(z.number(), PLAIN_FRAME.strideAlign)
          .check(z.describe('What the bytes of a line are rounded up to.')),
        heightAlign: z
          .prefault(z.number(), PLAIN_FRAME.heightAlign)
          .check(z.describe('What the lines are rounded up to.')),
        extraBytes: z.prefault(amountSchema(), 0).check(z.describe('What follows the last plane.')),
        planes: z
          .optional(z.enum(['contiguous', 'separate']))
          .check(z.describe('One buffer for all planes, or one each; absent: as the format has it.')),
      })
      .check(z.describe('A picture, instead of a size.')),
    z.transform(({ planes, ...members }, context): FrameLayout => {
      const layout = frameLayout({ ...members, planes });
      if (!('message' in layout)) return layout;
      const { member, message } = layout;
      context.issues.push({ code: 'custom', path: [member], params: completeMessage(message), input: members });
      return z.NEVER;
    }),
  ),
);

/** A size or a frame, as it was written. */
export interface WrittenSize {
  readonly size?: bigint | undefined;
  readonly frame?: FrameLayout | undefined;
}

/** The bytes of one buffer: `size`, or what a frame needs. Exactly one of them has to be there. */
export function sizeOf(
  { size, frame }: WrittenSize,
  context: z.core.ParsePayload,
): { size: bigint; frame: FrameLayout | undefined } {
  const refuse = (member: string, message: string): never => {
    context.issues.push({ code: 'custom', message, path: [member], params: COMPLETE_MESSAGE, input: context.value });
    return z.NEVER;
  };
  if (frame === undefined) return { size: size ?? refuse('size', 'neither size nor frame is given'), frame };
  return size === undefined ? { size: frame.size, frame } : refuse('frame', 'size and frame exclude each other');
}
