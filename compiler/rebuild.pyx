# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""Builds after an edit: only functions whose bodies have changed are compiled again.

What it is: the comparison of old and new texts, the new bodies in the kept tables, the lines of all that has moved. What it
is not: an analysis of dependencies. What a declaration, an initialiser, a class or a constructor says may concern any other
function, so an edit outside the bodies of plain functions and methods is compiled in full (the caller does that);
an edit inside concerns nobody else, because calls are never expanded in place.

How: the new text of the edited blocks, with what stands between them, becomes a section of its own, is parsed as
blocks, and the blocks take the place of the old ones in the tree. New code goes behind the old, whose words stay unused
until the next full build.

Invariants
- Whatever does not fit (a block that does not end where it should, an error, a new type or generated function) spends the
  object and gives None, never a half-made program.
- Only the new functions are verified: all others were, against tables that have only grown.
"""
cimport cython
from cpython.bytes cimport PyBytes_AS_STRING, PyBytes_GET_SIZE
from libc.stdint cimport uint32_t
from libc.stdlib cimport free, malloc, qsort
from libc.string cimport memchr, memcmp, memset

from seraphscript.compiler.diagnostics cimport diag_list
from seraphscript.compiler.gen cimport Gen
from seraphscript.compiler.nodes cimport NK_Func, Block_end, Func_body, node_kind, node_token
from seraphscript.compiler.parser cimport parse_block_at
from seraphscript.compiler.stmt cimport gen_function
from seraphscript.compiler.tables cimport gen_tables, lines_changed
from seraphscript.compiler.workspace cimport (
    Workspace, token_end, token_start, ws_add_section, ws_give, ws_section_at,
)
from seraphscript.compiler.lexer cimport lex_section
from seraphscript.registry.context cimport CompilationContext
from seraphscript.registry.tier cimport FF_ABSTRACT, FF_AUTO, FF_CONSTRUCTOR, FF_PRELUDE, FuncRec, Tier, tier_give
from seraphscript.vm.layout cimport NO_FUNC, FuncDef, LineDef, ProgramData
from seraphscript.vm.program cimport Program, program_from_grown_tables

from dataclasses import replace

cdef enum:
    LARGEST_SHARE = 64          # edited functions at once; beyond, a full build costs little more
    SPARE = 64 << 10            # growth of code words and source bytes that is no reason for a full build


cdef struct Point:              # a place in a text: line from 0, bytes behind the beginning of the line
    uint32_t line
    uint32_t col


cdef struct Edit:               # a block and what it has become
    uint32_t first, last        # rows of Kept.bodies that have it
    uint32_t node               # the new Block
    uint32_t new_start, new_end
    Point start, old_end, new_end_point


cdef int by_place(const void *a, const void *b) noexcept nogil:
    cdef const Body *x = <const Body *>a
    cdef const Body *y = <const Body *>b
    if x.section != y.section:
        return -1 if x.section < y.section else 1
    if x.start != y.start:
        return -1 if x.start < y.start else 1
    if x.end != y.end:
        return -1 if x.end > y.end else 1       # what encloses comes first
    return -1 if x.func < y.func else 1


cdef Point advance(Point at, const char *text, uint32_t start, uint32_t end) noexcept nogil:
    """Where `end` is if `start` is at a point."""
    cdef const char *hit
    while start < end:
        hit = <const char *>memchr(text + start, 10, end - start)
        if hit == NULL:
            at.col += end - start
            return at
        at.line += 1
        at.col = 0
        start = <uint32_t>(hit - text) + 1
    return at


cdef bytes as_bytes(object text):
    return text if isinstance(text, bytes) else text.encode()


cdef void spend(Kept kept) noexcept:
    """Give back everything."""
    free(kept.bodies)
    kept.bodies = NULL
    kept.nbodies = 0
    if kept.tier != NULL:
        tier_give(kept.tier)
        kept.tier = NULL
    if kept.w != NULL:
        ws_give(kept.w)
        kept.w = NULL


# ------------------------------------------------------------------------------------------ texts and places

cdef uint32_t common_head(const char *a, const char *b, uint32_t n) noexcept nogil:
    cdef uint32_t i = 0
    while i + 1024 <= n and memcmp(a + i, b + i, 1024) == 0:
        i += 1024
    while i < n and a[i] == b[i]:
        i += 1
    return i


cdef uint32_t common_tail(const char *a, const char *b, uint32_t n) noexcept nogil:
    """Of what ends at a and b; not more than n bytes."""
    cdef uint32_t i = 0
    while i + 1024 <= n and memcmp(a - i - 1024, b - i - 1024, 1024) == 0:
        i += 1024
    while i < n and a[-1 - <int>i] == b[-1 - <int>i]:
        i += 1
    return i


cdef inline bint is_before(Point a, Point b) noexcept nogil:
    return a.line < b.line or (a.line == b.line and a.col < b.col)


cdef Point moved_point(Point at, const Edit *edits, uint32_t nedits) noexcept nogil:
    """Where a place of the old text, outside the edited blocks, is now."""
    while nedits > 0 and is_before(at, edits[nedits - 1].old_end):
        nedits -= 1
    if nedits:
        edits += nedits - 1
        if at.line == edits.old_end.line:
            at.col += edits.new_end_point.col - edits.old_end.col
        at.line += edits.new_end_point.line - edits.old_end.line
    return at


cdef void place_lines(Gen *g, const FuncDef *f, Point start) noexcept nogil:
    """Lines of a function that was compiled from a text which begins at `start` of its section."""
    cdef LineDef *line
    cdef uint32_t k
    for k in range(f.lines, f.lines + f.nlines):
        line = &g.lines[k]
        if line.line == 1:
            line.col += start.col
        line.line += start.line


# ------------------------------------------------------------------------------------------------ warnings

def characters(text, line, col):
    """Of the first `col` bytes of a line (from 0) of a text."""
    start = 0
    for _ in range(line):
        start = text.index(b"\n", start) + 1
    return len(text[start:start + col].decode("utf-8", "replace"))


cdef object moved_place(object place, bytes before, bytes after, const Edit *edits, uint32_t nedits):
    """A warning or related place of the edited section where it stands now; None if it is in an edited block."""
    cdef uint32_t i, line = place.line - 1
    cdef const Edit *edit = NULL
    for i in range(nedits):
        if line < edits[i].start.line or (line == edits[i].start.line and place.column <= characters(
                before, line, edits[i].start.col)):
            break
        if line < edits[i].old_end.line or (line == edits[i].old_end.line and place.column <= characters(
                before, line, edits[i].old_end.col)):
            return None
        edit = &edits[i]
    if edit == NULL:
        return place
    right = 0
    if line == edit.old_end.line:
        right = (characters(after, edit.new_end_point.line, edit.new_end_point.col)
                 - characters(before, line, edit.old_end.col))
    return shifted(place, <int>edit.new_end_point.line - <int>edit.old_end.line, line + 1, right)


cdef list moved_warnings(list warnings, section, bytes before, bytes after, const Edit *edits, uint32_t nedits):
    """Those that are not in edited blocks, where they stand now; None: one refers to a place in an edited block."""
    cdef list kept = [], lines = after.split(b"\n") if warnings else []
    for warning in warnings:
        if warning.section == section:
            warning = with_line(moved_place(warning, before, after, edits, nedits), lines)
            if warning is None:
                continue
        related = tuple([
            with_line(moved_place(place, before, after, edits, nedits), lines) if place.section == section else place
            for place in warning.related
        ])
        if None in related:
            return None
        kept.append(replace(warning, related=related) if related else warning)
    return kept


def with_line(place, lines):
    """A place, or None, with its line as it is now: an edit may be on the same one."""
    return place and replace(place, source_line=line_text(lines, place.line - 1))


def line_text(lines, number):
    return lines[number].decode("utf-8", "replace").rstrip("\r")


def shifted(warning, down, line, right):
    """A warning moved down by some lines; columns on one line (before the move) move to the right."""
    return replace(
        warning,
        line=warning.line + down,
        end_line=warning.end_line + down,
        column=warning.column + (right if warning.line == line else 0),
        end_column=warning.end_column + (right if warning.end_line == line else 0),
    )


cdef object placed(object warning, bytes after, Point start):
    """A warning in a part of a section that begins at `start`: the part's first and last line may be longer there."""
    moved = shifted(warning, start.line, 1, characters(after, start.line, start.col))
    return with_line(moved, after.split(b"\n"))


cdef object by_section(list sources):
    """The order of the diagnostics of a build."""
    cdef dict numbers = {pair[0]: i for i, pair in enumerate(sources)}
    return lambda warning: (numbers[warning.section], warning.line, warning.column)


# --------------------------------------------------------------------------------------------- the edit itself

cdef Program patched(Kept kept, list old, list new, bytes fingerprint):
    cdef Gen *g = <Gen *>kept.w.extra
    cdef Edit edits[LARGEST_SHARE]
    cdef uint32_t rows[LARGEST_SHARE]
    cdef uint32_t counts[8]
    cdef uint32_t i, section, first, nedits, nrows = 0
    cdef ProgramData data
    cdef list warnings = list(kept.warnings)
    if (len(old) != len(new) or g.ncode > 2 * kept.first_code + SPARE or kept.w.section_count > 4096
            or kept.w.source_len > 2 * kept.first_source + SPARE):
        return None
    counts_of(kept, counts)
    for section in range(<uint32_t>len(old)):
        if old[section][0] != new[section][0]:
            return None
        if old[section][1] is new[section][1] or old[section][1] == new[section][1]:
            continue
        before, after = as_bytes(old[section][1]), as_bytes(new[section][1])
        nedits = find_edits(kept, section, before, after, edits)
        if nedits == 0 or not move_lines(kept, section, edits, nedits):
            return None
        warnings = moved_warnings(warnings, old[section][0], before, after, edits, nedits)
        if warnings is None:
            return None
        kept.w.diag_count = 0
        lines_changed(g)
        first = nrows
        for i in range(nedits):
            if not compile_edit(kept, &edits[i], rows, &nrows):
                return None
        for i in range(first, nrows):
            place_lines(g, &g.funcs[rows[i]], edits[0].start)
        if kept.w.diag_count:
            for warning in diag_list(kept.w):
                if warning.related:             # in texts whose places are no longer known
                    return None
                warnings.append(placed(warning, after, edits[0].start))
    if not unchanged(kept, counts):
        return None
    kept.warnings = sorted(warnings, key=by_section(new))
    memset(&data, 0, sizeof(data))
    gen_tables(g, &data)
    data.init = kept.init
    return program_from_grown_tables(&data, fingerprint, rows, nrows)


cdef void counts_of(Kept kept, uint32_t *counts) noexcept:
    """What must not change: rows that only a whole build completes."""
    cdef const Gen *g = <const Gen *>kept.w.extra
    counts[0] = g.nfuncs
    counts[1] = g.ntypes
    counts[2] = g.nvtables
    counts[3] = g.nimpls
    counts[4] = g.nfields
    counts[5] = g.nrequested
    counts[6] = g.nstored
    counts[7] = g.nglobals


cdef bint unchanged(Kept kept, const uint32_t *counts) noexcept:
    cdef const Gen *g = <const Gen *>kept.w.extra
    cdef uint32_t now[8]
    counts_of(kept, now)
    return memcmp(now, counts, sizeof(now)) == 0 and not g.prelude_used and not g.copier_waits


cdef uint32_t find_edits(Kept kept, uint32_t section, bytes before, bytes after, Edit *edits) except? 0:
    """The edited blocks of a section, parsed; 0: something else has changed."""
    cdef const char *a = PyBytes_AS_STRING(before)
    cdef const char *b = PyBytes_AS_STRING(after)
    cdef uint32_t na = <uint32_t>PyBytes_GET_SIZE(before), nb = <uint32_t>PyBytes_GET_SIZE(after)
    cdef uint32_t head = common_head(a, b, min(na, nb)), tail = common_tail(a + na, b + nb, min(na, nb) - head)
    cdef uint32_t lo, hi, row, last, start, length, token, behind, gap, n = 0, moved = nb - na
    cdef Workspace *w = kept.w
    cdef Body *rows = kept.bodies
    cdef Point old_at, new_at
    cdef Edit *edit
    cdef int text
    lo = 0
    while lo < kept.nbodies and (rows[lo].section < section or (
            rows[lo].section == section and rows[lo].end <= head)):
        lo += 1
    hi = lo
    while hi < kept.nbodies and rows[hi].section == section and rows[hi].start < na - tail:
        hi += 1
    if lo == hi or rows[lo].start >= head or rows[hi - 1].end <= na - tail or hi - lo > LARGEST_SHARE:
        return 0
    start = rows[lo].start
    length = rows[hi - 1].end + moved - start
    text = ws_add_section(w, <const char *>w.messages + w.sections[section].name_start,
                          w.sections[section].name_len, b + start, length)
    if text < 0:
        return 0
    w.sections[text].parsed = True          # and not `stand_alone`: warnings are wanted
    if lex_section(w, <uint32_t>text) < 0:
        return 0
    token = w.sections[text].first_token
    old_at.line = old_at.col = 0
    old_at = advance(old_at, a, 0, start)
    new_at = old_at
    row = lo
    while row < hi:
        edit = &edits[n]
        n += 1
        last = row
        while last + 1 < hi and rows[last + 1].start == rows[row].start:
            last += 1
        edit.first = row
        edit.last = last
        edit.start = new_at
        edit.node = parse_block_at(w, <uint32_t>text, &token)
        if edit.node == 0:
            return 0
        edit.new_start = token_start(w, node_token(w, edit.node)) - w.sections[text].start
        edit.new_end = token_end(w, Block_end(w, edit.node)) - w.sections[text].start
        edit.old_end = old_at = advance(old_at, a, rows[row].start, rows[row].end)
        edit.new_end_point = new_at = advance(new_at, b, start + edit.new_start, start + edit.new_end)
        if last + 1 == hi:
            break
        gap = rows[last + 1].start - rows[last].end
        behind = edit.new_end + gap
        if behind >= length or memcmp(b + start + edit.new_end, a + rows[last].end, gap):
            return 0
        while token < w.sections[text].end_token and token_start(w, token) < w.sections[text].start + behind:
            token += 1
        if token_start(w, token) != w.sections[text].start + behind:
            return 0
        old_at = advance(old_at, a, rows[last].end, rows[last].end + gap)
        new_at = advance(new_at, b, start + edit.new_end, start + behind)
        row = last + 1
    if edits[n - 1].new_end != length or token != w.sections[text].end_token:
        return 0
    for row in range(hi, kept.nbodies):
        if rows[row].section != section:
            break
        rows[row].start += moved
        rows[row].end += moved
    for lo in range(n):
        for row in range(edits[lo].first, edits[lo].last + 1):
            rows[row].start = start + edits[lo].new_start
            rows[row].end = start + edits[lo].new_end
    return n


cdef bint move_lines(Kept kept, uint32_t section, const Edit *edits, uint32_t nedits) noexcept:
    """Bring the line table of a section in line with its new text; 0: rows of several sections are mixed."""
    cdef Gen *g = <Gen *>kept.w.extra
    cdef uint32_t i, k, name = g.section_strings[section]
    cdef FuncDef *f
    cdef Point at
    for i in range(g.nfuncs):
        f = &g.funcs[i]
        if f.section != name:
            if f.section == 0 and f.nlines and edits[nedits - 1].old_end.line != edits[nedits - 1].new_end_point.line:
                return 0
            continue
        for k in range(f.lines, f.lines + f.nlines):
            at.line = g.lines[k].line - 1
            at.col = g.lines[k].col - 1
            at = moved_point(at, edits, nedits)
            g.lines[k].line = at.line + 1
            g.lines[k].col = at.col + 1
    return 1


cdef bint compile_edit(Kept kept, const Edit *edit, uint32_t *rows, uint32_t *nrows) noexcept:
    """Compile an edited block for all functions that have it."""
    cdef Gen *g = <Gen *>kept.w.extra
    cdef uint32_t i, f
    for i in range(edit.first, edit.last + 1):
        f = kept.bodies[i].func
        kept.w.nodes[kept.tier.funcs[f].node].c = edit.node
        g.nprops = 0
        gen_function(g, f)
        if g.failed or kept.w.error_count or nrows[0] == LARGEST_SHARE:
            return 0
        rows[nrows[0]] = kept.tier.funcs[f].impl
        nrows[0] += 1
    return 1


@cython.final
@cython.no_gc
cdef class Kept:
    def __dealloc__(self):
        spend(self)

    cdef void keep(self, Workspace *w, Tier *tier, const CompilationContext *cx, uint32_t init, list warnings) noexcept:
        cdef Gen *g = <Gen *>w.extra
        spend(self)
        self.w = w
        self.tier = tier
        self.cx = cx[0]
        g.cx = &self.cx
        self.init = init
        self.first_code = g.ncode
        self.first_source = w.source_len
        self.warnings = warnings

    cdef bint find_bodies(self) noexcept:
        """Fill `bodies`; most units are never edited, so the first edit does it."""
        cdef Workspace *w = self.w
        cdef uint32_t i, n = 0, body, section, kept = 0
        cdef const FuncRec *rec
        cdef Body *b
        self.bodies = <Body *>malloc((self.tier.nfuncs + 1) * sizeof(Body))
        if self.bodies == NULL:
            return 0
        for i in range(1, self.tier.nfuncs):
            rec = &self.tier.funcs[i]
            if rec.node == 0 or rec.flags & (FF_AUTO | FF_PRELUDE | FF_ABSTRACT | FF_CONSTRUCTOR):
                continue
            if node_kind(w, rec.node) != NK_Func:
                continue
            body = Func_body(w, rec.node)
            if body == 0:
                continue
            section = ws_section_at(w, token_start(w, node_token(w, body)))
            b = &self.bodies[n]
            b.section = section
            b.start = token_start(w, node_token(w, body)) - w.sections[section].start
            b.end = token_end(w, Block_end(w, body)) - w.sections[section].start
            b.func = i
            b.changed = 0
            n += 1
        qsort(self.bodies, n, sizeof(Body), by_place)
        for i in range(n):                      # no blocks within blocks
            b = &self.bodies[i]
            if kept and self.bodies[kept - 1].section == b.section and b.start < self.bodies[kept - 1].end and (
                    b.start != self.bodies[kept - 1].start or b.end != self.bodies[kept - 1].end):
                continue
            self.bodies[kept] = b[0]
            kept += 1
        self.nbodies = kept
        return 1

    cdef Program update(self, list old, list new, bytes fingerprint):
        cdef Program program = None
        if self.w == NULL:
            return None
        try:
            if self.bodies != NULL or self.find_bodies():
                program = patched(self, old, new, fingerprint)
        finally:
            if program is None:
                spend(self)
        return program
