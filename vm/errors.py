"""Exception classes of Seraphscript: the whole hierarchy, one place.

What it is: the classes that hosts catch; the public package exports them all. What it is not: the texts of
diagnostics (`compiler`) or of script exceptions (the virtual machine).

    SeraphError
      ContextError            AlreadySealedError (.module), UnknownModuleError (.name .available),
                              RegistryBuildError (.errors), DeclarationError (.declaration .module)
      BuildError              .diagnostics
      LoadError               .where .reason
      TracebackError          .message .traceback .omitted format_traceback()
        ScriptException
        LimitError            BudgetExceeded, DeadlineExceeded, MemoryLimitExceeded, DepthLimitExceeded, Interrupted
      InstanceBusyError
      ConversionError         .expected .actual .value
        ConversionTypeError   (a TypeError)  ConversionNullError, ConversionTextError (a ValueError)
        ConversionRangeError  (an OverflowError)
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple, Self

from .traceback import TracebackFrame, caused_frames, format_traceback

if TYPE_CHECKING:
    from seraphscript.compiler.diagnostics import Diagnostic

    from .fiber import Fiber


_BUILD_PHASES = {"01": "lexing", "02": "parsing", "03": "declaration"}
"""By the group of a diagnostic's code; all others are compilation."""


_PLAIN = frozenset([bool, int, float, str, bytes])
"""Values that an error keeps: others may be large, hold a world alive, or not pickle."""


class Span(NamedTuple):
    """A place in a source, from its first character to behind its last one; they count from 1, 0: unknown."""

    section: str
    line: int
    column: int
    end_line: int
    end_column: int


class SeraphError(Exception):
    """Base of everything that Seraphscript raises on its own account.

    `phase` says when: "registration" of what the host offers, "lexing", "parsing", "declaration" or "compilation" of a
    unit, "loading" of a file, "runtime".
    """

    phase: ClassVar[str] = "runtime"

    @property
    def span(self) -> Span | None:
        """The place in a script that it is about, None if there is none."""
        return None


class ContextError(SeraphError):
    """A context, module or unit was used in a way that it does not allow."""

    phase = "registration"


class AlreadySealedError(ContextError):
    """The context is sealed: `module` cannot be installed any more. Nothing was changed."""

    def __init__(self, message: str, module: str = "") -> None:
        self.module = module
        super().__init__(message)


class UnknownModuleError(ContextError, LookupError):
    """No module of this name or namespace is installed; `available` has the names of those that are."""

    def __init__(self, name: str, available: Iterable[str] = ()) -> None:
        self.name = name
        self.available: tuple[str, ...] = tuple(available)
        super().__init__(f"module not found: {name!r}")

    def __reduce__(self) -> tuple[type[UnknownModuleError], tuple[str, tuple[str, ...]]]:
        return type(self), (self.name, self.available)


class RegistryBuildError(ContextError):
    """Sealing found errors; the context stays open so that the host can repair it and try again."""

    def __init__(self, errors: Iterable[Any]) -> None:
        self.errors: list[Any] = list(errors)
        texts = [getattr(error, "report", None) or str(error) for error in self.errors]
        super().__init__("\n".join(texts) or "the registry could not be built")

    def __reduce__(self) -> tuple[type[RegistryBuildError], tuple[list[Any]]]:
        return type(self), (self.errors,)


class DeclarationError(ContextError, ValueError):
    """What a host registers is no valid declaration, or does not fit the Python object that it declares.

    `module` is the name of the module, "" if none is known or it has no name.
    """

    SHOWN: ClassVar[int] = 200
    """Characters of a declaration that the text shows."""

    def __init__(self, message: str, declaration: str | None = None, module: str = "") -> None:
        self.message = message
        self.declaration = declaration
        self.module = module
        super().__init__(message)

    def in_module(self, module: str) -> None:
        """Name the module, unless one is named already."""
        self.module = self.module or module

    def __str__(self) -> str:
        text = self.message
        if self.declaration is not None:
            shown = self.declaration
            if len(shown) > self.SHOWN:
                shown = shown[: self.SHOWN - 3] + "..."
            text = f"invalid declaration {shown!r}: {text}"
        return f"module {self.module!r}: {text}" if self.module else text

    def __reduce__(self) -> tuple[type[DeclarationError], tuple[str, str | None, str]]:
        return type(self), (self.message, self.declaration, self.module)


class BuildError(SeraphError):
    """A unit did not compile; `diagnostics` lists everything that was found, warnings included."""

    def __init__(self, diagnostics: Iterable[Diagnostic], message: str = "") -> None:
        self.diagnostics: list[Diagnostic] = list(diagnostics)
        super().__init__(message or "\n".join(str(item) for item in self.diagnostics) or "the unit did not compile")

    @property
    def first_error(self) -> Diagnostic | None:
        """The first diagnostic that is no warning."""
        return next((item for item in self.diagnostics if item.severity == "error"), None)

    @property
    def phase(self) -> str:  # type: ignore[override]
        """Where the first error was found."""
        first = self.first_error
        return _BUILD_PHASES.get(first.code[1:3], "compilation") if first is not None else "compilation"

    @property
    def span(self) -> Span | None:
        """The place of the first error."""
        first = self.first_error
        if first is None:
            return None
        return Span(first.section, first.line, first.column, first.end_line, first.end_column)

    def __reduce__(self) -> tuple[type[BuildError], tuple[list[Diagnostic], str]]:
        return type(self), (self.diagnostics, str(self))


class LoadError(SeraphError):
    """A compiled program or registry was refused: `where` names the place in it, `reason` says why."""

    phase = "loading"

    def __init__(self, where: str, reason: str) -> None:
        self.where = where
        self.reason = reason
        super().__init__(f"{where}: {reason}" if where else reason)

    def __reduce__(self) -> tuple[type[LoadError], tuple[str, str]]:
        return type(self), (self.where, self.reason)


class TracebackError(SeraphError):
    """Base of the errors that leave a running script: `message`, and the calls in progress as `traceback`.

    The traceback lists the outermost call first and the place that failed last; `omitted` counts calls before its
    first frame that were too many to keep.
    """

    def __init__(self, message: str, traceback: Iterable[TracebackFrame] = (), omitted: int = 0) -> None:
        self.message = message
        self.traceback: tuple[TracebackFrame, ...] = tuple(traceback)
        self.omitted = omitted
        super().__init__(message)

    @property
    def span(self) -> Span | None:
        """The place in a script that failed: the last script frame of the traceback."""
        for frame in reversed(self.traceback):
            if frame.language == "script":
                return Span(frame.section, frame.line, frame.column, frame.line, frame.column)
        return None

    def __reduce__(self) -> tuple[type[TracebackError], tuple[object, ...], dict[str, object]]:
        """Causes do not pickle with an exception: their frames do, for format_traceback(). Nor does a fiber."""
        state = {name: value for name, value in self.__dict__.items() if name != "fiber"}
        return type(self), self.args, {**state, "caused": caused_frames(self)}

    def format_traceback(self, sources: Mapping[str, str] | None = None) -> str:
        """Readable text with all frames, those of Python code between script calls too; `sources`: section -> text."""
        return format_traceback(self, sources)


class ScriptException(TracebackError):
    """A script ended in an exception that it did not catch.

    An exception that a host function raised is the `__cause__`.
    """


class LimitError(TracebackError):
    """A call reached one of its limits; scripts cannot catch this.

    A call that can be continued waits in `fiber`: `error.fiber.resume(budget=...)`, then `error.fiber.result`. It is
    None where that is not possible: memory and depth, and calls from within a host function of another call.
    """

    fiber: Fiber | None = None

    def __init__(self, message: str = "", traceback: Iterable[TracebackFrame] = (), omitted: int = 0) -> None:
        super().__init__(message or (type(self).__doc__ or "").partition(".")[0].strip(), traceback, omitted)


class BudgetExceeded(LimitError):
    """The cost budget of the call is used up."""


class DeadlineExceeded(LimitError):
    """The wall-clock deadline of the call has passed."""


class MemoryLimitExceeded(LimitError):
    """The instance has reached its memory limit."""


class DepthLimitExceeded(LimitError, ScriptException):
    """Calls are nested too deeply: a script exception ("Stack overflow") that no script can catch."""


class Interrupted(LimitError):
    """The call was interrupted from another thread."""


class InstanceBusyError(SeraphError):
    """The instance is in use by another thread."""


class ConversionError(SeraphError):
    """A value cannot cross between Python and script.

    `expected` is the type that the declaration says, as scripts write it, `actual` what came instead, usually the name
    of a Python type; "" where that means nothing. `value` is the value if it is a number, a bool or a text, else None.
    """

    def __init__(self, message: str = "", *, expected: str = "", actual: str = "", value: object = None) -> None:
        self.expected = expected
        self.actual = actual
        self.value = value if type(value) in _PLAIN else None
        super().__init__(message)

    def within(self, where: str) -> Self:
        """The same error with the place in front of its text."""
        return type(self)(f"{where}: {self}", expected=self.expected, actual=self.actual, value=self.value)


class ConversionTypeError(ConversionError, TypeError):
    """The value has a type that does not convert to what the declaration says."""


class ConversionNullError(ConversionTypeError):
    """None, or a null handle, where there must be an object or a value."""


class ConversionTextError(ConversionTypeError, ValueError):
    """A text that is no valid Unicode: it cannot be encoded as UTF-8."""


class ConversionRangeError(ConversionError, OverflowError):
    """The value does not fit into the declared type."""


def unexpected(expected: str, value: object, actual: str = "") -> ConversionTypeError:
    """The error for a value of another type than the expected one."""
    if not actual:
        actual = "None" if value is None else type(value).__name__
        if actual == expected.rpartition("::")[2]:      # another type of that name
            actual = f"{type(value).__module__}.{type(value).__qualname__}"
    kind = ConversionNullError if value is None else ConversionTypeError
    return kind(f"{expected} expected, not {actual}", expected=expected, actual=actual, value=value)


def raise_sent() -> None:
    """To be called: where a function begins Python raises what PyThreadState_SetAsyncExc has sent to the thread."""


def no_pickle(what: str, instead: str) -> TypeError:
    """The error for an object that does not pickle, and what to do instead."""
    return TypeError(f"{what} cannot be pickled or copied: {instead}")
