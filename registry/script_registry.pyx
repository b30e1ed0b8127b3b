"""ScriptRegistry: a script tier on top of a sealed registry, as Python sees it.

What it is: the CompilationContext with a tier and names of its own, for tests and tools: the same C functions that the
passes of the compiler call, on references (numbers) and texts. What it is not: part of a build; builds take tiers from the
pool and make no Python objects.
"""
# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False

from libc.stdint cimport uint32_t, uint64_t

from seraphscript.registry.context cimport (
    INST_OK, CompilationContext, ctx_add_func, ctx_add_global, ctx_add_symbol, ctx_add_type, ctx_find, ctx_find_ffi_func,
    ctx_find_func, ctx_find_func_id, ctx_find_namespace, ctx_func, ctx_func_id, ctx_func_text, ctx_global,
    ctx_inst_message, ctx_instance, ctx_member_scope, ctx_namespace, ctx_note, ctx_open, ctx_param_type, ctx_params,
    ctx_return_type, ctx_scope_text, ctx_type, ctx_type_text,
)
from seraphscript.registry.ffi_registry cimport FfiRegistry
from seraphscript.registry.names cimport NameTable, names_clear, names_free, names_init, names_intern
from seraphscript.registry.tier cimport (
    PM_VALUE, SYM_AMBIGUOUS, SYM_GLOBAL, SYM_TYPE, T_CONST, T_CONST_HANDLE, T_HANDLE, TF_REFERENCE, TI_VAR, TIER_FFI,
    TS_CLASS, TS_ENUM, Tier, tier_bytes, tier_give, tier_reset, tier_take,
)
from seraphscript.vm cimport opcodes

from seraphscript.registry.datatype import ANY, FfiDataType

_SORTS = {"class": TS_CLASS, "enum": TS_ENUM}


cdef class ScriptRegistry:
    """A fresh script tier over a sealed registry."""

    cdef FfiRegistry ffi
    cdef Tier *tier
    cdef NameTable names
    cdef CompilationContext cx

    def __cinit__(self, FfiRegistry ffi not None, *, bint strict=False):
        self.ffi = ffi
        if names_init(&self.names, &ffi.names.table) < 0:
            raise MemoryError
        self.tier = tier_take(&self.names)
        if self.tier == NULL:
            raise MemoryError
        ctx_open(&self.cx, &ffi.tier, self.tier, strict)

    def __dealloc__(self):
        if self.tier != NULL:
            tier_give(self.tier)
        names_free(&self.names)

    def reset(self):
        """Empty the tier, as between two builds."""
        names_clear(&self.names, &self.ffi.names.table)
        if tier_reset(self.tier, &self.names) < 0:
            raise MemoryError

    @property
    def memory(self):
        """Bytes that the tier has allocated."""
        return tier_bytes(self.tier)

    @property
    def type_count(self):
        """Types of the script tier, template instances included."""
        return self.tier.ntypes - 1

    @property
    def function_count(self):
        """Functions of the script tier."""
        return self.tier.nfuncs - 1

    cdef uint32_t name(self, str text) except 0:
        cdef bytes data = text.encode()
        cdef uint32_t found = names_intern(&self.names, data, <uint32_t>len(data))
        if not found:
            raise MemoryError
        return found

    cdef uint32_t added(self, uint32_t ref, str what) except 0:
        if self.tier.failed:
            raise MemoryError
        if not ref:
            raise ValueError(f"{what} is already declared")
        return ref

    # -- scopes

    def namespace(self, str path=""):
        """The script tier's scope for a namespace, made on demand."""
        cdef uint32_t scope = 1
        for part in filter(None, path.split("::")):
            scope = self.added(ctx_namespace(&self.cx, scope, self.name(part)), part)
        return scope

    def find_namespace(self, str path):
        """The scope of a namespace in either tier, 0 if there is none."""
        cdef uint32_t scope = 1
        for part in filter(None, path.split("::")):
            scope = ctx_find_namespace(&self.cx, scope, self.name(part))
            if not scope:
                return 0
        return scope

    def scope_text(self, uint32_t scope):
        """A scope's qualified name."""
        cdef char[1024] buf
        return buf[:ctx_scope_text(&self.cx, scope, buf, sizeof(buf))].decode()

    def members(self, uint32_t type):
        """The scope of a type's members."""
        return ctx_member_scope(&self.cx, type)

    # -- types

    def add_type(self, uint32_t scope, str name, str sort="class"):
        """A class or enum; ValueError if the name is taken."""
        cdef uint32_t kind = opcodes.K_I32 if sort == "enum" else opcodes.K_OBJ
        cdef uint32_t t = self.added(ctx_add_type(&self.cx, scope, self.name(name), _SORTS[sort], kind), name)
        if sort == "class":
            ctx_type(&self.cx, t).flags |= TF_REFERENCE
        return t

    def type(self, str text):
        """The TypeRef of a type as seen from the global scope; ValueError if it is unknown or refused."""
        return self.resolve(FfiDataType.parse(text))

    cdef uint32_t resolve(self, kind) except? 0:
        cdef uint32_t t, scope
        cdef uint32_t[16] args
        cdef uint32_t n = 0
        cdef int error = INST_OK
        if kind.name == ANY:
            t = TIER_FFI | TI_VAR
        elif kind.ref is not None:
            t = TIER_FFI | <uint32_t>kind.ref
        else:
            *path, last = kind.name.split("::")
            scope = self.find_namespace("::".join(path))
            t = ctx_find(&self.cx, scope, self.name(last), SYM_TYPE) if scope else 0
            if not t:
                raise ValueError(f"unknown type '{kind.name}'")
        if kind.args:
            for arg in kind.args[:16]:
                args[n] = self.resolve(arg)
                n += 1
            t = ctx_instance(&self.cx, t, args, n, &error)
            if not t:
                raise ValueError(f"'{kind}' {(<bytes>ctx_inst_message(&self.cx, error)).decode()}")
        if kind.is_handle:
            t |= T_HANDLE | (T_CONST_HANDLE if kind.is_const_handle else 0)
        return t | (T_CONST if kind.is_const else 0)

    def type_text(self, uint32_t t):
        """A type as messages show it."""
        cdef char[4096] buf
        return buf[:ctx_type_text(&self.cx, t, buf, sizeof(buf))].decode()

    def type_id(self, uint32_t t):
        """A type's stable id."""
        return ctx_type(&self.cx, t).id

    def tier_of(self, uint32_t t):
        """The tier that a type is in: "ffi" or "script"."""
        return "ffi" if t & TIER_FFI else "script"

    # -- functions

    def add_function(self, uint32_t scope, str name, params=(), returns="void"):
        """A function with parameters by value."""
        cdef uint32_t i, f
        refs = [self.resolve(FfiDataType.parse(p)) for p in params]
        f = self.added(ctx_add_func(&self.cx, scope, self.name(name), <uint32_t>len(refs)), name)
        for i in range(<uint32_t>len(refs)):
            ctx_params(&self.cx, f)[i].type = refs[i]
            ctx_params(&self.cx, f)[i].mode = PM_VALUE
        ctx_func(&self.cx, f).ret = self.resolve(FfiDataType.parse(returns))
        return f

    def overloads(self, uint32_t scope, str name):
        """The overloads of a name in one scope: (script tier, FFI tier)."""
        found = []
        for first in (ctx_find_func(&self.cx, scope, self.name(name)), ctx_find_ffi_func(&self.cx, scope, self.name(name))):
            chain = []
            while first:
                chain.append(first)
                first = ctx_func(&self.cx, first).next
            found.append(chain)
        return tuple(found)

    def function_text(self, uint32_t f, uint32_t instance=0):
        """A function's declaration, as a member of an instance if one is given."""
        cdef char[4096] buf
        return buf[:ctx_func_text(&self.cx, f, instance, buf, sizeof(buf))].decode()

    def function_types(self, uint32_t f, uint32_t instance=0):
        """Result and parameter types of a function with the arguments of an instance put in."""
        refs = [ctx_return_type(&self.cx, f, instance)]
        refs += [ctx_param_type(&self.cx, f, i, instance) for i in range(ctx_func(&self.cx, f).nparams)]
        return [self.type_text(t) for t in refs]

    def function_id(self, uint32_t f):
        """A function's stable id."""
        return ctx_func_id(&self.cx, f)

    def find_function(self, uint64_t id):
        """A function of either tier by its id, 0 if there is none."""
        return ctx_find_func_id(&self.cx, id)

    # -- values

    def add_global(self, uint32_t scope, str name):
        """A global variable; ValueError if the name is taken."""
        return self.added(ctx_add_global(&self.cx, scope, self.name(name)), name)

    def mark_ambiguous(self, uint32_t scope, str name):
        """Let a value's name be ambiguous."""
        return bool(ctx_add_symbol(&self.cx, scope, self.name(name), SYM_AMBIGUOUS, 0))

    def find_global(self, uint32_t scope, str name):
        """A value in one scope: (reference, 0) or (0, reference) if it is ambiguous."""
        cdef uint32_t id = self.name(name)
        return ctx_find(&self.cx, scope, id, SYM_GLOBAL), ctx_find(&self.cx, scope, id, SYM_AMBIGUOUS)

    def global_value(self, uint32_t g):
        """The bits of a constant."""
        return ctx_global(&self.cx, g).value

    def note(self, uint32_t space, uint32_t ref, value=None):
        """The number noted for an entity; sets it if one is given."""
        cdef uint32_t *place = ctx_note(&self.cx, space, ref)
        if place == NULL:
            raise MemoryError
        if value is not None:
            place[0] = value
        return place[0]
