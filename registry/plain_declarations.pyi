from collections.abc import Callable, Container
from typing import TypeVar

from seraphscript.registry.datatype import FfiDataType
from seraphscript.registry.declaration import Params

_T = TypeVar("_T", bound=tuple[object, ...])

def plain_function(
    text: str,
    record: type[_T],
    result_type: Callable[[str], FfiDataType],
    parameters: Callable[[str], Params],
    reserved: Container[str],
) -> _T | None: ...
def untracked(record: _T) -> _T: ...
