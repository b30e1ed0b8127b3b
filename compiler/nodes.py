"""The node table: the one list of AST node kinds, operators and flags.

`tools/gen_nodes.py` turns it into `compiler/nodes.pxd` (anonymous enums and accessors such as
`If_cond(w, n)`) and `compiler/error_codes.pxd`; `--check` tells whether the generated files are fresh.
This module is data only; it is also read by `ast_dump` at run time.

A node is a 24-byte record: kind u8, op u8, flags u16, token u32, a u32, b u32, c u32, next u32.

* A node is named by its index; index 0 is the "none" node, it is all zero and stays so.
* `token` is the token a message about the node should point at (index into the token array).
* a, b and c hold what the table says: a child node (N), the head of a list of nodes (L), a name id (I),
  a token index (T) or a plain number (U). Lists are chained through `next`, in source order.
* What the table does not name is 0 and free for later passes to write into.
* A node stands in at most one list. Type nodes may be shared as the child of several parents.
* `nodes` of a unit form a tree whose expression height is at most MAX_HEIGHT and whose statement
  nesting is at most MAX_DEPTH (see parser.pyx), so that later passes may recurse over it. `else if` chains
  are not limited: walk If_else in a loop.
"""

from __future__ import annotations

from typing import NamedTuple


class Field(NamedTuple):
    """One of a, b, c: accessor name, sort (N, L, I, T, U) and meaning."""

    name: str
    sort: str
    doc: str


class Kind(NamedTuple):
    """One node kind with the meaning of its fields; `doc` tells token, op and flags."""

    name: str
    doc: str
    a: Field | None = None
    b: Field | None = None
    c: Field | None = None


def N(name: str, doc: str) -> Field:
    """A child node."""
    return Field(name, "N", doc)


def L(name: str, doc: str) -> Field:
    """The head of a list of nodes chained through `next`."""
    return Field(name, "L", doc)


def I(name: str, doc: str) -> Field:  # noqa: E743 - the sorts are one letter each
    """A name id."""
    return Field(name, "I", doc)


def T(name: str, doc: str) -> Field:
    """A token index."""
    return Field(name, "T", doc)


def U(name: str, doc: str) -> Field:
    """A plain number."""
    return Field(name, "U", doc)


#: Flags, one bit each, the same for every kind.
FLAGS: list[tuple[str, str]] = [
    ("NF_CONST", "type: read-only (on TypeHandle: the handle itself); Func: const method"),
    ("NF_EFFECT", "expression: the subtree contains an assignment, ++, --, a call or a construction; purely syntactic: "
                  "operators and properties of classes may run code without it"),
    ("NF_PAREN", "expression: stood in parentheses"),
    ("NF_SHARED", "declaration: shared"),
    ("NF_EXTERNAL", "declaration: external (has no body)"),
    ("NF_ABSTRACT", "Class: abstract"),
    ("NF_FINAL", "Class, Func: final"),
    ("NF_OVERRIDE", "Func: override"),
    ("NF_EXPLICIT", "Func: explicit"),
    ("NF_PROPERTY", "Func: property accessor (written `property`, or made from a get/set block)"),
    ("NF_DELETED", "Func: delete (has no body)"),
    ("NF_PRIVATE", "member: private"),
    ("NF_PROTECTED", "member: protected"),
    ("NF_REF", "Sig: returns a reference (`T& f()`)"),
    ("NF_GLOBAL", "Ident, Type, Using: begins with `::`"),
    ("NF_VARIADIC", "Param: `T...`, takes any number of further arguments; Sig: the last parameter is one"),
]

#: Primitive types; `op` of Type and of the number literals. 0 is a named type.
PRIMITIVES: list[tuple[str, str]] = [
    ("PT_NAMED", ""),
    ("PT_VOID", "void"),
    ("PT_BOOL", "bool"),
    ("PT_INT8", "int8"),
    ("PT_INT16", "int16"),
    ("PT_INT32", "int"),
    ("PT_INT64", "int64"),
    ("PT_UINT8", "uint8"),
    ("PT_UINT16", "uint16"),
    ("PT_UINT32", "uint"),
    ("PT_UINT64", "uint64"),
    ("PT_FLOAT", "float"),
    ("PT_DOUBLE", "double"),
    ("PT_AUTO", "auto"),
    ("PT_ANY", "?"),
]

#: Operators: `op` of Binary, Compare, Logic, Assign (0 is plain `=`), Unary and Postfix.
OPERATORS: list[tuple[str, str]] = [
    ("OPR_NONE", "="),
    ("OPR_ADD", "+"),
    ("OPR_SUB", "-"),
    ("OPR_MUL", "*"),
    ("OPR_DIV", "/"),
    ("OPR_MOD", "%"),
    ("OPR_POW", "**"),
    ("OPR_BAND", "&"),
    ("OPR_BOR", "|"),
    ("OPR_BXOR", "^"),
    ("OPR_SHL", "<<"),
    ("OPR_SHR", ">>"),
    ("OPR_USHR", ">>>"),
    ("OPR_EQ", "=="),
    ("OPR_NE", "!="),
    ("OPR_LT", "<"),
    ("OPR_LE", "<="),
    ("OPR_GT", ">"),
    ("OPR_GE", ">="),
    ("OPR_IS", "is"),
    ("OPR_NIS", "!is"),
    ("OPR_AND", "&&"),
    ("OPR_OR", "||"),
    ("OPR_XOR", "^^"),
    ("OPR_NEG", "-"),
    ("OPR_POS", "+"),
    ("OPR_NOT", "!"),
    ("OPR_BNOT", "~"),
    ("OPR_INC", "++"),
    ("OPR_DEC", "--"),
    ("OPR_HANDLE", "@"),
]

#: Small enumerations, each used as `op` of the kinds that name it.
ENUMS: list[tuple[str, list[tuple[str, str]]]] = [
    ("Reference mode of a Param", [
        ("REF_NONE", "by value"), ("REF_IN", "&in"), ("REF_OUT", "&out"), ("REF_INOUT", "&inout or plain &"),
    ]),
    ("Form of a Func", [
        ("FN_PLAIN", "function or method"), ("FN_CTOR", "constructor (no return type)"), ("FN_DTOR", "destructor"),
        ("FN_GET", "getter made from a get block; its name is get_NAME"),
        ("FN_SET", "setter made from a set block; its name is set_NAME, its parameter `value`"),
    ]),
    ("Form of a Class", [("CLASS_PLAIN", "class"), ("CLASS_MIXIN", "mixin class")]),
    ("Form of a variable's initialiser", [
        ("INIT_NONE", "T x;"), ("INIT_EXPR", "T x = expression or list;"), ("INIT_ARGS", "T x(arguments);"),
    ]),
]

KINDS: list[Kind] = [
    # -- the unit ---------------------------------------------------------------------------------------------------
    Kind("Section", "one source section; ws.root is the first of a list, one for each section in order",
         L("decls", "declarations"), U("index", "number of the section in ws.sections")),
    # -- types ------------------------------------------------------------------------------------------------------
    Kind("Type", "a primitive (op = PT_*) or named type (op = PT_NAMED); token: the name; NF_CONST, NF_GLOBAL. A const "
                 "written in front of `T[]` or `T@[]` is already moved to the outermost array",
         I("name", "last part of the name (0 for a primitive)"), L("scope", "Scope nodes, outermost first"),
         L("args", "template arguments, types")),
    Kind("TypeArray", "`T[]`: the default array of T; token: `[`; NF_CONST", N("elem", "type of the elements")),
    Kind("TypeHandle", "`T@`; token: `@`; NF_CONST: the handle is const (`T@ const`); whether the object is const stands "
                       "in the target type", N("target", "type of the object")),
    Kind("Scope", "one part of `A::B::`; token: the name", I("name", "name"), L("args", "template arguments, types")),
    Kind("TemplateParam", "type parameter of a script template; token: the name", I("name", "name")),
    # -- declarations -----------------------------------------------------------------------------------------------
    Kind("Namespace", "`namespace A {}`; `namespace A::B {}` gives two, nested; token: the name",
         I("name", "name"), L("decls", "declarations")),
    Kind("Using", "`using namespace A::B;`, declaration or statement; token: `using`; NF_GLOBAL",
         L("scope", "Scope nodes, outermost first")),
    Kind("Class", "op: CLASS_*; token: the name; NF_SHARED, NF_EXTERNAL, NF_ABSTRACT, NF_FINAL",
         I("name", "name"), N("head", "ClassHead or 0"), L("members", "Func, VarDecl, Funcdef (source order)")),
    Kind("ClassHead", "what follows the name of a class or interface; token: the closing brace",
         L("bases", "base class and interfaces, types"), L("tparams", "TemplateParam nodes")),
    Kind("Interface", "token: the name; NF_SHARED, NF_EXTERNAL",
         I("name", "name"), N("head", "ClassHead or 0"), L("members", "Func nodes without bodies")),
    Kind("Func", "function, method, constructor, destructor, accessor or lambda body holder; op: FN_*; token: the name; "
                 "NF_CONST, NF_OVERRIDE, NF_FINAL, NF_EXPLICIT, NF_PROPERTY, NF_DELETED, NF_PRIVATE, NF_PROTECTED, "
                 "NF_SHARED, NF_EXTERNAL. Of a constructor the name is the class's, of a destructor too",
         I("name", "name"), N("sig", "Sig"), N("body", "Block, or 0 where there is none")),
    Kind("Sig", "signature; op: number of parameters; token: `(`; NF_REF: returns a reference; NF_VARIADIC",
         N("ret", "return type; 0 for constructor, destructor and lambda"), L("params", "Param nodes"),
         L("tparams", "TemplateParam nodes of `T f<T>(T a)`")),
    Kind("Param", "op: REF_*; token: the name or the type; NF_VARIADIC",
         N("type", "type; 0 for an untyped lambda parameter"), I("name", "name or 0"),
         N("default", "default argument, an expression, or 0 (VoidArg for `void`)")),
    Kind("Funcdef", "token: the name; NF_SHARED, NF_EXTERNAL, NF_PRIVATE, NF_PROTECTED", I("name", "name"), N("sig", "Sig")),
    Kind("Import", '`import int f(int) from "module";`; token: the name',
         I("name", "name"), N("sig", "Sig"), N("module", "StrLit")),
    Kind("Enum", "token: the name; NF_SHARED, NF_EXTERNAL",
         I("name", "name"), L("values", "EnumValue nodes"), N("base", "underlying type or 0")),
    Kind("EnumValue", "token: the name", I("name", "name"), N("value", "constant expression or 0")),
    Kind("Typedef", "`typedef T name;`; token: the name", I("name", "name"), N("type", "type")),
    Kind("VarDecl", "`T a = 1, b(2), c;` global, member or local; token: first of the type; NF_PRIVATE, NF_PROTECTED",
         N("type", "type"), L("vars", "Var nodes")),
    Kind("Var", "one variable of a VarDecl; op: INIT_*; token: the name",
         I("name", "name"), L("init", "INIT_EXPR: expression or InitList; INIT_ARGS: arguments"),
         U("count", "INIT_ARGS: number of arguments")),
    # -- statements -------------------------------------------------------------------------------------------------
    Kind("Block", "token: `{`", L("stmts", "statements"), T("end", "token of the closing brace")),
    Kind("Empty", "`;`"),
    Kind("ExprStmt", "token: first of the expression", N("expr", "expression")),
    Kind("If", "token: `if`", N("cond", "expression"), N("then", "statement"), N("else", "statement or 0")),
    Kind("While", "token: `while`", N("cond", "expression"), N("body", "statement")),
    Kind("DoWhile", "token: `do`", N("cond", "expression"), N("body", "statement")),
    Kind("For", "token: `for`", N("head", "ForHead"), N("body", "statement")),
    Kind("ForHead", "token: `(`", N("init", "VarDecl, ExprStmt or Empty"), N("cond", "expression or 0 (true)"),
         L("steps", "expressions")),
    Kind("ForEach", "`foreach (T a, U b : range)`; token: `foreach`",
         L("vars", "ForVar nodes"), N("range", "expression"), N("body", "statement")),
    Kind("ForVar", "token: the name", N("type", "type"), I("name", "name")),
    Kind("Switch", "token: `switch`", N("value", "expression"), L("cases", "Case nodes"), T("end", "closing brace")),
    Kind("Case", "token: `case` or `default`", N("value", "expression; 0 for default"), L("stmts", "statements")),
    Kind("Break", "token: `break`"),
    Kind("Continue", "token: `continue`"),
    Kind("Return", "token: `return`", N("value", "expression or 0")),
    Kind("Try", "token: `try`", N("body", "Block"), N("handler", "Block of the catch"), T("catch", "token `catch`")),
    # -- expressions ------------------------------------------------------------------------------------------------
    Kind("IntLit", "op: PT_INT32, PT_INT64, PT_UINT32 or PT_UINT64", U("lo", "low 32 bits"), U("hi", "high 32 bits")),
    Kind("FloatLit", "op: PT_DOUBLE (a, b: low and high half of the bits) or PT_FLOAT (a: the bits)",
         U("lo", "bits"), U("hi", "bits")),
    Kind("BoolLit", "", U("value", "0 or 1")),
    Kind("NullLit", ""),
    Kind("StrLit", "decoded bytes; adjacent literals are joined; token: the first",
         U("start", "offset in ws.text"), U("len", "number of bytes")),
    Kind("This", "token: `this`"),
    Kind("Ident", "variable, function, type or enum value; token: the name; NF_GLOBAL. `super` has the name NAME_SUPER",
         I("name", "last part of the name"), L("scope", "Scope nodes, outermost first"),
         L("args", "template arguments, types (`f<int>`, only before `(`)")),
    Kind("Member", "`x.name`; token: the name", N("object", "expression"), I("name", "name"),
         L("args", "template arguments, types (`x.f<int>`, only before `(`)")),
    Kind("Index", "`x[a, b]`; token: `[`", N("object", "expression"),
         L("args", "expressions, some may be NamedArg"), U("count", "number of arguments")),
    Kind("Call", "`f(..)`, `x.f(..)`, `T(..)`, `T<U>(..)`: the callee is an Ident, a Member or any expression; token: `(`",
         N("callee", "expression"), L("args", "expressions, some may be NamedArg or VoidArg"),
         U("count", "number of arguments")),
    Kind("Construct", "`int(..)`, `T@(..)`, `T[](..)`: a type that cannot be an Ident; token: `(`",
         N("type", "type"), L("args", "as for Call"), U("count", "number of arguments")),
    Kind("NamedArg", "`name: value`; token: the name", I("name", "name"), N("value", "expression")),
    Kind("VoidArg", "`void` as an argument: discards an &out value"),
    Kind("InitList", "`{1, , {2}}`; token: `{`", L("items", "expressions, InitList or Gap"), U("count", "number of items")),
    Kind("Gap", "an omitted element of a list"),
    Kind("TypedList", "`array<int> = {1, 2}`; token: `=`", N("type", "type"), N("list", "InitList")),
    Kind("Unary", "op: OPR_NEG OPR_POS OPR_NOT OPR_BNOT OPR_INC OPR_DEC (prefix) OPR_HANDLE; token: the operator",
         N("expr", "operand")),
    Kind("Postfix", "op: OPR_INC or OPR_DEC; token: the operator", N("expr", "operand")),
    Kind("Binary", "op: OPR_ADD .. OPR_USHR; token: the operator", N("left", "operand"), N("right", "operand")),
    Kind("Compare", "op: OPR_EQ .. OPR_GE, OPR_IS, OPR_NIS; token: the operator", N("left", "operand"), N("right", "operand")),
    Kind("Logic", "op: OPR_AND OPR_OR OPR_XOR; token: the operator", N("left", "operand"), N("right", "operand")),
    Kind("Assign", "op: OPR_NONE for `=`, else the operator of a compound assignment; token: the operator. Where the target "
                   "is an Ident that names a type and the value an InitList, it is what TypedList is for other types",
         N("target", "expression"), N("value", "expression or InitList")),
    Kind("Ternary", "token: `?`", N("cond", "expression"), N("then", "expression"), N("else", "expression")),
    Kind("Cast", "`cast<T>(x)`; token: `cast`", N("type", "type"), N("expr", "expression")),
    Kind("Lambda", "`function(a, b) {..}`; token: `function`", N("sig", "Sig without return type"), N("body", "Block")),
]

#: Token kinds besides the keywords (which get TK_KW_<WORD>): symbol and spelling for messages.
TOKENS: list[tuple[str, str]] = [
    ("TK_EOF", "end of file"),
    ("TK_IDENT", "name"),
    ("TK_INT", "number"),
    ("TK_FLOAT", "number"),
    ("TK_STRING", "string"),
    ("TK_HEREDOC", "string"),
    ("TK_BAD", "invalid token"),  # already reported; the parser is quiet about it
    ("TK_LPAREN", "("),
    ("TK_RPAREN", ")"),
    ("TK_LBRACKET", "["),
    ("TK_RBRACKET", "]"),
    ("TK_LBRACE", "{"),
    ("TK_RBRACE", "}"),
    ("TK_SEMI", ";"),
    ("TK_COMMA", ","),
    ("TK_DOT", "."),
    ("TK_ELLIPSIS", "..."),
    ("TK_COLON", ":"),
    ("TK_SCOPE", "::"),
    ("TK_QUESTION", "?"),
    ("TK_AT", "@"),
    ("TK_TILDE", "~"),
    ("TK_NOT", "!"),
    ("TK_NOTIS", "!is"),
    ("TK_INC", "++"),
    ("TK_DEC", "--"),
    ("TK_ASSIGN", "="),
    # Compound assignments in the order of OPR_ADD .. OPR_USHR.
    ("TK_ADD_ASSIGN", "+="),
    ("TK_SUB_ASSIGN", "-="),
    ("TK_MUL_ASSIGN", "*="),
    ("TK_DIV_ASSIGN", "/="),
    ("TK_MOD_ASSIGN", "%="),
    ("TK_POW_ASSIGN", "**="),
    ("TK_AND_ASSIGN", "&="),
    ("TK_OR_ASSIGN", "|="),
    ("TK_XOR_ASSIGN", "^="),
    ("TK_SHL_ASSIGN", "<<="),
    ("TK_SHR_ASSIGN", ">>="),
    ("TK_USHR_ASSIGN", ">>>="),
    # Binary operators in the order of OPR_ADD .. OPR_XOR; `is` is the keyword, `!is` stands above.
    ("TK_PLUS", "+"),
    ("TK_MINUS", "-"),
    ("TK_STAR", "*"),
    ("TK_SLASH", "/"),
    ("TK_PERCENT", "%"),
    ("TK_POW", "**"),
    ("TK_AMP", "&"),
    ("TK_PIPE", "|"),
    ("TK_CARET", "^"),
    ("TK_SHL", "<<"),
    ("TK_SHR", ">>"),
    ("TK_USHR", ">>>"),
    ("TK_EQ", "=="),
    ("TK_NE", "!="),
    ("TK_LT", "<"),
    ("TK_LE", "<="),
    ("TK_GT", ">"),
    ("TK_GE", ">="),
    ("TK_ANDAND", "&&"),
    ("TK_OROR", "||"),
    ("TK_XORXOR", "^^"),
]

#: Binary operators, loosest first; all are left-associative, `**` too. `^^` stands with the comparisons.
PRECEDENCE: list[list[str]] = [
    ["TK_OROR"],
    ["TK_ANDAND"],
    ["TK_EQ", "TK_NE", "TK_KW_IS", "TK_NOTIS", "TK_XORXOR"],
    ["TK_LT", "TK_LE", "TK_GT", "TK_GE"],
    ["TK_PIPE"],
    ["TK_CARET"],
    ["TK_AMP"],
    ["TK_SHL", "TK_SHR", "TK_USHR"],
    ["TK_PLUS", "TK_MINUS"],
    ["TK_STAR", "TK_SLASH", "TK_PERCENT"],
    ["TK_POW"],
]


def keyword_symbol(word: str) -> str:
    """The token kind of a keyword that has none of its own."""
    return f"TK_KW_{word.upper()}"


def token_symbols(keywords: list[tuple[str, str]]) -> list[str]:
    """All token kinds in the order of their numbers."""
    return [symbol for symbol, _ in TOKENS] + [keyword_symbol(word) for word, symbol in keywords if not symbol]
