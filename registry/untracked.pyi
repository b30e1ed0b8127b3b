from typing import TypeVar

_T = TypeVar("_T", bound=tuple[object, ...])

def untracked(record: _T) -> _T: ...
