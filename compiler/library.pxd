"""Calls of library C functions that the code generator makes on its own, without a declaration that scripts see."""
from libc.stdint cimport uint32_t

from seraphscript.compiler.gen cimport Gen

cdef enum Library:              # in the order of NAMES in library.pyx
    LIB_NEW = 0                 # container.new     ?()
    LIB_COPY = 1                # container.copy    A0(C)
    LIB_ASSIGN = 2              # container.assign  void(C, A0)
    LIB_SET = 3                 # dictionary.set        void(D, K, V)
    LIB_SET_HANDLE = 4          # dictionary.setHandle  void(D, K, V)
    LIB_SET_ANY = 5             # dictionary.setAny     void(D, K, Y)
    LIB_GET = 6                 # dictionary.get        bool(D, K) V
    LIB_READ = 7                # dictionary.read       V(D, K)
    LIB_READ_CONST = 8          # dictionary.readConst  V(D, K)
    LIB_FIND = 9                # dictionary.find       V(D, K)
    LIB_BOX = 10                # dictionary.box        Y(D, K)
    LIB_EXISTS = 11             # dictionary.exists     bool(D, K)
    LIB_NEXT = 12               # dictionary.next       i64(D, i64)
    LIB_KEY_AT = 13             # dictionary.keyAt      K(D, i64)
    LIB_VALUE_AT = 14           # dictionary.valueAt    ?(D, i64)
    LIB_STORE = 15              # any.store         void(Y, ?)
    LIB_STORE_HANDLE = 16       # any.storeHandle   void(Y, ?)
    LIB_RETRIEVE = 17           # any.retrieve      bool(Y) ?
    LIB_FETCH = 18              # any.read          ?(Y)
    LIB_OWNED = 19              # container.owned   ?(C)
    LIB_PLACE = 20              # container.place   void(C, A)
    LIB_WEAK_GET = 21           # weakref.get       E(W)
    LIB_WEAK_SET = 22           # weakref.set       void(W, E)
    LIB_FIBER = 23              # fiber.new         F(H)
    LIB_COUNT = 24

# A call with these registers (their kinds are those of the row); the register of the result (owned for handles), or
# NO_REG for `ret` K_VOID.
cdef uint32_t library_call(Gen *g, uint32_t number, const uint32_t *regs, uint32_t nregs, uint32_t ret) noexcept nogil
# The same where the row's kinds are not those of the registers, and with an out value: *out_reg is its register, its
# kind is `out` (K_VOID: none).
cdef uint32_t library_call_as(Gen *g, uint32_t number, const uint32_t *regs, const uint32_t *kinds, uint32_t nregs,
                              uint32_t ret, uint32_t out, uint32_t *out_reg) noexcept nogil
