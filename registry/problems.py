"""RegistryProblem: one thing that is wrong with what modules declare, found when a context is sealed.

What it is: what was found, with the declaration it stands in and the place there. What it is not: the error that lists
all of them (`RegistryBuildError`), or problems that registration finds at once (`DeclarationError`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from seraphscript.registry.declaration import FunctionDecl


@dataclass(frozen=True, slots=True)
class RegistryProblem:
    """One thing that is wrong; fields that do not apply are empty (`index` counts from 0, -1: no parameter).

    `declaration` is the function as it is declared, in one spelling; `column` is the place in it, from 1, 0: none.
    """

    message: str
    module: str = ""
    function: str = ""
    parameter: str = ""
    index: int = -1
    type_name: str = ""
    declaration: str = ""
    column: int = 0

    def __str__(self) -> str:
        if not self.function:
            return self.message
        if self.index < 0:
            return f"failed to resolve return type of function '{self.function}': {self.message}"
        where = f"parameter '{self.parameter}' (index {self.index})" if self.parameter else f"parameter {self.index}"
        return f"failed to resolve {where} of function '{self.function}': {self.message}"

    @property
    def report(self) -> str:
        """The text with a line that shows the declaration."""
        if not self.declaration:
            return str(self)
        module = f"module {self.module!r}" if self.module else ""
        where = ", ".join(filter(None, [module, f"column {self.column}" if self.column else ""]))
        return f"{self}\n    {where + ': ' if where else ''}{self.declaration}"


def column_of(declaration: FunctionDecl, index: int, name: str) -> int:
    """Where a parameter (-1: the result) of a declaration begins, or a name of a type in it, from 1."""
    text = str(declaration)
    if index < 0:
        part, start = str(declaration.returns), 0
    else:
        part = str(declaration.params[index])
        behind = ", ".join(map(str, declaration.params[index:])) + text[text.rindex(")") :]
        start = len(text) - len(behind)
    return start + max(0, part.find(name) if name else 0) + 1
