"""Records of the two registry tiers, as C structs: what the compiler reads when it resolves names.

What it is: the layout of one tier (types, functions, parameters, globals, fields, scopes, symbols) and the
references between tiers. Both tiers have the same layout: the sealed FFI tier (built once by the
builder or read from an .sfr image, then read-only and shared by all units and threads) and the
script tier (owned by one unit, filled by its declaration passes, fresh for each build).
What it is not: Python-visible definitions (`declaration.py`, `ffi_registry.pyx`), or name strings (`names.pxd`).

Pointers to records are valid until the next record of that table is added. Records of the FFI tier are shared by
threads and units: only the builder writes them. What a pass wants to note about an FFI entity goes into the script
tier (`ctx_note`), never into the record.

References are 32-bit. TIER_FFI (bit 23) tells the tier of a type, function, global or scope index;
index 0 of each table is unused and means none, except for types, where 0..11 of the FFI tier are the
primitives in the order of the register kinds (so `TypeRef int == TIER_FFI | K_I32`).
"""
from libc.stdint cimport int32_t, int64_t, uint8_t, uint16_t, uint32_t, uint64_t
from seraphscript.registry.names cimport NameTable, names_mix, names_seed

ctypedef uint32_t TypeRef       # type index | TIER_FFI | T_HANDLE | T_CONST | T_CONST_HANDLE
ctypedef uint32_t FuncRef       # function index | TIER_FFI
ctypedef uint32_t GlobalRef     # global index | TIER_FFI
ctypedef uint32_t FieldRef      # field index | TIER_FFI
ctypedef uint32_t ScopeRef      # scope index | TIER_FFI; namespaces, and one member scope per type

cdef enum:
    INDEX_MASK = 0x7fffff
    TIER_FFI = 0x800000
    REF_MASK = 0xffffff         # index and tier
    T_HANDLE = 0x1000000        # T@
    T_CONST = 0x2000000         # const T, const T@ (the object is read-only)
    T_CONST_HANDLE = 0x4000000  # T@ const (the handle itself cannot be rebound)

cdef enum:                      # fixed type indices of the FFI tier; 0..11 equal K_VOID..K_F64
    TI_NULL = 12                # the type of `null`
    TI_VAR = 13                 # `?`, any type
    TI_AUTO = 14                # `auto` before it is resolved
    TI_ERROR = 15               # already reported: silences follow-up errors
    TI_FIRST_USER = 16

cdef enum TypeSort:
    TS_NONE = 0
    TS_PRIMITIVE = 1
    TS_ENUM = 2                 # base: underlying integer type
    TS_STRING = 3               # the string type of the string factory
    TS_ALIAS = 4                # typedef; base: what it stands for (resolved before anyone sees it)
    TS_TEMPLATE = 5             # array<T>: args are its parameters (TS_PARAM types)
    TS_INSTANCE = 6             # array<int>: base: the template, args: the arguments. See ctx_base()
    TS_PARAM = 7                # T
    TS_CLASS = 8                # script class or host class by handle
    TS_INTERFACE = 9
    TS_FUNCDEF = 10
    TS_VALUE = 11               # host value type
    TS_ANY = 12                 # `any`, `dictionaryValue`: a value that knows its type
    TS_MIXIN = 13               # script tier: the name of a mixin, which is no type

cdef enum:                      # TypeRec.flags
    TF_RESOLVED = 1
    TF_ARRAY = 2                # the template `array`, or an instance of it
    TF_REFERENCE = 4            # reference type: handles allowed
    TF_DICTIONARY = 8
    TF_ABSTRACT = 16
    TF_FINAL = 32
    TF_SHARED = 64
    TF_GENERIC = 128            # a template parameter, or an instance that has one among its arguments
    TF_WEAK = 0x100             # `weakref<T>` and `const_weakref<T>`: values, though they are objects of the VM
    TF_WEAK_CONST = 0x200       # the latter: gives handles to const objects
    TF_POD = 0x400              # value type without destructor: zero to begin with, copied member by member
    TF_PYTHON = 0x800           # value type that stands for a Python class; enum of bits, which an enum.IntFlag is
    TF_FIBER = 0x2000           # `Fiber`: by handle only
    TF_ROOT = 0x4000            # `ref`: what handles to all objects convert to
    TF_HOST = 0x8000            # a template of the host whose objects are Python's, or an instance of it

cdef struct TypeRec:
    uint8_t sort                # TypeSort
    uint8_t kind                # register kind of a value of this type (K_*)
    uint16_t flags              # TF_*
    uint32_t name               # name id
    ScopeRef scope              # where it is declared
    ScopeRef members            # its own scope: methods, enum values, child types (0: none)
    TypeRef base
    uint32_t args, nargs        # range in the tier's targs
    uint32_t node               # script tier: syntax node of its declaration; TS_INTERFACE of the FFI tier: index of its
                                # first method, which the others follow; TS_VALUE: start of its text, a class, in Tier.text.
                                # Classes and templates of the host: index of the function that takes initialisation
                                # lists, 0: none
    uint32_t offset             # script tier: source offset of its name; TS_INTERFACE of the FFI tier: how many methods it
                                # has; TS_VALUE: length of its text; classes of the host: their kind (kinds.pxd); templates of
                                # the host: index of the function that says whether arguments are valid, 0: none
    uint32_t depth              # nesting of template arguments
    TypeRef next                # next instance of its template with the same hash of the arguments
    uint32_t user               # script tier: free for the pass in progress; template of the host: a bit for each
                                # parameter T that it has handles `T@` to
    uint32_t cls                # script tier: row of a class or interface in Gen.classes
    uint64_t id                 # stable identity: hash of the qualified name (and arguments)

cdef enum ParamMode:
    PM_VALUE = 0
    PM_IN = 1
    PM_OUT = 2
    PM_INOUT = 3

cdef struct ParamRec:
    TypeRef type
    uint8_t mode                # ParamMode
    uint8_t has_default
    uint8_t variadic            # the last parameter of a variadic function
    uint8_t handle_const        # if_handle_then_const: `const T` with T = Foo@ is `const Foo@ const`
    uint32_t name               # name id or 0
    uint32_t default_node       # script tier: syntax node of the default expression
    uint32_t default_text       # FFI tier: range of the default's text in the tier's text blob
    uint32_t default_len

cdef enum:                      # FuncRec.flags
    FF_CONST = 1                # const method
    FF_NATIVE = 2               # C function: impl is its row in the natives of the FFI tier
    FF_HOST = 4                 # Python callable: impl is its row in the host callables of the FFI tier
    FF_VARIADIC = 8
    FF_EXPLICIT = 16
    FF_PROPERTY = 32
    FF_DELETED = 64
    FF_RETURNS_REF = 128
    FF_INTRINSIC = 256          # impl is an INTR_* number: the code generator has an opcode for it
    FF_CONSTRUCTOR = 512        # also factories
    FF_TEMPLATE = 1024          # template function
    FF_PRELUDE = 2048           # script function of the precompiled prelude
    FF_PRIVATE = 4096           # member that only its class may use
    FF_PROTECTED = 8192         # member that its class and derived ones may use
    FF_FINAL = 1 << 14          # must not be overridden
    FF_OVERRIDE = 1 << 15       # replaces a method of a base class
    FF_ABSTRACT = 1 << 16       # has no body: method of an interface; slot: its number there
    FF_VIRTUAL = 1 << 17        # method of a script class that derived classes may replace
    FF_OVERRIDDEN = 1 << 18     # a class of the unit replaces it: calls go through the vtable, slot: where
    FF_AUTO = 1 << 19           # generated by the compiler, node is that of the class
    FF_DESTRUCTOR = 1 << 20
    FF_ALIAS = 1 << 21          # a derived class's entry for an inherited method (decl); never generated
    FF_SCRIPT = 1 << 22         # FFI tier: member of a value type whose code is part of the type's text. The record says what
                                # there is; no name leads to it
    FF_SHARED = 1 << 23         # declared shared (members are shared with their class)
    FF_IMPORT = 1 << 24         # imported: no body, node is its Import; a row of the program's host functions
    FF_MIXIN = 1 << 25          # method that its class has from a mixin: decl is the row in Gen.inclusions
    FF_LAMBDA = 1 << 26         # anonymous function: node is its Lambda, decl 1 + its row in Gen.lambdas
    FF_WRAPPER = 1 << 27        # generated: calls the function `decl` of the FFI tier or another unit, so that a handle can refer to it
    FF_LIST = 1 << 28           # FFI tier: called by generated code alone. Makes an object of an initialisation list, or
                                # the value of a string literal: node and offset are start and length of its pattern

cdef struct FuncRec:
    uint32_t name
    ScopeRef scope              # namespace, or the member scope of its type
    TypeRef owner               # type of `this`; 0: a global function
    TypeRef ret
    uint32_t params             # first ParamRec of its tier
    uint8_t nparams
    uint8_t nrequired           # parameters without default (variadic one not counted)
    uint32_t flags              # FF_*
    FuncRef next                # next overload of the same name in the same scope, in order of declaration; behind
                                # those of a class follow the base's that it does not replace
    uint32_t slot               # FF_OVERRIDDEN: vtable slot; FF_ABSTRACT: number among the methods of its interface;
                                # FF_TEMPLATE: index of the template that has its parameters, which has no name
    uint32_t impl
    uint32_t node               # script tier: syntax node
    uint32_t offset             # script tier: source offset of its name
    uint32_t decl, decl_len     # FFI tier: declaration text in the text blob, "int f(int, const string &in)"
                                # FF_ALIAS: decl is the FuncRef of the method itself; see FF_MIXIN
    uint64_t id                 # stable identity: hash of qualified name and parameter types

cdef enum:                      # GlobalRec.flags
    GF_CONST = 1
    GF_VALUE = 2                # value is known at compile time: no storage, folded where it is used
    GF_ENUM_VALUE = 4
    GF_AUTO = 8                 # declared `auto`, type not known yet
    GF_CIRCULAR = 16            # its value depends on itself
    GF_TOO_DEEP = 32            # its value depends on too long a chain of others

cdef struct GlobalRec:
    uint32_t name
    ScopeRef scope
    TypeRef type
    uint16_t flags              # GF_*
    uint16_t state              # free for the pass in progress
    int64_t value               # GF_VALUE: canonical slot bits
    uint32_t node
    uint32_t offset
    uint32_t index              # row in the program's globals

cdef struct FieldRec:           # a variable of an object
    uint32_t name
    TypeRef type
    TypeRef owner               # the class that declares it
    uint32_t flags              # FD_* of vm/layout.pxd
    uint32_t index              # slot in the object, inherited fields first
    uint32_t node               # script tier: its Var
    uint32_t decl_node          # script tier: the VarDecl
    uint32_t inclusion          # script tier: if it comes from a mixin, the row in Gen.inclusions
    uint32_t offset             # script tier: source offset of its name

cdef struct ScopeRec:
    uint32_t name
    ScopeRef parent             # 0 for the global scope (index 1 of each tier)
    ScopeRef ffi                # script tier: the FFI scope of the same qualified name, 0 if there is none;
                                # FFI tier: the scope itself
    TypeRef type                # member scope: its type
    ScopeRef base               # member scope: that of the base class, where lookups go on
    uint32_t first_child        # free for the declaration pass
    uint64_t id                 # stable hash of the qualified name

cdef enum SymSort:              # what a (scope, name) stands for; the tables keep one entry per sort
    SYM_NONE = 0
    SYM_FUNC = 1                # ref: first overload
    SYM_TYPE = 2
    SYM_GLOBAL = 3              # variables, constants and enum values
    SYM_SCOPE = 4               # a namespace
    SYM_AMBIGUOUS = 5           # an unqualified enum value that two enums of this scope declare
    SYM_INSTANCE = 6            # internal: instances of a template; key (template, hash of the arguments)
    SYM_ID = 7                  # internal, FFI tier that is being filled: functions by id; key (low half, high half)
    SYM_FIELD = 8               # a variable of an object; scope: the members of its class
    SYM_NOTE = 16               # internal, script tier: ctx_note; SYM_NOTE + space

cdef struct Symbol:
    ScopeRef scope
    uint32_t name
    uint16_t cls                # SymSort; SYM_AMBIGUOUS shares the class SYM_GLOBAL
    uint16_t sort               # SymSort
    uint32_t build              # free unless equal to Tier.build
    uint32_t ref
    uint32_t last               # SYM_FUNC: last overload, so that a chain grows in O(1)

cdef enum:
    SYMBOLS_FIRST = 64          # slots of the smallest symbol table
    TIER_KEEP = 16 << 20        # bytes that an idle tier may keep for the next build

# 1, or 0 with the reason in `reason` (room for `size` bytes, zero-terminated). The context is a CompilationContext.
ctypedef int (*TierValidate)(void *owner, void *context, TypeRef template, const TypeRef *args, uint32_t nargs, char *reason,
                             uint32_t size) noexcept nogil

cdef struct Tier:
    TypeRec *types
    FuncRec *funcs
    ParamRec *params
    GlobalRec *globals
    FieldRec *fields
    ScopeRec *scopes
    TypeRef *targs
    Symbol *symbols             # open addressing, key (scope, name, class of sort)
    char *text                  # FFI tier: declarations and default expressions
    uint64_t *natives           # FFI tier: key of each C function, by FuncRec.impl
    uint32_t *by_id             # FFI tier: functions in the order of their ids; NULL while it is filled: symbols SYM_ID
    NameTable *names
    uint32_t ntypes, nfuncs, nparams, nglobals, nfields, nscopes, ntargs, nsymbols, text_len, nnatives
    uint32_t cap_types, cap_funcs, cap_params, cap_globals, cap_fields, cap_scopes, cap_targs, cap_text, cap_natives
    uint32_t nby_id
    uint32_t symbol_mask        # slots - 1
    uint32_t cap_symbols        # slots of all tables that lie one behind the other from symbol_base on:
    Symbol *symbol_base         # 64, 128, 256, ...: growing moves to the next one, a reset to the first
    uint32_t build              # number of the build in progress: a reset clears nothing
    uint32_t is_ffi             # TIER_FFI or 0: or'ed into references that point here
    int failed                  # an allocation failed: the tier is not usable
    TypeRef string_type         # FFI tier: what string literals are; 0: no string factory
    TypeRef array_template      # FFI tier: what `T[]` is an instance of; 0: no array module
    TypeRef dict_template       # FFI tier: dictionary<K, V>; 0: no dictionary module
    TypeRef dict_type           # FFI tier: what `dictionary` without arguments is: string keys, values of any type
    TypeRef root_type           # FFI tier: `ref`
    TypeRef dict_value          # FFI tier: `dictionaryValue`, a value of such a dictionary
    FuncRef string_factory      # FFI tier: the host's function that makes the values of string literals; 0: there is none
    void *owner                 # FFI tier: what `validate` needs
    TierValidate validate       # FFI tier: asks the host whether arguments are valid ones for its template; may be NULL
    int has_interfaces          # FFI tier: the host has interfaces
    int has_values              # FFI tier: the host has value types
    int hidden_calls            # FFI tier: the host has properties or operators, which call it without showing it
    Tier *next_free


# An empty tier: record 0 of each table, the global scope, and for the FFI tier the fixed types. 0, or -1 when out of
# memory. `names` must outlive the tier's use of it.
cdef int tier_init(Tier *t, NameTable *names, uint32_t is_ffi) noexcept nogil
cdef void tier_free(Tier *t) noexcept nogil
# Empty a script tier in O(1), keeping its memory (up to TIER_KEEP).
cdef int tier_reset(Tier *t, NameTable *names) noexcept nogil
# A script tier out of the pool, empty, or NULL; and back. Both need the GIL.
cdef Tier *tier_take(NameTable *names) noexcept
cdef void tier_give(Tier *t) noexcept

# New zeroed records: the index of the (first) one, or 0 with `failed` set.
cdef uint32_t tier_new_type(Tier *t) noexcept nogil
cdef uint32_t tier_new_func(Tier *t) noexcept nogil
cdef uint32_t tier_new_params(Tier *t, uint32_t n) noexcept nogil
cdef uint32_t tier_new_global(Tier *t) noexcept nogil
cdef uint32_t tier_new_field(Tier *t) noexcept nogil
cdef uint32_t tier_new_scope(Tier *t) noexcept nogil
cdef uint32_t tier_new_targs(Tier *t, uint32_t n) noexcept nogil
cdef uint32_t tier_new_native(Tier *t, uint64_t key) noexcept nogil
# Store a text; its offset (0 with length 0 when it fails: offset 0 is never used).
cdef uint32_t tier_new_text(Tier *t, const char *text, uint32_t n) noexcept nogil
# The slot of a key, made if it is not there (then `sort` is 0); NULL with `failed` set.
cdef Symbol *tier_put(Tier *t, uint32_t scope, uint32_t name, uint32_t cls) noexcept nogil
# Make room for n symbols at once in a tier that has none. 1, or 0 when out of memory or too many.
cdef int tier_reserve_symbols(Tier *t, uint64_t n) noexcept nogil
# Fill `by_id`. 1, or 0 when out of memory.
cdef int tier_sort_ids(Tier *t) noexcept nogil
# Replace a table by n rows, but for the first `kept` ones; `which` counts types, funcs, params, globals, scopes, targs,
# natives, text. 1, or 0 when out of memory.
cdef int tier_copy_table(Tier *t, int which, const char *rows, uint32_t n, uint32_t kept) noexcept nogil
# Bytes allocated.
cdef size_t tier_bytes(const Tier *t) noexcept nogil


cdef inline uint32_t symbol_hash(uint32_t scope, uint32_t name, uint32_t cls) noexcept nogil:
    # Seeded like the names: a script cannot aim at long probe sequences.
    return <uint32_t>names_mix(names_seed ^ cls, <uint64_t>scope << 32 | name)


# The slot of a key, or NULL.
cdef inline Symbol *tier_find(const Tier *t, uint32_t scope, uint32_t name, uint32_t cls) noexcept nogil:
    cdef uint32_t i = symbol_hash(scope, name, cls) & t.symbol_mask
    cdef Symbol *s = &t.symbols[i]
    while s.build == t.build:
        if s.name == name and s.scope == scope and s.cls == cls:
            return s
        i = (i + 1) & t.symbol_mask
        s = &t.symbols[i]
    return NULL


# The function of the FFI tier with an id, 0 if there is none.
cdef inline FuncRef tier_func_by_id(const Tier *t, uint64_t id) noexcept nogil:
    cdef const Symbol *s
    cdef uint32_t low = 0, high = t.nby_id, mid
    if t.by_id == NULL:
        s = tier_find(t, <uint32_t>id, <uint32_t>(id >> 32), SYM_ID)
        return s.ref if s != NULL else 0
    while low < high:
        mid = (low + high) >> 1
        if t.funcs[t.by_id[mid]].id < id:
            low = mid + 1
        else:
            high = mid
    return t.by_id[low] | TIER_FFI if low < t.nby_id and t.funcs[t.by_id[low]].id == id else 0
