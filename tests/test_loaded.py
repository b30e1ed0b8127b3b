"""Registries from files are loaded once in a process, and never kept longer than they are used."""

from __future__ import annotations

import gc
import multiprocessing
import subprocess
import sys
import threading
import time
import weakref
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest
from seraphscript import Context, FfiRegistry, LoadError, Module
from seraphscript.registry import sfr


class Things:
    """Modules, and a file of them."""

    def __init__(self, folder: Path, value: int = 1) -> None:
        self.module = Module("shared").const("VALUE", value).register_function("int f(int a)", lambda a: a + value)
        self.path = folder / f"{value}.sfr"
        Context().install(self.module).save_registry(self.path)

    def load(self) -> Context:
        return Context.load_registry(self.path, [self.module])


@pytest.mark.row("CARD-04", "VM-13")
def test_equal_files_with_equal_bindings_are_one_registry(tmp_path: Path) -> None:
    things = Things(tmp_path)
    first = things.load()
    assert things.load().seal() is first.seal()
    copy = tmp_path / "copy.sfr"
    copy.write_bytes(things.path.read_bytes())
    assert Context.load_registry(copy, [things.module]).seal() is first.seal()
    other = Module("shared").register_function("int f(int a)", lambda a: -a)
    assert Context.load_registry(things.path, [other]).seal() is not first.seal()
    assert Context.load_registry(things.path).seal() is not first.seal()
    assert Context.load_registry(things.path, [things.module, other]).seal() is not first.seal()
    function = {"shared::f(int)": abs}
    by_key = Context.load_registry(things.path, function).seal()
    assert Context.load_registry(things.path, {"shared::f(int)": abs}).seal() is by_key
    assert Context.load_registry(things.path, {"shared::f(int)": len}).seal() is not by_key
    function["shared::f(int)"] = len  # type: ignore[assignment]
    assert Context.load_registry(things.path, function).seal() is not by_key
    anything = MappingProxyType({"shared::f(int)": abs})
    two = [Context.load_registry(things.path, anything) for _ in range(2)]
    assert two[0].seal() is not two[1].seal()
    things.module.register_function("int g()", lambda: 3)
    assert things.load().seal() is not first.seal()
    unit = first.create_unit()
    unit.add_source("a", "int main() { return shared::f(shared::VALUE); }")
    unit.build()
    assert unit.call("main") == 2


@pytest.mark.row("CARD-04")
def test_a_changed_file_is_loaded_anew(tmp_path: Path) -> None:
    things, changed = Things(tmp_path), Things(tmp_path, 2)
    first = things.load()
    things.path.write_bytes(changed.path.read_bytes())
    second = things.load()
    assert (first.seal().constant("shared::VALUE"), second.seal().constant("shared::VALUE")) == (1, 2)
    damaged = bytearray(things.path.read_bytes())
    damaged[-1] ^= 1                                # the head still names the digest of a registry that is there
    things.path.write_bytes(damaged)
    with pytest.raises(LoadError, match="checksum"):
        things.load()


@pytest.mark.row("CARD-04")
def test_caches_of_sealing_share_too(tmp_path: Path) -> None:
    module, path = Module("shared").const("VALUE", 1), tmp_path / "cache.sfr"
    assert Context().install(module).seal(cache=path).constant("shared::VALUE") == 1
    first = Context().install(module).seal(cache=path)
    assert Context().install(module).seal(cache=path) is first
    module.const("MORE", 2)
    assert Context().install(module).seal(cache=path).constant("shared::MORE") == 2
    assert Context().install(module).seal(cache=path).constant("shared::MORE") == 2


@pytest.mark.row("CARD-04")
def test_nothing_is_kept_alive(tmp_path: Path) -> None:
    things = Things(tmp_path)
    watch = weakref.ref(things.load().seal())
    gc.collect()
    assert watch() is None
    held: list[Context] = []
    function = partial(lambda _, a: a, held)        # a callable that leads back to its context
    held.append(Context.load_registry(things.path, {"shared::f(int)": function}))
    watch = weakref.ref(held[0].seal())
    del held, function
    gc.collect()
    assert watch() is None


@pytest.mark.row("CARD-04")
def test_threads_that_load_at_once_do_one_load(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files = [Things(tmp_path, value) for value in (1, 2)]
    done: list[str] = []
    original = sfr.registry_of

    def slow(*arguments: Any) -> FfiRegistry:  # noqa: ANN401
        done.append(arguments[1])
        time.sleep(0.05)                            # all others come meanwhile
        return original(*arguments)

    monkeypatch.setattr(sfr, "registry_of", slow)
    start = threading.Barrier(8)

    def load(number: int) -> Context:
        start.wait()
        return files[number % 2].load()

    with ThreadPoolExecutor(8) as pool:
        contexts = list(pool.map(load, range(8)))
    assert len(done) == 2
    assert {id(context.seal()) for context in contexts[::2]} == {id(contexts[0].seal())}
    assert {id(context.seal()) for context in contexts[1::2]} == {id(contexts[1].seal())}
    assert contexts[0].seal() is not contexts[1].seal()


def loaded_in(path: str, pipe: Any, here: Context) -> None:  # noqa: ANN401
    """What a forked process says of its registry."""
    own = Context.load_registry(path)
    pipe.send((value_of(own), own.seal() is here.seal()))


def value_of(context: Context) -> object:
    unit = context.create_unit()
    unit.add_source("a", "int main() { return shared::VALUE; }")
    unit.build()
    return unit.call("main")


@pytest.mark.row("CARD-04")
def test_new_processes_load_for_themselves(tmp_path: Path) -> None:
    things = Things(tmp_path, 7)
    assert value_of(Context.load_registry(things.path)) == 7
    code = (
        "import sys; from seraphscript import Context; unit = Context.load_registry(sys.argv[1]).create_unit();"
        "unit.add_source('a', 'int main() { return shared::VALUE; }'); unit.build(); print(unit.call('main'))"
    )
    done = subprocess.run([sys.executable, "-c", code, things.path], capture_output=True, encoding="utf-8", check=True)
    assert done.stdout == "7\n"


@pytest.mark.row("CARD-04")
@pytest.mark.skipif("fork" not in multiprocessing.get_all_start_methods(), reason="this platform has no fork")
def test_forked_processes_have_what_was_loaded(tmp_path: Path) -> None:
    things = Things(tmp_path, 7)
    here = Context.load_registry(things.path)
    making: Any = multiprocessing.get_context("fork")
    receiver, sender = making.Pipe(duplex=False)
    worker = making.Process(target=loaded_in, args=(str(things.path), sender, here))
    worker.start()
    assert receiver.poll(60)
    assert receiver.recv() == (7, True)
    worker.join()
    assert worker.exitcode == 0
