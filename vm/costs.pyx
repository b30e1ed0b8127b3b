# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""Static costs: what function entries, back edges and COST words charge.

What it is: one linear computation over a function's code, used by the compiler, which writes the results into the
code, and by the verifier, which refuses a program that carries other values; so a file cannot cheat the meter.
What it is not: the charging (interpreter), or the cost of bulk operations, which charge by size while they run.

The model is a potential. P(w) is the cost of the longest path from word w on, over forward edges only:

    P(end) = 0                          behind the last word of the function
    P(w) = cost(w) + max P(s)           over the successors s of w: the next instruction unless nothing falls through,
                                        forward jump targets, and the handler of the innermost try block around w
    a back edge (B*, LOOP) goes on to its next instruction; LOOP too, although nothing falls through
    P(COST u) = 0

    charge of a function's entry   P(0)
    charge of COST u               u = P(next)
    charge of a back edge at w     max(0, P(target) - P(next)): what the caller of the function has paid for the code
                                   behind the loop stays paid, so this is the longest path through the loop's body

At any moment, what was charged since the entry is at least what was executed plus P(current word): every step keeps
that. So no instruction runs unpaid; around any cycle the charges sum up to at least its cost; and the total is exact
where all paths are equally long. A call charges its callee's entry; the code behind the call was paid before.
"""
from libc.stddef cimport size_t
from libc.stdint cimport int64_t, uint8_t, uint32_t, uint64_t
from libc.stdlib cimport free, malloc

from .layout cimport TryDef
from .opcode_info cimport op_info, op_jump_offset, op_words
from .opcodes cimport OP_COST, OP_LOOP, OP_SWITCH, PROP_END, PROP_JUMP, PROP_POLL


cdef inline uint32_t switch_cost(const uint64_t *table, const uint32_t *potential, uint32_t behind) noexcept nogil:
    """Highest potential of a SWITCH's targets; `table` is the word behind the instruction."""
    cdef uint32_t count = <uint32_t>table[0]
    cdef uint32_t best = potential[behind + <uint32_t>(table[0] >> 32)]
    cdef uint32_t i, cost
    for i in range(count):
        cost = potential[behind + <uint32_t>(table[1 + i // 2] >> (32 * (i & 1)))]
        if cost > best:
            best = cost
    return best


cdef int64_t costs_from_starts(
    uint64_t *code, uint32_t ncode, const TryDef *tries, uint32_t ntries, uint32_t *prev, uint32_t last,
    const uint32_t *edges, uint32_t nedges, bint fill, uint32_t *where
) noexcept nogil:
    cdef uint32_t *potential = prev         # a word's link is read before its potential is written
    cdef uint32_t around[MAX_TRY_DEPTH]     # open try blocks at the current word, innermost last
    cdef uint32_t naround = 0, next_try = ntries
    cdef uint32_t pc = last, behind = ncode, before, cost, other, props, op, i
    cdef uint64_t w
    cdef int64_t charge
    potential[ncode] = 0
    while pc != NO_WORD:
        before = prev[pc]
        w = code[pc]
        op = <uint8_t>w
        props = op_info[op].props
        if props & (PROP_END | PROP_JUMP | PROP_POLL) == 0:
            cost = potential[behind]
        elif op == OP_SWITCH:
            cost = switch_cost(code + pc + 1, potential, behind)
        elif op == OP_COST:
            other = potential[behind]
            if fill:
                code[pc] = (w & 0xffffffffULL) | <uint64_t>other << 32
            elif <uint32_t>(w >> 32) != other:
                where[0] = pc
                return COSTS_WRONG
            cost = 0
        else:
            cost = 0 if props & PROP_END and op != OP_LOOP else potential[behind]
            if props & PROP_JUMP and not props & PROP_POLL:     # a forward jump
                other = potential[<uint32_t>(behind + op_jump_offset(w))]
                if other > cost:
                    cost = other
        if next_try or naround:
            while naround and tries[around[naround - 1]].start > pc:
                naround -= 1
            while next_try and tries[next_try - 1].end > pc:
                next_try -= 1
                if tries[next_try].start <= pc:
                    if naround == MAX_TRY_DEPTH:
                        where[0] = pc
                        return COSTS_TRIES
                    around[naround] = next_try
                    naround += 1
            if naround and op != OP_COST:
                other = potential[tries[around[naround - 1]].handler]
                if other > cost:
                    cost = other
        potential[pc] = cost + op_info[op].cost
        behind = pc
        pc = before
    for i in range(nedges):
        pc = edges[i]
        w = code[pc]
        behind = pc + op_words(code + pc, ncode - pc)
        charge = <int64_t>potential[<uint32_t>(behind + op_jump_offset(w))] - potential[behind]
        if charge < 0:
            charge = 0
        if <uint8_t>w == OP_LOOP:
            if fill:
                if charge > 0xffffff:
                    where[0] = pc
                    return COSTS_FIELD
                code[pc] = (w & 0xffffffff000000ffULL) | <uint64_t>charge << 8
            elif <int64_t>(w >> 8 & 0xffffff) != charge:
                where[0] = pc
                return COSTS_WRONG
        elif fill:
            if charge > 0xff:
                where[0] = pc
                return COSTS_FIELD
            code[pc] = (w & 0xffffffffffff00ffULL) | <uint64_t>charge << 8
        elif <int64_t>(w >> 8 & 0xff) != charge:
            where[0] = pc
            return COSTS_WRONG
    return potential[0]


cdef int64_t compute_costs(
    uint64_t *code, uint32_t ncode, const TryDef *tries, uint32_t ntries, uint32_t *scratch, bint fill, uint32_t *where
) noexcept nogil:
    cdef uint32_t *edges = scratch + ncode + 1
    cdef uint32_t pc = 0, last = NO_WORD, nedges = 0, n
    while pc < ncode:
        n = op_words(code + pc, ncode - pc)
        if n == 0:
            where[0] = pc
            return COSTS_CODE
        scratch[pc] = last
        if op_info[<uint8_t>code[pc]].props & (PROP_POLL | PROP_JUMP) == (PROP_POLL | PROP_JUMP):
            edges[nedges] = pc
            nedges += 1
        last = pc
        pc += n
    return costs_from_starts(code, ncode, tries, ntries, scratch, last, edges, nedges, fill, where)


def fill_costs(bytearray code not None, tries=()):
    """For tools written in Python: fill in the charges of one function's code; returns the cost of its entry.

    `tries` are (start, end, handler) in the order of TryDef. The code must consist of whole instructions with valid
    jumps; ValueError says what is wrong with it otherwise.
    """
    cdef uint32_t ncode = <uint32_t>(len(code) // 8), where = 0, i
    cdef uint32_t *scratch
    cdef TryDef *rows
    cdef int64_t cost
    if ncode == 0 or len(code) % 8 or ncode > MAX_FUNC_WORDS:
        raise ValueError("no code")
    check_jumps(code, tries)
    scratch = <uint32_t *>malloc(2 * (<size_t>ncode + 1) * sizeof(uint32_t))
    rows = <TryDef *>malloc((len(tries) + 1) * sizeof(TryDef))
    if scratch == NULL or rows == NULL:
        free(scratch)
        free(rows)
        raise MemoryError
    for i, (start, end, handler) in enumerate(tries):
        rows[i].start, rows[i].end, rows[i].handler, rows[i].own = start, end, handler, 0
    cost = compute_costs(
        <uint64_t *><char *>code, ncode, rows, <uint32_t>len(tries), scratch, True, &where
    )
    free(scratch)
    free(rows)
    if cost < 0:
        why = {COSTS_FIELD: "a charge does not fit its field", COSTS_TRIES: "try blocks are nested too deeply"}
        raise ValueError(f"word {where}: {why.get(cost, 'not a sequence of instructions')}")
    return cost


cdef int check_jumps(bytearray code, tries) except -1:
    """Make sure of what compute_costs takes for granted."""
    cdef const uint64_t *words = <const uint64_t *><char *>code
    cdef uint32_t ncode = <uint32_t>(len(code) // 8), pc = 0, n, op, i
    starts = set()
    targets = []
    while pc < ncode:
        n = op_words(words + pc, ncode - pc)
        if n == 0:
            raise ValueError(f"word {pc}: not a whole instruction")
        starts.add(pc)
        op = <uint8_t>words[pc]
        if op == OP_SWITCH:
            targets.append(pc + n + <uint32_t>(words[pc + 1] >> 32))
            for i in range(<uint32_t>words[pc + 1]):
                targets.append(pc + n + <uint32_t>(words[pc + 2 + i // 2] >> (32 * (i & 1))))
        elif op_info[op].props & PROP_JUMP:
            forward = op_jump_offset(words[pc]) >= 0
            if forward == (op_info[op].props & PROP_POLL != 0):
                raise ValueError(f"word {pc}: jump in the wrong direction")
            targets.append(pc + n + op_jump_offset(words[pc]))
        pc += n
    for start, end, handler in tries:
        targets += [start, end, handler]
        if not start < end <= handler:
            raise ValueError("bad try block")
    for target in targets:
        if target not in starts:
            raise ValueError(f"word {target}: no instruction to go to")
    return 0
