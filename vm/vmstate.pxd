"""The state of a virtual machine: what the loop, native functions and the driver share.

What it is: one C struct and the few functions on it. What it is not: the loop (`interpreter.pxd`), the
heap, or anything of Python: the driver (`bridge`) owns converters, callables and error objects.

Conventions
- A call: `vm_enter(vm, fn)` pushes a sentinel frame and gives the place of the arguments; write them, `run()`
  until it returns RUN_DONE; the result is `vm.regs[vm.result]`, the callee's &out arguments are `vm.outs[]`.
  A call from within a host call saves a VmMark first and restores it afterwards.
- A host call: the loop stores its state and calls `vm.serve`, so that it need not be left. The answer is SERVED to go
  on at vm.pc, or the status to return (RUN_HOST: the driver has to do something before, RUN_RAISE).
- RUN_HOST: `vm.call_index`, `call_nargs`, `call_args` (first of them in regs[]), `call_dst` (register in regs[] for the
  result). Arguments are borrowed; write the result (an owned handle), or set `vm.exc` and call `vm_unwind`, then
  `run()` again. &out results of the host function go to `vm.outs[]`.
- RUN_POLL: refill `vm.slice`, flush the output if `vm.flush`, `run()` again.
- RUN_GROW: `vm_grow(vm)` makes room or sets `vm.exc` (EXC_DEPTH or EXC_MEMORY; then `vm_unwind`); `run()` again.
- RUN_REPORT: an exception has left a destructor: report vm.exc, clear it (vm_clear_exc), `run()` again.
- RUN_RAISE: the exception left this call: frames down to and including the sentinel are gone.
- Cost: the loop subtracts from a local copy of `vm.slice`, which is stored back whenever run() returns. Bulk work
  is added to `heap.work`; the loop charges it behind the helper.
- A native function's row is `vm.prog.natives[vm.call_index]` (the kinds of a variadic call, for instance); its result
  is `args[0]`. Calls of functions without a result have NO_REG as dst.
- Frame 0 is no call; fp 0 means idle. A message in `exc_text` belongs to `vm.heap`: `vm_clear_exc` before the VM
  goes to another instance.
"""
from libc.stdint cimport int64_t, uint8_t, uint16_t, uint32_t, uint64_t

from .heap cimport Heap
from .layout cimport MAX_OUTS, ClassLink, Frame, FuncLink, ProgramData

cdef enum:
    NO_REG = 0xffff             # dst of a call without a result
    NATIVE_SLOTS = 16           # slots from args[0] on that a native function may use
    REG_SLACK = 16 + 256        # register slots behind the limit: arguments of natives and host calls
    MAX_TRACE = 48              # traceback entries kept (innermost); trace_total counts all
    MAX_MESSAGE = 240           # bytes of exc_message
    OUTPUT_FLUSH = 65536        # bytes of output that make the loop ask for a flush
    CALL_CACHE = 64             # calls through interfaces that are remembered; a power of two
    NATIVE_REPLACED = -1        # result of a native function that stands for one of the host or the script (`dualpath`) ...
    NATIVE_CALL = 0x80000000u   # ... whose call is then served like a host call, with this bit in Vm.call_index
    SERVED = -1                 # a host call is done or its exception was caught
    VM_FLUSH = 1                # Vm.flush: the output buffers ask to be flushed;
    VM_SWITCH = 2               # a native function has asked for what switch_to says
    SWITCH_YIELD = -1           # switch_to: suspend the fiber in charge; else: the fiber to go on with

cdef struct TraceEntry:
    uint32_t fn                 # function index
    uint32_t pc                 # word of the instruction, relative to the program

cdef struct Vm

# Performs the host call that vm.call_* describe; see above.
ctypedef int (*ServeFn)(Vm *vm) noexcept nogil

# Returns 0 or an ExcCode. `args` points into the register stack: arguments in order; handles there are borrowed.
# args[0] := result; handle results and handles in vm.outs[] are owned by the receiver. A native may allocate,
# so it reads pointers into the heap anew after every call marked [moves].
ctypedef int (*NativeFn)(Vm *vm, int64_t *args) noexcept nogil

cdef struct Vm:
    const void *api             # first: what C functions of other packages see of a Vm (`native_api.pxd`)
    Heap *heap                  # of the instance in charge
    const uint64_t *code
    const FuncLink *links
    const ProgramData *prog
    const ClassLink *classes    # one for each of prog.types
    const uint32_t *vtables     # prog.vtables
    const uint32_t *signatures  # of prog.funcs; NULL if there are no types of functions
    uint32_t ntypes             # prog.ntypes
    uint32_t nfuncs             # prog.nfuncs
    void *user                  # the driver's own
    uint64_t instance           # the driver's own: number of the instance whose values the registers hold
    ServeFn serve               # NULL: leave the loop with RUN_HOST

    uint64_t cached_key[64]     # CALL_CACHE: word behind a CALLI and type of the object that it found there ...
    uint32_t cached_fn[64]      # ... and the function that this came down to; forgotten with the program

    int64_t *regs               # register stack
    uint64_t nregs              # its size without REG_SLACK
    int64_t *reg_end            # regs + nregs
    uint64_t max_regs
    Frame *frames
    Frame *frame_last           # the last one of frames[]
    uint32_t nframes            # size of frames[]
    uint32_t max_frames         # call depth limit

    uint32_t pc                 # saved state: next word,
    uint32_t base               # R[0] in regs[],
    uint32_t fp                 # frame in charge
    uint32_t result             # after RUN_DONE: index of the result in regs[]
    int64_t slice               # cost units left until the next poll
    uint64_t need               # RUN_GROW: register slots needed

    uint32_t call_index         # RUN_HOST
    uint32_t call_nargs
    uint32_t call_args
    uint32_t call_dst

    uint32_t exc                # pending exception: ExcCode
    uint32_t caught             # code of the exception that the last catch took
    int64_t exc_text            # EXC_CUSTOM: message as an owned string handle, or 0: exc_message
    uint32_t exc_len
    uint32_t dropped            # the pending exception has left a destructor: to be reported only
    uint32_t exc_tag            # the driver's own: which Python exception is the cause (0: none)
    char exc_message[240]       # MAX_MESSAGE
    uint32_t trace_total
    TraceEntry trace[48]        # innermost first

    char *out                   # output not yet flushed
    uint64_t out_len
    uint64_t out_cap
    uint32_t flush              # VM_FLUSH, VM_SWITCH; natives that set a bit add to heap.work, so that the loop looks
    int64_t switch_to
    Vm *outer                   # the driver's own: the one whose host call has begun this one's call, or NULL
    const uint64_t *plain       # the code without the breakpoints of a debugger
    uint32_t skip_break         # the next instruction is that of `plain`, whatever the code says
    const uint8_t *starts       # where instructions of the program begin, a bit each; NULL: no code of it can yield
    char *err                   # text for the error stream, not yet flushed; `out` goes first
    uint64_t err_len
    uint64_t err_cap

    int64_t outs[64]            # MAX_OUTS: &out results of the call that just returned

# What a nested call must put back.
cdef struct VmMark:
    uint32_t pc, base, fp
    uint32_t call_index, call_nargs, call_args, call_dst

# 0 or EXC_MEMORY. Small at first: registers and frames grow on demand up to the limits.
cdef int vm_init(Vm *vm, uint64_t max_regs, uint32_t max_frames) noexcept nogil
cdef void vm_free(Vm *vm) noexcept nogil
# Pushes the sentinel frame, makes fn the function in charge and sets `vm.result`; returns the place of its parameters,
# or NULL with vm.exc set if the depth or register limit is reached. What lies in the frame in charge and in the
# arguments of a host call in progress stays untouched.
cdef int64_t *vm_enter(Vm *vm, uint32_t fn) noexcept nogil
# A host call goes on as a call of function fn: its arguments lie where the frame of fn begins. SERVED, RUN_POLL or RUN_RAISE.
cdef int vm_go_on(Vm *vm, uint32_t fn) noexcept nogil
# Room for that many registers and frames in all; 0, EXC_DEPTH or EXC_MEMORY.
cdef int vm_room(Vm *vm, uint64_t regs, uint64_t frames) noexcept nogil
# Registers of the frame in charge.
cdef uint32_t vm_frame_regs(const Vm *vm) noexcept nogil
cdef void vm_mark(const Vm *vm, VmMark *mark) noexcept nogil
cdef void vm_restore(Vm *vm, const VmMark *mark) noexcept nogil
# [moves] The literal's handle, made at the first use and kept by the instance's table; borrowed, or NO_HANDLE.
cdef int64_t vm_literal(Vm *vm, uint32_t index) noexcept nogil
# Where the loop has left for a poll: cuts registers and frames down to those in use, in a new place, and forgets the cache
# of calls through interfaces. A debugging switch needs it (`debug.py`).
cdef void vm_shrink(Vm *vm) noexcept nogil
# After RUN_GROW: 0, or the exception that it set.
cdef int vm_grow(Vm *vm) noexcept nogil
# Sets EXC_CUSTOM with a message (cut to MAX_MESSAGE at a UTF-8 boundary) and returns it.
cdef int vm_raise(Vm *vm, const char *text, uint64_t n) noexcept nogil
# Sets EXC_CUSTOM with a borrowed string handle as message and returns it.
cdef int vm_raise_str(Vm *vm, int64_t text) noexcept nogil
# Text of the pending (vm.exc) or, if there is none, of the last caught exception; good until the next [moves].
cdef const char *vm_exc_text(Vm *vm, uint64_t *n) noexcept nogil
# Forgets exception, message and traceback.
cdef void vm_clear_exc(Vm *vm) noexcept nogil
# Appends to the output; 0, EXC_MEMORY or EXC_TOO_LARGE.
cdef int vm_write(Vm *vm, const char *text, uint64_t n) noexcept nogil
# The same for the error stream. Asks for a flush, so that both streams keep their order.
cdef int vm_write_err(Vm *vm, const char *text, uint64_t n) noexcept nogil
