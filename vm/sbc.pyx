# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""Compiled programs as files (`.sbc`): writing and reading.

What it is: the format, and reading that is safe on any input: sizes are limited, every field is checked, and what passes
goes through the verifier like code of the compiler. What it is not: a signature. The digest finds damage, not malice;
safety rests on the verifier and the range checks of the interpreter.

The format

    file      = magic digest body
    magic     = 89 'S' 'B' 'C' 0D 0A 1A 0A      (no text file begins so; transfers that change line ends are found out)
    digest    = BLAKE2b of body, 16 bytes
    body      = msgpack [version, opcodes, fingerprint, scalars, tables]
    version   = integer, FORMAT_VERSION
    opcodes   = integer, hash of the opcode table and the register kinds: another one means other instructions
    fingerprint = bin, the FFI tier that it was compiled against, or nil
    scalars   = [init, flags, name, manifest]   (init: index of the function that initialises globals, or 0xffffffff;
                                                 name, manifest: debug strings, the name of the unit and what it shares)
    tables    = map of name: bin                 (TABLES below; all of them, no others)
    table     = rows as the structs of `layout.pxd`, little-endian, without anything between

    code, consts              64-bit words
    kinds, vtables, lit_offsets, dbg_offsets    32-bit words; offsets have one entry more than there are strings
    const_kinds, lits, dbg    bytes
    funcs, types, fields, impls, globals, natives, hosts, lines, locals, tries      structs

History of the format
    1   the first one
    2   classes and interfaces: rows of types and functions are longer, tables fields, vtables, impls; DESTROY in front
        of the code
    3   fibers: a fixed type more
    4   the name of the unit; imported functions stand among those of the host, with ids that begin with the bits 01
    5   types of functions; rows of globals are longer
    6   shared entities: the manifest
    7   local variables; rows of functions are longer

A program whose fingerprint equals the host's links at once. Otherwise the loader asks for each host function, by id and
signature, so a host that adds functions breaks no file; native functions are always looked up. Whatever is missing or
changed refuses the file by name. Instances compare the signatures of host functions again when they link.
"""
from cpython.bytes cimport PyBytes_AS_STRING, PyBytes_FromStringAndSize, PyBytes_GET_SIZE
from libc.stddef cimport size_t
from libc.stdint cimport uint8_t, uint32_t, uint64_t
from libc.string cimport memset

from .layout cimport ExternDef, FieldDef, FuncDef, GlobalDef, ImplDef, LineDef, LocalDef, ProgramData, TryDef, TypeDef
from .opcodes cimport OPCODE_TABLE_HASH
from .program cimport Program, program_from_file_tables

import hashlib
import os
import secrets
import sys
from functools import lru_cache
from pathlib import Path

import msgpack

from .errors import LoadError

MAGIC = b"\x89SBC\r\n\x1a\n"
FORMAT_VERSION = 8
OPCODE_HASH = OPCODE_TABLE_HASH
MAX_FILE = 256 << 20            # bytes; far above any program, far below what hurts

# name of each table and the bytes of a row
TABLES = {
    "code": 8, "funcs": sizeof(FuncDef), "kinds": 4, "types": sizeof(TypeDef), "fields": sizeof(FieldDef),
    "vtables": 4, "impls": sizeof(ImplDef), "globals": sizeof(GlobalDef), "consts": 8, "const_kinds": 1, "lit_offsets": 4, "lits": 1,
    "natives": sizeof(ExternDef), "hosts": sizeof(ExternDef), "lines": sizeof(LineDef), "locals": sizeof(LocalDef),
    "tries": sizeof(TryDef), "dbg_offsets": 4, "dbg": 1,
}
_DIGEST = 16


def _little_endian_only():
    if sys.byteorder != "little":
        raise LoadError(".sbc", "files of compiled programs are little-endian and so must be the machine")


# ---------------------------------------------------------------------------------------- writing

cdef inline bytes rows(const void *data, size_t count, size_t width):
    return PyBytes_FromStringAndSize(<const char *>data if count else NULL, <Py_ssize_t>(count * width))


cdef dict tables_of(const ProgramData *p):
    return {
        "code": rows(p.code, p.ncode, 8),
        "funcs": rows(p.funcs, p.nfuncs, sizeof(FuncDef)),
        "kinds": rows(p.kinds, p.nkinds, 4),
        "types": rows(p.types, p.ntypes, sizeof(TypeDef)),
        "fields": rows(p.fields, p.nfields, sizeof(FieldDef)),
        "vtables": rows(p.vtables, p.nvtables, 4),
        "impls": rows(p.impls, p.nimpls, sizeof(ImplDef)),
        "globals": rows(p.globals, p.nglobals, sizeof(GlobalDef)),
        "consts": rows(p.consts, p.nconsts, 8),
        "const_kinds": rows(p.const_kinds, p.nconsts, 1),
        "lit_offsets": rows(p.lit_offsets, <size_t>p.nlits + 1, 4),
        "lits": rows(p.lits, p.lits_len, 1),
        "natives": rows(p.natives, p.nnatives, sizeof(ExternDef)),
        "hosts": rows(p.hosts, p.nhosts, sizeof(ExternDef)),
        "lines": rows(p.lines, p.nlines, sizeof(LineDef)),
        "locals": rows(p.locals, p.nlocals, sizeof(LocalDef)),
        "tries": rows(p.tries, p.ntries, sizeof(TryDef)),
        "dbg_offsets": rows(p.dbg_offsets, <size_t>p.ndbg + 1, 4),
        "dbg": rows(p.dbg, p.dbg_len, 1),
    }


cdef class _Strings:
    """Debug strings that are still needed, each once, with their new numbers."""
    cdef const ProgramData *p
    cdef dict number
    cdef list texts

    cdef uint32_t keep(self, uint32_t index):
        text = self.p.dbg[self.p.dbg_offsets[index]:self.p.dbg_offsets[index + 1]]
        found = self.number.get(text)
        if found is None:
            found = self.number[text] = len(self.texts)
            self.texts.append(text)
        return found


cdef dict stripped_tables(const ProgramData *p, uint32_t *named):
    """All tables without lines, local variables, sections and the strings that only they use; named: numbers of the strings
    name and manifest then."""
    cdef dict tables = tables_of(p)
    cdef _Strings strings = _Strings.__new__(_Strings)
    cdef FuncDef *funcs
    cdef TypeDef *types
    cdef FieldDef *fields
    cdef GlobalDef *variables
    cdef ExternDef *externs
    cdef uint32_t i
    strings.p = p
    strings.number = {b"": 0}
    strings.texts = [b""]
    named[0] = strings.keep(p.name)
    named[1] = strings.keep(p.manifest)
    copy = {name: bytearray(tables[name]) for name in ("funcs", "types", "fields", "globals", "natives", "hosts")}
    funcs = <FuncDef *><char *>copy["funcs"]
    for i in range(p.nfuncs):
        funcs[i].section = funcs[i].lines = funcs[i].nlines = funcs[i].locals = funcs[i].nlocals = 0
        funcs[i].name = strings.keep(funcs[i].name)
        funcs[i].decl = strings.keep(funcs[i].decl)
    types = <TypeDef *><char *>copy["types"]
    for i in range(p.ntypes):
        types[i].name = strings.keep(types[i].name)
    fields = <FieldDef *><char *>copy["fields"]
    for i in range(p.nfields):
        fields[i].decl = strings.keep(fields[i].decl)
    variables = <GlobalDef *><char *>copy["globals"]
    for i in range(p.nglobals):
        variables[i].name = strings.keep(variables[i].name)
    for name, count in (("natives", p.nnatives), ("hosts", p.nhosts)):
        externs = <ExternDef *><char *>copy[name]
        for i in range(<uint32_t>count):
            externs[i].decl = strings.keep(externs[i].decl)
            externs[i].enums = strings.keep(externs[i].enums)
    tables.update({name: bytes(table) for name, table in copy.items()})
    offsets = [0]
    for text in strings.texts:
        offsets.append(offsets[len(offsets) - 1] + len(text))
    tables["dbg_offsets"] = b"".join([offset.to_bytes(4, "little") for offset in offsets])
    tables["dbg"] = b"".join(strings.texts)
    tables["lines"] = tables["locals"] = b""
    return tables


def join_parts(fingerprint, scalars, tables, *, version=FORMAT_VERSION, opcodes=OPCODE_HASH):
    """The bytes of a file with these parts; nothing is checked, so tests can make any file."""
    body = msgpack.packb([version, opcodes, fingerprint, scalars, tables], use_bin_type=True)
    return MAGIC + hashlib.blake2b(body, digest_size=_DIGEST).digest() + body


def program_tables(Program program not None):
    """All tables of a program as they stand in a file, by name."""
    return tables_of(&program.data)


def dump_program(Program program not None, *, bint strip=False):
    """A program as the bytes of a file."""
    _little_endian_only()
    cdef uint32_t[2] named = [program.data.name, program.data.manifest]
    tables = stripped_tables(&program.data, named) if strip else tables_of(&program.data)
    return join_parts(program.ffi_fingerprint_, [program.data.init, program.data.flags, named[0], named[1]], tables)


def read_at_most(file, most):
    """What an open file has left, but hardly more than `most` bytes. file.read(most) would take memory for all of them."""
    data = b""
    size = min(os.fstat(file.fileno()).st_size, most) + 1
    while True:
        part = file.read(size)
        data = data + part if data else part
        if len(part) < size or len(data) > most:
            return data
        size = 1 << 20                      # it grows, or is no plain file


def write_whole(path, data):
    """Write a file all or nothing: a new one beside it is filled, flushed to the disk and renamed.

    The file that a link names is replaced, not the link; devices and pipes are written to.
    """
    target = Path(path)
    if target.exists() and not target.is_file() and not target.is_dir():
        target.write_bytes(data)
        return
    if target.is_symlink():
        target = Path(os.path.realpath(target))
    beside = target.with_name(f".{target.name}.{secrets.token_hex(6)}.tmp")
    handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o666)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(target)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise


def save_program(Program program not None, path, *, bint strip=False):
    write_whole(path, dump_program(program, strip=strip))


# ---------------------------------------------------------------------------------------- reading

def split_parts(data, str where=""):
    """The parts of a file: [version, opcodes, fingerprint, scalars, tables], checked in form only."""
    _little_endian_only()
    if len(data) > MAX_FILE:
        raise LoadError(where, f"larger than {MAX_FILE >> 20} MiB")
    if data[:len(MAGIC)] != MAGIC:
        raise LoadError(where, "not a compiled program" if len(data) else "empty file")
    start = len(MAGIC) + _DIGEST
    body = memoryview(data)[start:]
    if hashlib.blake2b(body, digest_size=_DIGEST).digest() != data[len(MAGIC):start]:
        raise LoadError(where, "damaged or cut off: the checksum differs")
    try:
        parts = msgpack.unpackb(
            body, raw=False, use_list=True, strict_map_key=True, max_array_len=16, max_map_len=64, max_str_len=64,
            max_bin_len=len(data), max_ext_len=0,
        )
    except (ValueError, TypeError, RecursionError, msgpack.UnpackException) as error:
        raise LoadError(where, f"damaged: {error}") from None
    if type(parts) is not list or not parts or type(parts[0]) is not int:
        raise LoadError(where, "damaged: no version")
    if parts[0] != FORMAT_VERSION:
        raise LoadError(where, f"format version {parts[0]}, this is {FORMAT_VERSION}: compile the program again")
    if len(parts) != 5:
        raise LoadError(where, f"damaged: {len(parts)} parts")
    if parts[1] != OPCODE_HASH or type(parts[1]) is not int:
        raise LoadError(where, "made for other opcodes: compile the program again")
    if parts[2] is not None and (type(parts[2]) is not bytes or len(parts[2]) > 64):
        raise LoadError(f"{where}: fingerprint", "no bytes")
    scalars = parts[3]
    if type(scalars) is not list or len(scalars) != 4:
        raise LoadError(f"{where}: scalars", "not four integers")
    for value in scalars:
        if type(value) is not int or not 0 <= value < 1 << 32:
            raise LoadError(f"{where}: scalars", "not four integers of 32 bits")
    tables = parts[4]
    if type(tables) is not dict or tables.keys() != TABLES.keys():
        raise LoadError(f"{where}: tables", "not those of a program")
    for name, width in TABLES.items():
        if type(tables[name]) is not bytes:
            raise LoadError(f"{where}: table {name}", "no bytes")
        if len(tables[name]) % width or len(tables[name]) // width >= 1 << 31:
            raise LoadError(f"{where}: table {name}", f"{len(tables[name])} bytes are no rows of {width}")
    return parts


cdef void *table(dict tables, str name, uint32_t *count, size_t width):
    cdef bytes data = tables[name]
    count[0] = <uint32_t>(<size_t>PyBytes_GET_SIZE(data) // width)
    return <void *>PyBytes_AS_STRING(data)


cdef uint32_t strings(dict tables, str name, str where) except? 0xffffffffu:
    """Number of strings of an offset table, which has one entry more."""
    cdef Py_ssize_t count = len(tables[name]) // 4
    if count == 0:
        raise LoadError(f"{where}: table {name}", "empty")
    return <uint32_t>(count - 1)


def parse_program(data, *, str where="", ffi_fingerprint=None, check_host=None, bint link=True):
    """A program from the bytes of a file; LoadError if it is refused.

    Without `link`, native functions are not looked up before an instance needs them.

    `ffi_fingerprint` is that of the host's sealed registry; if the file's differs, `check_host(use)` is asked about
    each host function that the program uses (program.HostUse) and returns why it does not fit, or "".
    """
    cdef ProgramData p
    cdef dict tables
    cdef Program program
    cdef uint32_t nkinds
    parts = split_parts(data, where)
    tables = parts[4]
    memset(&p, 0, sizeof(p))
    p.init = parts[3][0]
    p.flags = parts[3][1]
    p.name = parts[3][2]
    p.manifest = parts[3][3]
    p.code = <uint64_t *>table(tables, "code", &p.ncode, 8)
    p.funcs = <FuncDef *>table(tables, "funcs", &p.nfuncs, sizeof(FuncDef))
    p.kinds = <uint32_t *>table(tables, "kinds", &p.nkinds, 4)
    p.types = <TypeDef *>table(tables, "types", &p.ntypes, sizeof(TypeDef))
    p.fields = <FieldDef *>table(tables, "fields", &p.nfields, sizeof(FieldDef))
    p.vtables = <uint32_t *>table(tables, "vtables", &p.nvtables, 4)
    p.impls = <ImplDef *>table(tables, "impls", &p.nimpls, sizeof(ImplDef))
    p.globals = <GlobalDef *>table(tables, "globals", &p.nglobals, sizeof(GlobalDef))
    p.consts = <uint64_t *>table(tables, "consts", &p.nconsts, 8)
    p.const_kinds = <uint8_t *>table(tables, "const_kinds", &nkinds, 1)
    if nkinds != p.nconsts:
        raise LoadError(f"{where}: table const_kinds", f"{nkinds} kinds for {p.nconsts} constants")
    p.lit_offsets = <uint32_t *>table(tables, "lit_offsets", &p.nlits, 4)
    p.nlits = strings(tables, "lit_offsets", where)
    p.lits = <char *>table(tables, "lits", &p.lits_len, 1)
    p.natives = <ExternDef *>table(tables, "natives", &p.nnatives, sizeof(ExternDef))
    p.hosts = <ExternDef *>table(tables, "hosts", &p.nhosts, sizeof(ExternDef))
    p.lines = <LineDef *>table(tables, "lines", &p.nlines, sizeof(LineDef))
    p.locals = <LocalDef *>table(tables, "locals", &p.nlocals, sizeof(LocalDef))
    p.tries = <TryDef *>table(tables, "tries", &p.ntries, sizeof(TryDef))
    p.dbg_offsets = <uint32_t *>table(tables, "dbg_offsets", &p.ndbg, 4)
    p.ndbg = strings(tables, "dbg_offsets", where)
    p.dbg = <char *>table(tables, "dbg", &p.dbg_len, 1)
    program = program_from_file_tables(&p, parts[2], where)         # copies; `tables` may go
    try:
        if link:
            program.link_natives()
    except LoadError as error:
        raise LoadError(f"{where}: {error.where}" if where else error.where, error.reason) from None
    if check_host is not None and (parts[2] is None or parts[2] != ffi_fingerprint):
        for use in program.host_functions():
            why = check_host(use)
            if why:
                raise LoadError(f"{where}: host function {use.declaration!r}" if where else
                                f"host function {use.declaration!r}", why)
    return program


@lru_cache(maxsize=16)
def unpickled_program(bytes data):
    """The program of a pickle: one object for all pickles of one program, as long as it is among the last few.

    A worker gets the program of its tasks with each of them, but verifies it once.
    """
    return parse_program(data, where="pickle", link=False)


def load_program(path, *, ffi_fingerprint=None, check_host=None):
    """A program from a file; see parse_program. OSError if the file cannot be read."""
    name = os.fspath(path)
    where = os.fsdecode(name)
    with open(name, "rb") as file:
        data = read_at_most(file, MAX_FILE)
    return parse_program(data, where=where, ffi_fingerprint=ffi_fingerprint, check_host=check_host)
