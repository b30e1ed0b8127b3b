"""Build times of real scripts, from tiny to 5,000 lines.

The timed region is exactly: create_unit, add_source, build, function_count and the drop of the unit, in a context
that was sealed before. Names and sizes of the scripts are those of the acceptance table. A script that the engine
cannot compile yet is skipped.
"""

from __future__ import annotations

from .common import GROUPS, make_context, script


class BuildGroup:
    """One group of scripts; the subclasses name it."""

    group = ""
    param_names = ("script",)

    def setup(self, name: str) -> None:
        source = GROUPS[self.group][name]
        if source is None:
            raise NotImplementedError(f"{name}: not supported yet")
        self.text = script(source)
        self.context = make_context()
        self.time_build(name)  # the first build of a process fills caches

    def time_build(self, name: str) -> None:
        unit = self.context.create_unit("bench")
        unit.add_source("test.as", self.text)
        unit.build()
        self.functions = unit.function_count
        del unit


class FileSizes(BuildGroup):
    group = "file_sizes"
    params = tuple(GROUPS[group])


class Features(BuildGroup):
    group = "features"
    params = tuple(GROUPS[group])


class ClassSizes(BuildGroup):
    group = "class_sizes"
    params = tuple(GROUPS[group])


class RealWorld(BuildGroup):
    group = "real_world"
    params = tuple(GROUPS[group])


class Complexity(BuildGroup):
    group = "complexity"
    params = tuple(GROUPS[group])


del BuildGroup  # asv would run it as a benchmark of its own
