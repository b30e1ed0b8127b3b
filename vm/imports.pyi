from seraphscript.vm.program import Program

def linked_imports(
    program: Program, parts: list[tuple[str, frozenset[int]]]
) -> tuple[list[tuple[int, int]], list[str]]: ...
