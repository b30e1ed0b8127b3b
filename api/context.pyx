"""Context: which modules scripts may use, and the way from there to units, programs and instances.

What it is: the public face of the registry. Modules are collected until the context is sealed, explicitly or by the first
create_unit(); then everything is resolved at once, and the sealed registry is shared by all units and threads.
Contexts that have just the default modules share one registry for the whole process.
"""
# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False

from libc.stdint cimport uint32_t

from seraphscript.registry.ffi_registry cimport FfiRegistry
from seraphscript.unit cimport Unit, make_unit
from seraphscript.vm.program cimport Program

import threading
from collections.abc import Mapping

from seraphscript.compiler.error_codes import warning_masks
from seraphscript.registry.builder import FfiRegistryBuilder
from seraphscript.registry.module import Module
from seraphscript.vm.errors import AlreadySealedError, ContextError
from seraphscript.vm.hostcall import HostTable

cdef object defaults_lock = threading.Lock()
cdef list default_list = None           # the default modules of the process, frozen
cdef FfiRegistry default_registry = None


cdef list defaults():
    """The default modules of the process."""
    global default_list
    cdef list made
    if default_list is None:
        from seraphscript import modules

        with defaults_lock:
            if default_list is None:
                made = modules.default_modules()
                for module in made:
                    module.freeze()
                default_list = made
    return default_list


cdef class Context:
    """Collects modules, seals them, creates units and loads programs.

    `default_modules` is True, False, or the names of those wanted ("std", "string", "math", "array"). With `strict` a unit
    must not declare a name that the host has in the same scope.
    """

    cdef FfiRegistry registry           # None until sealed
    cdef list installed
    cdef object lock
    cdef readonly bint strict
    cdef bint only_defaults
    cdef list links                     # (programs, their names or None, the one linked from them), latest first

    def __init__(self, default_modules=True, *, bint strict=False):
        self.lock = threading.Lock()
        self.strict = strict
        self.links = []
        if default_modules is True:
            self.installed = list(defaults())
            self.only_defaults = True
        elif default_modules is False:
            self.installed = []
        else:
            from seraphscript.modules import NAMES

            wanted = set(default_modules)
            unknown = wanted.difference(NAMES)
            if unknown:
                raise ContextError(f"no default module is named {min(unknown)!r}; there are {', '.join(NAMES)}")
            self.installed = [module for module in defaults() if module.name in wanted]

    @classmethod
    def with_default_modules(cls):
        """A context with the default modules, sealed."""
        context = cls()
        context.seal()
        return context

    # -- modules

    def install(self, module not None):
        """Add a module; the order does not matter. AlreadySealedError once the context is sealed."""
        if not isinstance(module, Module):
            raise TypeError(f"install() takes a Module, not {type(module).__name__}")
        with self.lock:
            if self.registry is not None:
                raise AlreadySealedError("the context is already sealed: install modules before seal() or create_unit()")
            self.installed.append(module)
            self.only_defaults = False
        return self

    @property
    def modules(self):
        """The installed modules."""
        return list(self.installed)

    @property
    def module_count(self):
        """How many modules are installed."""
        return len(self.installed)

    @property
    def total_item_count(self):
        """How many functions, types and constants the modules register."""
        return sum([len(module) for module in self.installed])

    def get_module(self, namespace):
        """The first module of a namespace ("a::b" or ["a", "b"]), or of that name; ContextError if there is none."""
        wanted = namespace if isinstance(namespace, str) else "::".join(namespace)
        for module in self.installed:
            if module.namespace == wanted and (wanted or not module.name):
                return module
        for module in self.installed:
            if module.name == wanted:
                return module
        raise ContextError(f"module not found: {wanted!r}")

    def lookup_type(self, str name not None):
        """The data type of a primitive, or of a type that an installed module declares; None if there is none."""
        builder = FfiRegistryBuilder()
        for module in self.installed:
            builder.add(module)
        return builder.lookup_type(name)

    # -- sealing

    def seal(self):
        """Resolve everything; RegistryBuildError lists all that is wrong, and the context stays open for repairs.

        Sealing a sealed context does nothing. Gives the sealed registry.
        """
        if self.registry is None:
            self.seal_now()
        return self.registry

    cdef int seal_now(self) except -1:
        global default_registry
        with self.lock:
            if self.registry is None:
                if self.only_defaults and default_registry is not None:
                    self.registry = default_registry
                    return 0
                builder = FfiRegistryBuilder()
                for module in self.installed:
                    builder.add(module)
                self.registry = builder.build()
                if self.only_defaults:
                    default_registry = self.registry
        return 0

    @property
    def is_sealed(self):
        """Whether the context is sealed."""
        return self.registry is not None

    @property
    def ffi_registry(self):
        """The sealed registry, None before."""
        return self.registry

    # -- units and programs

    def create_unit(self, str name="", *, warnings=None, uses=()):
        """A new unit; seals the context if it is not sealed yet. Imports of other units call it by its name.

        `uses`: units, or programs, whose shared entities it can use after an `external` declaration or its own equal one.

        `warnings` names what the unit warns of, in the words of `seraph check -W`: "no-shadowing" switches one warning
        off, "no-all" all, "shadowing" one on again; "error" makes all errors, "error=shadowing" one.
        """
        cdef uint32_t off = 0, errors = 0
        if warnings is not None:
            off, errors = warning_masks(warnings)
        if self.registry is None:
            self.seal_now()
        used = [unit.program if isinstance(unit, Unit) else unit for unit in uses]
        for program in used:
            if not isinstance(program, Program):
                raise TypeError(f"uses: units or programs, not {type(program).__name__}")
        return make_unit(self.registry, name, self.strict, off, errors, used or None)

    def load_program(self, path):
        """A compiled program from a file; LoadError if it is refused, OSError if it cannot be read. Seals the context."""
        from seraphscript.vm.sbc import load_program

        self.seal()
        return self.bound(load_program(path, ffi_fingerprint=self.registry.fingerprint, check_host=self.misfit))

    def parse_program(self, data, *, str name=""):
        """A compiled program from the bytes of such a file."""
        from seraphscript.vm.sbc import parse_program

        self.seal()
        return self.bound(
            parse_program(data, where=name, ffi_fingerprint=self.registry.fingerprint, check_host=self.misfit)
        )

    def bound(self, program not None):
        """The program, if this context has its functions and classes of the host; LoadError names what it lacks."""
        HostTable(program, self.registry.host_functions, self.registry.host_types)
        return program

    def misfit(self, use):
        """Why a host function that a program uses is not the one that this context offers, "" if it is."""
        found = self.registry.host_functions.get(use.id)
        if found is None:
            return "this host does not have it"
        if found.decl != use.declaration:
            return f"this host has {found.decl!r} instead"
        return ""

    def instantiate(self, program not None, **options):
        """A new world for a program of this context.

        Options: memory_limit (bytes), max_depth (calls), output, error_output and on_exception (callables); budget and
        deadline limit the initialisation of the globals and nothing else.

        Several programs (a list) share one world: one memory, one set of limits, values pass between their functions.
        Each keeps its own globals and classes, so functions that the host calls by name should stand in namespaces of
        their own: a name that two programs have is refused as ambiguous. What one imports from another, by the name of its
        unit, is bound; a dict gives them other names. A unit stands for its program.
        """
        from seraphscript.vm.instance import Instance

        self.seal()
        names = None
        if isinstance(program, Mapping):
            names, program = tuple(program), tuple(program.values())
        if isinstance(program, (list, tuple)):
            program = self.linked(tuple([unit.program if isinstance(unit, Unit) else unit for unit in program]), names)
        elif isinstance(program, Unit):
            program = program.program
        return Instance(program, self.registry.host_functions, self.registry.host_types, **options)

    def linked(self, programs, names):
        """One program for several; those that were linked last are remembered."""
        from seraphscript.vm.link import link

        for known, named, program in self.links:
            if named == names and len(known) == len(programs) and all([a is b for a, b in zip(known, programs)]):
                return program
        program = link(programs, names)
        self.links = [(programs, names, program), *self.links[:7]]
        return program

    def __repr__(self):
        state = "sealed" if self.is_sealed else "open"
        return f"<Context: {len(self.installed)} modules, {state}>"
