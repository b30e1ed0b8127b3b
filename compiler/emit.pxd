"""Emission: code words, registers, labels and jumps, constants, finishing a function."""
from libc.stdint cimport int64_t, uint16_t, uint32_t, uint64_t
from seraphscript.compiler.gen cimport Gen, Mark, Part
from seraphscript.registry.tier cimport FuncRef, ScopeRef

# Append a word / an instruction; returns its index in g.code. Line information is attached through gen_at.
cdef uint32_t emit_abc(Gen *g, uint32_t op, uint32_t a, uint32_t b, uint32_t c) noexcept nogil
cdef uint32_t emit_ai(Gen *g, uint32_t op, uint32_t a, uint32_t imm) noexcept nogil        # imm32 in the b,c half
cdef uint32_t emit_xabc(Gen *g, uint32_t op, uint32_t x, uint32_t a, uint32_t b, uint32_t c) noexcept nogil
cdef uint32_t emit_word(Gen *g, uint64_t word) noexcept nogil                             # extension or data word
# From here on code belongs to this token (line table).
cdef void gen_at(Gen *g, uint32_t token) noexcept nogil
# A call: opcode chosen by form and number of arguments. form: 0 script, 1 native, 2 host, 3 virtual
# (index: slot), 4 method of an interface (index: its number), 5 through a handle (index: its type). Arguments are registers.
cdef void emit_fast(Gen *g, uint32_t op, uint32_t number, uint32_t dst, uint32_t a, uint32_t b) noexcept nogil
cdef void emit_call(Gen *g, int form, uint32_t index, const uint32_t *args, uint32_t nargs, uint32_t dst) noexcept nogil

# Registers. kind is a kind word.
cdef uint32_t reg_take(Gen *g, uint32_t kind) noexcept nogil
cdef uint32_t own_take(Gen *g, uint32_t kind) noexcept nogil
# Free plain registers down to `top`; emit DROP for owned ones above `own_top` and free them.
cdef void reg_reset(Gen *g, uint32_t top) noexcept nogil
cdef void own_reset(Gen *g, uint32_t own_top) noexcept nogil
# Free everything above the heights (`top`, `own_top`) but one register, which stays taken at the height. keep: a plain
# or owned register, or NO_REG. Owned ones that go are dropped.
cdef void reg_keep(Gen *g, uint32_t keep, uint32_t top, uint32_t own_top) noexcept nogil
# The same for the plain registers of the fields of a value.
cdef void reg_keep_parts(Gen *g, const Part *parts, uint32_t n, uint32_t top) noexcept nogil
# The owned register was moved from (MVH, GIVEG, OUT ...): it is null already, free it without a DROP.
cdef void own_moved(Gen *g, uint32_t reg) noexcept nogil
# Emit a DROP for each owned register above the height without freeing it (break, continue, return).
cdef void emit_drops(Gen *g, uint32_t own_top, uint32_t but) noexcept nogil
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

# Begins a function; `finish.gen_finish` ends it.
cdef void gen_begin(Gen *g, FuncRef f, ScopeRef scope) noexcept nogil
# Reports that the function in progress needs too many registers.
cdef void too_many(Gen *g) noexcept nogil

# Room for one more element in a growable array; 0 and g.failed when out of memory.
cdef int grow(Gen *g, void **array, uint32_t *capacity, uint32_t count, size_t size) noexcept nogil
# The register of the next parameter (only before any other register is taken).
cdef uint32_t param_take(Gen *g, uint32_t kind) noexcept nogil
# A row of the try table, places as words of g.code; own: no owned register that was taken before the block has
# this or a higher number (see own_floor).
cdef void emit_try(Gen *g, uint32_t start, uint32_t end, uint32_t handler, uint32_t own) noexcept nogil
# Between these two, no owned register below the floor is taken, so that a try block can tell its own ones by number.
# saved: room for 32 entries. Returns the floor.
cdef uint32_t own_floor(Gen *g, uint32_t *saved) noexcept nogil
cdef void own_unfloor(Gen *g, const uint32_t *saved) noexcept nogil
# Code on trial: remember the state, and forget everything since (code, diagnostics; registers are freed, table rows stay).
cdef void gen_mark(Gen *g, Mark *m) noexcept nogil
cdef void gen_rollback(Gen *g, const Mark *m) noexcept nogil
