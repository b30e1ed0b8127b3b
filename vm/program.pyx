# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""Program: immutable bytecode and its tables.

What it is: the owner of the one allocation that all tables share, and what Python sees of a program. What it is not:
a running thing (instances link programs), or the file format (`sbc`).

Invariants
- Every Program has passed the verifier; there is no other way to make one.
- Nothing of it changes afterwards, so it is shared freely between threads. What is made on request (FuncInfo objects,
  lookups, the resolved native functions) is only ever added, with the GIL held.
- Making one creates no Python object but itself: names become strings when somebody asks for them.
"""
cimport cython
from cpython.buffer cimport PyBUF_READ
from cpython.memoryview cimport PyMemoryView_FromMemory
from libc.stddef cimport size_t
from libc.stdint cimport uint8_t, uint32_t, uint64_t
from libc.stdlib cimport calloc, free, malloc
from libc.string cimport memcmp, memcpy, memset

from .coroutine cimport instruction_starts
from .funcobjects cimport func_key, func_shape
from .heap cimport CHECKED, heap_link
from .layout cimport (
    ClassLink, ExternDef, FieldDef, FN_CTOR, FN_DTOR, FN_GLOBAL_INIT, FN_METHOD, FN_PRIVATE, FuncDef, FuncLink, GL_FUNC,
    GlobalDef, ImplDef, LineDef, LocalDef, MethodLink, ProgramData, TY_FUNC, TYPE_FIRST, TryDef, TypeDef,
)
from .natives cimport NativeDef, check_native, find_native
from .opcodes cimport K_ARR, K_OBJ
from .verifier cimport VerifyError, describe_error, verify_functions
from .vmstate cimport NativeFn

import hashlib
import json
from typing import NamedTuple

from .declarations import parse_declaration
from .errors import ContextError, LoadError, no_pickle
from .kinds import KINDS
from .suggest import nearest

cdef enum:
    SHOWN_NAME = 80             # of a program, in repr()

cdef bint making = False        # set while program_from_tables makes an object


class FuncInfo(NamedTuple):
    """What a host may know of a script function."""

    number: int
    """Index in the program."""
    name: str
    """Qualified name, "math::f"."""
    declaration: str
    section: str
    parameters: tuple[str, ...]
    """Kinds of the parameters that are passed in, as `vm.kinds` names them; arrays as "arr array<int>", objects as "obj Foo"."""
    result: str
    outs: tuple[str, ...]
    """Kinds of the &out parameters in order."""
    private: bool
    """Not offered to the host: initialisers and helpers of the compiler."""


class HostUse(NamedTuple):
    """A host function as a program uses it: each combination of kinds is a use of its own."""

    id: int
    declaration: str
    parameters: tuple[str, ...]
    result: str
    outs: tuple[str, ...]


class SharedEntity(NamedTuple):
    """A shared class, interface, enum, funcdef or function of a program."""

    sort: str
    name: str
    """Qualified name."""
    digest: str
    """Hash of its tokens: entities of one name must have the same."""
    section: str
    line: int
    text: str
    function: int
    """Row of a function."""


def read_manifest(text):
    """The entities that a manifest lists; LoadError if it is none."""
    try:
        entities = []
        for sort, space, name, digest, section, line, source, function in json.loads(text) if text else ():
            strings = (sort, space, name, digest, section, source)
            if not all([type(part) is str for part in strings]) or type(line) is not int or type(function) is not int or not (
                    0 < line <= 1 << 31 and 0 <= function < 1 << 32):
                raise ValueError
            entities.append(SharedEntity(
                sort, f"{space}::{name}" if space else name, digest, section, line, source, function))
        return entities
    except (ValueError, TypeError, RecursionError):
        raise LoadError("manifest", "not a list of shared entities") from None


class ImportUse(NamedTuple):
    """A function that a program imports."""

    name: str
    declaration: str
    unit: str
    """Name of the unit that it comes from."""


@cython.final
@cython.no_gc                   # refers to nothing that could refer back
@cython.freelist(16)
cdef class Program:
    def __cinit__(self):
        if not making:
            raise TypeError("programs are made by the compiler or loaded from a file")

    def __dealloc__(self):
        free(self.block)
        free(self.native_fns)
        free(self.links)
        free(self.classes)
        free(self.starts)
        free(self.signatures)

    # ------------------------------------------------------------------------------------ for C

    cdef object debug_str(self, uint32_t index):
        """Debug string as str; "" if there is none of this index."""
        cdef const ProgramData *p = &self.data
        if index >= p.ndbg:
            return ""
        return p.dbg[p.dbg_offsets[index]:p.dbg_offsets[index + 1]].decode("utf-8", "replace")

    cdef bint callable_by_host(self, uint32_t index) noexcept nogil:
        """Is it a function that goes by its name alone? Members are called with their object."""
        return index < self.data.nfuncs and not self.data.funcs[index].flags & (
            FN_GLOBAL_INIT | FN_PRIVATE | FN_METHOD | FN_CTOR | FN_DTOR
        )

    cdef list find(self, str text):
        """Indices of the functions that a name or declaration stands for; remembered."""
        cdef const ProgramData *p = &self.data
        cdef const FuncDef *f
        cdef uint32_t i, start
        cdef bytes name
        if self.index_ is None:
            self.index_ = {}
        found = self.index_.get(text)
        if found is not None:
            return found
        wanted = parse_declaration(text) if "(" in text else None
        if "(" in text and wanted is None:
            return []
        name = (wanted.name if wanted is not None else text.strip()).encode("utf-8", "surrogatepass")
        found = []
        for i in range(p.nfuncs):
            f = &p.funcs[i]
            start = p.dbg_offsets[f.name]
            if p.dbg_offsets[f.name + 1] - start != <size_t>len(name) or not self.callable_by_host(i):
                continue
            if memcmp(p.dbg + start, <const char *>name, len(name)):
                continue
            if wanted is not None:
                have = parse_declaration(self.debug_str(f.decl))
                if have is None or have.result != wanted.result or have.parameters != wanted.parameters:
                    continue
            found.append(i)
        if len(self.index_) < 4096:                     # a host that looks up endless texts must not fill the memory
            self.index_[text] = found
        return found

    cdef dict global_index(self):
        """Qualified name -> index of every global variable; not to be changed. What several of the linked programs have
        goes by "unit:name"."""
        cdef uint32_t i
        cdef dict index
        if self.globals_ is None:
            index = {}
            for i in range(self.data.nglobals):
                if not self.data.globals[i].flags & GL_FUNC:
                    index.setdefault(self.debug_str(self.data.globals[i].name), []).append(i)
            self.globals_ = {
                name if len(found) == 1 else f"{self.unit_of_global(number)}:{name}": number
                for name, found in index.items() for number in found
            }
        return self.globals_

    cdef str unit_of_global(self, uint32_t index):
        """Name of the linked program that a global comes from."""
        for name, numbers, _ in self.parts or ():
            if index in numbers:
                return name
        return ""

    cdef str unit_of_type(self, uint32_t row):
        """Name of the first linked program that has a type."""
        for name, _, rows in self.parts or ():
            if row in rows:
                return name
        return ""

    cdef object ambiguous(self, str what, str name, object known):
        """The error for a name that several of the linked programs have, None if they do not."""
        found = [f"'{part[0]}:{name}'" for part in self.parts or () if f"{part[0]}:{name}" in known]
        return ContextError(f"{what} '{name}' is ambiguous: {', '.join(found)}") if found else None

    cdef int link_natives(self) except -1:
        """Resolve the native functions, once; LoadError names the one that is missing or has changed."""
        cdef const ProgramData *p = &self.data
        cdef const NativeDef *native
        cdef NativeFn *fns
        cdef uint32_t i
        cdef int misfit
        cdef bint yields = False
        if self.native_fns != NULL:
            return 0
        fns = <NativeFn *>malloc((p.nnatives + 1) * sizeof(NativeFn))
        if fns == NULL:
            raise MemoryError
        for i in range(p.nnatives):
            native = find_native(p.natives[i].id)
            misfit = 0 if native == NULL else check_native(native, p, &p.natives[i])
            if native == NULL or misfit:
                free(fns)
                raise LoadError(
                    f"native function {self.debug_str(p.natives[i].decl)!r}",
                    "this host does not have it" if native == NULL else
                    f"this host has it with another signature: {native.decl.decode()!r}, kind {misfit}",
                )
            fns[i] = native.fn
            yields |= native.yields
        if yields:
            try:
                self.find_starts()
            except MemoryError:
                free(fns)
                raise
        self.native_fns = fns
        return 0

    cdef const FuncLink *link(self) except NULL:
        """The link table of instances that override nothing, made once, with the native functions and `classes`."""
        cdef const FuncDef *f
        cdef FuncLink *links
        cdef uint32_t i
        if self.links == NULL:
            self.link_natives()
            if self.classes == NULL:
                self.classes = <ClassLink *>calloc(1, (self.data.ntypes + 1) * sizeof(ClassLink)
                                                   + self.data.nvtables * sizeof(MethodLink))
                if self.classes == NULL:
                    raise MemoryError
                heap_link(&self.data, self.classes, <MethodLink *>(self.classes + self.data.ntypes + 1))
                self.link_signatures()
            links = <FuncLink *>malloc((self.data.nfuncs + 1) * sizeof(FuncLink))
            if links == NULL:
                raise MemoryError
            for i in range(self.data.nfuncs):
                f = &self.data.funcs[i]
                links[i] = FuncLink(entry=f.code, cost=f.cost, nregs=f.nregs, own=f.own, nown=f.nown, flags=f.flags)
            self.links = links
        return self.links

    cdef int find_starts(self) except -1:
        """What going on with a suspended fiber needs."""
        if self.starts == NULL:
            self.starts = instruction_starts(&self.data)
            if self.starts == NULL:
                raise MemoryError
        return 0

    cdef int link_signatures(self) except -1:
        """Numbers the signatures of the types of functions and finds those of the functions."""
        cdef const ProgramData *p = &self.data
        cdef const FuncDef *f
        cdef dict numbers = {}
        cdef uint32_t i
        for i in range(TYPE_FIRST, p.ntypes):
            if p.types[i].sort == TY_FUNC:
                self.classes[i].handles = numbers.setdefault(func_key(p, func_shape(p, i), True), i)
        if not numbers:
            return 0
        self.signatures = <uint32_t *>malloc((p.nfuncs + 1) * sizeof(uint32_t))
        if self.signatures == NULL:
            raise MemoryError
        for i in range(p.nfuncs):
            f = &p.funcs[i]
            self.signatures[i] = 0
            if not f.flags & (FN_GLOBAL_INIT | FN_CTOR | FN_DTOR) and (f.flags & FN_METHOD != 0) == (f.owner != 0):
                self.signatures[i] = numbers.get(func_key(p, i, f.owner != 0), 0)
        return 0

    # -------------------------------------------------------------------------------- for Python

    @property
    def function_count(self):
        """Functions that scripts declare; those that the compiler adds are not counted."""
        cdef uint32_t i, count = 0
        for i in range(self.data.nfuncs):
            count += self.callable_by_host(i)
        return count

    @property
    def bytecode_size(self):
        """Bytes of code."""
        return 8 * <uint64_t>self.data.ncode

    @property
    def memory_size(self):
        """Bytes that the program takes in memory."""
        return self.block_size + sizeof(ProgramData)

    @property
    def section_names(self):
        """Names of the source sections that functions come from, in order of first appearance."""
        cdef uint32_t i
        names = {}
        for i in range(self.data.nfuncs):
            if self.data.funcs[i].section:
                names[self.debug_str(self.data.funcs[i].section)] = None
        return list(names)

    @property
    def ffi_fingerprint(self):
        """Fingerprint of the host registry that the program was compiled against, or None."""
        return self.ffi_fingerprint_

    @property
    def fingerprint(self):
        """16 bytes that depend on all of the program and on nothing else."""
        cdef const ProgramData *p = &self.data
        if self.fingerprint_ is None:
            counts = (
                p.ncode, p.nfuncs, p.nkinds, p.ntypes, p.nfields, p.nvtables, p.nimpls, p.nglobals, p.nconsts, p.nlits,
                p.lits_len, p.nnatives, p.nhosts, p.nlines, p.nlocals, p.ntries, p.ndbg, p.dbg_len, p.init, p.flags,
                p.name, p.manifest,
            )
            state = hashlib.blake2b(repr(counts).encode(), digest_size=16)
            state.update(PyMemoryView_FromMemory(<char *>self.block, <Py_ssize_t>self.block_size, PyBUF_READ))
            self.fingerprint_ = state.digest()
        return self.fingerprint_

    def kind_name(self, uint32_t kind):
        """A kind word in words: "i32", "arr array<int>"."""
        plain = kind & 0xff
        name = KINDS[plain].lower() if plain < len(KINDS) else str(plain)
        if (plain == K_ARR or plain == K_OBJ) and kind >> 8 < self.data.ntypes:
            return f"{name} {self.debug_str(self.data.types[kind >> 8].name) or kind >> 8}"
        return name

    def function(self, uint32_t index):
        """FuncInfo of one function; IndexError if there is none."""
        cdef const ProgramData *p = &self.data
        cdef const FuncDef *f
        cdef uint32_t i
        if index >= p.nfuncs:
            raise IndexError(f"function {index} of {p.nfuncs}")
        if self.functions_ is None:
            self.functions_ = [None] * p.nfuncs
        info = self.functions_[index]
        if info is None:
            f = &p.funcs[index]
            info = FuncInfo(
                index,
                self.debug_str(f.name),
                self.debug_str(f.decl),
                self.debug_str(f.section),
                tuple([self.kind_name(p.kinds[f.kinds + i]) for i in range(f.nparams)]),
                self.kind_name(f.ret),
                tuple([self.kind_name(p.kinds[f.outs + i]) for i in range(f.nouts)]),
                not self.callable_by_host(index),
            )
            self.functions_[index] = info
        return info

    cdef str unknown_function(self, str text):
        """Why there is none of this name or declaration, and what may have been meant."""
        cdef uint32_t i
        wanted = parse_declaration(text) if "(" in text else None
        name = wanted.name if wanted is not None else text.strip()
        same = self.find(name) if wanted is not None else []
        if same:
            declared = ", ".join([f"'{self.function(i).declaration}'" for i in same[:5]])
            return f"no function '{text}' (it is declared as {declared})"
        names = [self.debug_str(self.data.funcs[i].name) for i in range(self.data.nfuncs) if self.callable_by_host(i)]
        return f"no function '{text}'{nearest(name, names)}"

    def functions(self):
        """FuncInfo of all functions that scripts declare."""
        cdef uint32_t i
        return [self.function(i) for i in range(self.data.nfuncs) if self.callable_by_host(i)]

    def host_functions(self):
        """HostUse of every host function that the program calls."""
        cdef const ProgramData *p = &self.data
        cdef const ExternDef *x
        cdef uint32_t i, k
        uses = []
        for i in range(p.nhosts):
            x = &p.hosts[i]
            if is_import(x.id) or is_shape(x.id):
                continue
            names = [self.kind_name(p.kinds[x.kinds + k]) for k in range(<uint32_t>x.nparams + 1 + x.nouts)]
            params, result, outs = names[:x.nparams], names[x.nparams], names[x.nparams + 1:]
            uses.append(HostUse(x.id, self.debug_str(x.decl), tuple(params), result, tuple(outs)))
        return uses

    @property
    def imports(self):
        """ImportUse of every imported function that the program calls."""
        cdef uint32_t i
        found = []
        for i in range(self.data.nhosts):
            if is_import(self.data.hosts[i].id):
                decl, _, unit = self.debug_str(self.data.hosts[i].decl).rpartition(' from "')
                signature = parse_declaration(decl)
                found.append(ImportUse(signature.name if signature is not None else "", decl, unit.removesuffix('"')))
        return found

    @property
    def shared(self):
        """The shared entities that the program declares."""
        if self.shared_ is None:
            self.shared_ = read_manifest(self.debug_str(self.data.manifest))
        return self.shared_

    @property
    def name(self):
        """The name of the unit that it was built from."""
        return self.debug_str(self.data.name)

    def find_function(self, str text):
        """The function of a name ("math::f") or declaration ("int math::f(int)"); None if there is none.

        LookupError if the name has several overloads.
        """
        found = self.find(text)
        if len(found) > 1:
            candidates = ", ".join([self.function(i).declaration for i in found])
            raise LookupError(f"{text!r} is ambiguous: {candidates}")
        return self.function(found[0]) if found else None

    def save(self, path, *, strip=False):
        """Write the program to a file, all or nothing; `strip` leaves line tables and section names out."""
        from .sbc import save_program
        save_program(self, path, strip=strip)

    def to_bytes(self, *, strip=False):
        """What save() writes."""
        from .sbc import dump_program
        return dump_program(self, strip=strip)

    def disassemble(self, sources=None):
        """Readable bytecode; `sources` maps section names to source text, which is then shown between the lines."""
        from .disasm import disassemble
        return disassemble(self, sources)

    def __reduce__(self):
        """A pickled program is its file. Host functions are compared when an instance is made of it."""
        if self.parts is not None:
            raise no_pickle("a program that was linked from several", "pickle these, and instantiate them together")
        from .sbc import unpickled_program

        return unpickled_program, (self.to_bytes(),)

    def __repr__(self):
        name = " + ".join([part[0] for part in self.parts]) if self.parts is not None else self.name
        if len(name) > SHOWN_NAME:
            name = f"{name[:SHOWN_NAME - 3]}..."
        title = f" '{name}'" if name else ""
        return f"<Program{title}: {self.function_count} functions, {self.bytecode_size} bytes of code>"


# ------------------------------------------------------------------------------------------ making

cdef inline size_t rounded(size_t n) noexcept nogil:
    return (n + 7) & ~<size_t>7


cdef inline size_t table_size(const ProgramData *p) noexcept nogil:
    """Bytes of all tables, each rounded up to 8. Counts have 32 bits and rows are small: no overflow in 64."""
    return (
        rounded(<size_t>p.ncode * sizeof(uint64_t)) + rounded(<size_t>p.nfuncs * sizeof(FuncDef))
        + rounded(<size_t>p.nkinds * sizeof(uint32_t)) + rounded(<size_t>p.ntypes * sizeof(TypeDef))
        + rounded(<size_t>p.nfields * sizeof(FieldDef)) + rounded(<size_t>p.nvtables * sizeof(uint32_t))
        + rounded(<size_t>p.nimpls * sizeof(ImplDef))
        + rounded(<size_t>p.nglobals * sizeof(GlobalDef)) + rounded(<size_t>p.nconsts * sizeof(uint64_t))
        + rounded(p.nconsts) + rounded((<size_t>p.nlits + 1) * sizeof(uint32_t)) + rounded(p.lits_len)
        + rounded(<size_t>p.nnatives * sizeof(ExternDef)) + rounded(<size_t>p.nhosts * sizeof(ExternDef))
        + rounded(<size_t>p.nlines * sizeof(LineDef)) + rounded(<size_t>p.nlocals * sizeof(LocalDef))
        + rounded(<size_t>p.ntries * sizeof(TryDef))
        + rounded((<size_t>p.ndbg + 1) * sizeof(uint32_t)) + rounded(p.dbg_len)
    )


cdef inline void *put(char **at, const void *rows, size_t size) noexcept nogil:
    """Copy one table to *at and advance; what fills up to 8 bytes is zero, so that equal programs are equal bytes."""
    cdef char *place = at[0]
    cdef size_t whole = rounded(size)
    if whole:
        memset(place + whole - 8, 0, 8)
    if rows != NULL:
        memcpy(place, rows, size)
    else:
        memset(place, 0, size)
    at[0] = place + whole
    return place


cdef void copy_tables(ProgramData *to, const ProgramData *p, char *at) noexcept nogil:
    to[0] = p[0]
    to.code = <uint64_t *>put(&at, p.code, <size_t>p.ncode * sizeof(uint64_t))
    to.funcs = <FuncDef *>put(&at, p.funcs, <size_t>p.nfuncs * sizeof(FuncDef))
    to.kinds = <uint32_t *>put(&at, p.kinds, <size_t>p.nkinds * sizeof(uint32_t))
    to.types = <TypeDef *>put(&at, p.types, <size_t>p.ntypes * sizeof(TypeDef))
    to.fields = <FieldDef *>put(&at, p.fields, <size_t>p.nfields * sizeof(FieldDef))
    to.vtables = <uint32_t *>put(&at, p.vtables, <size_t>p.nvtables * sizeof(uint32_t))
    to.impls = <ImplDef *>put(&at, p.impls, <size_t>p.nimpls * sizeof(ImplDef))
    to.globals = <GlobalDef *>put(&at, p.globals, <size_t>p.nglobals * sizeof(GlobalDef))
    to.consts = <uint64_t *>put(&at, p.consts, <size_t>p.nconsts * sizeof(uint64_t))
    to.const_kinds = <uint8_t *>put(&at, p.const_kinds, p.nconsts)
    to.lit_offsets = <uint32_t *>put(&at, p.lit_offsets, (<size_t>p.nlits + 1) * sizeof(uint32_t))
    to.lits = <char *>put(&at, p.lits, p.lits_len)
    to.natives = <ExternDef *>put(&at, p.natives, <size_t>p.nnatives * sizeof(ExternDef))
    to.hosts = <ExternDef *>put(&at, p.hosts, <size_t>p.nhosts * sizeof(ExternDef))
    to.lines = <LineDef *>put(&at, p.lines, <size_t>p.nlines * sizeof(LineDef))
    to.locals = <LocalDef *>put(&at, p.locals, <size_t>p.nlocals * sizeof(LocalDef))
    to.tries = <TryDef *>put(&at, p.tries, <size_t>p.ntries * sizeof(TryDef))
    to.dbg_offsets = <uint32_t *>put(&at, p.dbg_offsets, (<size_t>p.ndbg + 1) * sizeof(uint32_t))
    to.dbg = <char *>put(&at, p.dbg, p.dbg_len)


cdef Program make_program(
    const ProgramData *tables, bytes ffi_fingerprint, str where, const uint32_t *rows, uint32_t nrows, bint costs,
    uint32_t nogil_from
):
    """A program of copied tables; rows: functions whose code is to be verified, NULL: all; costs: theirs too."""
    global making
    cdef size_t size = table_size(tables)
    cdef VerifyError error
    cdef Program program
    making = True
    try:
        program = Program.__new__(Program)
    finally:
        making = False
    program.block = malloc(size)
    if program.block == NULL:
        raise MemoryError
    program.block_size = size
    program.ffi_fingerprint_ = ffi_fingerprint
    copy_tables(&program.data, tables, <char *>program.block)
    if rows == NULL:
        nrows = tables.nfuncs
    if tables.ncode >= nogil_from:
        with nogil:
            verify_functions(&program.data, rows, nrows, costs, &error)
    else:
        verify_functions(&program.data, rows, nrows, costs, &error)
    if error.code:
        place, why = describe_error(&program.data, &error)
        raise LoadError(f"{where}: {place}" if where else place, why)
    return program


cdef Program program_from_file_tables(const ProgramData *tables, bytes ffi_fingerprint, str where):
    return make_program(tables, ffi_fingerprint, where, NULL, 0, True, LONG_CODE)


cdef Program program_from_tables(const ProgramData *tables, bytes ffi_fingerprint, uint32_t nogil_from):
    return make_program(tables, ffi_fingerprint, "compiled program", NULL, 0, CHECKED, nogil_from)


cdef Program program_from_grown_tables(
    const ProgramData *tables, bytes ffi_fingerprint, const uint32_t *rows, uint32_t nrows
):
    return make_program(tables, ffi_fingerprint, "compiled program", rows, nrows, CHECKED, 0xffffffffu)
