#include "tree_sitter/parser.h"

// What the generated lexer cannot do, as it takes a look at what stands behind a token. Three of these tokens have no
// width: they are in the tree so that what is half typed takes no neighbour with it.
//
// STRING_LITERAL: in dtc a string may run over line ends, so a quote that was not closed yet would turn every string
// behind it inside out. Therefore a string of several lines is one only if behind it stands what may follow a string;
// otherwise the generated lexer gets its turn and makes an `unterminated_string`.
//
// MISSING_VALUE: nothing was typed behind `=` or `,` yet, and what comes next is the next property or node.
//
// MISSING_BRACE: the text ends, and nodes are still open.
//
// OMITTED_SEMICOLON: a statement is complete but for its semicolon, and what comes next begins another statement.

enum TokenType { STRING_LITERAL, MISSING_VALUE, OMITTED_SEMICOLON, MISSING_BRACE, ERROR_RECOVERY };

// Calls the progress callback of the running parse: a symbol of web-tree-sitter.wasm, to which its loader binds this one.
// tree-sitter itself reports an error there only while no version of its stack is out of error recovery, and at every
// hundredth operation: it may come to the end of a text of nothing but errors without having reported any.
// Whether this parse has reported an error.
static bool has_reported;

/** Called at the beginning of every parse. */
void *tree_sitter_devicetree_external_scanner_create(void) {
  has_reported = false;
  return 0;
}
void tree_sitter_devicetree_external_scanner_destroy(void *payload) { (void)payload; }
unsigned tree_sitter_devicetree_external_scanner_serialize(void *payload, char *buffer) {
  (void)payload, (void)buffer;
  return 0;
}
void tree_sitter_devicetree_external_scanner_deserialize(void *payload, const char *buffer, unsigned length) {
  (void)payload, (void)buffer, (void)length;
}

static bool is_space(int32_t c) { return c == ' ' || (c >= '\t' && c <= '\r'); }
static bool is_letter(int32_t c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }
static bool is_digit(int32_t c) { return c >= '0' && c <= '9'; }


/** Whether what comes next may follow a string: the end of its value, a label, a comment or a preprocessor line. */
static bool at_string_follower(TSLexer *lexer) {
  while (is_space(lexer->lookahead)) lexer->advance(lexer, false);
  int32_t c = lexer->lookahead;
  if (c == ',' || c == ';' || c == ')' || c == '#') return true;
  if (c == '/') {
    lexer->advance(lexer, false);
    return lexer->lookahead == '/' || lexer->lookahead == '*';
  }
  if (!is_letter(c)) return lexer->eof(lexer);
  while (is_letter(lexer->lookahead) || is_digit(lexer->lookahead)) lexer->advance(lexer, false);
  return lexer->lookahead == ':';
}

static bool is_name_character(int32_t c) {
  return is_letter(c) || is_digit(c) || (c >= '*' && c <= '.') || c == '#' || c == '?' || c == '@';
}

/** Stands before the opening quote. */
static bool scan_string(TSLexer *lexer) {
  bool several_lines = false;
  for (;;) {
    lexer->advance(lexer, false);
    if (lexer->lookahead == '\\') {
      lexer->advance(lexer, false);
      if (lexer->lookahead != '\r') continue;
      lexer->advance(lexer, false);
      if (lexer->lookahead == '\n') continue;
    }
    if (lexer->lookahead == '"') break;
    if (lexer->lookahead == '\n') several_lines = true;
    if (lexer->eof(lexer)) return false;
  }
  lexer->advance(lexer, false);
  lexer->mark_end(lexer);
  lexer->result_symbol = STRING_LITERAL;
  return !several_lines || at_string_follower(lexer);
}

// How far a name is looked past to see what stands behind it. The longest of Linux 6.12 has 47 characters, and none has
// more than two commas, while a list of numbers with commas and no blanks consists of nothing but characters of names:
// without these bounds each of its commas would take a look at all that is left of it.
enum { LONGEST_NAME = 64, MOST_COMMAS = 4 };

/** Reads on over a name; whether it ends within the bounds. */
static bool skip_name(TSLexer *lexer) {
  unsigned commas = 0;
  for (unsigned length = 0; is_name_character(lexer->lookahead); length++) {
    if (lexer->lookahead == ',') commas++;
    if (length == LONGEST_NAME || commas > MOST_COMMAS) return false;
    lexer->advance(lexer, false);
  }
  return true;
}

/** Whether instead of a value the statement ends, or the next one begins: a name and behind it `=` or `{`. */
static bool scan_missing_value(TSLexer *lexer) {
  lexer->result_symbol = MISSING_VALUE;
  int32_t c = lexer->lookahead;
  if (c == ';' || c == '}') return true;
  if (!is_name_character(c) || !skip_name(lexer)) return false;
  while (is_space(lexer->lookahead)) lexer->advance(lexer, false);
  return lexer->lookahead == '=' || lexer->lookahead == '{';
}

/** Reads the name that comes next; whether it is the keyword of a preprocessor line, `#` and all. */
static bool scan_name(TSLexer *lexer) {
  static const char *const keywords[] = {"#",      "#include", "#define", "#undef", "#if",     "#ifdef",  "#ifndef",
                                         "#elif",  "#else",    "#endif",  "#error", "#pragma", "#line",   "#warning"};
  enum { COUNT = sizeof keywords / sizeof *keywords, LONGEST = 8 };
  char word[LONGEST + 1] = {0};
  unsigned length = 0;
  for (; is_name_character(lexer->lookahead); lexer->advance(lexer, false)) {
    if (length < LONGEST) word[length] = (char)lexer->lookahead;
    length++;
  }
  if (word[0] != '#' || length > LONGEST) return false;
  for (unsigned k = 0; k < COUNT; k++) {
    unsigned i = 0;
    while (i < length && keywords[k][i] == word[i]) i++;
    if (i == length && !keywords[k][i]) return true;
  }
  return false;
}

// At most this many labels after a value are looked past; each of them is asked for again once it is read.
enum { MOST_LABELS = 16 };

static bool scan_omitted_semicolon(TSLexer *lexer) {
  lexer->result_symbol = OMITTED_SEMICOLON;
  int32_t c = lexer->lookahead;
  if (c == '}' || c == '&' || lexer->eof(lexer)) return true;
  if (c == '/') {
    // Comments and dtc's /include/ may stand anywhere; other keywords begin a statement.
    lexer->advance(lexer, false);
    c = lexer->lookahead;
    return c != '/' && c != '*' && c != 'i';
  }
  if (!is_name_character(c) || c == ',' || scan_name(lexer)) return false;
  // Labels may stand after a value too, where the value's end or the next value follows them.
  for (unsigned labels = 0; lexer->lookahead == ':'; labels++) {
    if (labels == MOST_LABELS) return false;
    lexer->advance(lexer, false);
    while (is_space(lexer->lookahead)) lexer->advance(lexer, false);
    if (lexer->lookahead == ',' || lexer->lookahead == ';') return false;
    while (is_name_character(lexer->lookahead)) lexer->advance(lexer, false);
  }
  while (is_space(lexer->lookahead)) lexer->advance(lexer, false);
  return lexer->lookahead != '"';
}

bool tree_sitter_devicetree_external_scanner_scan(void *payload, TSLexer *lexer, const bool *valid_symbols) {
  (void)payload;
  // Everything is valid in error recovery, and nowhere else is the last token: the text has an error before this place.
  if (valid_symbols[ERROR_RECOVERY] && !has_reported) {
    has_reported = true;
    tree_sitter_progress_callback(UINT32_MAX, true);
  }
  // What is missing is missing here, behind the last token and not before the next one.
  lexer->mark_end(lexer);
  while (is_space(lexer->lookahead) || lexer->lookahead == '\\') {
    bool is_backslash = lexer->lookahead == '\\';
    lexer->advance(lexer, true);
    // One that neither joins two lines nor begins a name begins nothing; a row of them would be passed anew at each.
    int32_t c = lexer->lookahead;
    if (is_backslash && c != '\n' && c != '\r' && !is_name_character(c)) return false;
  }
  if (lexer->lookahead == '"') return valid_symbols[STRING_LITERAL] && scan_string(lexer);
  // In error recovery everything is valid; a token without a width would be wrong there.
  if (valid_symbols[ERROR_RECOVERY]) return false;
  if (valid_symbols[MISSING_BRACE]) {
    lexer->result_symbol = MISSING_BRACE;
    return lexer->eof(lexer);
  }
  if (valid_symbols[MISSING_VALUE]) return scan_missing_value(lexer);
  return valid_symbols[OMITTED_SEMICOLON] && scan_omitted_semicolon(lexer);
}
