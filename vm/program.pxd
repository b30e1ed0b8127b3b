"""Program: immutable bytecode and its tables. See program.pyx."""
from libc.stddef cimport size_t
from libc.stdint cimport int64_t, uint8_t, uint32_t, uint64_t

from .layout cimport ClassLink, FuncLink, ProgramData
from .vmstate cimport NativeFn


cdef enum:
    LONG_CODE = 65536


cdef inline bint is_import(uint64_t id) noexcept nogil:
    """Is the row of a host function of this id an imported one? The two highest bits say so; hosts have the highest one."""
    return id >> 62 == 1


cdef inline bint is_shape(uint64_t id) noexcept nogil:
    """Is it that of a type of functions? Its first argument, behind which a Python callable stands, is called then."""
    return id >> 61 == 1


cdef class Program:
    cdef ProgramData data               # read-only; the pointers go into `block`
    cdef void *block                    # the one allocation behind all tables (malloc)
    cdef size_t block_size
    cdef NativeFn *native_fns           # data.nnatives resolved C functions; NULL until link_natives()
    cdef FuncLink *links                # data.nfuncs: what instances that override nothing share, NULL until link()
    cdef ClassLink *classes             # data.ntypes, NULL until link()
    cdef uint8_t *starts                # where instructions begin, a bit for each word; NULL until find_starts()
    cdef uint32_t *signatures           # data.nfuncs: numbers of signatures, 0: that of no type; NULL until link() and
                                        # if there are no types of functions
    cdef bytes ffi_fingerprint_         # fingerprint of the FFI tier that it was compiled against, or None
    cdef list functions_                # FuncInfo objects or None, made on request
    cdef dict index_                    # lookup text -> list of function indices, made on request
    cdef dict type_names_               # name of a class -> ClassView, made on request
    cdef dict views_                    # type row -> ClassView, made on request
    cdef dict globals_                  # qualified name -> index of the global, made on request
    cdef bytes fingerprint_
    cdef object redirected_             # functions in place of built-in ones -> Redirected, while an instance runs it, or None
    cdef list shared_                   # SharedEntity objects, made on request
    cdef dict by_value_                 # function -> bits of the parameters that calls from the host copy; made on request
    cdef dict copiers_                  # type row -> Copier, made on request
    cdef dict values_                   # function -> the global that stands for it (GL_FUNC), made on request
    cdef list parts                     # linked: (name, range of its globals, its type rows) of each program
    cdef list bindings                  # linked: (row of an import, function) pairs that instances begin with, or None

    cdef int link_natives(self) except -1
    cdef const FuncLink *link(self) except NULL
    cdef int find_starts(self) except -1
    cdef int link_signatures(self) except -1
    cdef object debug_str(self, uint32_t index)
    cdef list find(self, str text)
    cdef dict global_index(self)
    cdef str unit_of_global(self, uint32_t index)
    cdef str unit_of_type(self, uint32_t row)
    cdef object ambiguous(self, str what, str name, object known)
    cdef str unknown_function(self, str text)
    cdef bint callable_by_host(self, uint32_t index) noexcept nogil

# Copies the tables into one allocation, verifies them and gives the Program. The arrays that `tables` points to stay
# the caller's (growable arrays of the compiler's workspace). Raises LoadError when the verifier refuses, MemoryError.
# Fill every count; pointers of empty tables may be NULL. Rules a caller must keep (the verifier checks them):
#   the code begins with OP_EXIT, OP_DESTROY, OP_KEPT, every function has its own words behind them, in any order;
#   types 0..3 are TYPE_NONE, TYPE_STRING, TYPE_DATA, TYPE_OBJECT; debug string 0 is "";
#   fields, vtable and impls of each class are ranges of its own, what it inherits included (verify_types.pyx);
#   lit_offsets has nlits + 1 and dbg_offsets ndbg + 1 entries (with count 0 the pointer may be NULL);
#   FuncDef.cost and the cost fields of back edges and COST words are those of compute_costs (costs.pxd).
# ffi_fingerprint: bytes or None. nogil_from: words of code from which on the verifier runs without the GIL, LONG_CODE
# unless the other threads do the same.
cdef Program program_from_tables(const ProgramData *tables, bytes ffi_fingerprint, uint32_t nogil_from)

# The same for tables that came from a file: `where` is the file's name for messages.
cdef Program program_from_file_tables(const ProgramData *tables, bytes ffi_fingerprint, str where)

# The same for tables that grew out of those of a program: only these functions are new (rows below nfuncs).
cdef Program program_from_grown_tables(
    const ProgramData *tables, bytes ffi_fingerprint, const uint32_t *rows, uint32_t nrows
)
