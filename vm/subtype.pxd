"""Which type is which: bases, interfaces and what may stand for what, by the verified tables of a program.

What it is: the tests behind casts, calls through interfaces and the verifier. What it is not: the rules of the language
for conversions (compiler). The type rows must have passed the verifier; the number of the type that is wanted must exist.
"""
from libc.stdint cimport uint32_t

from .layout cimport TY_DICT, TY_INTERFACE, TYPE_OBJECT, ImplDef, ProgramData
from .opcodes cimport K_ARR, K_OBJ


cdef inline const ImplDef *find_impl(const ProgramData *p, uint32_t type, uint32_t iface) noexcept nogil:
    """The row that says how a class implements an interface (or that an interface extends it); NULL: it does not."""
    cdef const ImplDef *rows = p.impls + p.types[type].impls
    cdef uint32_t low = 0, high = p.types[type].nimpls, middle
    while low < high:
        middle = (low + high) >> 1
        if rows[middle].iface < iface:
            low = middle + 1
        else:
            high = middle
    return rows + low if low < p.types[type].nimpls and rows[low].iface == iface else NULL


cdef inline bint is_type(const ProgramData *p, uint32_t type, uint32_t wanted) noexcept nogil:
    """Is every object of a type one of the type `wanted` as well? `type` may come from memory and be anything."""
    if type == wanted or wanted == TYPE_OBJECT:
        return True
    if type >= p.ntypes or p.types[type].sort == TY_DICT:   # a dictionary's `base` is the kind of its keys
        return False
    if p.types[wanted].sort == TY_INTERFACE:
        return find_impl(p, type, wanted) != NULL
    while type > wanted:                # a base has a lower number
        type = p.types[type].base
    return type == wanted


cdef inline bint assignable(const ProgramData *p, uint32_t wanted, uint32_t kind) noexcept nogil:
    """May a place of the kind K_OBJ of the type `wanted` take a handle of this kind?"""
    if kind & 0xff == K_ARR:
        return wanted == TYPE_OBJECT
    return kind & 0xff == K_OBJ and is_type(p, kind >> 8, wanted)
