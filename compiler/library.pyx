# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""Calls of library C functions that the code generator makes on its own. See library.pxd.

The functions are found by the names under which the modules register them; that they are there is checked when a
program is linked, like that of all others.
"""
from libc.stdint cimport uint32_t, uint64_t
from libc.string cimport strlen

from seraphscript.compiler.emit cimport emit_abc, emit_call, own_take, reg_kind, reg_take
from seraphscript.compiler.gen cimport NO_REG, Gen
from seraphscript.compiler.tables cimport library_row
from seraphscript.compiler.types cimport is_handle_kind
from seraphscript.vm.opcodes cimport K_VOID, OP_GETOUT

from seraphscript.registry.ids import native_id

NAMES = (
    "container.new", "container.copy", "container.assign", "dictionary.set", "dictionary.setHandle", "dictionary.setAny",
    "dictionary.get", "dictionary.read", "dictionary.readConst", "dictionary.find", "dictionary.box",
    "dictionary.exists", "dictionary.next", "dictionary.keyAt", "dictionary.valueAt", "any.store", "any.storeHandle",
    "any.retrieve", "any.read", "container.owned", "container.place", "weakref.get", "weakref.set",
    "fiber.new",
)

cdef uint64_t ids[LIB_COUNT]
cdef const char *names[LIB_COUNT]
_kept = [name.encode() for name in NAMES]


def _fill_tables() -> None:
    if len(NAMES) != LIB_COUNT:
        raise ImportError("compiler/library.pxd is stale")
    for number, name in enumerate(NAMES):
        ids[number] = native_id(name)
        names[number] = <bytes>_kept[number]


_fill_tables()


cdef uint32_t library_call_as(Gen *g, uint32_t number, const uint32_t *regs, const uint32_t *kinds, uint32_t nregs,
                              uint32_t ret, uint32_t out, uint32_t *out_reg) noexcept nogil:
    cdef uint32_t dst = NO_REG, row
    if ret != K_VOID:
        dst = own_take(g, ret) if is_handle_kind(ret) else reg_take(g, ret)
    if out != K_VOID:
        out_reg[0] = own_take(g, out) if is_handle_kind(out) else reg_take(g, out)
    row = library_row(g, number, ids[number], names[number], <uint32_t>strlen(names[number]), kinds, nregs, ret, &out,
                      1 if out != K_VOID else 0)
    emit_call(g, 1, row, regs, nregs, dst)
    if out != K_VOID:
        emit_abc(g, OP_GETOUT, out_reg[0], 0, 0)
    return dst


cdef uint32_t library_call(Gen *g, uint32_t number, const uint32_t *regs, uint32_t nregs, uint32_t ret) noexcept nogil:
    cdef uint32_t kinds[4]
    cdef uint32_t i
    for i in range(nregs):
        kinds[i] = reg_kind(g, regs[i])
    return library_call_as(g, number, regs, kinds, nregs, ret, K_VOID, NULL)
