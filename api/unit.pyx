"""Unit: a set of sources that are compiled together, and the short way to run them.

What it is: the public face of one build. What it is not: the compiler (`compiler.driver`) or a world to run in: call() uses
one default instance, instantiate() makes as many as wanted.

A unit is cheap: making one, adding a source and dropping it costs a fraction of a microsecond beside the build.
"""
# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False

cimport cython
from cpython.unicode cimport PyUnicode_AsUTF8AndSize
from libc.stdint cimport uint32_t

from seraphscript.compiler.driver cimport NOGIL_SOURCE, build_unit
from seraphscript.compiler.error_codes cimport E_INVALID_UTF8, E_TOO_LARGE
from seraphscript.compiler.rebuild cimport Kept
from seraphscript.compiler.shared cimport shared_sources
from seraphscript.compiler.workspace cimport MAX_SOURCE
from seraphscript.declared cimport declared_by
from seraphscript.registry.ffi_registry cimport FfiRegistry, raise_what_stopped
from seraphscript.registry.views cimport Declarations
from seraphscript.vm.program cimport Program

from seraphscript.vm.errors import BuildError, ContextError, no_pickle

cdef extern from "pythread.h":
    unsigned long PyThread_get_thread_ident() nogil

cdef enum:
    WORTH_KEEPING = 16 << 10            # bytes of source; smaller units are built anew faster than one can see

LARGEST_SOURCE = MAX_SOURCE             # bytes

cdef FfiRegistry empty_registry = None
cdef bint making = False


cdef Unit make_unit(
    FfiRegistry registry, str name, bint strict, uint32_t warnings_off, uint32_t warning_errors, list used
):
    global making
    cdef Unit unit
    making = True
    unit = Unit.__new__(Unit)
    making = False
    unit.registry = registry
    unit.name = name
    unit.uses = used
    unit.strict = strict
    unit.warnings_off = warnings_off
    unit.warning_errors = warning_errors
    return unit


cdef FfiRegistry bare_registry():
    """The registry of units without a context: the primitive types only."""
    global empty_registry
    if empty_registry is None:
        from seraphscript.registry.builder import FfiRegistryBuilder

        empty_registry = FfiRegistryBuilder().build()
    return empty_registry


def bad_text(name, position, reason, code=E_INVALID_UTF8):
    """The BuildError for a source that is no text; `position` is (line, column)."""
    from seraphscript.compiler.diagnostics import Diagnostic
    from seraphscript.compiler.error_codes import code_text

    line, column = position
    return BuildError([Diagnostic(name, line, column, line, column + 1, "error", code_text(code), reason, "", "")])


cdef str decoded(str name, object data):
    """The text of a source that is given as bytes."""
    try:
        return bytes(data).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = bytes(data)[:error.start]
        line_start = before.rfind(b"\n") + 1
        column = len(before[line_start:].decode("utf-8", "replace")) + 1
        problem = bad_text(name, (before.count(b"\n") + 1, column), "the source is not valid UTF-8")
    raise problem


cdef int put_source(Unit unit, str name, object text) except -1:
    cdef Py_ssize_t n
    if isinstance(text, str):
        try:
            PyUnicode_AsUTF8AndSize(text, &n)
        except UnicodeEncodeError:
            raise bad_text(name, (1, 1), "the source contains surrogates, it is no valid Unicode") from None
    elif isinstance(text, (bytes, bytearray, memoryview)):
        n = len(text)
        if n <= MAX_SOURCE:
            text = decoded(name, text)
    else:
        raise TypeError(f"a source must be str or bytes, not {type(text).__name__}")
    if n > MAX_SOURCE:
        raise bad_text(name, (1, 1), f"the source is larger than {MAX_SOURCE >> 20} MiB", E_TOO_LARGE)
    unit.texts[name] = text
    return 0


cdef list used_programs(Unit unit):
    """The programs that a unit uses, as they are now; None: it uses none."""
    return [(<Unit>item).program if isinstance(item, Unit) else item for item in unit.uses] if unit.uses else None


cdef bint same_shared(list old, list new):
    """Whether two lists of used programs share the same texts: an edit elsewhere concerns no other unit."""
    return old == new or shared_sources(old or []) == shared_sources(new or [])


cdef int compile_all(Unit unit, bint keep, size_t nogil_from) except -1:
    """A full build. What it used is kept for rebuild() if that is wanted or likely to pay."""
    cdef list warnings = [], sources = list(unit.texts.items()), used = used_programs(unit)
    cdef Kept kept = None
    cdef Program program = None
    cdef Py_ssize_t size = 0
    if not sources:
        raise BuildError([], "no sources were added to the unit")
    if unit.built_by == PyThread_get_thread_ident():
        raise ContextError(f"the unit {unit.name!r} is being built: what the compiler asks cannot build it again")
    for _, text in sources:
        size += len(text)
    if keep or size >= WORTH_KEEPING:
        kept = Kept.__new__(Kept)
    unit.built_by = PyThread_get_thread_ident()
    try:
        program = build_unit(
            unit.registry, unit.name, sources, used, unit.strict, unit.warnings_off, unit.warning_errors, warnings, kept,
            nogil_from,
        )
    except BuildError as error:
        problem = error
    finally:
        unit.built_by = 0
    raise_what_stopped()
    if program is None:
        from seraphscript.missing import explained

        raise explained(problem, unit.registry)
    unit.found_warnings = warnings if warnings else None
    unit.kept = kept
    unit.compiled = program
    unit.built = sources
    unit.built_with = used
    unit.declared = None
    unit.default_instance = None
    return 0


cdef object world_of(program, FfiRegistry registry, dict options):
    """A new world for a program; TypeError that names an option which there is not."""
    from seraphscript.vm.instance import Instance

    try:
        return Instance(program, registry.host_functions, registry.host_types, **options)
    except TypeError:
        from seraphscript.vm.options import check_options

        check_options(options, "instantiate")
        raise


cdef object bound_to(Unit unit, str text, list uses):
    """The function of a unit's default instance that an import means."""
    for use in uses:
        if text in (use.name, use.declaration, f'{use.declaration} from "{use.unit}"'):
            return unit.world().function(use.declaration)
    return unit.world().function(text)


@cython.final
@cython.freelist(16)
cdef class Unit:
    """Sources that are compiled together. Made by Context.create_unit(); Unit() knows the primitive types only."""

    def __cinit__(self, str name=""):
        self.texts = {}
        if not making:
            self.registry = bare_registry()
            self.name = name

    def add_source(self, str name not None, text not None):
        """Add a source text (str, or bytes in UTF-8) under a section name; a name that is there already is replaced."""
        if self.compiled is not None:
            raise ContextError("the unit is already built: update_source() and rebuild(), or clear() it")
        put_source(self, name, text)

    def update_source(self, str name not None, text not None):
        """Replace the text of a section, or add a section, for the next build() or rebuild().

        The program stays as it is until then. Tells whether the text is another one than before.
        """
        before = self.texts.get(name)
        put_source(self, name, text)
        return self.texts[name] != before

    def remove_source(self, str name not None):
        """Leave a section out of the next build() or rebuild(); KeyError if there is none of this name."""
        del self.texts[name]

    @property
    def dirty_files(self):
        """Names of the sections that were changed, added or removed since the last build, in that order of the texts."""
        cdef dict built = dict(self.built) if self.built is not None else {}
        changed = [name for name, text in self.texts.items() if built.get(name) != text]
        return changed + [name for name in built if name not in self.texts]

    @property
    def has_pending_changes(self):
        """Whether a rebuild() would compile anything: texts were edited, or what the units that it uses share."""
        if list(self.texts.items()) != (self.built or []):
            return True
        return self.compiled is not None and not same_shared(self.built_with, used_programs(self))

    cdef int build_now(self, size_t nogil_from) except -1:
        if self.compiled is not None:
            raise ContextError("the unit is already built: update_source() and rebuild(), or clear() it")
        return compile_all(self, False, nogil_from)

    def build(self):
        """Compile; BuildError lists everything that is wrong in all sources. Gives the Program."""
        self.build_now(NOGIL_SOURCE)
        return self.compiled

    def rebuild(self):
        """Compile what has changed since the last build, or everything if there was none. Gives the new Program.

        Where only bodies of functions and methods were edited, these functions alone are compiled. Every other edit may
        concern any function, so all are, and likewise when a unit that this one uses was built again and shares other
        texts now. Without a change the program stays the same object. When the new sources have errors, BuildError lists
        them and the old program stays in place; instances that run always keep theirs.
        """
        cdef Program program = None
        cdef Kept kept = self.kept
        cdef list sources
        if self.compiled is None:
            compile_all(self, True, NOGIL_SOURCE)
            return self.compiled
        sources = list(self.texts.items())
        same = same_shared(self.built_with, used_programs(self))
        if same and sources == self.built:
            return self.compiled
        if kept is not None and same:
            self.kept = None
            program = kept.update(self.built, sources, self.registry.fingerprint)
        if program is None:
            compile_all(self, True, NOGIL_SOURCE)
        else:
            self.kept = kept
            self.found_warnings = kept.warnings
            self.compiled = program
            self.built = sources
            self.declared = None
            self.default_instance = None
        return self.compiled

    def clear(self):
        """Forget sources, program and default instance."""
        self.texts = {}
        self.built = None
        self.built_with = None
        self.kept = None
        self.compiled = None
        self.found_warnings = None
        self.declared = None
        self.default_instance = None

    @property
    def ffi(self):
        """The sealed registry that the unit is compiled against."""
        return self.registry

    @property
    def is_built(self):
        """Whether build() has succeeded."""
        return self.compiled is not None

    @property
    def program(self):
        """What build() made."""
        if self.compiled is None:
            raise ContextError("the unit is not built")
        return self.compiled

    @property
    def warnings(self):
        """The warnings of the build."""
        return list(self.found_warnings) if self.found_warnings is not None else []

    @property
    def sources(self):
        """Section names and texts."""
        return dict(self.texts)

    @property
    def source_count(self):
        """Number of sources."""
        return len(self.texts)

    @property
    def function_count(self):
        """Number of functions that a host can call; 0 before the build."""
        return self.compiled.function_count if self.compiled is not None else 0

    @property
    def type_count(self):
        """Number of types that the sources declare; 0 before the build."""
        if self.compiled is None:
            return 0
        return len([kind for kind in self.look().types() if kind.sort not in ("instance", "specialization")])

    cdef Declarations look(self):
        """What the sources of the last build declare."""
        cdef Declarations found = self.declared
        if self.compiled is None:
            raise ContextError("the unit is not built")
        if found is None:
            if self.built_by == PyThread_get_thread_ident():
                raise ContextError(f"the unit {self.name!r} is being built: what the compiler asks cannot look at it")
            found = self.declared = declared_by(self.registry, self.name, self.built, self.built_with, self.strict)
        return found

    def functions(self, str namespace=None):
        """Views of the functions and methods that the sources declare, or of the functions of one namespace.

        They are of the last build, and stay what they are when the unit is built again or cleared.
        """
        return self.look().functions(namespace)

    def types(self, str namespace=None):
        """Views of the types that the sources declare, and of the instances of templates that they use."""
        return self.look().types(namespace)

    def properties(self, str namespace=None):
        """The global variables and properties that the sources declare, as PropertyView."""
        return self.look().properties(namespace)

    def lookup_functions(self, str name not None):
        """The overloads of a qualified name, those of the sources first, then those of the host."""
        return self.look().lookup_functions(name)

    def find_function(self, str name not None, *types):
        """The function with parameters of these types, as FfiRegistry.find_function()."""
        return self.look().find_function(name, *types)

    def find_type(self, str name not None):
        """A type by its name, of the sources or the host: its view tells which. None if there is none."""
        return self.look().find_type(name)

    def save(self, path, *, bint strip=False):
        """Write the compiled program to a file; `strip` leaves out debug information."""
        self.program.save(path, strip=strip)

    def instantiate(self, **options):
        """A new world for the program; options as for Context.instantiate()."""
        from seraphscript.vm.dualpath import begin_with

        begin_with(options, self.overrides)
        begin_with(options, self.context_overrides)
        return world_of(self.program, self.registry, options)

    def override(self, str text not None, target):
        """Instance.override() for the default instance and all that are made from now on; `target`: any but functions of one world."""
        from seraphscript.vm.dualpath import with_replacement

        overrides = with_replacement(self.overrides, text, target)
        if self.default_instance is not None:
            self.default_instance.override(text, target)
        self.overrides = overrides

    def restore(self, str text not None):
        """Undo override() in the default instance and for new ones; what the context says holds for these again."""
        from seraphscript.vm.dualpath import without_replacement

        self.overrides = without_replacement(self.overrides, text)
        if self.default_instance is not None:
            self.default_instance.restore(text)

    cdef object world(self):
        """The default instance."""
        if self.default_instance is None:
            self.default_instance = self.instantiate()
        return self.default_instance

    def call(self, str function not None, *args, **limits):
        """Call a function of the default instance, by name or declaration; limits as for Instance.call()."""
        return self.world().call(function, *args, **limits)

    def bind_import(self, str text not None, target=None):
        """Bind an imported function in the default instance; see Instance.bind_import().

        `target` may also be a unit: the function of the same name in its default instance, to which plain values pass.
        """
        if isinstance(target, Unit):
            target = bound_to(target, text, self.program.imports)
        self.world().bind_import(text, target)

    def unbind_import(self, str text not None):
        """Let calls of an imported function in the default instance raise "Unbound function called"."""
        self.world().unbind_import(text)

    def bind_all_imports(self, *units):
        """Bind what the unit imports to the default instances of the units of these names; ContextError if any remains unbound."""
        cdef Unit unit
        cdef dict named = {}
        for unit in units:
            if unit is None:
                raise TypeError("units expected, not None")
            named[unit.name] = unit
        for use in self.program.imports:
            if use.unit in named:
                self.bind_import(f'{use.declaration} from "{use.unit}"', named[use.unit])
        if not units:
            self.world().bind_all_imports()
        missing = [f"{use.declaration!r} from {use.unit!r}" for use in self.program.imports if use.unit not in named]
        if units and missing:
            raise ContextError(f"not bound: {', '.join(missing)}")

    def __reduce__(self):
        raise no_pickle("a unit", "pickle its program")

    def __repr__(self):
        state = f"{self.function_count} functions" if self.is_built else "not built"
        return f"<Unit {self.name!r}: {len(self.texts)} sources, {state}>"
