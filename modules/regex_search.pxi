# The search of regex.pyx: all threads of the program at once, in the order of preference. Each thread is an instruction
# and the place where its match begins; at most one thread stands at an instruction, the preferred one. When a thread
# matches, those behind it are dropped; the match is final when none before it is left.

cdef struct Thread:
    uint64_t start
    uint32_t pc

cdef struct Threads:
    Thread *list
    uint32_t count

cdef struct Search:
    const Regex *re
    const char *text
    uint64_t n
    uint32_t *marks             # per instruction: the last turn in which it was added
    uint32_t *stack
    uint32_t turn
    uint64_t steps


cdef inline bint is_word_byte(uint8_t c) noexcept nogil:
    return c'a' <= (c | 32) <= c'z' and c < 128 or c'0' <= c <= c'9' or c == c'_'


cdef bint holds(const Search *s, uint32_t assertion, uint64_t at) noexcept nogil:
    cdef bint before, behind
    if assertion == AT_START:
        return at == 0
    if assertion == AT_END:
        return at == s.n
    before = at > 0 and is_word_byte(<uint8_t>s.text[at - 1])
    behind = at < s.n and is_word_byte(<uint8_t>s.text[at])
    return (before != behind) == (assertion == AT_WORD_EDGE)


cdef bint in_class(const Regex *re, uint32_t number, uint32_t c) noexcept nogil:
    cdef const CharClass *cls = re.classes + number
    cdef const Range *ranges = re.ranges + cls.first
    cdef uint32_t low = 0, high = cls.count, mid
    if c < 128:
        return cls.ascii[c >> 6] >> (c & 63) & 1
    if c == END:
        return 0
    while low < high:                       # the first range that ends at c or behind it
        mid = (low + high) // 2
        if ranges[mid].last < c:
            low = mid + 1
        else:
            high = mid
    return (low < cls.count and ranges[low].first <= c) != cls.negated


cdef void add_thread(Search *s, Threads *to, uint32_t pc, uint64_t start, uint64_t at) noexcept nogil:
    """Add what can be reached from an instruction without a character, in the order of preference."""
    cdef const Inst *inst
    cdef uint32_t top = 1
    s.stack[0] = pc
    while top:
        top -= 1
        pc = s.stack[top]
        if s.marks[pc] == s.turn:
            continue
        s.marks[pc] = s.turn
        s.steps += 1
        inst = s.re.code + pc
        if inst.op == I_JUMP:
            s.stack[top] = inst.a
            top += 1
        elif inst.op == I_SPLIT:
            s.stack[top] = inst.b
            s.stack[top + 1] = inst.a
            top += 2
        elif inst.op == I_ASSERT:
            if holds(s, inst.a, at):
                s.stack[top] = pc + 1
                top += 1
        else:
            to.list[to.count].pc = pc
            to.list[to.count].start = start
            to.count += 1


cdef void first_bytes(Search *s, Threads *scratch, uint8_t *possible) noexcept nogil:
    """Bytes with which a match can begin; all, if it can be empty. Assertions count as held."""
    cdef uint32_t top = 1, pc, c
    cdef const Inst *inst
    memset(possible, 0, 256)
    s.turn += 1
    s.stack[0] = 0
    while top:
        top -= 1
        pc = s.stack[top]
        if s.marks[pc] == s.turn:
            continue
        s.marks[pc] = s.turn
        inst = s.re.code + pc
        if inst.op == I_SPLIT:
            s.stack[top] = inst.b
            s.stack[top + 1] = inst.a
            top += 2
        elif inst.op == I_JUMP or inst.op == I_ASSERT:
            s.stack[top] = inst.a if inst.op == I_JUMP else pc + 1
            top += 1
        elif inst.op == I_MATCH:
            memset(possible, 1, 256)
        else:
            for c in range(128):
                if inst.op == I_ANY or (inst.op == I_CHAR and inst.a == c) or \
                        (inst.op == I_CLASS and in_class(s.re, inst.a, c)):
                    possible[c] = 1
            if inst.op != I_CHAR or inst.a >= 128:
                memset(possible + 128, 1, 128)


cdef int run(Search *s, Threads *now, Threads *next, uint64_t *first, uint64_t *end) noexcept nogil:
    cdef const Regex *re = s.re
    cdef const Inst *inst
    cdef uint8_t possible[256]
    cdef Threads *swap
    cdef uint64_t at = 0
    cdef uint32_t c, size, i, pc
    cdef bint found = 0, good
    first_bytes(s, now, possible)
    s.turn += 1
    while True:
        if now.count == 0:
            if found or (at and re.code[0].op == I_ASSERT and re.code[0].a == AT_START):
                break
            while at < s.n and not possible[<uint8_t>s.text[at]]:
                at += 1
            if at == s.n and not possible[0]:   # a match cannot be empty
                break
            s.turn += 1                         # marks of assertions that failed elsewhere
        if not found:
            add_thread(s, now, 0, at, at)
        size = 0
        c = utf8_read(s.text + at, s.n - at, &size) if at < s.n else <uint32_t>END
        s.turn += 1
        next.count = 0
        for i in range(now.count):
            pc = now.list[i].pc
            inst = re.code + pc
            if inst.op == I_MATCH:
                found = 1
                first[0] = now.list[i].start
                end[0] = at
                break
            if inst.op == I_CHAR:
                good = c == inst.a
            elif inst.op == I_ANY:
                good = c != 10 and c != 13 and c != END
            else:
                good = in_class(re, inst.a, c)
            if good:
                add_thread(s, next, pc + 1, now.list[i].start, at + size)
        s.steps += now.count
        if s.steps > MAX_STEPS:
            return -2
        if at == s.n:
            break
        at += size
        swap = now
        now = next
        next = swap
    return found


cdef int regex_search(Regex *re, const char *text, uint64_t n, uint64_t *first, uint64_t *end) noexcept nogil:
    cdef Search s
    cdef Threads now, next
    cdef int found = -1
    memset(&s, 0, sizeof(s))
    s.re = re
    s.text = text
    s.n = n
    now.count = next.count = 0
    s.marks = <uint32_t *>calloc(re.ncode, sizeof(uint32_t))
    s.stack = <uint32_t *>malloc((2 * re.ncode + 2) * sizeof(uint32_t))
    now.list = <Thread *>malloc(re.ncode * sizeof(Thread))
    next.list = <Thread *>malloc(re.ncode * sizeof(Thread))
    if s.marks != NULL and s.stack != NULL and now.list != NULL and next.list != NULL:
        found = run(&s, &now, &next, first, end)
    re.steps = s.steps
    free(s.marks)
    free(s.stack)
    free(now.list)
    free(next.list)
    return found
