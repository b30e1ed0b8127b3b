"""Texts of the verifier's refusals: one message per VE_* code and the names of the tables.

What it is not: the checks themselves (`verifier.pyx`, `verify_tables.pyx`). The order is that of the enums in
`verifier.pxd`; a test compares the lengths.
"""

from __future__ import annotations

from .kinds import KINDS

TABLES: tuple[str, ...] = (
    "program",
    "function",
    "kind",
    "type",
    "field",
    "virtual function",
    "implementation",
    "global",
    "constant",
    "literal",
    "native function",
    "host function",
    "line",
    "local variable",
    "try block",
    "string",
)

MESSAGES: tuple[str, ...] = (
    "accepted",
    "out of memory",
    "range at {a} does not lie inside the table of {b}",
    "string {a} does not exist, there are {b}",
    "offsets {a} and {b} do not rise inside the data",
    "no valid UTF-8 at byte {a}",
    "the first debug string must be empty",
    "the code does not begin with EXIT and DESTROY",
    "kind {ka} is not allowed here",
    "the first types are fixed; this one is of sort {a}",
    "unknown sort of type {a}",
    "depth {a}, counted {b}",
    "unknown flags {a}",
    "a constant of kind {ka} cannot be {b}",
    "the id is 0",
    "{a} is beyond the limit of {b}",
    "the owned range at register {a} does not fit ({b})",
    "register {a} is in the owned range but of kind {kb}",
    "functions share ranges of tables",
    "function {a} cannot initialise globals",
    "word {a} is out of order or outside of the {b} words",
    "register {a} cannot be shown, or is not in scope inside the function",
    "from word {a} to {b}: empty, out of order, overlapping, or without a handler behind it",
    "does not end inside the function",
    "no such instruction",
    "register {a} does not exist, the function has {b}",
    "register {a} of kind {kb} is not accepted",
    "register {a} is not in the owned range",
    "index {a} does not exist, there are {b}",
    "{kb} does not fit {ka}",
    "{a} does not fit {kb}",
    "elements of kind {ka} need another instruction",
    "word {a} of {b} is no place to go to",
    "a jump by {a} goes in the wrong direction",
    "the code runs beyond the end of the function",
    "ENTER must be the first instruction and clear exactly the owned range",
    "{a} arguments, {b} wanted",
    "argument {a} is {hb}, {kb} wanted",
    "frame size {a}, the function has {b} registers",
    "the result {kb} does not fit {ka}",
    "register {a} takes a handle and is not in the owned range",
    "there is no result for register {a}",
    "out arguments must be set in order directly before the return ({a}, {b} set)",
    "out argument {a} cannot be fetched here, there are {b}",
    "a NATIVE of at most 3 arguments, with the same result register and no out arguments, must follow",
    "table entry {a} is negative",
    "try blocks are nested too deeply",
    "the cost differs from that of the code",
    "the cost of the entry is {a}, that of the code {b}",
    "type {a} is no base class for this one, or above more than {b}",
    "row {a} differs from that of the base class",
    "type {a} is no interface, out of order, or leaves out one that it implies",
    "function {a} does not fit the method {b} that it stands for",
    "function {a} cannot be the destructor, or the flags do not tell of it",
    "the first parameter is not an object of type {a}",
    "id {a} for a type of sort {b}",
    "type {a} has no objects that can be made",
    "field {a} of {kb} does not exist",
    "method {a} of {kb} does not exist",
)


def kind_text(word: int) -> str:
    """A kind word in readable form: "i32", "arr 5"."""
    plain, index = word & 0xFF, (word >> 8) & 0xFFFFFF
    name = KINDS[plain].lower() if plain < len(KINDS) else f"kind {plain}"
    return f"{name} {index}" if index else name


def reason(code: int, a: int, b: int, opcode: str) -> str:
    """The message of a code; the opcode's name stands in front where code was refused."""
    text = MESSAGES[code].format(a=a, b=b, ka=kind_text(a), kb=kind_text(b), hb=kind_text(b >> 32))
    return f"{opcode}: {text}" if opcode else text


def table_name(table: int, row: int) -> str:
    return TABLES[table] if table == 0 else f"{TABLES[table]} {row}"
