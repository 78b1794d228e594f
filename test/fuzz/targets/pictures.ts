import { numberedText, printable } from '../../../server/src/cli/output/printable.ts';
import { writeBlob } from '../../../server/src/devicetree/blob/writeBlob.ts';
import { BoardReader } from '../../../server/src/devicetree/board.ts';
import { bootDocument } from '../../../server/src/features/documents/bootDocument.ts';
import { plainText } from '../../../server/src/features/documents/sourcedText.ts';
import { memoryPictureOf } from '../../../server/src/features/map/memoryPictureOf.ts';
import { htmlPage } from '../../../server/src/pictures/htmlPage.ts';
import { memorySvg } from '../../../server/src/pictures/memorySvg.ts';
import { memoryText } from '../../../server/src/pictures/memoryText.ts';
import { pictureFromJson, pictureJson } from '../../../server/src/pictures/pictureJson.ts';
import { byteString } from '../../../server/src/text/sourceFile.ts';
import { boardRequest } from '../../boardRequest.ts';
import { MemoryReader } from '../../memoryReader.ts';
import { testParser } from '../../parser.ts';
import type { Random } from '../harness/random.ts';
import { fuzzTarget, need, needSame } from '../harness/target.ts';
import { drawnProfile, type PlainProfile, profileOf } from '../making/profiles.ts';
import { checkedBoard, FINDING_ORACLES } from '../oracles/boardAnswers.ts';
import { needSoundBoot } from '../oracles/bootInvariants.ts';

const MARKUP = 'drawings and pages are well-formed, and no name in them is markup';
const TERMINAL = 'what a terminal is given holds nothing that it obeys';
const JSON_AGAIN = 'a picture that goes to the editor arrives as it was';

/** Stands for a name in the board, and has its length. */
const HOLDERS = [
  'nameAAAAAAAAAAAAAAAAAAAA',
  'nameBBBBBBBBBBBBBBBBBBBB',
  'nameCCCCCCCCCCCCCCCCCCCC',
  'nameDDDDDDDDDDDDDDDDDDDD',
];

const BOARD = `/dts-v1/;
/ { #address-cells = <2>; #size-cells = <2>; model = "${HOLDERS[3]}"; chosen { bootargs = "cma=16M ${HOLDERS[3]}"; };
memory@40000000 { device_type = "memory"; reg = <0 0x40000000 0 0x20000000>; };
reserved-memory { #address-cells = <2>; #size-cells = <2>; ranges;
a: ${HOLDERS[0]} { compatible = "shared-dma-pool"; reusable; reg = <0 0x50000000 0 0x1000000>; };
${HOLDERS[1]} { compatible = "shared-dma-pool"; no-map; reg = <0 0x50800000 0 0x400000>; };
${HOLDERS[2]} { compatible = "${HOLDERS[3]}"; reg = <0 0x70000000 0 0x400000>; }; };
dev { memory-region = <&a>; memory-region-names = "${HOLDERS[3]}"; }; };
`;

/** What a name does where it is not escaped. */
const HOSTILE = [
  '<img src=x onerror=x>',
  '"><script>x</script>',
  "' onload='x",
  ']]><!--',
  '&lt;&#60;',
  '\x1b[31m\x1b]0;x\x07',
  '\u00e2\u0080\u00ae',
  '\xff\xfe\x80',
  '\r\n::error::x',
  '`](command:x)|',
  '}}$(x)\\',
  '\u00e2\u0080\u00a8',
];

interface PictureInput {
  /** The bytes that stand for each of `HOLDERS`. */
  readonly names: readonly string[];
  readonly profile: PlainProfile;
}

function hostileName(random: Random): string {
  const parts = random.list(1, 3, () =>
    random.oneIn(4) ? String.fromCharCode(random.between(1, 255)) : random.pick(HOSTILE),
  );
  return parts.join('');
}

/** A name for each holder: rules are silent where dtc refuses the name of a node, so that half of the inputs have none such. */
function namesOf(random: Random): string[] {
  const isChecked = random.oneIn(2);
  return HOLDERS.map((holder) => (isChecked && holder !== HOLDERS[3] ? holder : hostileName(random)));
}

/** Whether a text is well-formed as XML is, as far as tags, quotes and ampersands go; HTML's elements without an end are none. */
function markupFault(text: string): string | undefined {
  const open: string[] = [];
  const rest = text.replaceAll(/<!doctype html>|<meta [^<>]*>|<style>[^<]*<\/style>/gi, '');
  const token = /<(\/?)([A-Za-z][\w:-]*)((?:\s+[\w:-]+="[^"<>]*")*)\s*(\/?)>|&(?:amp|lt|gt|quot|#39);|[^<&]+|[<&]/g;
  for (const [whole, end, name, attributes, closed] of rest.matchAll(token)) {
    if (whole === '<' || whole === '&') return `a ${whole} that begins nothing`;
    if (name === undefined) continue;
    // A value may hold anything: what makes a script of an attribute is its name.
    const names = [...(attributes ?? '').matchAll(/([\w:-]+)="[^"]*"/g)].map(([, attribute]) => attribute ?? '');
    if (/^(?:script|img)$/i.test(name) || names.some((each) => /^on/i.test(each))) return `<${name}${attributes}>`;
    if (end === '/') {
      const last = open.pop();
      if (last !== name) return `</${name}> ends <${last}>`;
    } else if (closed !== '/' && !/^(?:br|hr)$/.test(name)) open.push(name);
  }
  return open.length === 0 ? undefined : `<${open.at(-1)}> has no end`;
}

export const target = fuzzTarget<PictureInput>({
  name: 'pictures',
  inputs:
    'a blob whose names and strings are any bytes, markup and controls of terminals among them: drawn, put on a page and printed',
  oracles: [MARKUP, TERMINAL, JSON_AGAIN, ...FINDING_ORACLES],
  inTests: 300,
  make: (random) => ({ names: namesOf(random), profile: drawnProfile(random) }),
  open: async () => {
    const files = new MemoryReader({ 'board.dts': BOARD });
    const reader = new BoardReader(files, await testParser());
    const blob = byteString(writeBlob(reader.read(boardRequest('board.dts')).tree));
    return ({ names, profile }) => {
      let text = blob;
      for (const [index, holder] of HOLDERS.entries()) {
        const name = (names[index] ?? '').slice(0, holder.length).padEnd(holder.length, 'x');
        text = text.replaceAll(holder, () => name);
      }
      files.write('board.dtb', text);
      const { analysis, found } = checkedBoard(reader.read(boardRequest('board.dtb')), profileOf(profile));
      needSoundBoot(analysis.boot);
      const picture = memoryPictureOf(analysis, names[0] ?? '');
      const sent = JSON.stringify(pictureJson(picture));
      needSame(JSON_AGAIN, JSON.stringify(pictureJson(pictureFromJson(JSON.parse(sent)))), sent);
      const svg = memorySvg(picture, { width: 800, standsAlone: true, titled: true });
      const findings = found.findings.map(({ rule, severity, message, fixes }) => ({
        severity,
        rule,
        place: names[1] ?? '',
        kernels: '',
        message,
        fixes: fixes.map(({ title }) => title),
      }));
      const page = htmlPage({
        title: names[0] ?? '',
        subtitle: names[1] ?? '',
        notes: picture.notes,
        sections: [
          { kind: 'picture', heading: names[2] ?? '', picture },
          { kind: 'findings', heading: 'Findings', findings },
          { kind: 'lines', heading: 'Log', lines: analysis.boot.log.map(({ line }) => line) },
        ],
      });
      for (const markup of [svg, page]) {
        const fault = markupFault(markup);
        need(MARKUP, fault === undefined, () => `${fault}`);
      }
      const shown = [memoryText(picture, 80), plainText(bootDocument(analysis, names[0] ?? ''))];
      for (const each of [...shown, ...found.findings.map(({ message }) => message)]) {
        const printed = printable(each);
        need(TERMINAL, numberedText(printed) === printed, () => JSON.stringify(printed));
      }
    };
  },
});
