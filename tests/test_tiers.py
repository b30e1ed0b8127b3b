"""What the two tiers are to each other: nothing of the sealed one is copied, and both are seen alike."""

from __future__ import annotations

import gc
import types
from pathlib import Path

import pytest
from seraphscript import Context, FfiRegistry, Module
from seraphscript.modules import default_modules
from seraphscript.registry import datatype, declaration, exprs, items, module, value_types
from seraphscript.registry.builder import FfiRegistryBuilder
from seraphscript.registry.script_registry import ScriptRegistry


def sealed(*modules: Module) -> FfiRegistry:
    builder = FfiRegistryBuilder()
    for one in [*default_modules(), *modules]:
        builder.add(one)
    return builder.build()


def crowd(functions: int) -> Module:
    made = Module("crowd")
    for number in range(functions):
        made.register_function(f"int function{number}(int a = {number})", lambda a: a)
        made.enum(f"Kind{number}", ["A", "B"])
    return made


@pytest.mark.row("TYP-15", "TYP-16")
def test_names_of_the_sealed_tier_are_not_copied() -> None:
    registry, crowded = sealed(), sealed(crowd(3000))
    pooled = [ScriptRegistry(registry) for _ in range(50)]  # those of other tests may be larger
    small, large = ScriptRegistry(registry), ScriptRegistry(crowded)
    assert pooled
    assert small.memory == large.memory
    for script in (small, large):
        script.add_function(script.namespace(), "mine", ["int"])
    assert small.memory == large.memory
    assert large.overloads(large.find_namespace("crowd"), "function2999")[1]


@pytest.mark.row("TYP-17")
def test_views_know_their_tier() -> None:
    registry = sealed(crowd(1))
    script = ScriptRegistry(registry)
    mine = script.add_type(script.namespace(), "Mine")
    view = registry.find_type("crowd::Kind0")
    assert view is not None
    assert view.tier == registry.lookup_functions("crowd::function0")[0].tier == "ffi"
    assert script.tier_of(mine) == "script"
    assert script.tier_of(script.type("array<Mine>")) == "script"
    assert script.tier_of(script.type("crowd::Kind0")) == script.tier_of(script.type("array<string>")) == "ffi"


@pytest.mark.row("TYP-18")
def test_defaults_are_with_the_parameters_in_both_tiers() -> None:
    made = Module()
    made.register_function("int host(int a, int b = 3, const string &in c = \"xy\")", lambda a, b, c: a + b + len(c))
    context = Context().install(made)
    (function,) = context.seal().lookup_functions("host")
    assert function.params == [
        ("int", "", "a", None), ("int", "", "b", "3"), ("const string", "&in", "c", '"xy"')
    ]
    unit = context.create_unit()
    unit.add_source("a.as", """
        int script(int a, int b = 3, const string &in c = "xy") { return a + b + int(c.length()); }
        int sum() { return host(1) * 1000000 + script(1) * 10000 + host(1, 0) * 100 + script(1, 0, ""); }
    """)
    unit.build()
    assert unit.instantiate().call("sum") == 6060301


@pytest.mark.row("TYP-25")
def test_the_sealed_tier_keeps_nothing_of_what_it_was_made_of(tmp_path: Path) -> None:
    context = Context().install(crowd(50))
    registry = context.seal()
    parsed = tuple(
        found
        for source in (datatype, declaration, exprs, items, module, value_types)
        for found in vars(source).values()
        if isinstance(found, type) and found.__module__ == source.__name__
    )
    seen: dict[int, object] = {}
    pending: list[object] = [registry]
    while pending:
        one = pending.pop()
        if id(one) in seen or isinstance(one, type | types.ModuleType | types.FunctionType | types.BuiltinFunctionType):
            continue
        seen[id(one)] = one
        assert not isinstance(one, parsed), one
        pending += gc.get_referents(one)
    assert len(seen) > 50                   # callables are there
    context.save_registry(tmp_path / "all.sfr")
    assert Context.load_registry(tmp_path / "all.sfr", [crowd(50)]).seal().fingerprint == registry.fingerprint


@pytest.mark.row("REG-54", "CTX-15")
def test_each_phase_of_sealing_is_run_once_and_timed(tmp_path: Path) -> None:
    context = Context().install(crowd(5))
    phases = context.seal().phases
    assert list(phases) == [
        "type shells", "template bases", "specialisations", "type details", "aliases", "value types", "constants",
        "interfaces", "funcdefs", "functions", "inheritance", "tables",
    ]
    assert all(seconds >= 0 for seconds in phases.values())
    assert phases["functions"] > 0
    with pytest.raises(TypeError):
        phases["functions"] = 0.0               # type: ignore[index]
    with pytest.raises(AttributeError):
        context.seal().phases = {}
    context.save_registry(tmp_path / "a.sfr")
    assert Context.load_registry(tmp_path / "a.sfr", [crowd(5)]).seal().phases == {}
