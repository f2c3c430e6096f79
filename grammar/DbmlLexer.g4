// SPDX-License-Identifier: MIT
//
// The words of DBML.
//
// No keyword is reserved: `table`, `as`, `note` and the rest are WORDs, and what a WORD means is
// decided by where it stands. Offsets are bytes, since the character stream that Tablewright feeds
// counts its positions in bytes; one symbol is one Unicode code point.
//
// The lexer gives what a person wrote. What white space means is added between lexer and parser by
// `TokenLayout` (engine/frontend/dbml/token_layout.h), which makes the tokens listed here out of
// others or puts them between two.
lexer grammar DbmlLexer;

tokens {
    END_OF_LINE,   // a line of a body, or the line of an element without a body, ends here
    FIELD_NAME,    // a WORD that begins a line of a body, with a `:` behind it: `note: '…'`
    USE,           // `use` or `reuse` where an element may begin
    INDEX_BRACKET, // a `[` that touches what stands before it: `int[]`; LBRACKET begins settings
    CALL_PAREN,    // a `(` with something to call before it: `varchar(255)`; LPAREN makes a group
    BINARY,        // an operator behind an operand: `a.x > b.y`
    SIGN           // an operator before one: `> b.y`, `-1`, `~partial`
}

// White space and comments -------------------------------------------------------------------

SPACE         : [ \t\r\n]+ -> channel(HIDDEN) ;
LINE_COMMENT  : '//' ~[\n]* -> channel(HIDDEN) ;
BLOCK_COMMENT : '/*' .*? '*/' -> channel(HIDDEN) ;

// Values -------------------------------------------------------------------------------------

// The sign is an operator. `1.` is a number, `.5` and `1.2.3` are not.
NUMBER : DIGIT+ ( '.' DIGIT* )? ( [eE] [+\-]? DIGIT+ )? ;

BLOCK_STRING : '\'\'\'' ( ESCAPE | ~[\\] )*? '\'\'\'' ;
STRING       : '\'' ( ESCAPE | ~['\\\n] )* '\'' ;
EXPRESSION   : '`' ~[`]* '`' ;

// Whether it has three or six hexadecimal digits is asked where a colour is expected.
COLOR : '#' ( LETTER | DIGIT )* ;

// Names --------------------------------------------------------------------------------------

// Letters, marks, digits and underscores of any script; digits alone are a NUMBER.
WORD : ( LETTER | DIGIT )+ ;

// Dots inside the quotes belong to the name. Escapes are those of strings.
QUOTED_NAME : '"' ( ESCAPE | ~["\\\n] )* '"' ;

// Marks --------------------------------------------------------------------------------------

LBRACE   : '{' ;
RBRACE   : '}' ;
LBRACKET : '[' ;
RBRACKET : ']' ;
LPAREN   : '(' ;
RPAREN   : ')' ;
COMMA    : ',' ;
COLON    : ':' ;
DOT      : '.' ;
STAR     : '*' ; // `Tables { * }`, `use * from './other'`

// Relationships, with a `?` on a side where there may be none, and dependencies.
RELATION : '?'? '<' '>'? '?'? | '?'? '>' '?'? | '?'? '-' '?'? | '->' | '<-' | '+' ;

// Operators that stand between operands only, before one only, or nowhere. No line of DBML has a
// use for most of them; they are here so that their misuse can be told.
INFIX_OPERATOR  : '/' | '%' | '=' | '==' | '!=' | '<=' | '>=' ;
PREFIX_OPERATOR : '~' | '!' ;
STRAY_OPERATOR  : '?' | '&' | '|' | ';' ;

// What no other rule takes. Reported; the parser sees nothing of it. ---------------------------

OPEN_STRING        : '\'' ( ESCAPE | ~['\\\n] )* ; // up to the end of its line
OPEN_QUOTED_NAME   : '"' ( ESCAPE | ~["\\\n] )* ;
OPEN_BLOCK_STRING  : '\'\'\'' ;                    // up to the end of the text
OPEN_EXPRESSION    : '`' ;
OPEN_BLOCK_COMMENT : '/*' ;
MALFORMED_NUMBER   : DIGIT+ '.' ( DIGIT | LETTER | '.' )* ;
UNKNOWN_CHARACTER  : . ;

// A backslash and what stands behind it, which may be the end of a line.
fragment ESCAPE : '\\' ( '\r\n' | . ) ;
fragment LETTER : [\p{L}\p{M}_] ;
fragment DIGIT  : [0-9] ;
