// SPDX-License-Identifier: MIT
//
// The shape of DBML.
//
// DBML has one shape for everything: elements, made of lines, made of expressions. A `Table`, an
// `Enum` and a `Ref` are written alike, and no word is reserved; so this grammar says what can be
// written, and the reader of each kind of element (engine/frontend/dbml) what it may hold. That is
// why a misspelt setting is a message about that setting and not a heap of syntax errors.
//
//     Table core.users as U [note: 'people'] {    element: type, name, alias, settings, body
//       id int [pk]                               line of three expressions
//       Note: 'one a person'                      field
//       indexes { (a, b) [unique] }               line: a word and a body make an element
//     }
//     Ref: orders.user_id > core.users.id         element with a line instead of a body
//
// Every decision takes one token (LL(1)), so neither SLL nor LL prediction ever runs; a test looks
// for `adaptivePredict` in what ANTLR makes of this. The tokens that white space decides on
// (END_OF_LINE, INDEX_BRACKET and the like) come from TokenLayout; see DbmlLexer.g4.
parser grammar DbmlParser;

options {
    tokenVocab = DbmlLexer;
    superClass = ShapeParser;
}

@parser::postinclude {
#include "grammar/shape_parser.h"
}

// The rule that says how the others follow each other. Tablewright calls `useDeclaration` and
// `element` itself, and drops their contexts after each, so that memory follows the largest element
// and not the text.
document : ( useDeclaration | element )* EOF ;

// --- Elements -----------------------------------------------------------------------------------

// Before the settings stands what the element is called: `core.users as U`, `Table users` behind
// Metadata, `users(id, name)` behind Records.
element
    : WORD header* list? ( COLON line END_OF_LINE | body )
    ;

body : LBRACE ( entry ( END_OF_LINE entry )* )? RBRACE ;

entry
    : FIELD_NAME COLON line
    | line
    ;

// `use { table users as people } from './core'`
useDeclaration : USE ( STAR | useList ) WORD ( STRING | BLOCK_STRING ) ;

useList : LBRACE ( useItem ( END_OF_LINE useItem )* )? RBRACE ;

useItem : header+ ;

// --- Lines --------------------------------------------------------------------------------------

// `id int [pk]`: three items. `1, 'a', , null`: one item, since commas join, with nothing between
// two of them.
line : ( expression | COMMA )+ ;

// --- Expressions --------------------------------------------------------------------------------

// `a.x <> b.(y, z)`, `"double precision"[]`, `decimal(10, -2)`. Written as one rule, since a rule
// is an object at run time; dots bind first, then signs, then the other operators.
expression
    : SIGN*
      ( WORD | QUOTED_NAME | STRING | BLOCK_STRING | EXPRESSION | NUMBER | COLOR | STAR
      | tuple | list | body )
      ( ( DOT | BINARY SIGN* )
        ( WORD | QUOTED_NAME | STRING | BLOCK_STRING | EXPRESSION | NUMBER | COLOR | STAR
        | tuple | list | body )
      | arguments
      | index
      )*
    ;

// The same where braces and settings belong to what comes behind.
header
    : SIGN*
      ( WORD | QUOTED_NAME | STRING | BLOCK_STRING | EXPRESSION | NUMBER | COLOR | STAR | tuple )
      ( ( DOT | BINARY SIGN* )
        ( WORD | QUOTED_NAME | STRING | BLOCK_STRING | EXPRESSION | NUMBER | COLOR | STAR | tuple )
      | arguments
      | index
      )*
    ;

tuple     : LPAREN     ( expression ( COMMA expression )* )? RPAREN ;
arguments : CALL_PAREN ( expression ( COMMA expression )* )? RPAREN ;

// --- Settings -----------------------------------------------------------------------------------

list  : LBRACKET      ( setting ( COMMA setting )* )? RBRACKET ;
index : INDEX_BRACKET ( setting ( COMMA setting )* )? RBRACKET ;

// `not null`, `note: 'text'`, `delete: set null`
setting
    : ( WORD+ | QUOTED_NAME | STRING | BLOCK_STRING | NUMBER | COLOR ) ( COLON expression WORD* )?
    ;
