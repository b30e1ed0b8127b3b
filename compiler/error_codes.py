"""The table of diagnostics: symbol, stable code, what it is about.

`tools/gen_nodes.py` turns it into `compiler/error_codes.pxd`. A code is printed as E0201 (errors) or W0901 (warnings)
and never changes its meaning; new ones are added at the end of their group, none is used again. Its name is the symbol
in lower case (`code_name`): the name of a warning is what switches it off.
01xx lexer, 02xx parser, 03xx declarations, 04xx names and types, 05xx expressions, 06xx statements, 07xx calls,
08xx limits and what is not supported, 09xx warnings (at most 32: they are bits of a mask).
"""

from __future__ import annotations

from collections.abc import Iterable

CODES: list[tuple[str, int, str]] = [
    # lexer
    ("E_UNEXPECTED_CHAR", 101, "a character that no token begins with"),
    ("E_UNTERMINATED_STRING", 102, "a string literal does not end on its line"),
    ("E_UNTERMINATED_HEREDOC", 103, "a heredoc string does not end"),
    ("E_UNTERMINATED_COMMENT", 104, "a block comment does not end"),
    ("E_INVALID_NUMBER", 105, "a malformed number or one out of range"),
    ("E_INVALID_ESCAPE", 106, "an escape sequence that does not exist or is out of range"),
    ("E_INVALID_UTF8", 107, "the source is not valid UTF-8"),
    # parser
    ("E_EXPECTED", 201, "another token was expected"),
    ("E_EXPECTED_EXPRESSION", 202, "an expression was expected"),
    ("E_EXPECTED_TYPE", 203, "a type was expected"),
    ("E_EXPECTED_NAME", 204, "a name was expected"),
    ("E_EXPECTED_DECLARATION", 205, "a declaration was expected"),
    ("E_EXPECTED_STATEMENT", 206, "a statement was expected"),
    ("E_RESERVED_WORD", 207, "a reserved word used as a name"),
    ("E_MODIFIER", 208, "a modifier that does not fit here or is repeated"),
    ("E_POSITIONAL_AFTER_NAMED", 209, "a positional argument behind a named one"),
    ("E_DEFAULT_MISSING", 210, "a parameter without default behind one with a default"),
    ("E_TWO_DEFAULTS", 211, "two default labels in one switch"),
    ("E_BREAK_OUTSIDE", 212, "break outside of a loop or switch"),
    ("E_CONTINUE_OUTSIDE", 213, "continue outside of a loop"),
    ("E_ACCESSOR", 214, "a malformed property block"),
    ("E_BODY", 215, "a function body that is missing or must not be there"),
    ("E_UNCLOSED", 216, "a brace, bracket or parenthesis that is never closed"),
    # declarations
    ("E_DUPLICATE", 301, "a name that is already declared in this scope"),
    ("E_HOST_NAME", 302, "a name of the host declared again in a strict context"),
    ("E_PARAM_TYPE", 303, "a type or mode that a parameter cannot have"),
    ("E_AUTO", 304, "auto without an initialiser that has a type"),
    ("E_CIRCULAR", 305, "a value that depends on itself"),
    ("E_CONSTANT", 306, "a constant was expected"),
    ("E_REDECLARED", 307, "a local variable that is already declared in this block"),
    ("E_BASE", 308, "a base class or interface that cannot be one"),
    ("E_OVERRIDE", 309, "a method that overrides nothing, or what must not be overridden"),
    ("E_MISSING_METHOD", 310, "a method of an interface that a class does not have"),
    ("E_ABSTRACT", 311, "an object of an abstract class or an interface"),
    ("E_CONSTRUCTOR", 313, "a constructor or copy that a class does not have"),
    ("E_INITIALISATION", 314, "a member used before it is initialised, or not initialised on all paths"),
    ("E_SHARED", 315, "something that shared code cannot use, or that no other unit shares"),
    # names and types
    ("E_UNKNOWN_NAME", 401, "a name that nothing visible has"),
    ("E_UNKNOWN_TYPE", 402, "a type name that nothing visible has"),
    ("E_UNKNOWN_SCOPE", 403, "a namespace or type in front of :: that does not exist"),
    ("E_TEMPLATE_ARGS", 404, "template arguments that do not fit"),
    ("E_TYPE", 405, "a type that cannot stand here"),
    # expressions
    ("E_CONVERSION", 501, "a value that cannot become the type that is needed"),
    ("E_OPERATOR", 502, "an operator that these types do not have"),
    ("E_LVALUE", 503, "an assignment to something that is no variable"),
    ("E_CONST", 504, "a change of something read-only"),
    ("E_NO_VALUE", 505, "an expression without a value where one is needed"),
    ("E_INDEX", 506, "an index expression that does not fit"),
    ("E_CONDITION", 507, "a condition that is no bool"),
    ("E_UNKNOWN_MEMBER", 508, "a member that the type does not have"),
    ("E_NO_STRING", 509, "a string literal without a string type"),
    ("E_PRIVATE", 510, "a private or protected member used from outside"),
    ("E_PROPERTY", 511, "a property that cannot be used so"),
    ("E_CAPTURE", 512, "an anonymous function that names a local variable around it"),
    # statements
    ("E_MISSING_RETURN", 601, "a path through a function that returns no value"),
    ("E_RETURN", 602, "a return statement that does not fit the function"),
    ("E_SWITCH_TYPE", 603, "a type that switch cannot test"),
    ("E_DUPLICATE_CASE", 604, "a case value used twice"),
    ("E_FOREACH", 605, "foreach over something that is no range, or with too many variables"),
    # calls
    ("E_NO_MATCH", 701, "no overload takes these arguments"),
    ("E_AMBIGUOUS", 702, "several overloads fit equally well"),
    ("E_ARGUMENT_COUNT", 703, "too few or too many arguments"),
    ("E_NAMED_ARGUMENT", 704, "a named argument without such a parameter, or given twice"),
    ("E_NOT_CALLABLE", 705, "a call of something that is no function"),
    # limits
    ("E_TOO_DEEP", 801, "nested too deeply"),
    ("E_TOO_LARGE", 802, "source, token or node count over the limit"),
    ("E_TOO_MANY", 803, "too many parameters or arguments"),
    ("E_MEMORY", 804, "out of memory"),
    ("E_NOT_SUPPORTED", 805, "not supported yet"),
    ("E_TOO_MANY_ERRORS", 806, "too many errors, the rest is not shown"),
    # warnings
    ("W_UNREACHABLE_CODE", 901, "a statement that control never reaches"),
    ("W_UNUSED_VARIABLE", 902, "a local variable that nothing mentions"),
    ("W_SHADOWING", 903, "a local variable that hides another variable"),
    ("W_PRECISION_LOSS", 904, "an implicit conversion that drops digits of a number"),
    ("W_VALUE_RANGE", 905, "a constant that does not fit the type it is converted to"),
    ("W_SIGN_MISMATCH", 906, "a signed number compared with an unsigned one"),
    ("W_UNUSED_VALUE", 907, "a statement that computes a value and drops it"),
    ("W_ASSIGNMENT_IN_CONDITION", 908, "an assignment where a comparison is likely to be meant"),
    ("W_LOST_CHANGE", 909, "a change of a copy that nobody can see"),
]

FIRST_WARNING = 901


def code_name(symbol: str) -> str:
    """The name of a diagnostic: W_UNUSED_VARIABLE is "unused-variable"."""
    return symbol[2:].lower().replace("_", "-")


def code_text(number: int) -> str:
    """A code as it is printed."""
    return f"{'W' if number >= FIRST_WARNING else 'E'}{number:04}"


NAMES: dict[str, str] = {code_text(number): code_name(symbol) for symbol, number, _ in CODES}
WARNINGS: tuple[str, ...] = tuple(code_name(symbol) for symbol, _, _ in CODES if symbol.startswith("W_"))


def warning_masks(words: Iterable[str]) -> tuple[int, int]:
    """What "no-shadowing", "error", "error=unused-variable" ... say in their order: the bits of the warnings that are
    off, and of those that are errors. ValueError names a word that means nothing."""
    if isinstance(words, str):
        words = [words]
    every = (1 << len(WARNINGS)) - 1
    off = errors = 0
    for word in words:
        if not isinstance(word, str):
            raise TypeError(f"the name of a warning must be str, not {type(word).__name__}")
        name = word.removeprefix("no-").removeprefix("error=")
        bits = every if name in ("all", "error") else 1 << WARNINGS.index(name) if name in WARNINGS else 0
        if not bits or word.startswith("no-error"):
            raise ValueError(f"there is no warning {name!r}: there are {', '.join(WARNINGS)}, and all")
        if word.startswith("no-"):
            off |= bits
        elif word == "error":
            errors = every
        else:
            off &= ~bits
            errors |= bits if word.startswith("error=") else 0
    return off, errors
