"""Arguments for &out parameters. See out_args.pyx."""
from libc.stdint cimport uint32_t

from seraphscript.compiler.gen cimport Arg, Gen
from seraphscript.registry.tier cimport FuncRef, TypeRef

# What the parameter gives to the variable that stands for it.
cdef TypeRef out_type(Gen *g, TypeRef type, const Arg *arg, uint32_t node) noexcept nogil
# Find out which variable that is, in g.args[slot].
cdef void check_out(Gen *g, FuncRef f, uint32_t slot, uint32_t node) noexcept nogil
