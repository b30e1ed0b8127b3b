# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""What a host is told of the enums in a call of its function: their names, as they are numbers otherwise.

What it is not: the call (`call`), or the host's side (`vm/hostcall.pyx`, `registry/raw.py`).
"""
from libc.stdint cimport uint32_t
from libc.string cimport memset

from seraphscript.compiler.convert cimport TR_VAR, is_enum
from seraphscript.compiler.gen cimport Gen
from seraphscript.compiler.overload cimport Overloads
from seraphscript.compiler.tables cimport host_row, import_row
from seraphscript.registry.context cimport ctx_func, ctx_param_type, ctx_params, ctx_type_text
from seraphscript.registry.tier cimport FF_IMPORT, PM_OUT, REF_MASK, FuncRef, TypeRef

cdef enum:
    MAX_NAME = 512              # of one enum
    MAX_NAMES = 2048            # of all in one call: where there is no room for a name, the enum goes as a number


cdef uint32_t enum_names(Gen *g, FuncRef f, const Overloads *o, uint32_t n, uint32_t pbase, uint32_t np, char *text) noexcept nogil:
    """The names of enums as `layout.ExternDef` has them, MAX_NAMES at most; how long the text is: 0, if there are none."""
    cdef uint32_t i, p
    cdef int outs, found = 0
    cdef TypeRef type
    memset(text, c';', n)
    for outs in range(2):
        for i in range(np):
            p = g.args[pbase + i].param
            if (ctx_params(g.cx, f)[p].mode == PM_OUT) != outs:
                continue
            type = ctx_param_type(g.cx, f, p, o.instance)
            if outs or (type & REF_MASK) == TR_VAR:
                type = g.args[pbase + i].v.type
            if is_enum(g, type) and n + MAX_NAME + 256 <= MAX_NAMES:     # all behind it have room for their semicolons
                found = 1
                n += ctx_type_text(g.cx, type & REF_MASK, text + n, MAX_NAME)
            text[n] = c';'
            n += 1
    return n if found else 0


cdef uint32_t host_call_row(
    Gen *g, FuncRef f, const Overloads *o, uint32_t first, uint32_t pbase, uint32_t np, const uint32_t *kinds, uint32_t nargs,
    uint32_t ret, const uint32_t *outs, uint32_t nouts
) noexcept nogil:
    cdef char names[MAX_NAMES]
    if ctx_func(g.cx, f).flags & FF_IMPORT:
        return import_row(g, f, kinds, nargs, ret, outs, nouts)
    return host_row(g, f, kinds, nargs, ret, outs, nouts, names, enum_names(g, f, o, first, pbase, np, names))
