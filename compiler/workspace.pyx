"""The workspace: growing, pooling and the questions about places in the source. See workspace.pxd.

Growth doubles; limits are checked here, so that no index ever leaves 32 bits. A workspace that went through a huge
build gives its big arrays back when it returns to the pool.
"""
# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False

from libc.stdint cimport uint64_t
from libc.stdlib cimport calloc, free
from libc.string cimport memcpy, memset

from seraphscript.compiler.error_codes cimport E_MEMORY, E_TOO_LARGE
from seraphscript.registry.names cimport names_clear, names_core, names_free, names_init
from seraphscript.vm.growth cimport grown, moved, tiny_limits

cdef enum:
    KEEP_BYTES = 16 << 20   # an array above this is not kept in the pool
    KEEP_SPARE = 8          # workspaces in the pool

cdef Workspace* pool = NULL
cdef uint32_t pool_size = 0


cdef int grow(void** array, uint32_t* capacity, uint64_t needed, uint32_t first, size_t item) noexcept nogil:
    """Make room for `needed` items; 0 when out of memory."""
    cdef uint64_t size = capacity[0]
    cdef void* items
    if size >= needed:
        return 1
    size = grown(size, needed, first)
    if size > 0xffffffffULL:
        return 0
    items = moved(array[0], <size_t>capacity[0] * item, <size_t>size * item)
    if items == NULL:
        return 0
    array[0] = items
    capacity[0] = <uint32_t>size
    return 1


cdef void drop(void** array, uint32_t* capacity) noexcept nogil:
    free(array[0])
    array[0] = NULL
    capacity[0] = 0


cdef int prepare(Workspace* w) noexcept nogil:
    """Give an array that has none its first memory, and set up what every build starts with."""
    if w.nodes == NULL and not grow(<void**>&w.nodes, &w.node_capacity, 1, 1024, sizeof(Node)):
        return 0
    # One diagnostic and one message always fit: "out of memory" must not need memory.
    if w.diags == NULL and not grow(<void**>&w.diags, &w.diag_capacity, 1, 16, sizeof(Diag)):
        return 0
    if w.messages == NULL and not grow(<void**>&w.messages, &w.messages_capacity, 128, 1024, 1):
        return 0
    if w.sections == NULL and not grow(<void**>&w.sections, &w.section_capacity, 1, 4, sizeof(SourceSection)):
        return 0
    memset(w.nodes, 0, sizeof(Node))
    w.node_count = 1
    return 1


cdef void destroy(Workspace* w) noexcept nogil:
    if w.extra != NULL and w.free_extra != NULL:
        w.free_extra(w.extra)
    free(w.source)
    free(w.sections)
    free(w.tokens)
    free(w.nodes)
    free(w.text)
    free(w.messages)
    free(w.diags)
    names_free(&w.names)
    free(w)


cdef Workspace* ws_take(const NameTable* sealed) noexcept:
    global pool, pool_size
    cdef Workspace* w = pool
    if sealed == NULL:
        sealed = names_core()
    if w != NULL:
        pool = w.next_free
        pool_size -= 1
        names_clear(&w.names, sealed)
    else:
        w = <Workspace*>calloc(1, sizeof(Workspace))
        if w == NULL:
            return NULL
        if names_init(&w.names, sealed) < 0:
            free(w)
            return NULL
    if not prepare(w):
        destroy(w)
        return NULL
    return w


cdef void ws_give(Workspace* w) noexcept:
    global pool, pool_size
    if w == NULL:
        return
    if pool_size >= KEEP_SPARE or tiny_limits or w.names.capacity > KEEP_BYTES // sizeof(NameTable):
        destroy(w)
        return
    if w.source_capacity > KEEP_BYTES:
        drop(<void**>&w.source, &w.source_capacity)
    if w.token_capacity > KEEP_BYTES // sizeof(Token):
        drop(<void**>&w.tokens, &w.token_capacity)
    if w.node_capacity > KEEP_BYTES // sizeof(Node):
        drop(<void**>&w.nodes, &w.node_capacity)
    if w.text_capacity > KEEP_BYTES:
        drop(<void**>&w.text, &w.text_capacity)
    if w.messages_capacity > KEEP_BYTES:
        drop(<void**>&w.messages, &w.messages_capacity)
    w.source_len = 0
    w.section_count = 0
    w.token_count = 0
    w.node_count = 0
    w.text_len = 0
    w.messages_len = 0
    w.diag_count = 0
    w.diag_part = 0
    w.error_count = 0
    w.warnings_off = 0
    w.warning_errors = 0
    w.root = 0
    w.names_library = False
    w.oom = False
    w.next_free = pool
    pool = w
    pool_size += 1


cdef void refuse(Workspace* w, uint16_t code, uint32_t offset, const char* text, uint32_t n) noexcept nogil:
    """Record an error even when memory is short: then it takes the place of an earlier one."""
    cdef Diag* d
    w.error_count += 1
    w.diag_part = 0
    if w.diag_count >= w.diag_capacity and not grow(
            <void**>&w.diags, &w.diag_capacity, <uint64_t>w.diag_count + 1, 16, sizeof(Diag)):
        w.diag_count = w.diag_capacity - 1
    if not grow(<void**>&w.messages, &w.messages_capacity, <uint64_t>w.messages_len + n, 1024, 1):
        w.messages_len = w.messages_capacity - n
    d = &w.diags[w.diag_count]
    memset(d, 0, sizeof(Diag))
    d.start = d.end = offset
    d.code = code
    d.message = w.messages_len
    d.message_len = n
    memcpy(w.messages + w.messages_len, text, n)
    w.messages_len += n
    w.diag_count += 1


cdef void ws_out_of_memory(Workspace* w) noexcept nogil:
    if not w.oom:
        w.oom = True
        refuse(w, E_MEMORY, 0, b"out of memory", 13)


cdef void ws_too_large(Workspace* w, uint32_t offset, const char* text, uint32_t n) noexcept nogil:
    """A limit is reached: like out of memory for the passes, but says what it was."""
    if not w.oom:
        w.oom = True
        refuse(w, E_TOO_LARGE, offset, text, n)


cdef int ws_grow_tokens(Workspace* w) noexcept nogil:
    if w.oom:
        return 0
    if w.token_count >= MAX_TOKENS:
        ws_too_large(w, w.tokens[w.token_count - 1].start, b"too many tokens (the limit is 8388608)", 38)
        return 0
    if not grow(<void**>&w.tokens, &w.token_capacity, <uint64_t>w.token_count + 1, 1024, sizeof(Token)):
        ws_out_of_memory(w)
        return 0
    return 1


cdef int ws_grow_nodes(Workspace* w) noexcept nogil:
    if w.oom:
        return 0
    if w.node_count >= MAX_NODES:
        ws_too_large(w, 0, b"the syntax tree is too large (the limit is 33554432 nodes)", 58)
        return 0
    if not grow(<void**>&w.nodes, &w.node_capacity, <uint64_t>w.node_count + 1, 1024, sizeof(Node)):
        ws_out_of_memory(w)
        return 0
    return 1


cdef int ws_grow_text(Workspace* w, uint32_t n) noexcept nogil:
    if w.oom:
        return 0
    if not grow(<void**>&w.text, &w.text_capacity, <uint64_t>w.text_len + n, 1024, 1):
        ws_out_of_memory(w)
        return 0
    return 1


cdef int ws_grow_diags(Workspace* w) noexcept nogil:
    if w.oom:
        return 0
    if not grow(<void**>&w.diags, &w.diag_capacity, <uint64_t>w.diag_count + 1, 16, sizeof(Diag)):
        ws_out_of_memory(w)
        return 0
    return 1


cdef int ws_grow_messages(Workspace* w, uint32_t n) noexcept nogil:
    if w.oom:
        return 0
    if not grow(<void**>&w.messages, &w.messages_capacity, <uint64_t>w.messages_len + n, 1024, 1):
        ws_out_of_memory(w)
        return 0
    return 1


cdef int ws_add_section(Workspace* w, const char* name, uint32_t name_len, const char* text, size_t len) noexcept nogil:
    cdef uint64_t needed = <uint64_t>w.source_len + len + SOURCE_PADDING
    cdef SourceSection* s
    if w.oom:
        return -1
    if len > MAX_SOURCE or needed > MAX_SOURCE + SOURCE_PADDING:
        ws_too_large(w, 0, b"the source is too large (the limit is 64 MiB for all sections together)", 71)
        return -1
    if w.section_count >= MAX_SECTIONS:
        ws_too_large(w, 0, b"too many sections (the limit is 65535)", 38)
        return -1
    if not ws_grow_messages(w, name_len):
        return -1
    if (needed > w.source_capacity and not grow(<void**>&w.source, &w.source_capacity, needed, 4096, 1)) or (
            w.section_count >= w.section_capacity and not grow(
                <void**>&w.sections, &w.section_capacity, <uint64_t>w.section_count + 1, 4, sizeof(SourceSection))):
        ws_out_of_memory(w)
        return -1
    s = &w.sections[w.section_count]
    memset(s, 0, sizeof(SourceSection))
    s.start = w.source_len
    s.end = w.source_len + <uint32_t>len
    s.name_start = w.messages_len
    s.name_len = name_len
    memcpy(w.messages + w.messages_len, name, name_len)
    w.messages_len += name_len
    memcpy(w.source + s.start, text, len)
    memset(w.source + s.end, 0, SOURCE_PADDING)
    w.source_len = <uint32_t>needed
    w.section_count += 1
    return <int>w.section_count - 1


cdef uint32_t ws_section_at(const Workspace* w, uint32_t offset) noexcept nogil:
    cdef uint32_t low = 0
    cdef uint32_t high = w.section_count
    cdef uint32_t middle
    while high - low > 1:  # the last section that starts at or before the offset
        middle = (low + high) // 2
        if w.sections[middle].start <= offset:
            low = middle
        else:
            high = middle
    return low


cdef void ws_place(const Workspace* w, Place* place, uint32_t offset) noexcept nogil:
    cdef uint32_t i
    cdef const SourceSection* s
    if place.line == 0 or offset < place.offset or offset > place.section_end:
        place.line = place.column = 1
        if w.section_count == 0:
            return
        s = &w.sections[ws_section_at(w, offset)]
        place.offset = s.start
        place.section_end = s.end
    if offset > place.section_end:  # in the zero bytes behind a section
        offset = place.section_end
    for i in range(place.offset, offset):
        if w.source[i] == c"\n":
            place.line += 1
            place.column = 1
        elif w.source[i] & 0xc0 != 0x80:  # all but the continuation bytes of UTF-8
            place.column += 1
    place.offset = offset


cdef void ws_position(const Workspace* w, uint32_t offset, uint32_t* line, uint32_t* column) noexcept nogil:
    cdef Place place
    memset(&place, 0, sizeof(Place))
    ws_place(w, &place, offset)
    line[0] = place.line
    column[0] = place.column
