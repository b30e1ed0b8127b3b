"""The registry: registering, sealing, files, and that a build costs the same whatever the host has."""

from __future__ import annotations

import hashlib
import tempfile
from pathlib import Path
from types import MappingProxyType

from seraphscript import Context, Module

from .common import build, make_classes, make_module, script


class Files:
    """A registry of many types and ten times as many functions, as a file."""

    params = (100, 1_000, 10_000)
    param_names = ("types",)

    def setup(self, types: int) -> None:
        self.folder = tempfile.TemporaryDirectory()
        self.path = Path(self.folder.name) / "host.sfr"
        self.classes = make_classes(types)
        self.module = make_module(self.classes, 10 * types)
        self.context = Context().install(self.module)
        self.context.save_registry(self.path)
        self.loaded = Context.load_registry(self.path)
        self.hello = script("hello_world")

    def teardown(self, types: int) -> None:
        self.folder.cleanup()

    def time_register(self, types: int) -> None:
        make_module(self.classes, 10 * types)

    def time_seal(self, types: int) -> None:
        Context().install(self.module).seal()

    def time_seal_from_cache(self, types: int) -> None:
        # With a module that no other has: else the process gives the registry that it has loaded before.
        Context().install(self.module).install(Module(name="another")).seal(cache=self.path)

    def time_save(self, types: int) -> None:
        self.context.save_registry(self.path)

    def time_read_and_hash(self, types: int) -> None:
        """What loading is compared with."""
        hashlib.blake2b(self.path.read_bytes(), digest_size=16).digest()

    def time_load(self, types: int) -> None:
        Context.load_registry(self.path, MappingProxyType({}))    # bindings that are like no others: a real load

    def time_load_again(self, types: int) -> None:
        """What another context of the process costs."""
        Context.load_registry(self.path)

    def track_bytes(self, types: int) -> int:
        return self.path.stat().st_size

    def time_build(self, types: int) -> None:
        """hello_world: as fast with any number of types."""
        build(self.context, "hello", self.hello)


class Sealed:
    """What sealing saves: the order's comparison of a registry that is made for each build with one that is shared."""

    params = (100, 1_000)
    param_names = ("types",)

    def setup(self, types: int) -> None:
        self.module = make_module(make_classes(types), 10 * types)
        self.context = Context().install(self.module)
        self.context.seal()
        self.hello = script("hello_world")

    def time_registry_for_each_build(self, types: int) -> None:
        build(Context().install(self.module), "hello", self.hello)

    def time_sealed_registry(self, types: int) -> None:
        build(self.context, "hello", self.hello)
