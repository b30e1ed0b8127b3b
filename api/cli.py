"""The `seraph` command: run, build, check, dis, and registry (`registry_cli.py`).

Results go to standard output; errors and warnings to standard error, as `section (row, column) : ERR : message` with
the source line and a caret. Exit codes: 0 done, 1 the input does not compile or load, 2 script exception, 3 a limit
was reached, 64 wrong usage. A script whose `main` returns an integer ends with that number (its low 8 bits).

`seraph run FILE ARGUMENTS` calls `main()`, or `main(array<string>@)` with the arguments; FILE is a source or a compiled
program, whatever its name.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn, TypeVar

from seraphscript import __version__, registry_cli
from seraphscript.compiler.error_codes import warning_masks
from seraphscript.vm.errors import BuildError, LimitError, LoadError, ScriptException, SeraphError

if TYPE_CHECKING:
    from seraphscript.compiler.diagnostics import Diagnostic, Related
    from seraphscript.context import Context
    from seraphscript.unit import Unit
    from seraphscript.vm.program import Program

_N = TypeVar("_N", int, float)

OK, REFUSED, EXCEPTION, LIMIT, USAGE, INTERRUPTED = 0, 1, 2, 3, 64, 130


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        self.print_usage(sys.stderr)
        self.exit(USAGE, f"{self.prog}: {message}\n")


class _Refused(Exception):
    """A file that cannot be used, with the sentence that says why."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; the exit code."""
    options = _parser().parse_args(arguments)
    if isinstance(sys.stdout, io.TextIOWrapper):  # scripts print any character, the terminal may know fewer
        sys.stdout.reconfigure(errors="backslashreplace")
    try:
        code: int = options.action(options)
        sys.stdout.flush()
    except OSError as error:  # of the output: what concerns files has become _Refused
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        if isinstance(error, BrokenPipeError):  # whoever read it has gone
            return REFUSED
        return _fail(f"seraph: the output cannot be written: {error.strerror or error}", REFUSED)
    except (_Refused, registry_cli.Unusable) as error:
        return _fail(f"seraph: {error}", REFUSED)
    except LoadError as error:
        return _fail(f"seraph: {error}", REFUSED)
    except KeyboardInterrupt:
        return _fail("seraph: interrupted", INTERRUPTED)
    return code


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="seraph",
        description="AngelScript for Python: run, compile and inspect scripts.",
        epilog="exit codes: 0 ok, 1 compile or load error, 2 script exception, 3 limit reached, 64 usage",
    )
    parser.add_argument("--version", action="version", version=f"seraph {__version__}")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND", parser_class=_Parser)

    run = commands.add_parser("run", help="run a script or compiled program")
    run.add_argument("file", metavar="FILE", help="source (.as) or compiled program (.sbc)")
    arguments = run.add_argument(
        "arguments", metavar="ARGUMENT", nargs=argparse.REMAINDER, help="passed to main(array<string>@)"
    )
    arguments.required = False  # else it is named as missing if FILE is
    run.add_argument("--budget", type=_positive(int), help="cost units that the run may use")
    run.add_argument("--deadline", type=_positive(float), metavar="SECONDS", help="time that the run may take")
    run.add_argument("--memory-limit", type=_positive(int), metavar="BYTES", help="memory of the script")
    _add_modules(run)
    _add_warnings(run, "which warnings are shown; without this option none are")
    run.set_defaults(action=_run)

    build = commands.add_parser("build", help="compile sources to one program")
    build.add_argument("files", metavar="FILE", nargs="+", help="sources, compiled together")
    build.add_argument("-o", "--output", metavar="OUT.sbc", required=True, help="the compiled program")
    build.add_argument("--strip", action="store_true", help="leave out debug information")
    _add_modules(build)
    _add_warnings(build)
    build.set_defaults(action=_build)

    check = commands.add_parser("check", help="report errors and warnings of sources")
    check.add_argument("files", metavar="FILE", nargs="+", help="sources, compiled together")
    check.add_argument("--format", choices=("text", "json"), default="text", help="json: a document on standard output")
    _add_modules(check)
    _add_warnings(check)
    check.set_defaults(action=_check)

    dis = commands.add_parser("dis", help="show the bytecode of a script or compiled program")
    dis.add_argument("file", metavar="FILE", help="source or compiled program")
    _add_modules(dis)
    dis.set_defaults(action=_dis)

    registry_cli.add_to(commands, _Parser)
    return parser


def _add_modules(command: argparse.ArgumentParser) -> None:
    from seraphscript.modules import OPTIONAL

    command.add_argument(
        "-m", "--module", dest="modules", metavar="NAME", action="append", default=[], choices=OPTIONAL,
        help=f"a module that scripts may use besides the default ones: {', '.join(OPTIONAL)}",
    )  # fmt: skip


def _add_warnings(command: argparse.ArgumentParser, text: str = "which warnings are shown") -> None:
    command.add_argument(
        "-W",
        dest="warnings",
        metavar="WORD",
        action="append",
        type=_warning_word,
        help=f"{text}: no-NAME, NAME, no-all or all; error or error=NAME makes errors of them",
    )


def _warning_word(word: str) -> str:
    try:
        warning_masks([word])
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None
    return word


def _positive(kind: type[_N]) -> Callable[[str], _N]:
    def number(text: str) -> _N:
        value = kind(text)
        if not value > 0:
            raise argparse.ArgumentTypeError(f"must be greater than 0, not {text}")
        return value

    number.__name__ = "number"
    return number


def _fail(message: str, code: int) -> int:
    sys.stdout.flush()
    print(message, file=sys.stderr)
    return code


# -- files


def _read(name: str) -> bytes:
    """The bytes of a file; _Refused if it cannot be read."""
    from seraphscript.unit import LARGEST_SOURCE
    from seraphscript.vm.sbc import MAX_FILE, read_at_most

    try:
        with open(name, "rb") as file:  # noqa: PTH123 (to Path the empty name is a directory)
            data = file.read(16)
            # What is larger is refused anyway, so reading a little more than the limit is enough.
            data += read_at_most(file, MAX_FILE if _is_program(data) else LARGEST_SOURCE)
    except IsADirectoryError:
        raise _Refused(f"{name} is a directory") from None
    except FileNotFoundError:
        raise _Refused(f"{name}: no such file") from None
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise _Refused(f"{name}: {reason}") from None
    return data


def _is_program(data: bytes) -> bool:
    from seraphscript.vm.sbc import MAGIC

    return data.startswith(MAGIC[:4])


def _source(name: str) -> bytes:
    """A file that is to be compiled; _Refused if it cannot be."""
    data = _read(name)
    _refuse_if_no_source(name, data)
    return data


def _refuse_if_no_source(name: str, data: bytes) -> None:
    if _is_program(data):
        raise _Refused(f"{name} is a compiled program, not a source")
    if not data.strip():
        raise _Refused(f"{name} is empty: there is nothing to compile")


def _compile(context: Context, files: dict[str, bytes], warnings: Sequence[str] | None = None) -> Unit:
    unit = context.create_unit(warnings=warnings)
    for name, data in files.items():
        unit.add_source(_plain(name), data)
    unit.build()
    return unit


def _program(
    context: Context, name: str, warnings: Sequence[str] | None = None
) -> tuple[Program, dict[str, str]]:
    """The program of a source or compiled file, and the sources by section name as far as they are at hand. What it
    warns of is shown if `warnings` says something about it."""
    data = _read(name)
    if _is_program(data):
        return context.parse_program(data, name=name), {}
    _refuse_if_no_source(name, data)
    unit = _compile(context, {name: data}, warnings)
    if warnings:
        _print_diagnostics(unit.warnings)
    return unit.program, unit.sources


def _print_diagnostics(items: Sequence[Diagnostic]) -> None:
    sys.stdout.flush()
    for item in items:
        print(item.format(), file=sys.stderr)


def _refused(error: BuildError) -> int:
    if not error.diagnostics:
        return _fail(f"seraph: {error}", REFUSED)
    _print_diagnostics(error.diagnostics)
    return REFUSED


def _document(items: Sequence[Diagnostic], refused: dict[str, str]) -> dict[str, object]:
    """What `seraph check --format json` prints (docs/errors.md). Lines and columns count from 1, columns in
    characters, ends are exclusive. `refused`: files that could not be compiled at all, with the reason."""
    start = {"line": 1, "column": 1}
    return {
        "version": 1,
        "errors": sum(item.severity == "error" for item in items) + len(refused),
        "warnings": sum(item.severity == "warning" for item in items),
        "diagnostics": [
            {
                "file": _plain(name),
                "range": {"start": start, "end": start},
                "severity": "error",
                "code": "",
                "name": "unusable-file",
                "message": _plain(reason),
                "hint": "",
                "related": [],
            }
            for name, reason in refused.items()
        ]
        + [
            {
                "file": item.section,
                "range": _range(item),
                "severity": item.severity,
                "code": item.code,
                "name": item.name,
                "message": item.message,
                "hint": item.hint,
                "related": [{"file": r.section, "range": _range(r), "message": r.message} for r in item.related],
            }
            for item in items
        ],
    }


def _plain(text: str) -> str:
    """Names of files may have bytes that are no text: they become \\xNN."""
    return text.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def _range(item: Diagnostic | Related) -> dict[str, dict[str, int]]:
    return {
        "start": {"line": item.line, "column": item.column},
        "end": {"line": item.end_line, "column": item.end_column},
    }


# -- commands


def _run(options: argparse.Namespace) -> int:
    from seraphscript.context import Context
    from seraphscript.vm.traceback import format_traceback

    context = Context(modules=options.modules)
    try:
        program, sources = _program(context, options.file, options.warnings)
    except BuildError as error:
        return _refused(error)
    takes_arguments = _main_function(program, options.file)
    limits = {k: v for k, v in (("budget", options.budget), ("deadline", options.deadline)) if v is not None}
    memory = {} if options.memory_limit is None else {"memory_limit": options.memory_limit}
    try:
        with context.instantiate(program, **memory, **limits) as world:
            result = world.call("main", *([options.arguments] if takes_arguments else []), **limits)
    except (ScriptException, LimitError) as error:
        text = format_traceback(error, sources).rstrip("\n")
        return _fail(text, EXCEPTION if isinstance(error, ScriptException) else LIMIT)
    except SeraphError as error:
        return _fail(f"seraph: {error}", REFUSED)
    except ValueError as error:  # a limit out of range
        return _fail(f"seraph run: {error}", USAGE)
    return result & 0xFF if isinstance(result, int) and not isinstance(result, bool) else OK


def _main_function(program: Program, name: str) -> bool:
    """Whether `main` takes the program's arguments; _Refused if there is no main to call."""
    found = [f for f in program.functions() if f.name == "main" and not f.private]
    if not found:
        raise _Refused(f"{name} has no function main()")
    if len(found) > 1:
        raise _Refused(f"{name} has more than one function main")
    parameters = found[0].parameters
    if parameters not in ((), ("arr array<string>",)):
        raise _Refused(f"{name}: main must take no parameters or one array<string>, it is {found[0].declaration!r}")
    return bool(parameters)


def _build(options: argparse.Namespace) -> int:
    from seraphscript.context import Context

    files = {name: _source(name) for name in options.files}
    if Path(options.output).exists() and any(Path(name).samefile(options.output) for name in files):
        raise _Refused(f"{options.output} is one of the sources, it cannot be the output")
    try:
        unit = _compile(Context(modules=options.modules), files, options.warnings)
    except BuildError as error:
        return _refused(error)
    _print_diagnostics(unit.warnings)
    try:
        unit.save(options.output, strip=options.strip)
    except OSError as error:
        raise _Refused(f"{options.output}: {error.strerror}") from None
    return OK


def _check(options: argparse.Namespace) -> int:
    from seraphscript.context import Context

    files: dict[str, bytes] = {}
    refused: dict[str, str] = {}
    items: Sequence[Diagnostic]
    for name in options.files:
        try:
            files[name] = _source(name)
        except _Refused as error:
            if options.format != "json":
                raise
            refused[name] = str(error)
    if refused:
        print(json.dumps(_document([], refused), indent=2))
        return REFUSED
    try:
        unit = _compile(Context(modules=options.modules), files, options.warnings)
    except BuildError as error:
        if not error.diagnostics:
            return _refused(error)
        items, code = error.diagnostics, REFUSED
    else:
        items, code = unit.warnings, OK
    if options.format == "json":
        print(json.dumps(_document(items, {}), indent=2))
    else:
        _print_diagnostics(items)
    return code


def _dis(options: argparse.Namespace) -> int:
    from seraphscript.context import Context

    try:
        program, sources = _program(Context(modules=options.modules), options.file)
    except BuildError as error:
        return _refused(error)
    print(program.disassemble(sources))
    return OK


if __name__ == "__main__":
    sys.exit(main())
