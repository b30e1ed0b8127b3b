"""Records of the two registry tiers, as C structs: what the compiler reads when it resolves names.

What it is: the layout of one tier (types, functions, parameters, globals, scopes, symbols) and the
references between tiers. Both tiers have the same layout: the sealed FFI tier (built once by the
builder or read from an .sfr image, then read-only and shared by all units and threads) and the
script tier (owned by one unit, filled by its declaration passes, fresh for each build).
What it is not: Python-visible definitions (`definitions.py`), or name strings (`names.pxd`).

References are 32-bit. TIER_FFI (bit 23) tells the tier of a type, function, global or scope index;
index 0 of each table is unused and means none, except for types, where 0..11 of the FFI tier are the
primitives in the order of the register kinds (so `TypeRef int == TIER_FFI | K_I32`).
"""
from libc.stdint cimport int32_t, int64_t, uint8_t, uint16_t, uint32_t, uint64_t
from .names cimport NameTable

ctypedef uint32_t TypeRef       # type index | TIER_FFI | T_HANDLE | T_CONST | T_CONST_HANDLE
ctypedef uint32_t FuncRef       # function index | TIER_FFI
ctypedef uint32_t GlobalRef     # global index | TIER_FFI
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
    TS_INSTANCE = 6             # array<int>: base: the template, args: the arguments
    TS_PARAM = 7                # T
    TS_CLASS = 8                # script class or host class by handle
    TS_INTERFACE = 9
    TS_FUNCDEF = 10
    TS_VALUE = 11               # host value type

cdef enum:                      # TypeRec.flags
    TF_RESOLVED = 1
    TF_ARRAY = 2                # the template `array`, or an instance of it
    TF_REFERENCE = 4            # reference type: handles allowed
    TF_DICTIONARY = 8
    TF_ABSTRACT = 16
    TF_FINAL = 32
    TF_SHARED = 64

cdef struct TypeRec:
    uint8_t sort                # TypeSort
    uint8_t kind                # register kind of a value of this type (K_*)
    uint16_t flags              # TF_*
    uint32_t name               # name id
    ScopeRef scope              # where it is declared
    ScopeRef members            # its own scope: methods, enum values, child types (0: none)
    TypeRef base
    uint32_t args, nargs        # range in the tier's targs
    uint32_t node               # syntax node of its declaration (script tier)
    uint32_t offset             # source offset of its name (script tier)
    uint32_t depth              # nesting of template arguments
    uint32_t user               # free for the pass in progress (program type index + 1 in code generation)
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

cdef struct FuncRec:
    uint32_t name
    ScopeRef scope              # namespace, or the member scope of its type
    TypeRef owner               # type of `this`; 0: a global function
    TypeRef ret
    uint32_t params             # first ParamRec of its tier
    uint8_t nparams
    uint8_t nrequired           # parameters without default (variadic one not counted)
    uint16_t flags              # FF_*
    FuncRef next                # next overload of the same name in the same scope, in order of declaration
    uint32_t impl
    uint32_t node               # script tier: syntax node
    uint32_t offset             # script tier: source offset of its name
    uint32_t decl, decl_len     # FFI tier: declaration text in the text blob, "int f(int, const string &in)"
    uint64_t id                 # stable identity: hash of qualified name and parameter types

cdef enum:                      # GlobalRec.flags
    GF_CONST = 1
    GF_VALUE = 2                # value is known at compile time: no storage, folded where it is used
    GF_ENUM_VALUE = 4
    GF_AUTO = 8                 # declared `auto`, type not known yet

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

cdef struct ScopeRec:
    uint32_t name
    ScopeRef parent             # 0 for the global scope (index 1 of each tier)
    ScopeRef ffi                # script tier: the FFI scope of the same qualified name, 0 if there is none
    TypeRef type                # member scope: its type
    uint32_t first_child        # free for the declaration pass

cdef enum SymSort:              # what a (scope, name) stands for; the tables keep one entry per sort
    SYM_NONE = 0
    SYM_FUNC = 1                # ref: first overload
    SYM_TYPE = 2
    SYM_GLOBAL = 3              # variables, constants and enum values
    SYM_SCOPE = 4               # a namespace
    SYM_AMBIGUOUS = 5           # an unqualified enum value that two enums of this scope declare

cdef struct Symbol:
    ScopeRef scope
    uint32_t name
    uint32_t sort               # SymSort; 0: free slot
    uint32_t ref
    uint32_t last               # SYM_FUNC: last overload, so that a chain grows in O(1)

cdef struct Tier:
    TypeRec *types
    FuncRec *funcs
    ParamRec *params
    GlobalRec *globals
    ScopeRec *scopes
    TypeRef *targs
    Symbol *symbols             # open addressing, key (scope, name, class of sort)
    char *text                  # FFI tier: declarations and default expressions
    NameTable *names
    uint32_t ntypes, nfuncs, nparams, nglobals, nscopes, ntargs, nsymbols, text_len
    uint32_t cap_types, cap_funcs, cap_params, cap_globals, cap_scopes, cap_targs, cap_symbols, cap_text
    uint32_t is_ffi             # TIER_FFI or 0: or'ed into references that point here
    int failed                  # an allocation failed: the tier is not usable
