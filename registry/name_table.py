"""The names that have a fixed id: keywords and the names that the compiler itself speaks of.

Ids: 0 is no name, then KEYWORDS, then FIXED, in this order, in every name table of every process.
`tools/gen_nodes.py` turns the lists into `registry/name_ids.pxd` (NAME_* constants).
Order matters where a comment says so.
"""

from __future__ import annotations

#: Reserved words and the token each becomes (see TOKENS in compiler/nodes.py; words without one get TK_KW_<WORD>).
KEYWORDS: list[tuple[str, str]] = [
    ("and", "TK_ANDAND"),
    ("or", "TK_OROR"),
    ("xor", "TK_XORXOR"),
    ("not", "TK_NOT"),
    ("is", ""),
    ("auto", ""),
    ("void", ""),
    ("bool", ""),
    ("int8", ""),
    ("int16", ""),
    ("int", ""),
    ("int32", "TK_KW_INT"),
    ("int64", ""),
    ("uint8", ""),
    ("uint16", ""),
    ("uint", ""),
    ("uint32", "TK_KW_UINT"),
    ("uint64", ""),
    ("float", ""),
    ("double", ""),
    ("break", ""),
    ("case", ""),
    ("cast", ""),
    ("catch", ""),
    ("class", ""),
    ("const", ""),
    ("continue", ""),
    ("default", ""),
    ("do", ""),
    ("else", ""),
    ("enum", ""),
    ("false", ""),
    ("for", ""),
    ("funcdef", ""),
    ("if", ""),
    ("import", ""),
    ("interface", ""),
    ("namespace", ""),
    ("null", ""),
    ("private", ""),
    ("protected", ""),
    ("return", ""),
    ("switch", ""),
    ("this", ""),
    ("true", ""),
    ("try", ""),
    ("typedef", ""),
    ("using", ""),
    ("while", ""),
]

#: Names of types that the library writes in AngelScript: a unit in which one stands gets its declaration. They stand
#: first, so that the lexer notices them with the keywords.
LIBRARY = ["complex"]

#: Words that mean something in some places only; elsewhere they are ordinary names.
CONTEXTUAL = [
    "foreach", "mixin", "shared", "external", "abstract", "final", "override", "explicit", "property", "delete",
    "get", "set", "from", "in", "out", "inout", "function", "super", "if_handle_then_const",
]

# The same order as OPR_ADD .. OPR_USHR in compiler/nodes.py, so that a method's name is found by adding.
_ARITHMETIC = ["Add", "Sub", "Mul", "Div", "Mod", "Pow", "And", "Or", "Xor", "Shl", "Shr", "UShr"]

#: Methods with a meaning for the compiler.
METHODS = [
    *(f"op{name}" for name in _ARITHMETIC),  # NAME_opAdd + (op - OPR_ADD)
    *(f"op{name}_r" for name in _ARITHMETIC),
    *(f"op{name}Assign" for name in _ARITHMETIC),
    "opNeg", "opCom", "opPreInc", "opPreDec", "opPostInc", "opPostDec",
    "opEquals", "opCmp", "opAssign", "opHndlAssign", "opIndex", "get_opIndex", "set_opIndex", "opCall",
    "opCast", "opImplCast", "opConv", "opImplConv",
    "opForBegin", "opForEnd", "opForNext", "opForValue",
    *(f"opForValue{index}" for index in range(8)),  # one for each variable of a foreach
]

#: Further names.
OTHER = [
    "value", "length", "main", "string", "array", "dictionary", "weakref", "const_weakref", "ref", "any", "T", "K", "V",
    "math", "sqrt",
]

FIXED = [*LIBRARY, *CONTEXTUAL, *METHODS, *OTHER]
