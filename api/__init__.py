"""Seraphscript: AngelScript for Python, an embeddable, statically typed, sandboxed scripting engine."""

__version__ = "0.1.0"
