# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""A build: from sources to a verified Program.

What it is: the order of the passes (parse, declare, globals, functions, initialisation), the workspace and the
script tier they work in, and the hand-over of the tables. What it is not: any of the passes.

Workspace, script tier and the generator's tables are taken from pools and given back, so that a small build
allocates nothing but its Program. Large sources are compiled without the GIL.
"""
from cpython.bytes cimport PyBytes_AS_STRING, PyBytes_GET_SIZE
from cpython.unicode cimport PyUnicode_AsUTF8AndSize
from libc.stdint cimport uint32_t
from libc.stdlib cimport calloc, free
from libc.string cimport memset

from seraphscript.compiler.class_rows cimport class_rows, field_types, gen_unbound
from seraphscript.compiler.construct cimport constructors_declare, gen_requested
from seraphscript.compiler.declare cimport declare_unit
from seraphscript.compiler.dictcopy cimport gen_copier
from seraphscript.compiler.diagnostics cimport diag_list
from seraphscript.compiler.emit cimport grow
from seraphscript.compiler.hostiface cimport host_interfaces_request
from seraphscript.compiler.gen cimport Gen
from seraphscript.compiler.globals cimport gen_globals, globals_prepare
from seraphscript.compiler.objects cimport find_hidden_calls
from seraphscript.compiler.parser cimport parse_unit
from seraphscript.compiler.prelude cimport prelude_compile
from seraphscript.compiler.rebuild cimport Kept
from seraphscript.compiler.shared cimport add_manifest, shared_sources
from seraphscript.compiler.stmt cimport gen_function
from seraphscript.compiler.tables cimport dbg_string, gen_free, gen_reset, gen_tables, import_declared, kind_of
from seraphscript.compiler.values cimport values_request_all
from seraphscript.compiler.workspace cimport Workspace, ws_add_section, ws_give, ws_out_of_memory, ws_take
from seraphscript.registry.context cimport CompilationContext, ctx_open
from seraphscript.registry.ffi_registry cimport FfiRegistry
from seraphscript.registry.tier cimport FF_ABSTRACT, FF_AUTO, FF_IMPORT, FF_LAMBDA, FF_PRELUDE, Tier, tier_give, tier_take
from seraphscript.vm.layout cimport NO_FUNC, FuncDef, ProgramData
from seraphscript.vm.program cimport LONG_CODE, Program, program_from_tables

from seraphscript.vm.errors import BuildError

cdef enum:
    SHORT_CODE = 1024           # words of code of a program; see NOGIL_SHARED


cdef void free_gen(void *gen) noexcept nogil:
    gen_free(<Gen*>gen)
    free(gen)


cdef void compile_all(Gen *g, uint32_t *init) noexcept nogil:
    cdef uint32_t i, n
    init[0] = NO_FUNC
    if parse_unit(g.w) != 0:
        return
    for i in range(g.w.section_count):
        n = dbg_string(g, <const char*>g.w.messages + g.w.sections[i].name_start, g.w.sections[i].name_len)
        if not grow(g, <void**>&g.section_strings, &g.cap_section_strings, i, sizeof(uint32_t)):
            return
        g.section_strings[i] = n
        g.nsection_strings = i + 1
    declare_unit(g)
    if g.failed or not grow(g, <void**>&g.funcs, &g.cap_funcs, g.nfuncs + 1, sizeof(FuncDef)):
        return
    constructors_declare(g)
    find_hidden_calls(g)
    globals_prepare(g)
    for i in range(1, g.cx.script.nfuncs):
        if g.failed:
            return
        g.nprops = 0
        if g.cx.script.funcs[i].flags & FF_IMPORT:
            import_declared(g, i)
        if g.cx.script.funcs[i].node == 0 or g.cx.script.funcs[i].flags & (FF_AUTO | FF_IMPORT | FF_LAMBDA | FF_PRELUDE):
            continue
        if g.cx.script.funcs[i].flags & FF_ABSTRACT:
            gen_unbound(g, i, kind_of(g, g.cx.script.funcs[i].owner))
        else:
            gen_function(g, i)
    g.in_shared = 0
    init[0] = gen_globals(g)
    if g.all_values:
        values_request_all(g)
    field_types(g)
    host_interfaces_request(g)
    while (g.prelude_used or g.ngenerated < g.nrequested or g.copier_waits) and not g.failed:
        gen_requested(g)
        prelude_compile(g)
        host_interfaces_request(g)
        if not g.prelude_used and g.ngenerated == g.nrequested:
            gen_copier(g)                   # last: it must know what all others store
    class_rows(g)


cdef int add_sections(Workspace *w, list sources) except -1:
    cdef Py_ssize_t name_len, text_len
    cdef const char *name
    cdef const char *text
    cdef object pair, source
    for pair in sources:
        name = PyUnicode_AsUTF8AndSize(pair[0], &name_len)
        source = pair[1]
        if isinstance(source, bytes):
            text = PyBytes_AS_STRING(source)
            text_len = PyBytes_GET_SIZE(source)
        else:
            text = PyUnicode_AsUTF8AndSize(source, &text_len)
        ws_add_section(w, name, <uint32_t>name_len, text, <size_t>text_len)
    return 0


cdef int add_name(Gen *g, str name) except -1:
    cdef bytes text = name.encode("utf-8", "replace")
    g.unit_name = dbg_string(g, PyBytes_AS_STRING(text), <uint32_t>PyBytes_GET_SIZE(text))
    return 0


cdef Program build_unit(
    FfiRegistry registry, str name, list sources, list uses, bint strict, uint32_t warnings_off, uint32_t warning_errors, list warnings,
    Kept kept, size_t nogil_from, bint all_values=False
):
    cdef Workspace *w = ws_take(&registry.names.table)
    cdef Tier *tier = NULL
    cdef Gen *g
    cdef CompilationContext cx
    cdef ProgramData data
    cdef Program program
    cdef uint32_t init = NO_FUNC
    if w == NULL:
        raise MemoryError()
    try:
        if w.extra == NULL:
            w.extra = calloc(1, sizeof(Gen))
            w.free_extra = free_gen
        g = <Gen*>w.extra
        tier = tier_take(&w.names)
        if g == NULL or tier == NULL:
            raise MemoryError()
        w.warnings_off = warnings_off
        w.warning_errors = warning_errors
        add_sections(w, sources)
        if uses:
            add_sections(w, shared_sources(uses))
        ctx_open(&cx, &registry.tier, tier, strict)
        g.w = w
        g.cx = &cx
        if not gen_reset(g):
            raise MemoryError()
        g.all_values = all_values
        if name:
            add_name(g, name)
        if uses:
            g.own_sections = <uint32_t>len(sources)
        if w.source_len >= nogil_from:
            with nogil:
                compile_all(g, &init)
        else:
            compile_all(g, &init)
        if (g.failed or tier.failed) and w.error_count == 0:
            ws_out_of_memory(w)
        if w.error_count != 0:
            raise BuildError(diag_list(w))
        if warnings is not None and w.diag_count != 0:
            warnings.extend(diag_list(w))
        add_manifest(g)
        memset(&data, 0, sizeof(data))
        gen_tables(g, &data)
        data.init = init
        program = program_from_tables(&data, registry.fingerprint, LONG_CODE if nogil_from == NOGIL_SOURCE else SHORT_CODE)
        if kept is not None and (g.nshared == 0 or kept.to_look_at):    # the manifest has the texts of shared functions
            kept.keep(w, tier, &cx, init, warnings)
            w = NULL
            tier = NULL
        return program
    finally:
        if tier != NULL:
            tier_give(tier)
        ws_give(w)
