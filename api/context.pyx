"""Context: which modules scripts may use, and the way from there to units, programs and instances.

What it is: the public face of the registry. Modules are collected until the context is sealed, explicitly or by the first
create_unit(); then everything is resolved at once, and the sealed registry is shared by all units and threads.
Contexts that have just the default modules share one registry for the whole process, and so do those with the same
further modules of the library.

One lock of the process guards installing and sealing. It is taken by whoever finds a context open; everything else only
reads. A forked child gets a new one, as the thread that held the old one may not exist there.
"""
# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False

from libc.stdint cimport uint32_t

from seraphscript.compiler.driver cimport NOGIL_SHARED, build_unit
from seraphscript.registry.ffi_registry cimport FfiRegistry, raise_what_stopped
from seraphscript.unit cimport Unit, make_unit, world_of
from seraphscript.vm.program cimport Program

import os
import secrets
import threading
import warnings
from collections.abc import Mapping

from seraphscript import modules as library
from seraphscript.compiler.error_codes import warning_masks
from seraphscript.missing import note_modules
from seraphscript.registry.bindings import Bindings, checked, size_of
from seraphscript.registry.digest import modules_digest
from seraphscript.registry.module import Module
from seraphscript.registry.sfr import save_registry, shared_registry, source_of
from seraphscript.registry.value_types import ValueType
from seraphscript.vm.errors import (
    AlreadySealedError, BuildError, ContextError, DeclarationError, LoadError, RegistryBuildError, UnknownModuleError, no_pickle,
)
from seraphscript.vm.hostcall import HostTable

cdef object sealing = threading.RLock()     # a type hint that is evaluated may run anything, another context too
cdef list default_list = None           # the default modules of the process, frozen
cdef FfiRegistry default_registry = None
cdef dict named_registries = {}         # of contexts with the default modules and some of the library, by the names of these


library.load_natives()                      # now, so that the first context does not wait for it


def _after_fork():
    global sealing
    sealing = threading.RLock()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_after_fork)


cdef list defaults():
    """The default modules of the process."""
    global default_list
    cdef list made
    if default_list is None:
        with sealing:
            if default_list is None:
                made = library.default_modules()
                for module in made:
                    module.freeze()
                default_list = made
    return default_list


cdef FfiRegistry builtin():
    """The registry of the default modules, from the image that comes with the package."""
    global default_registry
    if default_registry is None:
        with sealing:
            if default_registry is None:
                default_registry = library.image()
                if default_registry is None:
                    default_registry = built(defaults())
    return default_registry


cdef FfiRegistry built(list installed):
    """What a list of modules is resolved to."""
    from seraphscript.registry.builder import FfiRegistryBuilder

    builder = FfiRegistryBuilder()
    for module in installed:
        builder.add(module)
    found = builder.build()
    if any([isinstance(item, ValueType) for module in installed for item in module.items]):
        check_values(found, installed)
    if builder.defaults:
        check_defaults(found, builder.defaults)
    return found


cdef int check_values(FfiRegistry registry, list installed) except -1:
    """RegistryBuildError for what is wrong in the texts of value types: units compile only what they use of these."""
    from seraphscript.registry.problems import RegistryProblem

    owners = {module.qualified_name(item.name): module.name
              for module in installed for item in module.items if isinstance(item, ValueType)}
    try:
        build_unit(registry, "", [("", "")], None, False, 0, 0, None, None, NOGIL_SHARED, True)
    except BuildError as error:
        problems = [RegistryProblem(f"value type {d.section}: {d.message}\n    {d.source_line.strip()}",
                                    module=owners.get(d.section, ""), type_name=d.section)
                    for d in error.diagnostics]
        raise RegistryBuildError(problems) from None
    finally:
        raise_what_stopped()
    return 0


cdef int check_defaults(FfiRegistry registry, list defaults) except -1:
    """RegistryBuildError for defaults of parameters that do not compile: scripts would find out where they leave them out."""
    sources = []
    for number, (namespace, text, _) in enumerate(defaults):
        code = f"void __default{number}() {{ ({text}); }}"
        sources.append((str(number), f"namespace {namespace} {{ {code} }}" if namespace else code))
    try:
        build_unit(registry, "", sources, None, False, 0, 0, None, None, NOGIL_SHARED, False)
    except BuildError as error:
        first = {}
        for d in error.diagnostics:
            if d.severity == "error" and d.section not in first:
                _, text, problem = defaults[int(d.section)]
                first[d.section] = problem(f"its default {text}: {d.message}")
        raise RegistryBuildError(first.values()) from None
    finally:
        raise_what_stopped()
    return 0


cdef FfiRegistry cached(list installed, path):
    """The registry of modules from a file if it was made of them, else built, and written there."""
    cdef FfiRegistry found
    digest = modules_digest(installed)
    try:
        found = shared_registry(path, Bindings(installed), known=builtin(), source=digest)
        if found is not None:
            return found
    except (OSError, LoadError):
        pass                                # not there, damaged or of another version: written anew
    found = built(installed)
    keep(found, path, digest)
    return found


cdef int keep(FfiRegistry registry, path, bytes digest) except -1:
    """Write a registry to a file, with a warning if that fails."""
    try:
        save_registry(registry, path, source=digest)
    except OSError as error:
        warnings.warn(f"the registry could not be kept: {error}", RuntimeWarning, stacklevel=3)
    return 0


cdef class Context:
    """Collects modules, seals them, creates units and loads programs.

    `default_modules` is True, False, or the names of those wanted ("std", "string", "math", "array"). `modules` names further
    ones of the library that are wanted ("vec"). With `strict` a unit must not declare a name that the host has in the same scope.
    """

    cdef FfiRegistry registry           # None until sealed
    cdef list own                       # the installed modules; None: the default ones, not made yet
    cdef readonly bint strict
    cdef bint only_defaults
    cdef bint in_progress               # this thread, which holds `sealing`, seals it
    cdef tuple named                    # the default modules and those of the library of these names, nothing else; or None
    cdef list links                     # (programs, their names or None, the one linked from them), latest first
    cdef bint loaded                    # from a file, which need not have all modules of the registry as bindings
    cdef readonly object shared         # the SharedContext that made it, None: another function
    cdef list sizes                     # of the modules when it was sealed; None: these cannot change
    cdef dict overrides                 # what stands for built-in functions in new instances; None before the first unit
    cdef str token                      # what other processes know it by, once it has been pickled
    cdef object __weakref__

    def __init__(self, default_modules=True, *, modules=(), bint strict=False):
        further = library.optional_modules(modules)
        self.strict = strict
        self.links = []
        if default_modules is True:
            self.only_defaults = True
        elif default_modules is False:
            self.own = []
        else:
            wanted = set(default_modules)
            unknown = wanted.difference(library.NAMES)
            if unknown:
                raise ContextError(f"no default module is named {min(unknown)!r}; there are {', '.join(library.NAMES)}")
            self.own = [module for module in defaults() if module.name in wanted]
        if further:
            if self.only_defaults:
                self.named = tuple([module.name for module in further])
            self.installed().extend(further)
            self.only_defaults = False

    cdef list installed(self):
        if self.own is None:
            self.own = list(defaults())
        return self.own

    @classmethod
    def with_default_modules(cls):
        """A context with the default modules, sealed."""
        context = cls()
        context.seal()
        return context

    # -- modules

    def install(self, module not None):
        """Add a module; the order does not matter.

        AlreadySealedError once the context is sealed; DeclarationError if an installed module declares the same, and then
        the context stays as it was.
        """
        if not isinstance(module, Module):
            raise TypeError(f"install() takes a Module, not {type(module).__name__}")
        with sealing:
            self.check_open()
            if self.loaded:
                raise AlreadySealedError(
                    "a context from a registry file is sealed: install modules in a context that is made of modules", module.name
                )
            if self.registry is not None:
                raise AlreadySealedError(
                    "the context is already sealed: install modules before seal() or create_unit(), or in a fork()", module.name
                )
            for other in self.installed():
                name, declaration = module.clash(other)
                if name:
                    raise DeclarationError(
                        f"duplicate registration: {name} is already registered by another module of this namespace",
                        declaration, module.name,
                    )
            self.installed().append(module)
            self.only_defaults = False
            self.named = None
        return self

    def set_string_factory(self, str type not None, create not None):
        """Let string literals of scripts be of a type, "Name@" or any other, which `create` makes of their bytes.

        It is called whenever a literal is evaluated, with the bytes as they are (`\xFF` is one byte), and gives the value.
        The module string is not needed for it. AlreadySealedError once the context is sealed.
        """
        return self.install(Module(name="string factory").string_factory(type, create))

    @property
    def modules(self):
        """The installed modules."""
        return list(self.installed())

    @property
    def module_count(self):
        """How many modules are installed."""
        return len(self.installed())

    @property
    def total_item_count(self):
        """How many functions, types and constants the modules register."""
        return sum([len(module) for module in self.installed()])

    def get_module(self, namespace):
        """The first module of a namespace ("a::b" or ["a", "b"]), or of that name; ContextError if there is none."""
        wanted = namespace if isinstance(namespace, str) else "::".join(namespace)
        for module in self.installed():
            if module.namespace == wanted and (wanted or not module.name):
                return module
        for module in self.installed():
            if module.name == wanted:
                return module
        raise UnknownModuleError(wanted, [module.name for module in self.installed()])

    def lookup_type(self, str name not None):
        """The data type of a primitive, or of a type that an installed module declares; None if there is none."""
        from seraphscript.registry.builder import FfiRegistryBuilder

        builder = FfiRegistryBuilder()
        for module in self.installed():
            builder.add(module)
        return builder.lookup_type(name)

    # -- sealing

    def seal(self, *, cache=None):
        """Resolve everything; RegistryBuildError lists all that is wrong, and the context stays open for repairs.

        `cache` is the path of a registry file: if it was saved from the same modules, it is loaded instead, else it is
        written anew (whole or not at all; RuntimeWarning if that fails). The default modules alone need no file, and none is
        written. A sealed context stays as it is, and so is its file written; ContextError if modules have more by now. Gives
        the sealed registry.
        """
        if (self.registry is not None or not self.seal_now(cache)) and cache is not None and not self.only_defaults:
            if self.loaded:
                raise ContextError("a context from a registry file needs no cache: save_registry() writes another file")
            digest = self.digest_of_sealed()
            if source_of(cache) != digest:
                keep(self.registry, cache, digest)
        return self.registry

    cdef bytes digest_of_sealed(self):
        """The digest of the modules, which have to be what they were when the context was sealed."""
        if self.sizes is not None:
            for module, size in zip(self.installed(), self.sizes):
                if size_of(module) != size:
                    raise ContextError(
                        f"in the module {module.name!r} something was registered after the context was sealed, which the file "
                        "would lack: save a fork()"
                    )
        return modules_digest(self.installed())

    cdef bint seal_now(self, cache) except -1:
        """Seal, unless another thread has; whether the file is up to date then."""
        with sealing:
            self.check_open()
            if self.registry is None:
                self.in_progress = 1
                try:
                    return self.seal_anew(cache)
                finally:
                    self.in_progress = 0
        return False

    cdef int check_open(self) except -1:
        """What sealing asks, the validation of a template, has this context neither changed nor sealed."""
        if self.in_progress:
            raise ContextError("the context is being sealed: a template_callback cannot install(), seal() or create_unit()")
        return 0

    cdef bint seal_anew(self, cache) except? True:
        """The same, with nobody else at it."""
        if self.only_defaults:
            self.registry = builtin()
            return False
        if self.named is None:
            sizes = [size_of(module) for module in self.installed()]
            self.registry = built(self.installed()) if cache is None else cached(self.installed(), cache)
            self.sizes = sizes
            note_modules(self.registry, self.installed(), False)
            return cache is not None
        self.registry = named_registries.get(self.named)
        if self.registry is not None:
            return False
        self.registry = built(self.installed()) if cache is None else cached(self.installed(), cache)
        named_registries[self.named] = self.registry
        return cache is not None

    def save_registry(self, path):
        """Write the sealed registry to a file (`.sfr`), whole or not at all; seals the context."""
        self.seal()
        save_registry(self.registry, path, source=self.digest_of_sealed())

    @classmethod
    def load_registry(cls, path, bindings=(), *, string_factory=None, bint strict=False, bint check=False):
        """A sealed context out of a registry file.

        `bindings` are the modules that it was made of (the default ones need not be named), a mapping from keys
        (`registry/bindings.py`; `seraph registry dump` lists them) to callables and classes, or several of both. They are
        looked up when a program that uses them is loaded or instantiated, LoadError then names what is missing or does not
        fit; with `check` all of them now, and keys of mappings that the file does not have. A file is loaded once: contexts of one process that load equal files with the same bindings
        share the registry as long as any of them uses it. `string_factory` is the callable that set_string_factory() was given. LoadError,
        too, if the file is refused, OSError if it cannot be read.
        """
        cdef Context made = cls.__new__(cls)
        found = Bindings(bindings, string_factory)
        made.registry = shared_registry(path, found, known=builtin())
        if check:
            checked(made.registry, defaults())
        made.strict = strict
        made.loaded = True
        made.links = []
        made.own = list(found.modules)
        note_modules(made.registry, made.own, True)
        return made

    def fork(self):
        """A new, open context with the modules and overrides of this one, which stays as it is: install more, and seal all.

        Programs of this context run in the fork, too; units that were created before know nothing of it. A context that was
        loaded from a registry file cannot be forked, as it need not have all modules.
        """
        if self.loaded:
            raise ContextError("a context from a registry file has no fork(): make one of the modules")
        cdef Context other = Context.__new__(Context)
        other.own = None if self.own is None else list(self.own)
        other.strict = self.strict
        other.only_defaults = self.only_defaults
        other.named = self.named
        other.overrides = None if self.overrides is None else dict(self.overrides)
        other.links = []
        return other

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
        Of a unit, each build takes what it shares then.

        `warnings` names what the unit warns of, in the words of `seraph check -W`: "no-shadowing" switches one warning
        off, "no-all" all, "shadowing" one on again; "error" makes all errors, "error=shadowing" one.
        """
        cdef uint32_t off = 0, errors = 0
        if warnings is not None:
            off, errors = warning_masks(warnings)
        if self.registry is None:
            self.seal_now(None)
        cdef Unit unit
        used = list(uses)
        for item in used:
            if isinstance(item, Unit):
                item.program                        # ContextError if it is not built
            elif not isinstance(item, Program):
                raise TypeError(f"uses: units or programs, not {type(item).__name__}")
        unit = make_unit(self.registry, name, self.strict, off, errors, used or None)
        if self.overrides is None:
            self.overrides = {}
        unit.context_overrides = self.overrides
        return unit

    def build_many(self, units, *, threads=None):
        """Build units of this context, several at a time. Gives their programs, in order.

        At most `threads` threads work, this one included; by default as many as there are processors. One that fails does
        not stop the others: in the end BuildError has the diagnostics of all that failed, and these are not built.
        """
        cdef list wanted = list(units)
        cdef Unit unit
        for item in wanted:
            if not isinstance(item, Unit):
                raise TypeError(f"build_many() takes units, not {type(item).__name__}")
            unit = <Unit>item
            if unit.registry is not self.registry:
                raise ContextError(f"the unit {unit.name!r} belongs to another context")
            if unit.compiled is not None:
                raise ContextError(f"the unit {unit.name!r} is already built: update_source() and rebuild(), or clear() it")
        if len(set(wanted)) != len(wanted):
            raise ContextError("a unit can be built only once")
        if threads is None:
            threads = os.cpu_count() or 1
        elif threads < 1:
            raise ValueError(f"threads must be at least 1, not {threads}")
        build_all(wanted, threads)
        return [(<Unit>item).compiled for item in wanted]

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
        self.seal()
        HostTable(program, self.registry.host_functions, self.registry.host_types)
        return program

    def misfit(self, use):
        """Why a host function that a program uses is not the one that this context offers, "" if it is."""
        self.seal()
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
        from seraphscript.vm.dualpath import begin_with

        self.seal()
        names = None
        if isinstance(program, Mapping):
            names, program = tuple(program), tuple(program.values())
        if isinstance(program, (list, tuple)):
            program = self.linked(tuple([unit.program if isinstance(unit, Unit) else unit for unit in program]), names)
        elif isinstance(program, Unit):
            begin_with(options, (<Unit>program).overrides)
            program = program.program
        begin_with(options, self.overrides)
        return world_of(program, self.registry, options)

    def override(self, str text not None, target):
        """Instance.override() for all instances that are made from now on; a unit's own override() goes before it."""
        from seraphscript.vm.dualpath import with_replacement

        self.now_overrides(text, with_replacement(self.overrides, text, target))

    def restore(self, str text not None):
        """Let new instances have the built-in function itself again."""
        from seraphscript.vm.dualpath import without_replacement

        self.now_overrides(text, without_replacement(self.overrides, text))

    cdef int now_overrides(self, str text, dict now) except -1:
        """Overrides after one of them was changed; units share the dict."""
        if self.overrides is None:
            self.overrides = {}
        for other in list(self.overrides):
            if other == text or other not in now:
                del self.overrides[other]
        if text in now:
            self.overrides[text] = now[text]
        return 0

    def linked(self, programs, names):
        """One program for several; those that were linked last are remembered."""
        from seraphscript.vm.link import link

        for known, named, program in self.links:
            if named == names and len(known) == len(programs) and all([a is b for a, b in zip(known, programs)]):
                return program
        program = link(programs, names)
        self.links = [(programs, names, program), *self.links[:7]]
        return program

    def __reduce__(self):
        """A shared context pickles as the function that makes it, others as their modules: see pickling.py."""
        if self.shared is not None:
            return self.shared, ()
        if self.loaded:
            raise no_pickle("a context from a registry file", "load it in a function decorated with seraphscript.shared_context")
        from seraphscript.pickling import packed, remember, restored

        modules = packed(self, defaults())
        if self.registry is None:
            return restored, (modules, self.strict)
        with sealing:
            if self.token is None:
                self.token = secrets.token_hex(16)
                remember(self.token, self)
        return restored, (modules, self.strict, self.token, self.registry.fingerprint)

    def __repr__(self):
        state = "sealed" if self.is_sealed else "open"
        return f"<Context: {len(self.installed())} modules, {state}>"


def identify(Context context not None, *, shared=None, str token=None):
    """Tell a context what other processes know it by."""
    if shared is not None:
        context.shared = shared
    if token is not None:
        context.token = token


cdef int build_all(list units, Py_ssize_t threads) except -1:
    """Build them; the largest ones first, so that no thread is left with one of these at the end."""
    cdef list order = sorted([(sum([len(text) for text in (<Unit>unit).texts.values()]), -i) for i, unit in enumerate(units)])
    cdef list errors = [None] * len(units)
    cdef list stopped = []

    def work():
        while queue and not stopped:
            try:
                _, number = queue.pop()
            except IndexError:              # another thread was faster
                return
            try:
                (<Unit>units[-number]).build_now(NOGIL_SHARED)
            except BuildError as error:
                errors[-number] = error
            except BaseException as error:
                stopped.append(error)

    queue = order
    # Small ones are built without ever giving up the GIL: for these another thread is of no use.
    helpers = min(threads, len([size for size, _ in order if size >= NOGIL_SHARED])) - 1
    running = [threading.Thread(target=work, daemon=True) for _ in range(helpers)]
    try:
        for thread in running:
            thread.start()
        work()
    finally:
        queue = []
        for thread in running:
            if thread.ident is not None:
                thread.join()
    if stopped:
        raise stopped[0]
    failed = [error for error in errors if error is not None]
    if len(failed) == 1:
        raise failed[0]
    if failed:
        raise BuildError([item for error in failed for item in error.diagnostics], "\n".join([str(error) for error in failed]))
    return 0
