"""Builds the two extensions. All that they need of the package is one include folder."""

from __future__ import annotations

import seraphscript
from Cython.Build import cythonize
from setuptools import Extension, setup

INCLUDE = seraphscript.get_include()

setup(
    ext_modules=cythonize(
        [
            Extension("noise", ["noise.c"], include_dirs=[INCLUDE]),
            Extension("heights", ["heights.pyx"], include_dirs=[INCLUDE]),
        ],
        compiler_directives={"language_level": "3"},
    )
)
