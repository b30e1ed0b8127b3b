"""Output of scripts. See output.pyx."""
from .vmstate cimport Vm

# Hands the text in vm.out to the sink (a callable taking str; None: sys.stdout) and empties the buffer. Unless `final`,
# a UTF-8 sequence that is cut off at the end stays for the next time. Raises what the sink raises.
cdef int flush_output(Vm *vm, object sink, bint final) except -1
