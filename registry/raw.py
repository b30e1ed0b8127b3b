"""The generic calling convention: a callable that gets everything about its call in one object.

What it is: CallContext, and RawFunction, which makes one for each call; for callables that serve many declarations, or
that only know at run time what they give back. What it is not: the call itself (`vm/hostcall.pyx`), which converts
values by the declaration like for any other callable.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NoReturn

from seraphscript.registry import hints
from seraphscript.registry.datatype import ANY, FfiDataType, RefMode
from seraphscript.registry.declaration import FunctionDecl, ParamDecl
from seraphscript.vm.errors import DeclarationError

_UNSET = object()
_TAKES_CALL = FunctionDecl("", FfiDataType("void"), (ParamDecl(FfiDataType(ANY)),))
"""What every callable with the generic convention is: a function of its CallContext."""


class CallContext:
    """One call of a function that was registered with register_function_raw(). Parameters count from 0, the object of a
    method is not one of them. RuntimeError for whatever is asked of it after the call."""

    __slots__ = ("_args", "_function", "_outs", "_result", "_values")

    def __init__(self, function: RawFunction, values: tuple[Any, ...]) -> None:
        self._function = function
        self._values = values
        self._outs: dict[int, object] = {}
        self._result: object = None

    @property
    def declaration(self) -> str:
        """The declaration that the function was registered with."""
        return str(self._function.declaration)

    @property
    def this(self) -> Any:  # noqa: ANN401
        """The object that a method is called on, None for a function."""
        return self._values[0] if self._function.is_method else None

    @property
    def arg_count(self) -> int:
        """How many arguments there are: the declared parameters (variadic one not counted) and variadic arguments."""
        return len(self._function.modes) + self.variadic_count

    @property
    def variadic_count(self) -> int:
        """How many arguments the variadic parameter got."""
        function = self._function
        if function.gives_more:
            return len(function.outs) - function.declared_outs
        return len(self._values) - function.inputs

    def arg(self, index: int) -> Any:  # noqa: ANN401
        """An argument; ValueError for an &out parameter."""
        self._check(index)
        if index >= len(self._function.modes):
            return self.variadic_arg(index - len(self._function.modes))
        position = self._function.modes[index]
        if position < 0:
            raise ValueError(f"parameter {index} is &out: it has no value before the call")
        return self._values[position]

    def arg_type(self, index: int) -> str:
        """The type that an argument has, for `?` and variadic parameters that of this call; of an &out parameter the
        one that is wanted. As errors name it: "int8", "string", "array<int>", "game::Item"; enums by their names, but
        in containers as numbers."""
        self._check(index)
        modes = self._function.modes
        if self._is_out(index):
            return self._function.outs[modes[:index].count(-1) + max(0, index - len(modes))]
        return self._function.kinds[modes[index] if index < len(modes) else self._function.inputs + index - len(modes)]

    def variadic_arg(self, index: int) -> Any:  # noqa: ANN401
        """One of the arguments of the variadic parameter."""
        try:
            found = 0 <= index < self.variadic_count
        except TypeError:
            raise TypeError(f"the index of an argument is an int, not {index!r:.80}") from None
        if not found:
            count = self.variadic_count
            raise IndexError(f"variadic argument index {index} out of bounds (the call has {count})")
        if self._function.gives_more:
            raise ValueError(f"variadic argument {index} is &out: it has no value before the call")
        return self._values[self._function.inputs + index]

    def set_arg(self, index: int, value: object) -> None:
        """Set an &out parameter."""
        self._check(index)
        if not self._is_out(index):
            raise ValueError(f"parameter {index} is not &out")
        self._outs[index] = value

    def set_return(self, value: object) -> None:
        """Set what the function gives back."""
        if self._function.declaration.returns.is_void:
            raise ValueError("the function gives nothing back")
        self._result = value

    def _check(self, index: int) -> None:
        try:
            found = 0 <= index < self.arg_count
        except TypeError:
            raise TypeError(f"the index of an argument is an int, not {index!r:.80}") from None
        if not found:
            raise IndexError(f"argument index {index} out of bounds (function has {self.arg_count} arguments)")

    def _is_out(self, index: int) -> bool:
        modes = self._function.modes
        return modes[index] < 0 if index < len(modes) else self._function.gives_more

    def results(self) -> object:
        """What a callable without CallContext would give back."""
        outs = [i for i in range(self.arg_count) if self._is_out(i)]
        if not outs:
            return self._result
        missing = [i for i in outs if i not in self._outs]
        if missing:
            raise ValueError(f"&out parameter {missing[0]} was not set")
        values = tuple(self._outs[i] for i in outs)
        if not self._function.declaration.returns.is_void:
            return (self._result, *values)
        return values[0] if len(values) == 1 else values


class _Over:
    """The function of a call that is over: whatever a CallContext is asked, it asks its function first."""

    def __getattr__(self, name: str) -> NoReturn:
        raise RuntimeError("the call is over: a CallContext is for use within its call alone")


_OVER: Any = _Over()


class RawFunction:
    """A callable with the ordinary calling convention around one that takes a CallContext."""

    __slots__ = (
        "declaration", "declared_outs", "function", "gives_more", "inputs", "is_method", "kinds", "modes", "outs"
    )

    def __init__(
        self, declaration: FunctionDecl, function: Callable[[CallContext], object], *, is_method: bool = False
    ) -> None:
        try:
            hints.check_arity(_TAKES_CALL, function)
        except DeclarationError as error:
            what = "a callable with the generic convention takes one CallContext"
            raise DeclarationError(f"{what}: {error.message}", str(declaration)) from None
        self.declaration = declaration
        self.function = function
        self.is_method = is_method
        self.inputs = declaration.inputs + is_method
        self.kinds: tuple[str, ...] = ()    # the types of values in one place of a program, and of what it wants back
        self.outs: tuple[str, ...] = ()
        position = int(is_method)
        self.modes: list[int] = []      # of each declared parameter the position of its value, -1: &out
        self.gives_more = False         # the variadic parameter is &out
        for param in declaration.params:
            if param.variadic:
                self.gives_more = param.type.mode is RefMode.OUT
                continue
            is_out = param.type.mode is RefMode.OUT
            self.modes.append(-1 if is_out else position)
            position += not is_out
        self.declared_outs = self.modes.count(-1)

    def for_call(self, kinds: tuple[str, ...], outs: tuple[str, ...]) -> RawFunction:
        """The same for calls with values of these types, and results of those for &out parameters."""
        made = RawFunction(self.declaration, self.function, is_method=self.is_method)
        made.kinds, made.outs = kinds, outs
        return made

    @property
    def __name__(self) -> str:
        return getattr(self.function, "__name__", repr(self.function))

    def __call__(self, *values: object) -> object:
        """Call the function."""
        call = CallContext(self, values)
        try:
            self.function(call)
            return call.results()
        finally:
            call._function = _OVER
