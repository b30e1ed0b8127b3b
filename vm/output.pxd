"""Output of scripts. See output.pyx."""
from .vmstate cimport Vm

# Is there text to flush?
cdef inline bint has_output(const Vm *vm) noexcept nogil:
    return vm.out_len | vm.err_len


# Hands the text in vm.out to `sink` (a callable taking str; None: sys.stdout), then that in vm.err to `err_sink` (None:
# sys.stderr), and empties the buffers. Unless `final`, a UTF-8 sequence that is cut off at the end stays for the next
# time. Raises what the sinks raise.
cdef int flush_output(Vm *vm, object sink, object err_sink, bint final) except -1
