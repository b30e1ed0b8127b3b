"""Statements and function bodies."""
from libc.stdint cimport uint32_t
from seraphscript.compiler.gen cimport Gen, Value
from seraphscript.registry.tier cimport FuncRef, TypeRef

cdef void stmt(Gen *g, uint32_t node) noexcept nogil
# A list of statements (chained through next) as a scope of its own.
cdef void stmt_scope(Gen *g, uint32_t list) noexcept nogil
# A statement that is a scope of its own: the body of if, for, while ... (it stands in no list).
cdef void stmt_body(Gen *g, uint32_t node) noexcept nogil
# Name, declaration and kinds of a function into its row; after its parameters have been taken.
cdef void describe(Gen *g, FuncRef f, uint32_t row) noexcept nogil
# Leave the function: owned registers are dropped, &out parameters handed over. reg: the result or NO_REG. place: number
# of the place that is returned by reference, or NO_REG.
cdef void emit_return(Gen *g, uint32_t reg, uint32_t place) noexcept nogil
# Leave the function with a value that has its result type; frees nothing.
cdef void return_value(Gen *g, Value v, TypeRef ret, uint32_t node) noexcept nogil
# Generate a script function into the row FuncRec.impl of the program's functions.
cdef void gen_function(Gen *g, FuncRef f) noexcept nogil
