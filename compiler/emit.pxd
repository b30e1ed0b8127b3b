"""Emission: code words, registers, labels and jumps, constants, finishing a function."""
from libc.stdint cimport int64_t, uint16_t, uint32_t, uint64_t
from seraphscript.compiler.gen cimport Gen, Value
from seraphscript.registry.tier cimport FuncRef, ScopeRef, TypeRef

# Append a word / an instruction; returns its index in g.code. Line information is attached through gen_at.
cdef uint32_t emit_abc(Gen *g, uint32_t op, uint32_t a, uint32_t b, uint32_t c) noexcept nogil
cdef uint32_t emit_ai(Gen *g, uint32_t op, uint32_t a, uint32_t imm) noexcept nogil        # imm32 in the b,c half
cdef uint32_t emit_xabc(Gen *g, uint32_t op, uint32_t x, uint32_t a, uint32_t b, uint32_t c) noexcept nogil
cdef uint32_t emit_word(Gen *g, uint64_t word) noexcept nogil                             # extension or data word
# From here on code belongs to this token (line table).
cdef void gen_at(Gen *g, uint32_t token) noexcept nogil
# A call: opcode chosen by form and number of arguments. form: 0 script, 1 native, 2 host. Arguments are registers.
cdef void emit_call(Gen *g, int form, uint32_t index, const uint32_t *args, uint32_t nargs, uint32_t dst) noexcept nogil

# Registers. kind is a kind word. Plain and owned ones are stacks: what was taken last goes first.
cdef uint32_t reg_take(Gen *g, uint32_t kind) noexcept nogil
cdef uint32_t own_take(Gen *g, uint32_t kind) noexcept nogil
# Free plain registers down to `top`; emit DROP for owned ones above `own_top` and free them.
cdef void reg_reset(Gen *g, uint32_t top) noexcept nogil
cdef void own_reset(Gen *g, uint32_t own_top) noexcept nogil
# Kind word of a type in this program (adds the type row for arrays on first use).
cdef uint32_t kind_of(Gen *g, TypeRef t) noexcept nogil
cdef uint32_t type_row(Gen *g, TypeRef t) noexcept nogil
cdef uint32_t reg_kind(Gen *g, uint32_t reg) noexcept nogil
# If the last word emitted wrote plain register `reg` as its result and no label stands behind it, make it write
# `dst` instead (same kind) and return 1.
cdef int retarget(Gen *g, uint32_t reg, uint32_t dst) noexcept nogil

# Labels and jumps
cdef uint32_t label_new(Gen *g) noexcept nogil
cdef void label_place(Gen *g, uint32_t label) noexcept nogil
cdef void emit_jump(Gen *g, uint32_t label) noexcept nogil                                # forward JMP, or LOOP if placed
cdef void emit_jump_bool(Gen *g, uint32_t reg, int sense, uint32_t label) noexcept nogil   # JT/JF or BT/BF
# Fused compare and jump: op is the forward opcode (OP_JLT_I ...); uses the back-edge opcode when the label is placed,
# and compare + JT/LOOP where no fused form or range fits. For the immediate forms b is the 16-bit value.
cdef void emit_jump_cmp(Gen *g, uint32_t op, uint32_t a, uint32_t b, uint32_t label) noexcept nogil

# Constants
cdef uint32_t const_row(Gen *g, uint64_t bits, uint32_t kind) noexcept nogil
cdef uint32_t lit_row(Gen *g, const char *p, uint32_t n) noexcept nogil
cdef void emit_const(Gen *g, uint32_t dst, int64_t bits, uint32_t kind) noexcept nogil     # LDI, LDF32, LDF64 or LDK
cdef uint32_t dbg_string(Gen *g, const char *p, uint32_t n) noexcept nogil
# Row of a native or host function used with these concrete argument, result and out kinds.
cdef uint32_t native_row(Gen *g, FuncRef f, const uint32_t *kinds, uint32_t nargs, uint32_t ret, const uint32_t *outs, uint32_t nouts) noexcept nogil
cdef uint32_t host_row(Gen *g, FuncRef f, const uint32_t *kinds, uint32_t nargs, uint32_t ret, const uint32_t *outs, uint32_t nouts) noexcept nogil

# Begin and finish a function (renumbering, jumps, costs, line and try tables).
cdef void gen_begin(Gen *g, FuncRef f, ScopeRef scope) noexcept nogil
cdef void gen_finish(Gen *g, uint32_t row) noexcept nogil
