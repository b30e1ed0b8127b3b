"""A sealed registry in words: text, JSON, Markdown, declarations for editors, stubs for hosts; and what differs in two.

What it is: one description of what a registry offers (`describe`: plain dicts and lists, what JSON shows), and the
formats that are made of it. What it is not: the file format (`sfr.pyx`), or a command (`api/registry_cli.py`).
Everything comes in an order that depends on names alone.
"""

from __future__ import annotations

import json
import keyword
import math
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from seraphscript.registry.ffi_registry import FfiRegistry
from seraphscript.registry.kinds import PREFIX
from seraphscript.registry.sfr import FORMAT_VERSION, TABLES, registry_tables
from seraphscript.registry.views import FunctionView, TypeView

FORMATS = ("text", "json", "as", "pyi", "md")
HOW = ("host", "native", "intrinsic", "abstract", "script")
"""What implements a function, by its trait."""

_HIDDEN = ("<", PREFIX)
"""How names begin that no script can write."""

_PYTHON = {
    "bool": "bool",
    "string": "str",
    "float": "float",
    "double": "float",
    "void": "None",
    "?": "object",
    "ref": "object",
}


class Function(NamedTuple):
    """A function as the formats show it."""

    name: str  # without its scope
    scope: str  # its namespace, or its type
    result: str
    parameters: list[dict[str, str | None]]
    id: str
    traits: list[str]  # const, property, explicit ..., without HOW
    how: str
    key: str
    templates: list[str]  # parameters of a template function

    def written(self, name: str) -> str:
        """Its declaration under a name: result, name, parameters with defaults; a constructor has no result."""
        result = "" if "constructor" in self.traits else f"{self.result} {'&' if 'ref' in self.traits else ''}"
        marks = "".join(f" {word}" for word in ("const", "explicit", "property") if word in self.traits)
        templates = f"<{', '.join(self.templates)}>" if self.templates else ""
        return f"{result}{name}{templates}({', '.join(map(parameter, self.parameters))}){marks}"


def parameter(one: dict[str, str | None]) -> str:
    """A parameter as declarations write it."""
    text = f"{one['type']} {one['mode']}".strip() + (f" {one['name']}" if one["name"] else "")
    return text + (f" = {one['default']}" if one["default"] is not None else "")


def function(view: FunctionView) -> Function:
    """What a function of a registry is."""
    how = next(iter(word for word in HOW if word in view.traits), "")
    parameters = [
        {"type": type, "mode": mode, "name": name, "default": None if mode.endswith("...") else default}
        for type, mode, name, default in view.params
    ]
    scope = view.qualified_name.removesuffix(view.name).removesuffix("::")
    traits = sorted(view.traits.difference(HOW))
    id, templates = f"{view.id:016x}", view.template_params
    return Function(view.name, scope, view.return_type, parameters, id, traits, how, view.key, templates)


def type_name(kind: TypeView) -> str:
    """The name of a type, with the parameters of a template."""
    return f"{kind.name}<{', '.join(kind.arguments)}>" if kind.is_template else kind.name


def describe(registry: FfiRegistry) -> dict[str, Any]:
    """Everything that a registry offers, as JSON shows it (docs/host.md)."""
    tables = registry_tables(registry)
    members: dict[str, list[Function]] = defaultdict(list)
    seen: set[int] = set()
    for view in registry.functions():
        if view.id not in seen:  # a derived class has copies of what it inherits
            seen.add(view.id)
            one = function(view)
            members[one.scope if view.owner or "constructor" in view.traits else f"::{one.scope}"].append(one)
    types = []
    for kind in sorted(registry.types(), key=lambda t: (t.name, t.sort)):
        if kind.sort != "instance":
            types.append(_type(kind, members.get(kind.name, [])))
    functions = [one for scope, group in members.items() if scope.startswith("::") for one in group]
    constants = sorted(registry.constants(), key=lambda c: c[1])
    return {
        "version": FORMAT_VERSION,
        "fingerprint": registry.fingerprint.hex(),
        "tables": {name: len(rows) // TABLES[name] for name, rows in tables.items()},
        "types": types,
        "functions": [_document(f) for f in sorted(functions, key=_order)],
        "constants": [{"name": n, "type": t, "value": v if math.isfinite(v) else repr(v)} for t, n, v in constants],
        "aliases": [{"name": name, "type": type} for name, type in registry.aliases()],
    }


def _order(one: Function) -> tuple[str, str, str]:
    return one.scope, one.name, one.written(one.name)


def _document(one: Function) -> dict[str, Any]:
    qualified = f"{one.scope}::{one.name}" if one.scope else one.name
    return {**one._asdict(), "declaration": one.written(one.name), "qualified": one.written(qualified)}


def _type(kind: TypeView, members: list[Function]) -> dict[str, Any]:
    # A specialisation has nothing of its template but the name: what it derives from are the bases.
    base = kind.base if kind.sort != "specialization" else "".join([one.name for one in kind.base_classes[:1]])
    found: dict[str, Any] = {"name": kind.name, "sort": kind.sort, "id": f"{kind.id:016x}", "base": base}
    if kind.is_template:
        found["parameters"] = kind.arguments
    if kind.sort == "enum":
        found["values"] = kind.values
        found["bits"] = kind.is_bits
    else:
        found["members"] = [_document(one) for one in sorted(members, key=_order)]
    if kind.sort == "value":
        found["fields"] = list(kind.fields)
    return found


def _title(kind: dict[str, Any]) -> str:
    name = f"{kind['name']}<{', '.join(kind['parameters'])}>" if "parameters" in kind else kind["name"]
    base = f" : {kind['base']}" if kind["base"] else ""
    return f"{kind['sort']} {name}{base}"


def _values(kind: dict[str, Any]) -> str:
    return ", ".join(f"{name} = {value}" for name, value in kind["values"].items())


# ---------------------------------------------------------------------------------------- formats


def _written(found: dict[str, Any]) -> dict[str, Any]:
    """What scripts and hosts can write: without behaviours and the functions that only generated code calls."""
    functions = [one for one in found["functions"] if not one["name"].startswith(_HIDDEN)]
    types = []
    for kind in found["types"]:
        members = kind.get("members", [])
        shown = [one for one in members if not one["name"].startswith(_HIDDEN)]
        hows = {one["how"] for one in members}
        types.append({**kind, "members": shown, "hows": hows} if "members" in kind else kind)
    templates = {kind["name"]: kind for kind in types if kind["sort"] == "template"}
    inner = [kind for kind in types if kind["sort"] == "funcdef" and kind["name"].rpartition("::")[0] in templates]
    for kind in inner:
        templates[kind["name"].rpartition("::")[0]].setdefault("funcdefs", []).append(kind)
    return {**found, "functions": functions, "types": [kind for kind in types if kind not in inner]}


def dump(registry: FfiRegistry, form: str = "text") -> str:
    """A registry in one of the FORMATS."""
    found = describe(registry)
    if form not in ("text", "json"):
        found = _written(found)
    return {"text": _text, "json": _json, "as": _editor, "pyi": _stubs, "md": _markdown}[form](found).rstrip() + "\n"


def _json(found: dict[str, Any]) -> str:
    return json.dumps(found, indent=2)


def _text(found: dict[str, Any]) -> str:
    out = [f"registry {found['fingerprint']}, format {found['version']}", "", "tables"]
    out += [f"  {name.ljust(14)}{rows:10}  of {TABLES[name]} bytes" for name, rows in found["tables"].items()]
    for kind in found["types"]:
        out += ["", f"{_title(kind)}  {kind['id']}"]
        if "values" in kind:
            out += [f"  {name} = {value}" for name, value in kind["values"].items()]
        out += [f"  {field}" for field in kind.get("fields", [])]
        out += [_line(one) for one in kind.get("members", [])]
    out += ["", "functions", *(_line(one, "qualified") for one in found["functions"])]
    out += ["", "constants", *(f"  {c['type']} {c['name']} = {c['value']}" for c in found["constants"])]
    out += ["", "aliases", *(f"  {a['name']} = {a['type']}" for a in found["aliases"])]
    return "\n".join(out)


def _line(one: dict[str, Any], form: str = "declaration") -> str:
    bound = f" {one['key']}" if one["key"] else ""
    return f"  {one[form]}  [{one['how']}{bound}]"


def _namespaces(found: dict[str, Any]) -> dict[str, dict[str, list[dict[str, Any]]]]:
    """Namespace -> "types", "functions", "constants" and "aliases" in it, in order."""
    spaces: dict[str, dict[str, list[dict[str, Any]]]] = defaultdict(lambda: defaultdict(list))
    for sort in ("aliases", "types", "constants"):
        for one in found[sort]:
            spaces[one["name"].rpartition("::")[0]][sort].append(one)
    for one in found["functions"]:
        spaces[one["scope"]]["functions"].append(one)
    return dict(sorted(spaces.items()))


def _editor(found: dict[str, Any]) -> str:
    """Declarations without bodies, as editors read them (`as.predefined`)."""
    out = ["// Declarations of the host, for editors. Made by `seraph registry dump --format as`."]
    for space, sorts in _namespaces(found).items():
        lines = [f"typedef {a['type']} {_last(a['name'])};" for a in sorts["aliases"]]
        lines += [line for kind in sorts["types"] for line in _declared(kind)]
        lines += [f"const {c['type'].removeprefix('const ')} {_last(c['name'])};" for c in sorts["constants"]]
        lines += list(_accessed(sorts["functions"]))
        out += ["", f"namespace {space} {{", *(f"    {line}" for line in lines), "}"] if space else ["", *lines]
    return "\n".join(out)


def _last(name: str) -> str:
    return name.rpartition("::")[2]


def _declared(kind: dict[str, Any]) -> Iterator[str]:
    name = _title({**kind, "name": _last(kind["name"])}).partition(" ")[2]
    if kind["sort"] == "enum":
        yield f"enum {name} {{ {_values(kind)} }}"
    elif kind["sort"] == "funcdef":
        yield f"funcdef {_called(kind)};"
    else:
        yield f"{'interface' if kind['sort'] == 'interface' else 'class'} {name} {{"
        yield from (f"    funcdef {_called(one)};" for one in kind.get("funcdefs", []))
        yield from (f"    {field};" for field in kind.get("fields", []))
        yield from (f"    {line}" for line in _accessed(_public(kind["members"])))
        yield "}"


def _called(kind: dict[str, Any]) -> str:
    """The signature of a type of functions, with its name."""
    (one,) = kind["members"]
    return Function(**{f: one[f] for f in Function._fields}).written(_last(kind["name"]))


def _public(members: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The members that scripts can name."""
    return [one for one in members if "private" not in one["traits"]]


def _accessed(functions: Iterable[dict[str, Any]]) -> Iterator[str]:
    """Variables for properties without an index, and functions; what can only be written is a function, too."""
    rest, properties = _properties(functions)
    for one in properties:
        if one.getter is not None:
            const = "const " if one.setter is None else ""
            yield f"{const}{one.getter['result'].removeprefix('const ')} {one.name};"
        elif one.setter is not None:
            yield f"{one.setter['declaration']};"
    yield from (f"{one['declaration']};" for one in rest)


class Property(NamedTuple):
    """A property without an index: what reads and what writes it."""

    name: str
    getter: dict[str, Any] | None
    setter: dict[str, Any] | None

    def python(self, classes: dict[str, str]) -> str:
        """The Python type of its values."""
        if self.getter is not None:
            return _python(self.getter["result"], classes)
        assert self.setter is not None
        return _python(self.setter["parameters"][0]["type"], classes)


def _properties(functions: Iterable[dict[str, Any]]) -> tuple[list[dict[str, Any]], list[Property]]:
    """What is no property without an index, and these."""
    rest = []
    found: dict[str, dict[str, dict[str, Any]]] = defaultdict(dict)
    for one in functions:
        action, _, name = one["name"].partition("_")
        if "property" in one["traits"] and len(one["parameters"]) == (action == "set"):
            found[name][action] = one
        else:
            rest.append(one)
    return rest, [Property(name, ways.get("get"), ways.get("set")) for name, ways in found.items()]


def block(lines: Iterable[str]) -> list[str]:
    """Lines of code in Markdown, without a language."""
    return ["```", *lines, "```", ""]


def _markdown(found: dict[str, Any]) -> str:
    out = ["# Functions and types of the host", ""]
    for space, sorts in _namespaces(found).items():
        out += [f"## {f'Namespace `{space}`' if space else 'Global'}", ""]
        if sorts["constants"]:
            out += ["| constant | type | value |", "|---|---|---|"]
            out += [f"| `{_last(c['name'])}` | `{c['type']}` | {c['value']} |" for c in sorts["constants"]] + [""]
        if sorts["aliases"]:
            out += ["| name | stands for |", "|---|---|"]
            out += [f"| `{_last(a['name'])}` | `{a['type']}` |" for a in sorts["aliases"]] + [""]
        if sorts["functions"]:
            out += block(line.removesuffix(";") for line in _accessed(sorts["functions"]))
        for kind in sorts["types"]:
            out += [f"### `{_title(kind)}`", ""]
            if "values" in kind:
                out += block([_values(kind)])
            elif kind["sort"] == "funcdef":
                out += block([_called(kind)])
            elif kind["members"] or kind.get("fields"):
                inner = [f"funcdef {_called(one)}" for one in kind.get("funcdefs", [])]
                shown = [line.removesuffix(";") for line in _accessed(_public(kind["members"]))]
                out += block([*inner, *kind.get("fields", []), *shown])
    return "\n".join(out)


# ---------------------------------------------------------------------------------------- stubs


def _stubs(found: dict[str, Any]) -> str:
    """What the host's functions and classes look like from Python: a class for each namespace; a function with &out
    parameters gives a tuple."""
    spaces = _namespaces(found)
    for space in list(spaces):
        for end in re.finditer("::", space):
            spaces.setdefault(space[: end.start()], {})
    classes = {kind["name"]: _path(kind["name"]) for kind in found["types"] if _is_stubbed(kind)}
    _add_callables(classes, found["types"])
    body = _stubs_of("", dict(sorted(spaces.items())), classes)
    head = ["from collections.abc import Callable", "from enum import IntEnum, IntFlag"]
    head += ["from typing import Any, Final, Generic, Protocol, TypeAlias, TypeVar, overload", ""]
    functions = [one for kind in found["types"] for one in kind.get("members", ())] + found["functions"]
    variables = {name for kind in found["types"] for name in kind.get("parameters", ())}
    variables.update(name for one in functions for name in one["templates"])
    text = "\n".join(body)
    used = [name for name in sorted(variables) if re.search(rf"\b_{name}\b", text)]
    head += [*(f'_{name} = TypeVar("_{name}")' for name in used), ""] if used else []
    return "\n".join([*head, text])


def _stubs_of(
    space: str, spaces: dict[str, dict[str, list[dict[str, Any]]]], classes: dict[str, str]
) -> list[str]:
    """The lines of a namespace and of those within, none if the host has nothing in them."""
    sorts = spaces.get(space, {})
    lines: list[str] = []
    for kind in sorts.get("types", ()):
        if kind["sort"] == "enum":
            values = [f"{_safe(name)} = {value}" for name, value in kind["values"].items()]
            base = "IntFlag" if kind["bits"] else "IntEnum"
            lines += [f"class {_last(kind['name'])}({base}):", *_indented(values)]
        elif kind["sort"] == "funcdef" and _is_stubbed(kind):
            lines.append(f"{_last(kind['name'])}: TypeAlias = {_callable(kind, classes)}")
        elif _is_stubbed(kind):
            known = _with_parameters(classes, kind.get("parameters", ()))
            bases = ["Protocol"] if kind["sort"] == "interface" else []
            if kind["base"]:
                bases.append(_python(kind["base"], known))
            if "parameters" in kind:
                bases.append(f"Generic[{', '.join(f'_{name}' for name in kind['parameters'])}]")
            base = f"({', '.join(bases)})" if bases else ""
            fields = [field.rpartition(" ") for field in kind.get("fields", ())]
            members = [f"{_safe(name)}: {_python(type, known)}" for type, _, name in fields]
            members += _methods(_public(kind["members"]), known)
            lines += [f"class {_last(kind['name'])}{base}:", *_indented(members)]
    hosts, properties = _properties(one for one in sorts.get("functions", ()) if one["how"] == "host")
    for one in properties:
        type = one.python(classes)
        lines.append(f"{_safe(one.name)}: {type if one.setter is not None else f'Final[{type}]'}")
    lines += _stub_functions(hosts, classes, ["@staticmethod"] if space else [])
    if space and lines:
        lines += [f"{_last(c['name'])}: Final[{_python(c['type'], classes)}]" for c in sorts.get("constants", ())]
    for other in spaces:
        if other and other.rpartition("::")[0] == space:
            inner = _stubs_of(other, spaces, classes)
            lines += [f"class {_last(other)}:", *_indented(inner)] if inner else []
    return lines


def _is_stubbed(kind: dict[str, Any]) -> bool:
    """Is it a type that hosts make or implement, or an enum?"""
    hows = kind.get("hows", ())
    return bool(
        kind["sort"] == "enum"
        or (kind["sort"] in ("class", "template") and "host" in hows)
        or kind["sort"] == "value"
        or (kind["sort"] == "interface" and "abstract" in hows)
        or (kind["sort"] == "funcdef" and not kind["name"].startswith("Callable_"))
    )


def _safe(name: str) -> str:
    return f"{name}_" if keyword.iskeyword(name) else name


def _indented(lines: Iterable[str]) -> list[str]:
    return [f"    {line}" for line in lines] or ["    pass"]


def _path(name: str) -> str:
    return name.replace("::", ".")


def _with_parameters(classes: dict[str, str], parameters: Iterable[str]) -> dict[str, str]:
    """What names stand for in Python where the parameters of a template are known."""
    return {**classes, **{name: f"_{name}" for name in parameters}}


def _arguments(text: str) -> list[str]:
    """Arguments of a template, which can have arguments."""
    found, depth = [""], 0
    for letter in text:
        depth += (letter == "<") - (letter == ">")
        if letter == "," and not depth:
            found.append("")
        else:
            found[-1] += letter
    return found


def _add_callables(classes: dict[str, str], types: list[dict[str, Any]]) -> None:
    """What types of functions without a name of the host's, and those within templates, are in Python."""
    waiting = {kind["name"]: (kind, ()) for kind in types if kind["sort"] == "funcdef" and not _is_stubbed(kind)}
    for template in types:
        waiting.update({kind["name"]: (kind, template["parameters"]) for kind in template.get("funcdefs", ())})

    def add(name: str) -> None:
        kind, parameters = waiting.pop(name)
        (one,) = kind["members"]
        for type in [one["result"], *(param["type"] for param in one["parameters"])]:
            for other in re.findall(r"[\w:]+", type):
                if other in waiting:
                    add(other)
        classes[name] = _callable(kind, _with_parameters(classes, parameters))

    while waiting:
        add(next(iter(waiting)))


def _callable(kind: dict[str, Any], classes: dict[str, str]) -> str:
    (one,) = kind["members"]
    inputs = [_python(p["type"], classes) for p in one["parameters"] if not p["mode"].startswith("&out")]
    return f"Callable[[{', '.join(inputs)}], {_results(one, classes)}]"


def _python(type: str, classes: dict[str, str]) -> str:
    """The Python type of values of a script type."""
    if ">::" in type:  # a type of functions within an instance of a template
        return "Callable[..., Any]"
    head, angle, tail = type.rpartition(">")
    plain = head + angle + re.sub(r"\bconst\b|[@&]", "", tail).strip()
    plain = plain.removeprefix("const ").strip()
    if plain in _PYTHON:
        return _PYTHON[plain]
    if re.fullmatch(r"u?int\d*", plain):
        return "int"
    name, angle, rest = plain.partition("<")
    arguments = [_python(one, classes) for one in _arguments(rest[:-1])] if angle else []
    null = " | None" if "@" in type.rpartition(">")[2] else ""
    if name == "array":
        return f"list[{arguments[0]}]" if arguments else "list[Any]"
    if name in classes:
        return f"{classes[name]}[{', '.join(arguments)}]{null}" if arguments else f"{classes[name]}{null}"
    if name == "dictionary":
        return f"dict[{', '.join(arguments or ['Any', 'Any'])}]"
    return "Any"


def _signature(one: dict[str, Any], classes: dict[str, str], *, method: bool) -> str:
    classes = _with_parameters(classes, one["templates"])
    inputs = ["self"] if method else []
    for number, param in enumerate(one["parameters"]):
        if param["mode"].startswith("&out"):
            continue
        kind = _python(param["type"], classes)
        star = "*" if param["mode"].endswith("...") else ""
        name = _safe(param["name"] or f"a{number}")
        inputs.append(f"{star}{name}: {kind}" + (" = ..." if param["default"] is not None else ""))
    if inputs and not inputs[-1].startswith("*"):
        inputs.append("/")  # they are given by position
    return f"({', '.join(inputs)}) -> {_results(one, classes)}"


def _results(one: dict[str, Any], classes: dict[str, str]) -> str:
    """What a function gives in Python: its result and the values of &out parameters."""
    results = [] if one["result"] == "void" else [_python(one["result"], classes)]
    results += [_python(param["type"], classes) for param in one["parameters"] if param["mode"].startswith("&out")]
    return f"tuple[{', '.join(results)}]" if len(results) > 1 else results[0] if results else "None"


def _stub_functions(
    functions: list[dict[str, Any]], classes: dict[str, str], decorators: list[str], *, method: bool = False
) -> list[str]:
    groups: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for one in functions:
        groups[one["name"]].append(one)
    lines = []
    for name, group in groups.items():
        for one in group:
            lines += ["@overload"] if len(group) > 1 else []
            lines += [*decorators, f"def {_safe(name)}{_signature(one, classes, method=method)}: ..."]
    return lines


def _methods(members: list[dict[str, Any]], classes: dict[str, str]) -> list[str]:
    """Members of a class: attributes for properties, __init__ for constructors."""
    rest, properties = _properties(members)
    lines = []
    for one in properties:
        name, type = _safe(one.name), one.python(classes)
        lines += [f"{name}: {type}"] if one.setter is not None else ["@property", f"def {name}(self) -> {type}: ..."]
    plain = [{**f, "name": "__init__", "result": "void"} if "constructor" in f["traits"] else f for f in rest]
    return lines + _stub_functions(plain, classes, [], method=True)


# ---------------------------------------------------------------------------------------- differences


def diff(old: FfiRegistry, new: FfiRegistry) -> dict[str, list[dict[str, Any]]]:
    """What was added, removed and changed: {"sort", "name"}, of changes with "old" and "new"."""
    before, after = _named(describe(old)), _named(describe(new))
    changed = [
        {"sort": sort, "name": name, "old": before[sort, name], "new": text}
        for (sort, name), text in after.items()
        if before.get((sort, name), text) != text
    ]
    return {
        "added": [{"sort": s, "name": n, "new": after[s, n]} for s, n in after if (s, n) not in before],
        "removed": [{"sort": s, "name": n, "old": before[s, n]} for s, n in before if (s, n) not in after],
        "changed": changed,
    }


def _named(found: dict[str, Any]) -> dict[tuple[str, str], str]:
    """All that a registry offers by sort and name, as the text that must be equal."""
    named: dict[tuple[str, str], str] = {}
    for kind in found["types"]:
        name = f"{kind['name']}<{', '.join(kind['parameters'])}>" if "parameters" in kind else kind["name"]
        named["type", name] = _title(kind) + (f" {{ {_values(kind)} }}" if "values" in kind else "")
        if kind.get("fields"):
            named["type", name] += f" {{ {'; '.join(kind['fields'])} }}"
        for one in kind.get("members", []):
            named["method", _identity(one)] = _shown(one)
    for one in found["functions"]:
        named["function", _identity(one)] = _shown(one)
    for one in found["constants"]:
        named["constant", one["name"]] = f"{one['type']} {one['name']} = {one['value']}"
    for one in found["aliases"]:
        named["alias", one["name"]] = f"{one['name']} = {one['type']}"
    return named


def _identity(one: dict[str, Any]) -> str:
    """What programs find a function by: its qualified name and the types of its parameters."""
    types = ", ".join(f"{p['type']} {p['mode']}".strip() for p in one["parameters"])
    const = " const" if "const" in one["traits"] else ""
    return f"{one['scope']}::{one['name']}({types}){const}".removeprefix("::")


def _shown(one: dict[str, Any]) -> str:
    bound = f" [{one['key']}]" if one["key"] else ""
    return f"{one['qualified']}{bound}"
