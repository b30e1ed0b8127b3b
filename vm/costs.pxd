"""Static costs: what function entries, back edges and COST words charge. See costs.pyx for the model."""
from libc.stdint cimport int64_t, uint32_t, uint64_t

from .layout cimport TryDef

cdef enum:
    COSTS_FIELD = -1            # a charge does not fit into its field (fill) ...
    COSTS_WRONG = -2            # ... or differs from it (check); *where is the word in the function
    COSTS_TRIES = -3            # try blocks nested deeper than MAX_TRY_DEPTH
    COSTS_CODE = -4             # not a sequence of whole instructions
    NO_WORD = 0xFFFFFFFFu       # in place of the instruction before the first one
    MAX_TRY_DEPTH = 256
    MAX_FUNC_WORDS = 0x1000000  # code of one function; keeps every cost in 32 bits

# One function: returns the cost of its entry (for FuncDef.cost) or a negative COSTS_* with *where set.
#   code, ncode   the function's words; jumps must be valid (inside, forward or backward as their opcode says)
#   tries         sorted as TryDef says: inner blocks before outer ones (by end, then by descending start);
#                 start, end and handler relative to the function, handler >= end
#   scratch       2 * (ncode + 1) entries of the caller
#   fill          True: writes the charges into the fields of back edges and COST words (the compiler).
#                 False: compares them (the verifier); the code is not written.
#
# For the compiler: the charge of a back edge is the longest path of the loop's body, so a loop whose instructions cost
# at most 255 in sum fits B* (8 bits); otherwise close it with a forward conditional jump around LOOP (24 bits).
# Only jumps out of the loop to code far behind it can make a charge larger than the sum. Should fill report COSTS_FIELD
# at a B*, generate the function again with LOOP for all loops; at a LOOP, report "function too large".
cdef int64_t compute_costs(
    uint64_t *code, uint32_t ncode, const TryDef *tries, uint32_t ntries, uint32_t *scratch, bint fill, uint32_t *where
) noexcept nogil

# The second half of compute_costs, for callers that walked the code already: prev[pc] is the instruction before the one
# at pc (NO_WORD for the first) for every start of an instruction, last is the last instruction, edges lists the
# nedges words of back edges and COST. prev is overwritten with the potential of every start of an instruction.
cdef int64_t costs_from_starts(
    uint64_t *code, uint32_t ncode, const TryDef *tries, uint32_t ntries, uint32_t *prev, uint32_t last,
    const uint32_t *edges, uint32_t nedges, bint fill, uint32_t *where
) noexcept nogil
