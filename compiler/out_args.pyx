# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""Arguments for &out parameters: which variable stands for one, and what type it wants.

What it is not: the call, or the assignment to the variable behind it (`call`).
"""
from libc.stdint cimport uint32_t

from seraphscript.compiler.convert cimport TR_ERROR, TR_VAR
from seraphscript.compiler.error_codes cimport E_LVALUE
from seraphscript.compiler.expr cimport expr_type
from seraphscript.compiler.nodes cimport *
from seraphscript.compiler.types cimport gen_error
from seraphscript.registry.tier cimport REF_MASK, T_HANDLE


cdef TypeRef out_type(Gen *g, TypeRef type, const Arg *arg, uint32_t node) noexcept nogil:
    """What an &out parameter gives: for `?` whatever the variable is."""
    if (type & REF_MASK) != TR_VAR:
        return type
    if arg.node == 0:
        gen_error(g, E_LVALUE, node, "an argument for '?&out' must be a variable: it says what type is wanted")
        return TR_ERROR
    return expr_type(g, arg.node) & (REF_MASK | T_HANDLE)


cdef void check_out(Gen *g, FuncRef f, uint32_t slot, uint32_t node) noexcept nogil:
    """An &out parameter: `void` and a default of `void` have no target."""
    if g.args[slot].ready == 2 or node_kind(g.w, g.args[slot].node) == NK_VoidArg:
        g.args[slot].node = 0
    elif g.args[slot].ready == 1:
        gen_error(g, E_LVALUE, g.args[slot].node, "an &out argument must be a variable")
