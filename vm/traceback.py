"""Tracebacks through script and Python code: frames as data, and their text.

What it is: the record of one frame and the text of an exception with all its frames, outermost call first and the
place that failed last, as in Python. What it is not: the collection of frames (`excinfo.pyx`).
"""

from __future__ import annotations

import linecache
from collections.abc import Iterator, Mapping
from types import TracebackType
from typing import NamedTuple

FRAME_GLOBALS: dict[str, object] = {"__name__": "<script>"}
"""The globals of the frames that stand for script functions in tracebacks of Python."""


class TracebackFrame(NamedTuple):
    """One call in progress. Line and column count from 1; 0 where the program carries no debug information."""

    function: str
    section: str
    line: int
    column: int
    language: str = "script"


def python_frames(traceback: TracebackType | None) -> Iterator[TracebackFrame]:
    """The frames of a Python traceback, without script functions and the compiled modules between script and host."""
    while traceback is not None:
        code = traceback.tb_frame.f_code
        if not code.co_filename.endswith(".pyx") and traceback.tb_frame.f_globals is not FRAME_GLOBALS:
            yield TracebackFrame(code.co_name, code.co_filename, traceback.tb_lineno, 0, "python")
        traceback = traceback.tb_next


def all_frames(error: BaseException) -> list[TracebackFrame]:
    """Script frames of `error`, then the Python frames of the exception that caused it, then its script frames, ..."""
    return [*getattr(error, "traceback", ()), *caused_frames(error)]


def caused_frames(error: BaseException) -> list[TracebackFrame]:
    """The frames of what caused an exception; it carries them itself if it comes from another process."""
    carried: list[TracebackFrame] | None = getattr(error, "caused", None)
    if carried is not None:
        return carried
    frames: list[TracebackFrame] = []
    seen = {id(error)}
    cause = error.__cause__
    while cause is not None and id(cause) not in seen:
        seen.add(id(cause))
        frames.extend(python_frames(cause.__traceback__))
        frames.extend(getattr(cause, "traceback", ()))
        cause = cause.__cause__
    return frames


def format_frame(frame: TracebackFrame, sources: Mapping[str, str] | None = None) -> str:
    place = f'  File "{frame.section or "?"}"'
    if frame.line:
        place += f", line {frame.line}"
    if frame.column:
        place += f", column {frame.column}"
    text = f"{place}, in {frame.function or '?'}\n"
    source = _source_line(frame, sources)
    return f"{text}    {source}\n" if source else text


def format_traceback(error: BaseException, sources: Mapping[str, str] | None = None) -> str:
    """Readable text of an exception that left a script; `sources` maps section names to their text."""
    omitted: int = getattr(error, "omitted", 0)
    frames = all_frames(error)
    lines = ["Traceback (most recent call last):\n"] if frames else []
    if omitted:
        lines.append(f"  ... {omitted} more {'call' if omitted == 1 else 'calls'}\n")
    lines.extend(format_frame(frame, sources) for frame in frames)
    name = type(error).__name__
    text = str(error)
    lines.append(f"{name}: {text}\n" if text else f"{name}\n")
    return "".join(lines)


def _source_line(frame: TracebackFrame, sources: Mapping[str, str] | None) -> str:
    if not frame.line:
        return ""
    if sources is not None and frame.section in sources:
        lines = sources[frame.section].splitlines()
        return lines[frame.line - 1].strip() if frame.line <= len(lines) else ""
    return linecache.getline(frame.section, frame.line).strip()
