from collections.abc import Callable

GENERAL: dict[int, Callable[..., object]]

def types_of_capsule(capsule: object) -> str | None: ...
def define_native(
    id: int, capsule: object, signature: str, key: str, general: Callable[..., object] | None = None
) -> None: ...
