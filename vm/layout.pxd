"""Layout of everything that bytecode, heap and VM share: program tables, heap blocks, frames, VM state.

What it is: plain C structs and constants, one place, no behaviour. What it is not: the heap
(`heap.pxd`), the opcodes (`opcode_table.py`) or the kinds (`kinds.py`).

Invariants
- All state of an instance is in its linear memory; a handle is a slot index (8-byte slots), 0 is null,
  HEAP_FIRST <= handle < slots for a live block. Every use is range-checked; nothing read from memory
  is trusted (a wrong value gives wrong results inside its own instance, never a read outside).
- Program tables are immutable once built; they are one allocation (`Program` owns it).
"""
from libc.stdint cimport int32_t, int64_t, uint8_t, uint16_t, uint32_t, uint64_t

# ---------------------------------------------------------------------------------------- program

cdef struct FuncDef:            # a script function; offsets and sizes of code in words
    uint32_t code               # first word
    uint32_t ncode
    uint32_t cost               # static cost of the longest path from entry to the next poll points
    uint32_t kinds              # index of the first of nregs kind words; parameters come first
    uint16_t nregs
    uint16_t nparams
    uint16_t own                # owned handle registers are own .. own+nown-1, right after the parameters
    uint16_t nown
    uint32_t ret                # kind word of the result (K_VOID: none)
    uint32_t outs               # index into kinds[] of nouts kind words: the &out parameters in order
    uint16_t nouts
    uint16_t flags              # FN_*
    uint32_t name               # debug string: qualified name, "math::f"
    uint32_t decl               # debug string: declaration, "int f(int, const string &in)"
    uint32_t section            # debug string: source section
    uint32_t lines, nlines      # range in the line table
    uint32_t tries, ntries      # range in the try table, inner blocks before outer ones
    uint32_t owner              # type of `this`, which is parameter 0; 0: no member
    uint32_t locals, nlocals    # range in the table of local variables

cdef enum:
    FN_GLOBAL_INIT = 1          # initialises globals; not callable by name
    FN_PRIVATE = 2              # not offered to the host
    FN_METHOD = 4               # members (owner is not 0): called with an object, never by name
    FN_CTOR = 8
    FN_DTOR = 16
    FN_CONST = 32
    FN_REF = 64                 # returns a place: its owner, and as the last &out result its number
    FN_LIBRARY = 128            # of the library, written in the language: debuggers go over it

cdef struct LineDef:            # code from word pc (relative to the function) on stands at line:col
    uint32_t pc
    uint32_t line
    uint32_t col

cdef struct LocalDef:           # a local variable in its scope, words start .. end-1 of the function
    uint32_t name               # debug string
    uint32_t type               # debug string: "const string", "array<int>@"
    uint16_t reg                # a parameter, an owned register, or one that holds no handle
    uint16_t role               # LR_*
    uint32_t start, end

cdef enum:                      # LocalDef.role
    LR_VARIABLE = 0
    LR_ARGUMENT = 1
    LR_THIS = 2
    LR_COUNT = 3

cdef struct TryDef:             # words relative to the function
    uint32_t start, end, handler
    uint32_t own                # owned registers from here to the end of the owned range are released

cdef enum:                      # sorts of types
    TY_NONE = 0
    TY_STRING = 1
    TY_DATA = 2                 # raw storage of an array; never a register's type
    TY_ARRAY = 3
    TY_CLASS = 4                # script class
    TY_INTERFACE = 5
    TY_HOST = 6                 # class of the host, by handle
    TY_DICT = 7
    TY_ANY = 8
    TY_WEAK = 9
    TY_FIBER = 10
    TY_FUNC = 11                # function handle: all functions of one signature

cdef enum:                      # type indices that every program starts with
    TYPE_NONE = 0
    TYPE_STRING = 1
    TYPE_DATA = 2
    TYPE_OBJECT = 3             # interface without methods: what every object, array, dictionary is; the type `ref`
    TYPE_FIBER = 4              # suspended calls, see `coroutine.pxd`
    TYPE_FIRST = 5

# Objects of the sorts from TY_CLASS on are in registers of kind K_OBJ; the kind word holds the type.
cdef struct TypeDef:
    uint8_t sort                # TY_*
    uint8_t elem_handle         # element of TY_ARRAY, value of TY_DICT is a handle variable (T@)
    uint16_t depth              # arrays: nesting of array types below, at most MAX_TYPE_DEPTH; classes: bases above
    uint32_t elem               # kind word of the element (TY_ARRAY) or value (TY_DICT; K_VOID: values of any kind)
    uint32_t name               # debug string; TY_HOST: never stripped
    uint32_t base               # TY_CLASS, TY_HOST: base class (a lower type index), 0: none; TY_DICT: kind word of keys
    uint32_t fields, nfields    # TY_CLASS: range of FieldDef rows; the inherited ones first, equal to the base's
    uint32_t vtable, nvtable    # range in vtables[]; TY_CLASS: the base's slots first; TY_INTERFACE: its methods;
                                # TY_FUNC: one, a function whose parameters behind the first are the signature. The
                                # first one is an object of the host that is called with the others
    uint32_t impls, nimpls      # TY_CLASS: range of ImplDef rows by rising iface, inherited interfaces included;
                                # TY_INTERFACE: all interfaces that it extends, directly or not
    uint32_t dtor               # function row of the class's own destructor, NO_FUNC: none
    uint32_t flags              # TD_*
    uint64_t id                 # TY_HOST, TD_VALUE: stable id of the host's type; interfaces of the host: that of what they
                                # ask for; others: 0

cdef enum:
    TD_DTOR = 1                 # the class or a base of it has a destructor
    TD_ABSTRACT = 2             # NEW is not allowed
    TD_CYCLIC = 4               # objects may be part of a cycle
    TD_VALUE = 8                # TY_CLASS: value type of the host: no handles to it, no bases, no virtual functions
    TD_COPY = 16                # ... with a copy constructor
    TD_KIND = 0x700             # TY_HOST: the kind of the class, a number of `hostobjects.pxd`
    TD_KIND_SHIFT = 8

cdef struct FieldDef:
    uint32_t kind               # kind word
    uint32_t decl               # debug string: "int hp"
    uint32_t flags              # FD_*

cdef enum:
    FD_HANDLE = 1               # a handle variable (T@), not a value
    FD_PRIVATE = 2
    FD_PROTECTED = 4
    FD_CONST = 8

cdef struct ImplDef:
    uint32_t iface              # type row of the interface
    uint32_t methods            # index in vtables[] of the class's functions for the interface's methods, in their
                                # order; rows of interfaces: NO_FUNC

cdef struct GlobalDef:
    uint32_t kind               # kind word
    uint32_t name               # debug string, qualified
    uint32_t flags              # GL_*
    uint32_t func               # GL_FUNC: the function that it stands for; others: 0

cdef enum:
    GL_CONST = 1
    GL_HANDLE = 2               # a handle variable (T@), not a value
    GL_FUNC = 4                 # no variable: where LDFN keeps the handle to a function, which it makes at first use

cdef struct ExternDef:          # a native or host function that the program uses, or imports (see imports.pyx)
    uint64_t id                 # stable id: hash of the qualified declaration
    uint32_t decl               # debug string (never stripped): the declaration
    uint32_t kinds              # first of nparams + 1 + nouts kind words: parameters, result, outs
    uint16_t nparams
    uint8_t nouts
    uint8_t flags               # EX_*
    uint32_t enums              # hosts: debug string (never stripped): names of the enums among parameters and outs, ";E;"

cdef enum:
    EX_ORIGINAL = 1             # natives: the C function itself, whatever is put into its place (`dualpath`)
    EX_HELD = 2                 # natives: all handles that are passed are literals, or lie in registers that hold them

cdef struct ProgramData:
    uint64_t *code
    FuncDef *funcs
    uint32_t *kinds             # kind words of registers, parameters, outs
    TypeDef *types
    FieldDef *fields
    uint32_t *vtables           # function rows
    ImplDef *impls
    GlobalDef *globals
    uint64_t *consts            # K[]
    uint8_t *const_kinds        # plain kinds
    uint32_t *lit_offsets       # nlits + 1 offsets into lits
    char *lits                  # bytes of the string literals
    ExternDef *natives
    ExternDef *hosts
    LineDef *lines
    LocalDef *locals
    TryDef *tries
    uint32_t *dbg_offsets       # ndbg + 1 offsets into dbg; debug string 0 is ""
    char *dbg
    uint32_t ncode, nfuncs, nkinds, ntypes, nfields, nvtables, nimpls, nglobals, nconsts, nlits, lits_len
    uint32_t nnatives, nhosts, nlines, nlocals, ntries, ndbg, dbg_len
    uint32_t init               # index of the function that initialises the globals, or NO_FUNC
    uint32_t flags
    uint32_t name               # debug string: name of the unit; never stripped
    uint32_t manifest           # debug string: what the program shares (see compiler/shared.pyx); never stripped

cdef enum:
    NO_FUNC = 0xFFFFFFFFu
    FIBER_FUNC = 0xFFFFFFFEu    # Frame.fn of the boundary below a fiber
    KEEP_FUNC = 0xFFFFFFFDu     # ... of the frame that holds arguments for the function above it (CALLK); the lowest of these
    FIBER_REGS = 37             # registers of a boundary frame
    MAX_REGS = 32000            # registers of one function
    MAX_PARAMS = 255
    MAX_OUTS = 64
    MAX_TYPE_DEPTH = 64
    MAX_BASES = 64              # base classes above a class
    MAX_FIELDS = 8192           # fields of a class
    EXIT_WORDS = 3              # every program begins with OP_EXIT (where the sentinel frame returns to), OP_DESTROY
                                # (where destructors return to) and OP_KEPT (where what CALLK calls returns to)
    KEEP_PC = 2                 # code word of OP_KEPT
    KEEP_COUNT = 1              # registers of the frame: 0 the result, then the number of handles, and these
    KEEP_FIRST = 2
    KEEP_REGS = 18              # KEEP_FIRST + NATIVE_SLOTS

# SWITCH a, i: the following words (data, not instructions; jumps into them are refused) are
#   word 1: count u32 | default offset i32 << 32
#   words 2 ..: two i32 offsets a word, for R[a] - i = 0, 1, ... count-1
# offsets are in words, relative to the first instruction behind the table, never negative.
#
# CALL, CALL0 .. 3, CALLV, CALLV1 .. 3, CALLI, CALLF, CALLF1 .. 3, NATIVE and HOST have 2 + (x >> 2) words: x arguments,
# three in the first two words (a, d, e), four (d, e, f, g order: low bits first) in each further one. f is the register for the result; where the function has
# none, NO_REG (0xffff, vmstate.pxd), and in CALLV*, CALLI the same as g: corrupt memory can lead these to a function that has
# a result, and need not be asked for. ADDBLT_I32, ADDBLE_I32 and DGET, BINDF, BINDV have two words.

# ------------------------------------------------------------------------------------------- heap
# Block: slot h is the header, payload behind it.
#   header bits 0-31 reference count | 32-51 type index in the instance | 52-59 size class | 60-63 flags
# String (TYPE_STRING): h+1 = length in bytes | its hash as a key of dictionaries << 32 (0: not known), bytes from h+2
#                       on. Who changes bytes writes the length anew.
# Array (TY_ARRAY):     h+1 = length in elements (<= MAX_ARRAY), h+2 = data block or 0, h+3 = link while it is
#                       being released. Elements are packed in the data block from its slot +1 on.
# Capacities follow from the size class of the block that holds the bytes or elements.
# Dictionary, any:      see `dicts.pxd`.
# Fiber:                see `coroutine.pxd`.
# Data (TYPE_DATA):     bytes.
# Object (TY_CLASS):    one slot a field, canonical, from h+1 on.
# Function (TY_FUNC):   h+1 = function, h+2 = the object that it is a method of or 0, h+3 = link while it is being released.
#                       A Python callable: h+1 = the shape of the type, h+2 = a negative number that leads to it.
# Object of the host (TY_HOST): h+1 = index in the instance's table of such objects, h+2 = link once it is dead.

cdef enum:
    HDR_TYPE_SHIFT = 32
    HDR_CLASS_SHIFT = 52
    HDR_FLAG_SHIFT = 60
    HDR_DEAD = 1                # flags: the destructor has run, or must not run: not (yet) constructed
    HDR_PENDING = 2             # waits for its destructor; bits 0-31 link to the next one that waits
    HDR_WEAK = 4                # weak references point here
    HDR_PLAIN = 8               # object of a class without handles and destructor, at most QUICK_FIELDS slots behind the
                                # header, no weak references: its release is but a push on a free list
    HOST_INDEX = 1
    HOST_LINK = 2
    HOST_PAYLOAD = 2
    FUNC_FN = 1
    FUNC_OBJECT = 2
    FUNC_LINK = 3
    FUNC_PAYLOAD = 3
    STR_LEN = 1
    STR_BYTES = 2
    ARR_LEN = 1
    ARR_DATA = 2
    ARR_LINK = 3
    MAX_STRING = 0x3fffffff
    MAX_ARRAY = 0x3fffffff

# -------------------------------------------------------------------------------------- execution

cdef struct FuncLink:           # what a call needs to know about a function: one per function of an instance
    uint32_t entry              # first word
    uint32_t cost
    uint16_t nregs
    uint16_t own, nown
    uint16_t flags

cdef struct MethodLink:         # the same of a virtual function: one for each place in a vtable
    uint32_t entry
    uint32_t cost
    uint32_t fn                 # function row
    uint32_t nregs

cdef struct ClassLink:          # what objects of a type need: one per type of a program
    uint64_t header             # of a new object; 0: the type has none
    uint64_t handles            # bit i: field i is a handle; from bit 63 on: one of the fields from there on is;
                                # TY_FUNC: number of the signature
    const MethodLink *methods   # nvtable of them
    uint32_t nvtable
    uint16_t nfields            # at most MAX_FIELDS
    uint8_t sort                # TY_*
    uint8_t flags               # TD_*

cdef struct Frame:              # what RET restores: the caller
    uint32_t pc                 # word to continue at
    uint32_t base               # index of the caller's R[0] in the register stack
    uint32_t dst                # caller's register for the result
    uint32_t fn                 # index of the function that this frame calls (the callee)

cdef enum RunStatus:            # why the loop was left
    RUN_DONE = 0                # EXIT reached
    RUN_HOST = 1                # a HOST call: vm.call_* say which; continue behind it
    RUN_POLL = 2                # the slice of cost units is used up
    RUN_RAISE = 3               # vm.exc is set; vm.pc is behind the word that raised
    RUN_REPORT = 5              # an exception has left a destructor; vm.exc is set
    RUN_BREAK = 6               # a debugger waits for the instruction at vm.pc; continue with vm.skip_break set
    RUN_GROW = 4                # register stack or frame array must grow, or depth is exceeded; retry at vm.pc

cdef enum ExcCode:              # script exceptions raised by opcodes and natives; texts in errors table
    EXC_NONE = 0
    EXC_CUSTOM = 1              # message in vm.exc_text (a string handle) or exc_message
    EXC_DIV_ZERO = 2            # "Divide by zero"
    EXC_DIV_OVERFLOW = 3        # "Overflow in integer division"
    EXC_POW_OVERFLOW = 4        # "Overflow in exponent operation"
    EXC_NULL = 5                # "Null pointer access"
    EXC_INDEX = 6               # "Index out of bounds"
    EXC_RANGE = 7               # "Out of range"
    EXC_STACK = 8               # "Stack overflow"
    EXC_TOO_LARGE = 9           # "Too large"  (string or array beyond its limit)
    EXC_UNBOUND = 10            # "Unbound function called"
    EXC_MISMATCH = 11           # "Mismatching types in value assignment"
    EXC_CATCHABLE_LAST = 63     # codes above are limits: scripts cannot catch them
    EXC_MEMORY = 64             # memory limit of the instance
    EXC_BUDGET = 65
    EXC_DEADLINE = 66
    EXC_DEPTH = 67
    EXC_INTERRUPT = 68
    EXC_HOST = 69               # a Python exception that is no Exception (KeyboardInterrupt, ...)
