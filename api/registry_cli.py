"""`seraph registry`: dump, diff and check of registry files.

What it is: options, and what happens to files that cannot be used. What it is not: the formats (`registry/listing.py`).
Exit codes: 0 done, or no difference; 1 a file is refused, registries differ, or bindings are missing; 64 wrong usage.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable, Mapping
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from seraphscript.registry.ffi_registry import FfiRegistry
    from seraphscript.registry.module import Module

OK, REFUSED = 0, 1
FORMATS = ("text", "json", "as", "pyi", "md")  # of registry/listing.py, which a command without it need not import
BINDINGS = "MODULE:NAME of a Module, a list of them, a mapping from keys, or a function that gives one of these"


class Unusable(Exception):
    """A file or name that cannot be used, with the sentence that says why."""


def add_to(commands: argparse._SubParsersAction[Any], parser_class: type[argparse.ArgumentParser]) -> None:
    """Add `registry` and its commands to those of `seraph`."""
    registry = commands.add_parser("registry", help="show, compare and check registry files (.sfr)")
    actions = registry.add_subparsers(dest="action_name", required=True, metavar="ACTION", parser_class=parser_class)

    dump = actions.add_parser("dump", help="show what a registry offers to scripts")
    dump.add_argument("file", metavar="FILE", nargs="?", help="registry (.sfr); without it, the default modules")
    dump.add_argument(
        "--format", choices=FORMATS, default="text",
        help="text (tables, declarations, keys of bindings), json, as (declarations for editors), pyi, md",
    )  # fmt: skip
    dump.add_argument("-o", "--output", metavar="OUT", help="a file instead of standard output")
    dump.set_defaults(action=_dump)

    diff = actions.add_parser("diff", help="show what differs in two registries; exit code 1 if anything does")
    diff.add_argument("old", metavar="OLD", help="registry (.sfr)")
    diff.add_argument("new", metavar="NEW", help="registry (.sfr)")
    diff.add_argument("--json", action="store_true", help="as a document")
    diff.set_defaults(action=_diff)

    check = actions.add_parser("check", help="tell whether a registry can be used, and which bindings are missing")
    check.add_argument("file", metavar="FILE", help="registry (.sfr)")
    check.add_argument("--bindings", metavar="MODULE:NAME", help=BINDINGS)
    check.set_defaults(action=_check)


def _load(name: str, bindings: Iterable[Module | Mapping[str, object]] = ()) -> FfiRegistry:
    """The registry of a file; LoadError if it is refused, Unusable if it cannot be read."""
    from seraphscript.context import Context

    try:
        return Context.load_registry(name, bindings).seal()
    except IsADirectoryError:
        raise Unusable(f"{name} is a directory") from None
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise Unusable(f"{name}: {reason}") from None


def _dump(options: argparse.Namespace) -> int:
    from seraphscript.context import Context
    from seraphscript.registry.listing import dump

    registry = Context().seal() if options.file is None else _load(options.file)
    text = dump(registry, options.format)
    if options.output is None:
        print(text, end="")
        return OK
    try:
        Path(options.output).write_text(text, encoding="utf-8")
    except OSError as error:
        raise Unusable(f"{options.output}: {error.strerror}") from None
    return OK


def _diff(options: argparse.Namespace) -> int:
    from seraphscript.registry.listing import diff

    found = diff(_load(options.old), _load(options.new))
    if options.json:
        print(json.dumps(found, indent=2))
    else:
        for one in found["removed"]:
            print(f"- {one['sort']} {one['old']}")
        for one in found["added"]:
            print(f"+ {one['sort']} {one['new']}")
        for one in found["changed"]:
            print(f"~ {one['sort']} {one['name']}\n  - {one['old']}\n  + {one['new']}")
    return REFUSED if any(found.values()) else OK


def _check(options: argparse.Namespace) -> int:
    from seraphscript.modules import default_modules
    from seraphscript.registry.bindings import missing

    bindings = _bindings(options.bindings) if options.bindings is not None else ()
    registry = _load(options.file, bindings)
    print(f"{options.file}: {registry.function_count} functions, {len(registry.types())} types, "
          f"{len(registry.host_keys()) + len(registry.host_types)} bindings")  # fmt: skip
    problems = missing(registry, default_modules()) if options.bindings is not None else []
    print(*problems, sep="\n", end="\n" if problems else "")
    return REFUSED if problems else OK


def _bindings(name: str) -> list[Module | Mapping[str, object]]:
    """What MODULE:NAME gives; Unusable if that are no bindings."""
    from seraphscript.registry.module import Module

    module, _, path = name.partition(":")
    if not module or not path:
        raise Unusable(f"--bindings {name}: write MODULE:NAME")
    sys.path.insert(0, "")  # as `python -m` does
    try:
        found: object = import_module(module)
        for part in path.split("."):
            found = getattr(found, part)
        if callable(found) and not isinstance(found, Module | Mapping):
            found = found()
    except Exception as error:  # whatever the code of the host raises
        raise Unusable(f"--bindings {name}: {type(error).__name__}: {error}") from error
    finally:
        sys.path.remove("")
    given = list(found) if isinstance(found, Iterable) and not isinstance(found, Module | Mapping) else [found]
    usable = [one for one in given if isinstance(one, Module | Mapping)]
    if len(usable) < len(given):
        raise Unusable(f"--bindings {name}: no Module, list of them, or mapping, but {type(found).__name__}")
    return usable
