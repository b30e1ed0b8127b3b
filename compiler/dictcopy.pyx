# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""Copies of dictionaries and `any` values that own class objects.

The VM copies containers without script code, so a copy shares the class objects that its source owns. Which classes these
are is not known where the copy is made. So the code behind a copy asks for a list of the objects, calls one function of
the unit that replaces each by a copy of its class, and puts them back. That function is made last: it knows all classes
whose objects the unit stores by value, and tests derived ones before their bases. A unit without classes has none of it.
"""
from libc.stdint cimport uint32_t

from seraphscript.compiler.classes cimport class_info
from seraphscript.compiler.convert cimport NOT_LVALUE, blank, is_array
from seraphscript.compiler.dictvalue cimport is_box, is_dict, is_open_dict
from seraphscript.compiler.emit cimport (
    emit_abc, emit_ai, emit_call, emit_jump, emit_jump_cmp, gen_begin, grow, label_new, label_place, own_moved,
    own_reset, param_take, reg_reset, reg_take,
)
from seraphscript.compiler.finish cimport gen_finish
from seraphscript.compiler.gen cimport CI_ABSTRACT, CI_NO_COPY, NO_REG, V_REG, Gen, Value
from seraphscript.compiler.library cimport LIB_OWNED, LIB_PLACE, library_call
from seraphscript.compiler.objects cimport copy_value, is_script_type
from seraphscript.compiler.stmt cimport describe
from seraphscript.compiler.tables cimport kind_of, type_row
from seraphscript.registry.context cimport (
    ctx_array_of, ctx_func, ctx_new_func, ctx_note, ctx_params, ctx_targ, ctx_type,
)
from seraphscript.registry.names cimport names_intern
from seraphscript.registry.tier cimport FF_PRELUDE, REF_MASK, T_HANDLE, TIER_FFI, FuncRef, TypeRef
from seraphscript.vm.layout cimport TYPE_OBJECT, FuncDef
from seraphscript.vm.opcodes cimport *

cdef enum:
    NOTE_STORED = 4             # ctx_note space: class -> 1: objects of it are stored by value
    MAX_NESTING = 64


cdef TypeRef innermost(Gen *g, TypeRef type) noexcept nogil:
    """The class of the objects that an array owns, at any depth; a class itself."""
    cdef uint32_t depth = 0
    while is_array(g, type) and not type & T_HANDLE and depth < MAX_NESTING:
        type = ctx_targ(g.cx, type, 0)
        depth += 1
    return 0 if type & T_HANDLE else type & REF_MASK


cdef void note_stored(Gen *g, TypeRef type) noexcept nogil:
    cdef uint32_t *note
    type = innermost(g, type)
    if type == 0 or not is_script_type(g, type):
        return
    note = ctx_note(g.cx, NOTE_STORED, type)
    if note == NULL or note[0] != 0:
        return
    note[0] = 1
    if grow(g, <void**>&g.stored, &g.cap_stored, g.nstored, sizeof(TypeRef)):
        g.stored[g.nstored] = type
        g.nstored += 1


cdef int may_own(Gen *g, TypeRef type, uint32_t depth) noexcept nogil:
    """Can a container of the type own class objects that the VM does not copy?"""
    cdef TypeRef inner
    if is_box(g, type) or is_open_dict(g, type) or depth > MAX_NESTING:
        return 1
    if is_dict(g, type):
        type = ctx_targ(g.cx, type, 1)
        if type & T_HANDLE:
            return 0
    inner = innermost(g, type)
    return inner != 0 and (is_script_type(g, inner) or ((is_dict(g, inner) or is_box(g, inner)) and may_own(g, inner, depth + 1)))


cdef int needs_objects(Gen *g, TypeRef type) noexcept nogil:
    return (g.nclasses > 1 or g.cx.ffi.has_values) and g.cx.root_type != 0 and may_own(g, type, 0)


cdef FuncRef copier(Gen *g) noexcept nogil:
    """The function that copies, declared when it is first called: void (array<ref>@)."""
    cdef TypeRef list
    cdef int error = 0
    if g.copier == 0:
        list = ctx_array_of(g.cx, g.cx.root_type | T_HANDLE, &error)
        g.copier = ctx_new_func(g.cx, 1, names_intern(&g.w.names, <const unsigned char*>"copy of objects", 15), 1)
        if list == 0 or g.copier == 0 or not grow(g, <void**>&g.funcs, &g.cap_funcs, g.nfuncs + 1, sizeof(FuncDef)):
            g.failed = 1
            g.copier = 0
            return 0
        ctx_func(g.cx, g.copier).ret = TIER_FFI                 # void
        ctx_func(g.cx, g.copier).flags = FF_PRELUDE             # not offered to the host
        ctx_func(g.cx, g.copier).slot = 2
        ctx_func(g.cx, g.copier).impl = g.nfuncs
        ctx_params(g.cx, g.copier)[0].type = list | T_HANDLE
        g.nfuncs += 1
        g.copier_waits = 1
    return g.copier


cdef void own_objects(Gen *g, uint32_t reg, TypeRef type, uint32_t node) noexcept nogil:
    cdef uint32_t regs[2]
    cdef FuncRef f
    if not needs_objects(g, type):
        return
    f = copier(g)
    if f == 0:
        return
    regs[0] = reg
    regs[1] = library_call(g, LIB_OWNED, &reg, 1, kind_of(g, ctx_params(g.cx, f)[0].type))
    emit_call(g, 0, ctx_func(g.cx, f).impl, &regs[1], 1, NO_REG)
    library_call(g, LIB_PLACE, regs, 2, K_VOID)
    emit_abc(g, OP_DROP, regs[1], 0, 0)


cdef TypeRef next_class(Gen *g) noexcept nogil:
    """Takes a class out of g.stored, one with the most bases above it."""
    cdef uint32_t i, best = 0
    cdef TypeRef type
    for i in range(1, g.nstored):
        if class_info(g, g.stored[i]).depth > class_info(g, g.stored[best]).depth:
            best = i
    type = g.stored[best]
    g.nstored -= 1
    g.stored[best] = g.stored[g.nstored]
    return type


cdef void gen_copier(Gen *g) noexcept nogil:
    cdef uint32_t list, n, i, object, c, null, again, end, done, other, r, top, own_top, row
    cdef FuncRef f = g.copier
    cdef TypeRef type
    cdef Value v
    if f == 0 or not g.copier_waits or g.failed:
        return
    g.copier_waits = 0
    g.fs.param_own = 0
    g.fs.wide = 1
    g.fs.long_loops = 1
    g.fs.restart = 0
    g.fs.ret = TIER_FFI
    row = ctx_func(g.cx, f).impl
    gen_begin(g, f, 1)
    list = param_take(g, kind_of(g, ctx_params(g.cx, f)[0].type))
    g.fs.first_out = g.nlocals
    n = reg_take(g, K_U32)
    i = reg_take(g, K_I32)
    object = reg_take(g, K_OBJ | <uint32_t>TYPE_OBJECT << 8)
    null = reg_take(g, K_OBJ | <uint32_t>TYPE_OBJECT << 8)
    emit_ai(g, OP_LDI, i, 0)
    emit_abc(g, OP_LDNULL, null, 0, 0)
    emit_abc(g, OP_ALEN, n, list, 0)
    again = label_new(g)
    end = label_new(g)
    label_place(g, again)
    emit_jump_cmp(g, OP_JLE_I, n, i, end)
    emit_abc(g, OP_AGET_64, object, list, i)
    done = label_new(g)
    while g.nstored and not g.failed:
        type = next_class(g)
        if class_info(g, type).flags & (CI_NO_COPY | CI_ABSTRACT):
            continue                            # such an object got there as a temporary; it stays shared
        top = g.fs.top
        own_top = g.fs.own_top
        other = label_new(g)
        c = reg_take(g, kind_of(g, type))
        emit_abc(g, OP_CASTO, c, object, type_row(g, type))
        emit_jump_cmp(g, OP_JEQ, c, null, other)
        v = blank(V_REG, type, ctx_type(g.cx, type).node)
        v.reg = c
        v.is_const = NOT_LVALUE
        r = copy_value(g, v, type)
        emit_abc(g, OP_AGIVE, list, i, r)
        own_moved(g, r)
        own_reset(g, own_top)
        reg_reset(g, top)
        emit_jump(g, done)
        label_place(g, other)
    label_place(g, done)
    emit_abc(g, OP_ADDI_I32, i, i, 1)
    emit_jump(g, again)
    label_place(g, end)
    emit_abc(g, OP_RETV, 0, 0, 0)
    describe(g, f, row)
    gen_finish(g, row)
