"""Native functions: the process-wide table of C functions that programs can use by id. See natives.pyx."""
from libc.stdint cimport uint8_t, uint16_t, uint32_t, uint64_t

from .layout cimport ExternDef, ProgramData
from .vmstate cimport NativeFn

cdef enum:                      # signature codes that are no kinds
    SIG_ANY_ARRAY = 64          # "A"  any array
    SIG_SAME_ARRAY = 65         # "A0" the type of the container in parameter 0
    SIG_ELEMENT = 66            # "T"  the element of the array in parameter 0
    SIG_ANY = 67                # "?"  any kind
    SIG_CONTAINER = 68          # "C"  array, dictionary, any, weak reference
    SIG_ANY_DICT = 69           # "D"  any dictionary
    SIG_KEY = 70                # "K"  the key of the dictionary in parameter 0
    SIG_VALUE = 71              # "V"  its value; any kind if that is open
    SIG_KEYS = 72               # "[K]" array of keys
    SIG_VALUES = 73             # "[V]"
    SIG_ANY_BOX = 74            # "Y"  a value that knows its kind
    SIG_ANY_WEAK = 75           # "W"  any weak reference
    SIG_TARGET = 76             # "E"  what the weak reference in parameter 0 refers to
    SIG_FIBER = 77              # "F"  fiber
    SIG_FUNCTION = 78           # "H"  handle to a function of any signature
    SIG_STRUCT = 79             # "S"  an object of a value type of the host
    SIG_ARRAY_OF = 128          # "[kind]" array of that kind: SIG_ARRAY_OF | kind

cdef struct NativeDef:
    uint64_t id                 # hash of the qualified declaration, as in ExternDef; never 0
    NativeFn fn
    uint8_t *codes              # parameters, result, outs
    const char *decl            # the declaration, for messages
    uint16_t nparams            # fixed parameters
    uint16_t nouts
    uint16_t variadic           # any number of further arguments of `varargs` kinds may follow
    uint32_t varargs            # mask of kinds
    bint yields                 # may suspend the fiber that it is called in
    bint offered                # comes from a host: only programs whose host offers it may call it

# Registers one function for the life of the process. Call while the module is imported, with the GIL held.
#   signature: "result(parameters)" or "result(parameters) outs", made of kind names in lower case (vm/kinds.py) and the
#   codes above; a last parameter "*" accepts any number of further primitives and strings:
#       "f64(f64)"    "void(A, T)"    "str([str], str)"    "void(str, *)"    "i64(str) u32"
# Each combination of kinds that a program calls a generic or variadic function with is a row of its own in the program's
# ExternDef table with the same id; the row carries the concrete kinds, so that a call needs no other check.
# Raises ValueError on a bad signature and on an id that is already taken by another declaration; registering the same
# id and declaration again replaces nothing and is allowed only with the same function. `offered`: see NativeDef.
cdef int register_native(uint64_t id, NativeFn fn, str signature, str decl, bint yields=*,
                         bint offered=*) except -1

cdef const NativeDef *find_native(uint64_t id) noexcept nogil
cdef dict native_ids()
cdef uint32_t native_count() noexcept

# Does a program's row fit what is registered? 0: yes; otherwise 1 + the number of the first kind that does not fit
# (parameters, result, outs), or -1 if the number of parameters or outs differs. The row must be verified.
cdef int check_native(const NativeDef *native, const ProgramData *p, const ExternDef *row) noexcept nogil
