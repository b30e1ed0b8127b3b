"""Registry files: what is saved comes back, bindings are found, and nothing that a file says leads anywhere else."""

from __future__ import annotations

import enum
import gc
import hashlib
import os
import random
import struct
import subprocess
import sys
import threading
import tracemalloc
from pathlib import Path
from typing import Any, Protocol

import pytest
from seraphscript import Context, LoadError, Module
from seraphscript.modules import IMAGE, NAMES
from seraphscript.registry import declaration, sfr
from seraphscript.registry.digest import modules_digest
from seraphscript.vm.sbc import read_at_most

SOURCE = """
string main() {
    game::Entity@ e = game::make("bat", 3);
    e.hp -= 1;
    game::Color c = game::Color::Green;
    array<int> a = {3, 1, 2};
    a.sortAsc();
    return e.name + e.hp + " " + e.loud(2) + " " + game::twice(int(game::LIMIT)) + " " + c + " " + a[0];
}
"""
RESULT = "bat2 batbat 10 1 1"


class Color(enum.IntEnum):
    Red = 0
    Green = 1


class Entity:
    name: str
    hp: int

    def __init__(self, name: str, hp: int = 7) -> None:
        self.name = name
        self.hp = hp

    def loud(self, times: int) -> str:
        return self.name * times


def game_module() -> Module:
    game = Module("game")
    game.type(Entity)
    game.enum(Color)
    game.const("LIMIT", 5)
    game.alias("Id", "uint64")

    @game.function
    def twice(x: int) -> int:
        return 2 * x

    @game.function
    def make(name: str, hp: int) -> Entity:
        return Entity(name, hp)

    game.interface("Named", ["string name() const"]).method("void rename(const string &in text)")
    game.register_funcdef("funcdef int Op(int a, int b)")
    game.property("int score", lambda: 1, lambda value: None)
    game.register_function("int most(const Named@ item, Op@ op, int... rest)", lambda *args: len(args))
    game.register_function(
        'void note(Id id, Color c = Color::Green, const string &in text = "x", int n = LIMIT + 1)', print
    )
    return game


def saved(path: Path) -> Context:
    context = Context().install(game_module())
    context.save_registry(path)
    return context


def run(context: Context, source: str = SOURCE) -> Any:  # noqa: ANN401
    unit = context.create_unit()
    unit.add_source("main.as", source)
    return context.instantiate(unit.build()).function("main")()


@pytest.mark.row("REG-53", "TYP-04")
def test_everything_comes_back(tmp_path: Path) -> None:
    context = saved(tmp_path / "game.sfr")
    before = context.seal()
    again = Context.load_registry(tmp_path / "game.sfr", [game_module()], check=True)
    after = again.seal()
    assert after.fingerprint == before.fingerprint
    assert [f.declaration for f in after.functions()] == [f.declaration for f in before.functions()]
    assert [f.params for f in after.functions()] == [f.params for f in before.functions()]
    assert [(f.id, f.traits, f.owner) for f in after.functions()] == [
        (f.id, f.traits, f.owner) for f in before.functions()
    ]
    assert [(t.name, t.id, t.sort, t.base, t.values, t.arguments) for t in after.types()] == [
        (t.name, t.id, t.sort, t.base, t.values, t.arguments) for t in before.types()
    ]
    assert [[m.declaration for m in t.methods] for t in after.types()] == [
        [m.declaration for m in t.methods] for t in before.types()
    ]
    sorts = {t.sort for t in after.types()}
    assert sorts >= {"class", "enum", "interface", "funcdef", "string", "template", "instance"}
    assert repr(after.constants()) == repr(before.constants())  # there are NaNs
    assert after.aliases() == before.aliases() == [("game::Id", "uint64")]
    assert [f.key for f in after.functions()] == [f.key for f in before.functions()]
    assert sorted(after.host_functions) == sorted(before.host_functions)
    assert dict(after.host_functions).keys() == dict(before.host_functions).keys()
    assert {i: t.name for i, t in after.host_types.items()} == {i: t.name for i, t in before.host_types.items()}
    for one in before.functions():
        found = after.function_by_id(one.id)
        assert found is not None
        assert found.declaration == one.declaration
    assert after.constant("game::LIMIT") == 5
    assert run(context) == run(again) == RESULT
    assert sfr.dump_registry(after) == sfr.dump_registry(before)


@pytest.mark.row("REG-08", "CARD-04")
def test_defaults_and_programs_link(tmp_path: Path) -> None:
    context = saved(tmp_path / "game.sfr")
    said: list[object] = []
    again = Context.load_registry(
        tmp_path / "game.sfr",
        {"game::note(Id,Color,const string &in,int)": lambda *args: said.append(args)},
    )
    source = "void main() { game::note(7); game::note(8, game::Color::Red); }"
    run(again, source)
    assert said == [(7, 1, "x", 6), (8, 0, "x", 6)]
    unit = context.create_unit()
    unit.add_source("main.as", source)
    program = unit.build()
    program.save(tmp_path / "main.sbc")
    again.instantiate(again.load_program(tmp_path / "main.sbc")).function("main")()
    assert len(said) == 4


@pytest.mark.row("REG-52")
def test_missing_bindings_are_named(tmp_path: Path) -> None:
    saved(tmp_path / "game.sfr")
    context = Context.load_registry(tmp_path / "game.sfr", {"game::twice(int)": abs})
    with pytest.raises(LoadError, match=r"nothing is bound to 'game::twice\(int64\)'.*there is game::twice\(int\)"):
        run(context, "void main() { game::twice(1); }")
    with pytest.raises(LoadError, match="no class is bound to 'game::Entity'"):
        run(context, "void main() { game::Entity@ e; }")
    assert run(context, "int main() { return 3; }") == 3
    with pytest.raises(LoadError, match="nothing is bound to game::"):
        Context.load_registry(tmp_path / "game.sfr", {}, check=True)
    with pytest.raises(LoadError, match="is not callable: 3"):
        run(Context.load_registry(tmp_path / "game.sfr", {"game::twice(int64)": 3}), "void main() { game::twice(1); }")
    with pytest.raises(TypeError, match="or a list of these, not int"):
        Context.load_registry(tmp_path / "game.sfr", [3])  # type: ignore[list-item]


@pytest.mark.row("CARD-02")
def test_files_are_equal_in_every_process(tmp_path: Path) -> None:
    code = (
        "import sys; sys.path.insert(0, sys.argv[1]); import test_sfr; from pathlib import Path;"
        "test_sfr.saved(Path(sys.argv[2]))"
    )
    files = []
    for seed in "1", "2":
        path = tmp_path / f"{seed}.sfr"
        environment = {**os.environ, "PYTHONHASHSEED": seed}
        subprocess.run([sys.executable, "-c", code, str(Path(__file__).parent), str(path)], env=environment, check=True)
        files.append(path.read_bytes())
    assert files[0] == files[1]
    assert sfr.dump_registry(saved(tmp_path / "3.sfr").seal(), source=sfr.source_of(tmp_path / "1.sfr")) == files[0]


@pytest.mark.row("CARD-04")
def test_cache(tmp_path: Path) -> None:
    path = tmp_path / "cache.sfr"
    first = Context().install(game_module())
    first.seal(cache=path)
    written = path.read_bytes()
    second = Context().install(game_module())
    registry = second.seal(cache=path)
    assert registry.bindings.keys()  # it came from the file
    assert run(first) == run(second) == RESULT
    other = game_module()
    other.const("MORE", 1)
    third = Context().install(other)
    assert third.seal(cache=path).constant("game::MORE") == 1
    assert path.read_bytes() != written
    for damage in b"", b"x", written[:-1], written[:40] + b"\0" + written[41:]:
        path.write_bytes(damage)
        assert run_cached(path) == RESULT
        assert path.read_bytes() == written
    with pytest.warns(RuntimeWarning, match="the registry could not be kept"):
        Context().install(game_module()).seal(cache=tmp_path / "nowhere" / "cache.sfr")


def run_cached(path: Path) -> object:
    context = Context().install(game_module())
    context.seal(cache=path)
    return run(context)


def test_digest_of_modules() -> None:
    def changed(declaration: str = "int f(int a = 1)", values: tuple[str, ...] = ("A", "B"), const: float = 3) -> bytes:
        module = Module("m")
        module.register_function(declaration, lambda a=1: a)
        module.enum("E", values)
        module.const("C", const)
        return modules_digest([module])

    assert changed() == changed()
    variants = [
        changed("int f(int a = 2)"),
        changed("int f(int b = 1)"),
        changed(values=("B", "A")),
        changed(const=4),
        changed(const=3.0),
    ]
    digests = set(variants)
    assert len(digests) == len(variants)
    assert changed() not in digests

    def interface(hint: type) -> bytes:
        module = Module("m")
        module.interface(type("Named", (Protocol,), {"__module__": __name__, "__annotations__": {"size": hint}}))
        return modules_digest([module])

    assert interface(int) == interface(int) != interface(str)
    a, b = Module("a"), Module("b")
    assert modules_digest([a, b, a]) == modules_digest([b, a])


@pytest.mark.skipif(not IMAGE.exists(), reason="built without the image")
def test_image_of_the_default_modules_is_that_of_the_modules() -> None:
    context = Context(default_modules=NAMES)
    assert sfr.source_of(IMAGE) == modules_digest(context.modules), "build the package again"
    assert sfr.dump_registry(context.seal(), source=sfr.source_of(IMAGE)) == IMAGE.read_bytes()
    assert Context().seal().fingerprint == context.seal().fingerprint


@pytest.mark.row("CARD-05")
def test_loading_makes_no_object_per_entry(tmp_path: Path) -> None:
    module = Module("many")
    for i in range(2000):
        module.register_function(f"int f{i}(int a)", abs)
        module.enum(f"E{i}", ["A", "B"])
    Context().install(module).save_registry(tmp_path / "many.sfr")
    Context().seal()
    Context.load_registry(tmp_path / "many.sfr", {})
    gc.collect()
    before = len(gc.get_objects())
    context = Context.load_registry(tmp_path / "many.sfr", {"many::f7(int)": lambda a: a + 1})
    assert len(gc.get_objects()) - before < 50
    assert run(context, "int main() { return many::f7(1) + int(many::E9::B); }") == 3


def test_reading_takes_no_more_memory_than_the_file_needs(tmp_path: Path) -> None:
    context = saved(tmp_path / "game.sfr")
    unit = context.create_unit()
    unit.add_source("main.as", SOURCE)
    unit.build().save(tmp_path / "main.sbc")
    tracemalloc.start()
    try:
        Context.load_registry(tmp_path / "game.sfr", [])
        context.load_program(tmp_path / "main.sbc")
        assert tracemalloc.get_traced_memory()[1] < 10 * (tmp_path / "game.sfr").stat().st_size
    finally:
        tracemalloc.stop()
    for size, most in (0, 10), (7, 10), (10, 10), (11, 10), (3 << 20, 1 << 30), (3 << 20, 1 << 20):
        (tmp_path / "some").write_bytes(bytes(size))
        with (tmp_path / "some").open("rb") as file:
            assert min(size, most + 1) <= len(read_at_most(file, most)) <= size
        end, start = os.pipe()
        writer = threading.Thread(target=os.write, args=(start, bytes(min(size, 60_000))))
        writer.start()
        writer.join()
        os.close(start)
        with os.fdopen(end, "rb") as file:
            assert len(read_at_most(file, most)) == min(size, 60_000)


def joined(parts: list[Any], tables: object, **how: Any) -> bytes:  # noqa: ANN401
    """The bytes of a file with other tables."""
    return sfr.join_parts(parts[0], parts[1], parts[2], parts[3], tables, **how)


def reasons(data: bytes) -> str:
    with pytest.raises(LoadError) as caught:
        sfr.parse_registry(data, where="x.sfr", known=Context().seal())
    return str(caught.value)


@pytest.mark.row("CARD-03")
def test_refusals(tmp_path: Path) -> None:
    saved(tmp_path / "game.sfr")
    data = (tmp_path / "game.sfr").read_bytes()
    parts: list[Any] = sfr.split_parts(data)[2:]
    assert "empty file" in reasons(b"")
    assert "not a registry" in reasons(b"\x89SBC\r\n\x1a\n" + data[8:])
    assert "damaged or cut off" in reasons(data[:-1])
    assert "format version 1, this is 2" in reasons(joined(parts, parts[4], version=1))
    assert "another version of seraphscript" in reasons(joined(parts, parts[4], layout=b"12345678"))
    assert sfr.parse_registry(joined(parts, parts[4]), known=Context().seal())[1] == parts[1]
    # An ordinary registry cannot be read as if it were that of the default modules, nor without them.
    with pytest.raises(LoadError, match="not the type of the default modules that it looks like"):
        sfr.parse_registry(data)
    for name in sfr.TABLES:
        tables: dict[str, bytes] = dict(parts[-1])
        tables[name] = tables[name][:-1] if sfr.TABLES[name] > 1 else tables[name][: len(tables[name]) // 2]
        assert "table" in reasons(joined(parts, tables))
        del tables[name]
        assert "not those of a registry" in reasons(joined(parts, tables))


@pytest.mark.row("CARD-03")
def test_other_values_in_place_of_tables(tmp_path: Path) -> None:
    saved(tmp_path / "game.sfr")
    data = (tmp_path / "game.sfr").read_bytes()
    body = data[24:]
    assert data == sfr.MAGIC + hashlib.blake2b(body, digest_size=16).digest() + body

    def reason(changed: bytes) -> str:
        return reasons(sfr.MAGIC + hashlib.blake2b(changed, digest_size=16).digest() + changed)

    version = bytes([sfr.FORMAT_VERSION])
    numbers = [b"\xcc" + version, b"\xcd\0" + version, b"\xce\0\0\0" + version, b"\xcf" + bytes(7) + version]
    for number in numbers:  # the version in longer encodings is the same number
        changed = b"\x97" + number + body[2:]
        assert sfr.parse_registry(sfr.MAGIC + hashlib.blake2b(changed, digest_size=16).digest() + changed,
                                  known=Context().seal())[1] == sfr.source_of(tmp_path / "game.sfr")  # fmt: skip
    for value in (b"\xc0", b"\xc2", b"\xff", b"\xca\0\0\0\0", b"\xd4\0\0", b"\xc7\0\0", b"\xc1", b"\xd0\1"):
        assert "damaged: nothing that a registry is made of at byte 25" in reason(b"\x97" + value + body[2:])
        assert "damaged" in reason(value)
    for end in range(0, len(body), max(1, len(body) // 300)):
        assert "x.sfr" in reason(body[:end])
    assert "damaged" in reason(body + b"\0")
    assert "damaged" in reason(b"\x91" * 100_000)
    assert "damaged" in reason(b"\xdd\xff\xff\xff\xff" + body)
    assert "damaged" in reason(b"\x97\x02\xdf\xff\xff\xff\xff")
    assert "damaged" in reason(b"\x97\x02\xc6\xff\xff\xff\xff" + body)
    assert "damaged" in reason(b"\x97\x02\x82\xa1a\xc4\0\xa1a\xc4\0")  # a name twice
    assert "damaged" in reason(b"\x97\x02\x81\x01\xc4\0")  # a number as a name
    assert "damaged" in reason(b"\x97\x02\xa2\xff\xff")  # no text
    assert "damaged" in reason(b"\x97\x02\xd9\x41" + b"a" * 65 + body[2:])
    assert "no version" in reason(b"\x90")
    assert "another version of seraphscript" in reason(b"\x97\x02\x90\x90\x90\x90\x90\x90")
    parts: list[Any] = sfr.split_parts(data)[2:]
    for index, wrong in ((0, 3), (0, b"1" * 65), (1, "text"), (2, [1, 2]), (2, [1 << 32] * 7), (2, ["a"] * 7), (3, 5)):
        changed_parts = [*parts]
        changed_parts[index] = wrong
        assert "x.sfr" in reasons(joined(changed_parts, parts[4]))
    good = parts[4]
    some: list[object] = [[], {"types": 3}, {**good, "types": "text"}, {**good, "funcs": []}, {**good, "more": b""}]
    for tables in some:
        assert "x.sfr" in reasons(joined(parts, tables))


@pytest.mark.row("CARD-03")
def test_functions_with_too_many_parameters(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(declaration, "MAX_PARAMS", 1000)
    monkeypatch.setattr(declaration, "MAX_OUTS", 1000)
    for kind, n in (("int", 255), ("string &out", 65)):
        module = Module("game").register_function(f"void f({', '.join([kind] * n)})", lambda *_: None)
        Context().install(module).save_registry(tmp_path / "game.sfr")
        assert "too many" in reasons((tmp_path / "game.sfr").read_bytes())


@pytest.mark.parametrize("own", ["twice", "make", "rename"])
def test_no_two_functions_have_one_id(tmp_path: Path, own: str) -> None:
    """A host function with the id of another one could not be found by it, whatever the other one is."""
    registry = saved(tmp_path / "game.sfr").seal()
    parts: list[Any] = sfr.split_parts((tmp_path / "game.sfr").read_bytes())[2:]
    tables, width = parts[-1], sfr.TABLES["funcs"]
    funcs = [tables["funcs"][at : at + width] for at in range(0, len(tables["funcs"]), width)]
    rows = {name: index for index, name in enumerate(["", *(f.name for f in registry.functions())])}
    for other in ("length", "loud", "note"):
        changed = funcs.copy()
        changed[rows[own]] = funcs[rows[own]][:-8] + funcs[rows[other]][-8:]
        order = sorted(range(1, len(funcs)), key=lambda row: (changed[row][-8:][::-1], row))
        changed_tables = {**tables, "funcs": b"".join(changed), "by_id": struct.pack(f"<{len(order)}I", *order)}
        assert "another function with the id of the one before" in reasons(joined(parts, changed_tables))


@pytest.mark.row("CARD-03")
@pytest.mark.parametrize("seed", range(20))
def test_changed_rows_are_refused_or_harmless(tmp_path: Path, seed: int) -> None:
    context = saved(tmp_path / "game.sfr")
    parts: list[Any] = sfr.split_parts((tmp_path / "game.sfr").read_bytes())[2:]
    known = Context().seal()
    rng = random.Random(seed)
    accepted = 0
    for _ in range(60):
        tables = {name: bytearray(rows) for name, rows in parts[-1].items()}
        name = rng.choice([n for n in tables if tables[n]])
        at = rng.randrange(len(tables[name]))
        tables[name][at] = rng.choice([0, 1, 0xFF, tables[name][at] ^ 1 << rng.randrange(8), rng.randrange(256)])
        data = joined(parts, {n: bytes(rows) for n, rows in tables.items()})
        try:
            registry, _ = sfr.parse_registry(data, known=known)
        except LoadError:
            continue
        accepted += 1
        registry.bind(context.seal().bindings)
        [(f.declaration, f.params, f.traits) for f in registry.functions()]
        [(t.name, t.values, t.arguments, t.methods) for t in registry.types()]
    assert accepted
