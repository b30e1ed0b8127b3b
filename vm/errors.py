"""Exception classes of Seraphscript: the whole hierarchy, one place.

What it is: the classes that hosts catch; the public package exports them all. What it is not: the texts of
diagnostics (`compiler`) or of script exceptions (the virtual machine).

    SeraphError
      ContextError            AlreadySealedError, RegistryBuildError (.errors), DeclarationError (.declaration)
      BuildError              .diagnostics
      LoadError               .where .reason
      TracebackError          .message .traceback .omitted format_traceback()
        ScriptException
        LimitError            BudgetExceeded, DeadlineExceeded, MemoryLimitExceeded, DepthLimitExceeded, Interrupted
      InstanceBusyError
      ConversionError         ConversionTypeError (a TypeError), ConversionRangeError (an OverflowError)
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from .traceback import TracebackFrame, format_traceback

if TYPE_CHECKING:
    from seraphscript.compiler.diagnostics import Diagnostic

    from .fiber import Fiber


class SeraphError(Exception):
    """Base of everything that Seraphscript raises on its own account."""


class ContextError(SeraphError):
    """A context, module or unit was used in a way that it does not allow."""


class AlreadySealedError(ContextError):
    """The context is sealed: nothing can be installed any more. Nothing was changed."""


class RegistryBuildError(ContextError):
    """Sealing found errors; the context stays open so that the host can repair it and try again."""

    def __init__(self, errors: Iterable[Any]) -> None:
        self.errors: list[Any] = list(errors)
        super().__init__("\n".join(str(error) for error in self.errors) or "the registry could not be built")


class DeclarationError(ContextError, ValueError):
    """What a host registers is no valid declaration, or does not fit the Python object that it declares."""

    def __init__(self, message: str, declaration: str | None = None) -> None:
        self.message = message
        self.declaration = declaration
        super().__init__(message if declaration is None else f"invalid declaration {declaration!r}: {message}")

    def __reduce__(self) -> tuple[type[DeclarationError], tuple[str, str | None]]:
        return type(self), (self.message, self.declaration)


class BuildError(SeraphError):
    """A unit did not compile; `diagnostics` lists everything that was found, warnings included."""

    def __init__(self, diagnostics: Iterable[Diagnostic], message: str = "") -> None:
        self.diagnostics: list[Diagnostic] = list(diagnostics)
        super().__init__(message or "\n".join(str(item) for item in self.diagnostics) or "the unit did not compile")


class LoadError(SeraphError):
    """A compiled program or registry was refused: `where` names the place in it, `reason` says why."""

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
    """A value cannot cross between Python and script."""


class ConversionTypeError(ConversionError, TypeError):
    """The value has a type that does not convert to what the declaration says."""


class ConversionRangeError(ConversionError, OverflowError):
    """The value does not fit into the declared type."""
