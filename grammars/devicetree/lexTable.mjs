// The lexer that tree-sitter generates is one function of thousands of comparisons, which a WebAssembly engine has to
// compile before the first token is read: 50 kB of code, for some milliseconds, and tens of megabytes for an engine that
// optimises it. The same automaton as a table is a loop of a few lines, and no slower.
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The generated lexer, with the sets of characters that it asks. */
const LEXER = /(?:static TSCharacterRange \w+\[\] = \{\n[\s\S]*?\n\};\n\n)*static bool ts_lex\([\s\S]*?\n\}\n/;

const SYMBOLS = /enum ts_symbol_identifiers \{[\s\S]*?\n\};\n/;

/** Characters from here on go the same way in every state. */
const FIRST_OTHER = 127;

/** Where what is no character stands in a table of characters. */
const NO_CHARACTER = FIRST_OTHER + 1;

/** What stands for no state, and no token. */
const NONE = 0xffff;

/**
 * A generated parser (its C text) with its lexer as a table. `compile` makes a program of a C file, which is run: the
 * generated function itself says where each state goes on each character there is. `scratch` is a folder for both.
 */
export function withLexTable(parser, scratch, compile) {
  const lexer = LEXER.exec(parser)?.[0];
  const symbols = SYMBOLS.exec(parser)?.[0];
  if (lexer === undefined || symbols === undefined)
    throw new Error('The generated lexer has another form than expected.');
  const source = join(scratch, 'lexer.c');
  const program = join(scratch, 'lexer');
  writeFileSync(source, stepProgram(symbols, lexer));
  compile(source, program);
  const states = execFileSync(program, { encoding: 'utf8', maxBuffer: 1 << 28 })
    .trimEnd()
    .split('\n')
    .map(readState);
  return parser.replace(lexer, () => tableLexer(states));
}

/** A program that prints, for each state of the lexer, a line of what it accepts and where it goes. */
function stepProgram(symbols, lexer) {
  return `#include "tree_sitter/parser.h"
#include <stdio.h>
#include <string.h>

${symbols}
#undef START_LEXER
#undef ADVANCE
#undef ADVANCE_MAP
#undef SKIP
#undef ACCEPT_TOKEN
#undef END_STATE
static int next, accepted;
static int32_t character;
static bool is_end;
#define START_LEXER() bool eof; int32_t lookahead = character;
#define ADVANCE(state_value) { next = (state_value) * 2; return true; }
#define SKIP(state_value) { next = (state_value) * 2 + 1; return true; }
#define ADVANCE_MAP(...) { \\
    static const uint16_t map[] = { __VA_ARGS__ }; \\
    for (uint32_t i = 0; i < sizeof(map) / sizeof(map[0]); i += 2) if (map[i] == lookahead) ADVANCE(map[i + 1]) \\
  }
#define ACCEPT_TOKEN(symbol_value) accepted = (symbol_value);
#define END_STATE() return false;

${lexer}
static bool at_end(const TSLexer *lexer) { return is_end; }

int main(void) {
  TSLexer lexer;
  memset(&lexer, 0, sizeof lexer);
  lexer.eof = at_end;
  for (int state = 0; state < ${lexer.split(/^ {4}case \d+:$/m).length - 1}; state++) {
    accepted = next = ${NONE};
    character = 0;
    is_end = true;
    ts_lex(&lexer, state);
    printf("%d %d", accepted, next);
    is_end = false;
    for (character = 0; character < 0x110000; character++) {
      int before = next;
      next = ${NONE};
      ts_lex(&lexer, state);
      if (character <= ${FIRST_OTHER}) printf(" %d", next);
      else if (next != before) return 1;
    }
    character = -1;
    next = ${NONE};
    ts_lex(&lexer, state);
    printf(" %d", next);
    printf("\\n");
  }
  return 0;
}
`;
}

/** What a state accepts, where it goes at the end of the text, and on each entry of a table of characters. */
function readState(line) {
  const [accepted, atEnd, ...next] = line.split(' ').map(Number);
  return { accepted, atEnd, next };
}

function tableLexer(states) {
  /** Characters on which every state goes the same way are one class; states that go the same ways share a row. */
  const classes = new Map();
  const classOf = Array.from({ length: NO_CHARACTER + 1 }, (_, character) =>
    numberOf(classes, states.map(({ next }) => next[character]).join()),
  );
  const firstOfClass = [...classes.values()].map((number) => classOf.indexOf(number));
  const rows = new Map();
  const rowOf = states.map(({ next }) => numberOf(rows, firstOfClass.map((character) => next[character]).join(', ')));
  return `#define LEX_NONE ${NONE}

/* Which class each character belongs to: the last but one stands for all others, the last for what is none. */
static const uint8_t lex_class[${classOf.length}] = {
${wrapped(classOf)}
};

/* The token that ends in a state. */
static const uint16_t lex_accepted[${states.length}] = {
${wrapped(states.map(({ accepted }) => accepted))}
};

/* Where a state goes at the end of the text, and which of the rows says where it goes else. */
static const uint16_t lex_at_end[${states.length}] = {
${wrapped(states.map(({ atEnd }) => atEnd))}
};

static const uint16_t lex_row[${states.length}] = {
${wrapped(rowOf)}
};

/* By the class of a character the next state, times two, and one more where the character is no part of a token. */
static const uint16_t lex_next[${rows.size}][${classes.size}] = {
${[...rows.keys()].map((row) => `  {${row}},`).join('\n')}
};

static bool ts_lex(TSLexer *lexer, TSStateId state) {
  bool result = false;
  for (;;) {
    uint16_t next;
    int32_t lookahead = lexer->lookahead;
    if (lex_accepted[state] != LEX_NONE) {
      result = true;
      lexer->result_symbol = lex_accepted[state];
      lexer->mark_end(lexer);
    }
    if (lookahead >= ${FIRST_OTHER}) lookahead = ${FIRST_OTHER};
    else if (lookahead < 0) lookahead = ${NO_CHARACTER};
    if (lookahead == 0 && lexer->eof(lexer)) next = lex_at_end[state];
    else next = lex_next[lex_row[state]][lex_class[lookahead]];
    if (next == LEX_NONE) return result;
    lexer->advance(lexer, next & 1);
    state = next >> 1;
  }
}
`;
}

function numberOf(known, key) {
  if (!known.has(key)) known.set(key, known.size);
  return known.get(key);
}

function wrapped(numbers) {
  const lines = [];
  for (let index = 0; index < numbers.length; index += 16)
    lines.push(`  ${numbers.slice(index, index + 16).join(', ')},`);
  return lines.join('\n');
}
