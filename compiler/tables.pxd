"""Rows of the program's tables while it is being built: constants, literals, types, external functions, text."""
from libc.stdint cimport int64_t, uint32_t, uint64_t
from seraphscript.compiler.gen cimport Gen
from seraphscript.registry.tier cimport FuncRef, ScopeRef, TypeRef
from seraphscript.vm.layout cimport LineDef, ProgramData

# Kind word of a type in this program (adds the type row for arrays on first use).
cdef uint32_t kind_of(Gen *g, TypeRef t) noexcept nogil
cdef uint32_t type_row(Gen *g, TypeRef t) noexcept nogil
# The next row of the program's types, for a class or interface; `class_rows` fills it.
cdef uint32_t class_row_new(Gen *g, TypeRef t) noexcept nogil
cdef uint32_t const_row(Gen *g, uint64_t bits, uint32_t kind) noexcept nogil
cdef uint32_t lit_row(Gen *g, const char *p, uint32_t n) noexcept nogil
cdef void emit_const(Gen *g, uint32_t dst, int64_t bits, uint32_t kind) noexcept nogil     # LDI, LDF32, LDF64 or LDK
# New debug strings for a variable's name (0: `this`) and type; known ones are in g.text_map, under name_key() and the type.
cdef uint32_t name_text(Gen *g, uint32_t name) noexcept nogil
cdef uint32_t type_text(Gen *g, TypeRef t) noexcept nogil

cdef inline uint64_t name_key(uint32_t name) noexcept nogil:
    return name | <uint64_t>1 << 32

cdef uint32_t dbg_string(Gen *g, const char *p, uint32_t n) noexcept nogil
# Debug string with a qualified name: `A::B::name`.
cdef uint32_t qualified_string(Gen *g, ScopeRef scope, uint32_t name, int destructor=*) noexcept nogil
# Row of a native or host function used with these concrete argument, result and out kinds.
cdef int library_code(Gen *g) noexcept nogil
cdef uint32_t native_row(Gen *g, FuncRef f, uint64_t id, const uint32_t *kinds, uint32_t nargs, uint32_t ret, const uint32_t *outs, uint32_t nouts, int held) noexcept nogil
# A library function that the code generator calls by the name it is registered under; number: one for each such name.
cdef uint32_t library_row(Gen *g, uint32_t number, uint64_t id, const char *name, uint32_t name_len,
                          const uint32_t *kinds, uint32_t nargs, uint32_t ret, const uint32_t *outs, uint32_t nouts) noexcept nogil
cdef void import_declared(Gen *g, FuncRef f) noexcept nogil
# The same for an imported function.
cdef uint32_t import_row(Gen *g, FuncRef f, const uint32_t *kinds, uint32_t nargs, uint32_t ret, const uint32_t *outs, uint32_t nouts) noexcept nogil
# The row through which the functions of a funcdef call the host: `f` is its signature, the first argument the callable.
cdef uint32_t shape_row(Gen *g, FuncRef f, const uint32_t *kinds, uint32_t nargs, uint32_t ret, const uint32_t *outs, uint32_t nouts) noexcept nogil
cdef uint32_t host_row(Gen *g, FuncRef f, const uint32_t *kinds, uint32_t nargs, uint32_t ret, const uint32_t *outs, uint32_t nouts,
                       const char *enums=*, uint32_t enums_len=*) noexcept nogil

# Tables of one build: empty them (keeps the memory), free them.
cdef int gen_reset(Gen *g) noexcept nogil
cdef void gen_free(Gen *g) noexcept nogil
# A section has been added.
cdef void lines_changed(Gen *g) noexcept nogil
# Turns the source offsets in `line` of n rows into lines and columns (from 1) within their sections.
cdef void set_lines(Gen *g, LineDef *rows, uint32_t n) noexcept nogil
# The tables as they are now, for program_from_tables.
cdef void gen_tables(const Gen *g, ProgramData *p) noexcept nogil
