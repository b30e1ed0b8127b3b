"""Mixins: their declarations, which classes include them, and in which scope what comes from them looks for names."""
from libc.stdint cimport uint32_t

from seraphscript.compiler.gen cimport ClassInfo, Gen
from seraphscript.registry.tier cimport FuncRef, ScopeRef, TypeRef

# The mixin that a type node names, 0 if it names anything else. No diagnostics.
cdef TypeRef mixin_of_node(Gen *g, uint32_t node, ScopeRef scope) noexcept nogil
# A class includes a mixin, named at `node`; c: its row in Gen.classes.
cdef void mixin_include(Gen *g, uint32_t row, TypeRef mixin, uint32_t node) noexcept nogil
# The interfaces that a mixin asks for: the first of a list of types, seen from the scope of the mixin.
cdef uint32_t mixin_bases(Gen *g, TypeRef mixin) noexcept nogil
# Declare what a class gets from its mixins; its own members are declared.
cdef void mixin_members(Gen *g, ClassInfo *c) noexcept nogil
# The scope in which the code of a function looks for names: that of its declaration.
cdef ScopeRef func_scope(Gen *g, FuncRef f) noexcept nogil
# The inclusion that a function comes from, 0: none.
cdef uint32_t func_inclusion(Gen *g, FuncRef f) noexcept nogil
# Tell with all diagnostics since there were `before` that they are about what a class includes.
cdef void mixin_context(Gen *g, uint32_t inclusion, uint32_t before) noexcept nogil

# Passes. The name of a mixin; then, when all types of the unit are known, what can be said without a class.
cdef void mixin_name(Gen *g, uint32_t node, ScopeRef scope) noexcept nogil
cdef void mixins_check(Gen *g) noexcept nogil
