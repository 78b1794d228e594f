#include "tree_sitter/parser.h"

#include <stdbool.h>

// The one thing the generated lexer cannot do: a label is an identifier *with a colon right behind it*, and only the
// colon tells it from a name, a macro or a byte. The colon itself stays outside the token.

enum TokenType { LABEL_NAME };

void *tree_sitter_devicetree_external_scanner_create(void) { return 0; }
void tree_sitter_devicetree_external_scanner_destroy(void *payload) { (void)payload; }
unsigned tree_sitter_devicetree_external_scanner_serialize(void *payload, char *buffer) {
  (void)payload, (void)buffer;
  return 0;
}
void tree_sitter_devicetree_external_scanner_deserialize(void *payload, const char *buffer, unsigned length) {
  (void)payload, (void)buffer, (void)length;
}

static bool is_letter(int32_t c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }
static bool is_digit(int32_t c) { return c >= '0' && c <= '9'; }
static bool is_space(int32_t c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

bool tree_sitter_devicetree_external_scanner_scan(void *payload, TSLexer *lexer, const bool *valid_symbols) {
  (void)payload;
  if (!valid_symbols[LABEL_NAME]) return false;
  while (is_space(lexer->lookahead)) lexer->advance(lexer, true);
  if (!is_letter(lexer->lookahead)) return false;
  while (is_letter(lexer->lookahead) || is_digit(lexer->lookahead)) lexer->advance(lexer, false);
  if (lexer->lookahead != ':') return false;
  lexer->mark_end(lexer);
  lexer->result_symbol = LABEL_NAME;
  return true;
}
