"""Sealed registries as files (`.sfr`): writing and reading.

What it is: the format, and reading that is safe on any input and makes no object per entry: the tables of the sealed tier
are copied as they are, then checked (`sfr_check.pyx`), then names and symbols are entered. What it is not: code. A file
names the host's callables and classes by keys; `bindings.py` finds them when a program first needs one.

The format

    file      = magic digest body
    magic     = 89 'S' 'F' 'R' 0D 0A 1A 0A
    digest    = BLAKE2b of body, 16 bytes: finds damage, not malice
    body      = msgpack [version, layout, fingerprint, source, roots, required, tables]
    version   = integer, FORMAT_VERSION
    layout    = bin, hash of what this version of the package gives numbers: fixed names, intrinsics, kinds, record sizes
    fingerprint = bin, that of the registry: what programs that were compiled against it carry
    source    = bin, digest of the modules that it was made of (`bindings.py`), or empty
    roots     = [string, array, dictionary, plain dictionary, dictionaryValue, ref, hidden calls, string factory]: what the tier
                itself names, as references, and whether the host has members that call it without showing it
    required  = [[row, bits], ...] of host functions with values that must not be null
    tables    = map of name: bin (TABLES below; all of them, no others)
    table     = rows as the structs of `tier.pxd`, little-endian, without anything between

    types, funcs, params, globals, scopes, targs     records, with the fixed types and the empty records in front
    symbols                                     [scope, name, class, sort, reference], 32 bits each, in order
    natives                                     keys of C functions, 64 bits
    by_id                                       functions in the order of their ids, 32 bits
    text                                        declarations and defaults, one behind the other
    names, name_offsets                         the host's names in the order of their numbers; offsets have one more
    keys, key_offsets                           by FuncRec.impl: what host functions are bound by
    classes                                     types that are Python classes, and value types, 32 bits

The rows are structs and no columns: one copy a table instead of one a field. Files are equal for equal modules, in every
process.

History of the format
    1   the first one
    2   value types: their texts, classes, are part of table text, where type.node begins and with type.offset bytes
"""
# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False

from cpython.bytes cimport PyBytes_AS_STRING, PyBytes_FromStringAndSize, PyBytes_GET_SIZE
from libc.stddef cimport size_t
from libc.stdint cimport int64_t, uint8_t, uint32_t, uint64_t
from libc.stdlib cimport free, malloc, qsort
from libc.string cimport memcpy, memset

from seraphscript.registry.blobs cimport Blob, unpack
from seraphscript.registry.context cimport ctx_open
from seraphscript.registry.ffi_registry cimport FfiRegistry
from seraphscript.registry.name_ids cimport NAME_COUNT
from seraphscript.registry.names cimport NameTable, names_add, names_end, names_hash, names_probe, names_reserve
from seraphscript.registry.sfr_check cimport Flaw, check_classes, check_symbol, check_tier, is_copy, is_host_class
from seraphscript.registry.tier cimport (
    INDEX_MASK, SYM_FUNC, SYM_ID, SYM_INSTANCE, TF_ROOT, TI_FIRST_USER, TIER_FFI, TS_INSTANCE, TS_INTERFACE, TS_VALUE, FuncRec,
    GlobalRec, ParamRec, ScopeRec, Symbol, Tier, TypeRec, TypeRef, symbol_hash, tier_copy_table, tier_put, tier_reserve_symbols,
)
from seraphscript.vm cimport opcodes
from seraphscript.vm.verify_tables cimport invalid_utf8

import hashlib
import os
import struct
import sys

import msgpack

from seraphscript.registry import name_table
from seraphscript.registry.intrinsics import INTRINSICS
from seraphscript.registry.loaded import loaded
from seraphscript.vm.errors import LoadError
from seraphscript.vm.sbc import read_at_most, write_whole

MAGIC = b"\x89SFR\r\n\x1a\n"
FORMAT_VERSION = 2
MAX_FILE = 1 << 30              # bytes
_DIGEST = 16
_ROOTS = 8

cdef extern from "platform.h" nogil:
    void prefetch(const void *p)

cdef enum:
    SYMBOL_WORDS = 5
    AHEAD = 8                   # rows between the call for a line of the cache and its use
    ROW_TYPES = 0
    ROW_FUNCS = 1
    ROW_PARAMS = 2
    ROW_GLOBALS = 3
    ROW_SCOPES = 4
    ROW_TARGS = 5
    ROW_NATIVES = 6
    ROW_TEXT = 7

TABLES = {
    "types": sizeof(TypeRec), "funcs": sizeof(FuncRec), "params": sizeof(ParamRec), "globals": sizeof(GlobalRec),
    "scopes": sizeof(ScopeRec), "targs": sizeof(TypeRef), "symbols": 4 * SYMBOL_WORDS, "natives": 8, "by_id": 4, "text": 1,
    "names": 1, "name_offsets": 4, "keys": 1, "key_offsets": 4, "classes": 4,
}
"""The bytes of a row of each table."""

LAYOUT = hashlib.blake2b(
    repr([
        name_table.KEYWORDS, name_table.LIBRARY, name_table.FIXED, INTRINSICS, TABLES, opcodes.K_COUNT, TI_FIRST_USER, _ROOTS,
    ]).encode(),
    digest_size=8,
).digest()
"""What numbers in a file mean: the part of a version that nobody has to remember to count up."""


# ---------------------------------------------------------------------------------------- writing

cdef bytes rows(const void *data, size_t count, size_t width):
    return PyBytes_FromStringAndSize(<const char *>data if count else NULL, <Py_ssize_t>(count * width))


cdef int by_key(const void *a, const void *b) noexcept nogil:
    cdef const uint32_t *p = <const uint32_t *>a
    cdef const uint32_t *q = <const uint32_t *>b
    cdef uint32_t i
    for i in range(3):
        if p[i] != q[i]:
            return -1 if p[i] < q[i] else 1
    return 0


cdef bytes symbol_rows(const Tier *t):
    """The symbols in an order that does not depend on the seed of the hash; those that the reader makes are left out."""
    cdef uint32_t *table = <uint32_t *>malloc((t.nsymbols + 1) * SYMBOL_WORDS * sizeof(uint32_t))
    cdef uint32_t *row = table
    cdef const Symbol *s
    cdef size_t i
    if table == NULL:
        raise MemoryError
    for i in range(<size_t>t.symbol_mask + 1):
        s = &t.symbols[i]
        if s.build == t.build and s.cls != SYM_ID and s.cls != SYM_INSTANCE:
            row[0] = s.scope
            row[1] = s.name
            row[2] = s.cls
            row[3] = s.sort
            row[4] = s.ref
            row += SYMBOL_WORDS
    i = (row - table) // SYMBOL_WORDS
    qsort(table, i, SYMBOL_WORDS * sizeof(uint32_t), by_key)
    data = rows(table, i, SYMBOL_WORDS * sizeof(uint32_t))
    free(table)
    return data


cdef tuple joined(list texts):
    """A blob and the table of offsets of its texts."""
    cdef bytes offsets = PyBytes_FromStringAndSize(NULL, 4 * (len(texts) + 1))
    cdef uint32_t *where = <uint32_t *>PyBytes_AS_STRING(offsets)
    cdef uint32_t end = 0
    cdef size_t i = 0
    for text in texts:
        where[i] = end
        end += <uint32_t>len(text)
        i += 1
    where[i] = end
    return b"".join(texts), offsets


def registry_tables(FfiRegistry registry not None):
    """All tables of a sealed registry as they stand in a file, by name."""
    cdef Tier *t = &registry.tier
    cdef uint32_t i
    cdef bytes types = rows(t.types, t.ntypes, sizeof(TypeRec))
    cdef TypeRec *copies = <TypeRec *>PyBytes_AS_STRING(types)
    classes = []
    for i in range(TI_FIRST_USER, t.ntypes):
        copies[i].next = 0                  # chains of instances depend on the order of look-ups
        if is_host_class(t, i) and copies[i].id in registry.host_types:
            classes.append(i)
    names = []
    for i in range(NAME_COUNT, names_end(&registry.names.table)):
        names.append(registry.names.text(i))
    name_blob, name_offsets = joined(names)
    key_blob, key_offsets = joined([registry.key_of(i).encode() for i in range(registry.nhosts())])
    return {
        "types": types,
        "funcs": rows(t.funcs, t.nfuncs, sizeof(FuncRec)),
        "params": rows(t.params, t.nparams, sizeof(ParamRec)),
        "globals": rows(t.globals, t.nglobals, sizeof(GlobalRec)),
        "scopes": rows(t.scopes, t.nscopes, sizeof(ScopeRec)),
        "targs": rows(t.targs, t.ntargs, sizeof(TypeRef)),
        "symbols": symbol_rows(t),
        "natives": rows(t.natives, t.nnatives, 8),
        "by_id": rows(t.by_id, t.nby_id, 4),
        "text": rows(t.text, t.text_len, 1),
        "names": name_blob, "name_offsets": name_offsets, "keys": key_blob, "key_offsets": key_offsets,
        "classes": struct.pack(f"<{len(classes)}I", *classes),
    }


def join_parts(fingerprint, source, roots, required, tables, *, version=FORMAT_VERSION, layout=LAYOUT):
    """The bytes of a file with these parts; nothing is checked, so tests can make any file."""
    body = msgpack.packb([version, layout, fingerprint, source, roots, required, tables], use_bin_type=True)
    return MAGIC + hashlib.blake2b(body, digest_size=_DIGEST).digest() + body


def dump_registry(FfiRegistry registry not None, *, bytes source=b""):
    """A sealed registry as the bytes of a file; `source` is the digest of the modules that it was made of."""
    _little_endian_only()
    cdef const Tier *t = &registry.tier
    roots = [t.string_type, t.array_template, t.dict_template, t.dict_type, t.dict_value, t.root_type, t.hidden_calls,
             t.string_factory]
    required = [[row, bits.to_bytes(40, "little").rstrip(b"\0")] for row, bits in sorted(registry.required.items())]
    return join_parts(registry.fingerprint, source, roots, required, registry_tables(registry))


def save_registry(FfiRegistry registry not None, path, *, bytes source=b""):
    """Write a registry to a file, all or nothing."""
    write_whole(path, dump_registry(registry, source=source))


def _little_endian_only():
    if sys.byteorder != "little":
        raise LoadError(".sfr", "files of registries are little-endian and so must be the machine")


# ---------------------------------------------------------------------------------------- reading

def split_parts(data, str where=""):
    """The parts of a file, checked in form only."""
    parts = parts_of(bytes(data), where)
    parts[6] = {name: bytes(table) for name, table in parts[6].items()}
    return parts


cdef list parts_of(bytes data, str where):
    """The same with tables that are not copied."""
    cdef Py_ssize_t start = len(MAGIC) + _DIGEST
    _little_endian_only()
    if len(data) > MAX_FILE:
        raise LoadError(where, f"larger than {MAX_FILE >> 20} MiB")
    if data[:len(MAGIC)] != MAGIC:
        raise LoadError(where, "not a registry" if len(data) else "empty file")
    if hashlib.blake2b(memoryview(data)[start:], digest_size=_DIGEST).digest() != data[len(MAGIC):start]:
        raise LoadError(where, "damaged or cut off: the checksum differs")
    try:
        parts = unpack(data, start)
    except ValueError as error:
        raise LoadError(where, f"damaged: {error}") from None
    if type(parts) is not list or not parts or type(parts[0]) is not int:
        raise LoadError(where, "damaged: no version")
    if parts[0] != FORMAT_VERSION:
        raise LoadError(where, f"format version {parts[0]}, this is {FORMAT_VERSION}: save the registry again")
    if len(parts) != 7:
        raise LoadError(where, f"damaged: {len(parts)} parts")
    if parts[1] != LAYOUT:
        raise LoadError(where, "made by another version of seraphscript: save the registry again")
    for name, part, most in (("fingerprint", parts[2], 64), ("source", parts[3], 64)):
        if type(part) is not bytes or len(part) > most:
            raise LoadError(f"{where}: {name}", "no bytes")
    if type(parts[4]) is not list or len(parts[4]) != _ROOTS:
        raise LoadError(f"{where}: roots", f"not {_ROOTS} integers")
    for value in parts[4]:
        if type(value) is not int or not 0 <= value < 1 << 32:
            raise LoadError(f"{where}: roots", f"not {_ROOTS} integers of 32 bits")
    tables = parts[6]
    if type(parts[5]) is not list or type(tables) is not dict or tables.keys() != TABLES.keys():
        raise LoadError(f"{where}: tables", "not those of a registry")
    for name, width in TABLES.items():
        if type(tables[name]) is not Blob:
            raise LoadError(f"{where}: table {name}", "no bytes")
        if len(tables[name]) % width or len(tables[name]) // width >= INDEX_MASK << 8:
            raise LoadError(f"{where}: table {name}", f"{len(tables[name])} bytes are no rows of {width}")
    return parts


cdef int fill(Tier *t, int which, dict tables, uint32_t least, str name, str where) except -1:
    """Copy a table. The records that every tier begins with must be there, and stay those of this process."""
    cdef Blob data = tables[name]
    cdef size_t size = <size_t>data.size
    cdef size_t width = TABLES[name]
    if size // width < least or size // width > (INDEX_MASK if width > 1 else 0x7fffffff):
        raise LoadError(f"{where}: table {name}", f"{size // width} rows")
    if not tier_copy_table(t, which, data.at(), <uint32_t>(size // width), least):
        raise MemoryError
    return 0


cdef const uint32_t *offsets_of(dict tables, str blob, str name, uint32_t *count, str where) except NULL:
    """A table of offsets into a blob that only goes upwards."""
    cdef bytes data = tables[name]
    cdef const uint32_t *offsets = <const uint32_t *>PyBytes_AS_STRING(data)
    cdef size_t n = <size_t>PyBytes_GET_SIZE(data) // 4
    cdef size_t i
    if n == 0 or offsets[0] != 0 or offsets[n - 1] != <size_t>len(tables[blob]):
        raise LoadError(f"{where}: table {name}", f"not the offsets of table {blob}")
    for i in range(1, n):
        if offsets[i] < offsets[i - 1]:
            raise LoadError(f"{where}: table {name}", f"row {i}: offsets go backwards")
    count[0] = <uint32_t>(n - 1)
    return offsets


cdef int check_utf8(const char *text, size_t n, str name, str where) except -1:
    cdef int64_t wrong = invalid_utf8(<const uint8_t *>text, n)
    if wrong >= 0:
        raise LoadError(f"{where}: table {name}", f"byte {wrong}: not UTF-8")
    return 0


cdef int read_names(FfiRegistry registry, dict tables, str where) except -1:
    """Enter the names; each must get the number that it had."""
    cdef NameTable *names = &registry.names.table
    cdef uint32_t n, i, length, found
    cdef uint32_t *hashes
    cdef const unsigned char *name
    cdef const uint32_t *offsets = offsets_of(tables, "names", "name_offsets", &n, where)
    cdef const char *text = PyBytes_AS_STRING(tables["names"])
    if not (<bytes>tables["names"]).isascii() or not names_reserve(&registry.names.table, n, len(tables["names"])):
        raise LoadError(f"{where}: table names", "too large, or not ASCII")
    hashes = <uint32_t *>malloc((<size_t>n + 1) * sizeof(uint32_t))
    if hashes == NULL:
        raise MemoryError
    for i in range(n):
        hashes[i] = names_hash(<const unsigned char *>text + offsets[i], offsets[i + 1] - offsets[i])
    for i in range(n):
        if i + AHEAD < n:
            prefetch(&names.slots[hashes[i + AHEAD] & names.mask])
        length = offsets[i + 1] - offsets[i]
        name = <const unsigned char *>text + offsets[i]
        found = names_probe(names, name, length, hashes[i], False)
        if found == 0 and 0 < length < 65536:
            found = names_add(names, name, length, hashes[i])
        if found != NAME_COUNT + i:
            break
    else:
        i = n
    free(hashes)
    if i < n:
        raise LoadError(f"{where}: table names", f"row {i}: empty, too long or there twice")
    return 0


cdef int read_symbols(Tier *t, Blob data, str where) except -1:
    cdef const char *rows = data.at()
    cdef size_t n = <size_t>data.size // (4 * SYMBOL_WORDS), i
    cdef uint32_t[SYMBOL_WORDS] row         # the file is not aligned
    cdef Symbol *s
    cdef Symbol made
    cdef uint32_t f
    memset(&made, 0, sizeof(made))
    if n > INDEX_MASK or not tier_reserve_symbols(t, n + t.ntypes):
        raise LoadError(f"{where}: table symbols", "too large")
    for i in range(n):
        if i + AHEAD < n:
            memcpy(row, rows + (i + AHEAD) * sizeof(row), sizeof(row))
            prefetch(&t.symbols[symbol_hash(row[0], row[1], row[2]) & t.symbol_mask])
        memcpy(row, rows + i * sizeof(row), sizeof(row))
        made.scope = row[0]
        made.name = row[1]
        made.ref = row[4]
        if row[2] > 0xffff or row[3] > 0xffff:
            raise LoadError(f"{where}: table symbols", f"row {i}: no such sort")
        made.cls = <unsigned short>row[2]
        made.sort = <unsigned short>row[3]
        if not check_symbol(t, &made):
            raise LoadError(f"{where}: table symbols", f"row {i}: what it stands for does not exist")
        s = tier_put(t, made.scope, made.name, made.cls)
        if s == NULL or s.sort:
            raise LoadError(f"{where}: table symbols", f"row {i}: there twice")
        s.sort = made.sort
        s.ref = s.last = made.ref
        if made.cls == SYM_FUNC:
            f = made.ref & INDEX_MASK
            while t.funcs[f].next:
                f = t.funcs[f].next & INDEX_MASK
            s.last = f | TIER_FFI
    return 0


cdef inline bint in_order(const FuncRec *a, const FuncRec *b) noexcept nogil:
    return a.id < b.id or (a.id == b.id and a < b)


cdef int read_order(Tier *t, bytes data, str where) except -1:
    """The order of the ids of functions; those of a derived class have copies of what it inherits behind them."""
    cdef const uint32_t *row = <const uint32_t *>PyBytes_AS_STRING(data)
    cdef uint32_t n = <uint32_t>(PyBytes_GET_SIZE(data) // 4), i
    if n != t.nfuncs - 1:
        raise LoadError(f"{where}: table by_id", f"{n} rows for {t.nfuncs - 1} functions")
    for i in range(n):
        if not 0 < row[i] < t.nfuncs or i and not in_order(&t.funcs[row[i - 1]], &t.funcs[row[i]]):
            raise LoadError(f"{where}: table by_id", f"row {i}: not in order")
        if i and t.funcs[row[i - 1]].id == t.funcs[row[i]].id and not is_copy(t, &t.funcs[row[i - 1]], &t.funcs[row[i]]):
            raise LoadError(f"{where}: table by_id", f"row {i}: another function with the id of the one before")
    t.by_id = <uint32_t *>malloc((<size_t>n + 1) * sizeof(uint32_t))
    if t.by_id == NULL:
        raise MemoryError
    memcpy(t.by_id, row, n * sizeof(uint32_t))
    t.nby_id = n
    return 0


cdef int link_instances(Tier *t) except -1:
    """The symbols of instances, which depend on ids alone."""
    cdef uint32_t i
    cdef Symbol *s
    for i in range(TI_FIRST_USER, t.ntypes):
        if t.types[i].sort == TS_INSTANCE:
            s = tier_put(t, t.types[i].base, <uint32_t>t.types[i].id, SYM_INSTANCE)
            if s == NULL:
                raise MemoryError
            t.types[i].next = s.ref
            s.sort = SYM_INSTANCE
            s.ref = i | TIER_FFI
    return 0


def parse_registry(data, *, str where="", FfiRegistry known=None, bint trusted=False):
    """A registry from the bytes of a file, and the digest of its modules; LoadError if it is refused."""
    parts = parts_of(data, where)
    return registry_of(parts, where, known, trusted), parts[3]


def registry_of(list parts not None, str where, FfiRegistry known, bint trusted):
    """A registry of the parts of a file; LoadError if it is refused.

    `known` is the registry of the default modules: types and functions with operations of their own must be as there.
    That of the default modules themselves has nothing to be compared with: it is `trusted`.
    """
    cdef FfiRegistry registry
    cdef Tier *t
    cdef dict tables
    cdef Flaw flaw
    cdef uint32_t nkeys, i
    cdef bytes classes
    tables = parts[6]
    for name in ("names", "name_offsets", "keys", "key_offsets", "classes", "by_id"):
        tables[name] = bytes(tables[name])  # small, or kept
    registry = FfiRegistry.__new__(FfiRegistry)
    t = &registry.tier
    fill(t, ROW_TYPES, tables, TI_FIRST_USER, "types", where)
    fill(t, ROW_FUNCS, tables, 1, "funcs", where)
    fill(t, ROW_PARAMS, tables, 1, "params", where)
    fill(t, ROW_GLOBALS, tables, 1, "globals", where)
    fill(t, ROW_SCOPES, tables, 2, "scopes", where)
    fill(t, ROW_TARGS, tables, 1, "targs", where)
    fill(t, ROW_NATIVES, tables, 1, "natives", where)
    fill(t, ROW_TEXT, tables, 1, "text", where)
    check_utf8(t.text, t.text_len, "text", where)
    read_names(registry, tables, where)
    (t.string_type, t.array_template, t.dict_template, t.dict_type, t.dict_value, t.root_type) = parts[4][:6]
    t.hidden_calls = parts[4][6] != 0
    t.string_factory = parts[4][7]
    for i in range(TI_FIRST_USER, t.ntypes):
        if t.types[i].sort == TS_INTERFACE and not t.types[i].flags & TF_ROOT:
            t.has_interfaces = 1
        t.has_values |= t.types[i].sort == TS_VALUE
    offsets_of(tables, "keys", "key_offsets", &nkeys, where)
    if nkeys == 0:
        raise LoadError(f"{where}: table keys", "empty")
    check_utf8(PyBytes_AS_STRING(tables["keys"]), len(tables["keys"]), "keys", where)
    if not trusted and not check_tier(t, nkeys, &known.tier if known is not None else NULL, &flaw):
        raise LoadError(f"{where}: table {flaw.table.decode()}", f"row {flaw.row}: {flaw.what.decode()}")
    read_symbols(t, tables["symbols"], where)
    read_order(t, tables["by_id"], where)
    link_instances(t)
    classes = tables["classes"]
    if not check_classes(t, <const uint32_t *>PyBytes_AS_STRING(classes), <size_t>len(classes) // 4):
        raise LoadError(f"{where}: table classes", "not the rows of classes of the host, in order")
    required = {}
    for entry in parts[5]:
        if (type(entry) is not list or len(entry) != 2 or type(entry[0]) is not int or type(entry[1]) is not bytes
                or not 0 < entry[0] < nkeys or len(entry[1]) > 40):
            raise LoadError(f"{where}: required", "no pairs of a row and bits")
        required[entry[0]] = int.from_bytes(entry[1], "little")
    registry.take_keys(tables["keys"], tables["key_offsets"], required, tables["classes"])
    registry.names.seal()
    registry.fingerprint = parts[2]
    ctx_open(&registry.cx, t, NULL, 0)
    return registry


def load_registry(path, *, FfiRegistry known=None, bint trusted=False):
    """A registry from a file, see parse_registry. OSError if the file cannot be read."""
    name = os.fspath(path)
    with open(name, "rb") as file:
        data = read_at_most(file, MAX_FILE)
    return parse_registry(data, where=os.fsdecode(name), known=known, trusted=trusted)


def shared_registry(path, bindings not None, *, FfiRegistry known=None, source=None):
    """A registry from a file with what it is bound to: the one that this process has already if there is such (`loaded.py`).

    None if `source` is given and the file was made of other modules.
    """
    name = os.fspath(path)
    where = os.fsdecode(name)
    with open(name, "rb") as file:
        data = read_at_most(file, MAX_FILE)
    parts = parts_of(data, where)           # the digest in the head is that of the body
    if source is not None and parts[3] != source:
        return None
    digest = bytes(data[len(MAGIC):len(MAGIC) + _DIGEST])
    return loaded(digest, bindings, lambda: registry_of(parts, where, known, False))


def source_of(path):
    """The digest of the modules that a file was made of; b"" if it is no such file."""
    try:
        with open(path, "rb") as file:
            return parts_of(read_at_most(file, MAX_FILE), os.fsdecode(os.fspath(path)))[3]
    except (OSError, LoadError):
        return b""
