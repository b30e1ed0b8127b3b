from dataclasses import dataclass

@dataclass(frozen=True)
class Related:
    section: str
    line: int
    column: int
    end_line: int
    end_column: int
    message: str
    source_line: str
    def format(self) -> str: ...

@dataclass(frozen=True)
class Diagnostic:
    section: str
    line: int
    column: int
    end_line: int
    end_column: int
    severity: str
    code: str
    message: str
    hint: str
    source_line: str
    related: tuple[Related, ...] = ...
    @property
    def name(self) -> str: ...
    def format(self) -> str: ...
