# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""Linking: several programs become one, for an instance that runs them together.

What it is: the tables of the programs one behind the other, with every index in tables and code moved to its new place. Which
operands are indices is read from the opcode table. Imports of one program
from another, by name of the unit, are found. Shared entities that several programs declare must be equal and become one:
the type and the functions of the first. What it is not: a step of an ordinary build: a single program is used as it is.

The result is a Program like any other and verified like any other. So the loop knows nothing of linking, and calls, fields
and globals cost the same in an instance of many programs as in one of a single program.
"""
from libc.stdint cimport int64_t, uint8_t, uint32_t, uint64_t
from libc.stdlib cimport calloc, free
from libc.string cimport memcpy, memset

from .costs cimport compute_costs
from .layout cimport (
    EXIT_WORDS, ExternDef, FN_GLOBAL_INIT, FN_PRIVATE, FieldDef, FuncDef, GL_FUNC, GlobalDef, ImplDef, LineDef, LocalDef,
    NO_FUNC, ProgramData,
    TD_VALUE, TryDef, TY_ARRAY, TY_CLASS, TY_DICT, TY_FUNC, TY_HOST, TY_INTERFACE, TY_WEAK, TYPE_FIRST, TypeDef,
)
from .opcode_info cimport op_info, op_words
from .opcodes cimport *
from .program cimport LONG_CODE, Program, program_from_tables
from .vmstate cimport NO_REG

from array import array

from .errors import LoadError
from .imports import linked_imports

cdef enum:
    INIT_WORDS = 2              # of a call without arguments
    MAX_PROGRAMS = 256
    MOVED = 0x80000000u         # TypeDef.flags while linking: the row is done
    NOT_PLACED = 0xffffffffu    # a type that has no row yet


cdef struct Bases:              # where the rows of the program in work begin in the result
    uint32_t code               # its word EXIT_WORDS stands at code + EXIT_WORDS
    uint32_t kinds, fields, vtables, impls, globals, consts, lits, lits_len, natives, hosts, lines, locals, tries, dbg, dbg_len


cdef void *table(uint64_t n, size_t size) except NULL:
    cdef void *p = calloc(n + 1, size)
    if p == NULL:
        raise MemoryError
    return p


cdef inline uint32_t moved_kind(uint32_t kind, const uint32_t *types) noexcept nogil:
    return (kind & 0xff) | types[kind >> 8] << 8


cdef uint32_t moved_index(
    uint8_t cls, uint32_t index, const Bases *b, const uint32_t *types, const uint32_t *funcs
) noexcept nogil:
    """The new index of what an operand of a class names."""
    if cls == OC_FUNC:
        return funcs[index]
    if cls == OC_TYPE:
        return types[index]
    if cls == OC_GLOB:
        return index + b.globals
    if cls == OC_CONST:
        return index + b.consts
    if cls == OC_LIT:
        return index + b.lits
    if cls == OC_NATIVE:
        return index + b.natives
    return index + b.hosts if cls == OC_HOST else index


cdef bint move_code(
    uint64_t *code, uint32_t n, const Bases *b, const uint32_t *types, const uint32_t *funcs
) noexcept nogil:
    """Moves the indices in n words; 0 if one does not fit its field."""
    cdef uint32_t i = 0, k, field, value, moved
    cdef uint8_t op, cls
    while i < n:
        op = <uint8_t>(code[i] & 0xff)
        for k in range(op_info[op].noperands):
            cls = op_info[op].operands[k].cls
            field = op_info[op].operands[k].field
            if not (cls == OC_FUNC or cls == OC_TYPE or cls == OC_GLOB or cls == OC_CONST or cls == OC_LIT
                    or cls == OC_NATIVE or cls == OC_HOST):
                continue
            if field == FIELD_U:
                moved = moved_index(cls, <uint32_t>(code[i] >> 32), b, types, funcs)
                code[i] = (code[i] & 0xffffffffULL) | <uint64_t>moved << 32
            else:
                value = <uint32_t>(code[i] >> (16 + 16 * field)) & 0xffff
                moved = moved_index(cls, value, b, types, funcs)
                if moved > 0xffff:
                    return 0
                code[i] = (code[i] & ~(<uint64_t>0xffff << (16 + 16 * field))) | <uint64_t>moved << (16 + 16 * field)
        i += op_words(code + i, n - i)
    return 1


cdef object type_key(const TypeDef *t, const uint32_t *types):
    """What makes two containers of different programs one type."""
    return t.sort, t.elem_handle, t.depth, moved_kind(t.elem, types), moved_kind(t.base, types)


cdef object value_layout(const ProgramData *p, const TypeDef *t):
    """The declarations of a value type's fields: programs that know others do not share it."""
    cdef uint32_t k, text
    cdef list found = []
    for k in range(t.fields, t.fields + t.nfields):
        text = p.fields[k].decl
        found.append(p.dbg[p.dbg_offsets[text]:p.dbg_offsets[text + 1]])
    return tuple(found)


cdef object signature_key(const ProgramData *p, const TypeDef *t, const uint32_t *types):
    """What makes two types of function handles one; None while a type in the signature has no row yet."""
    cdef const FuncDef *f = &p.funcs[p.vtables[t.vtable]]
    cdef uint32_t i
    cdef list kinds = [f.ret]
    for i in range(1, f.nparams):           # 0: the handle
        kinds.append(p.kinds[f.kinds + i])
    for i in range(f.nouts):
        kinds.append(p.kinds[f.outs + i])
    if any([types[<uint32_t>kind >> 8] == NOT_PLACED for kind in kinds]):
        return None
    text = p.dbg[p.dbg_offsets[t.name]:p.dbg_offsets[t.name + 1]]
    return TY_FUNC, text, f.nparams, tuple([moved_kind(kind, types) for kind in kinds])


cdef class Linker:
    """The tables of the result while they grow."""

    cdef ProgramData data
    cdef set shared_types           # rows of shared classes and interfaces

    def __dealloc__(self):
        cdef ProgramData *d = &self.data
        free(d.code)
        free(d.funcs)
        free(d.kinds)
        free(d.types)
        free(d.fields)
        free(d.vtables)
        free(d.impls)
        free(d.globals)
        free(d.consts)
        free(d.const_kinds)
        free(d.lit_offsets)
        free(d.lits)
        free(d.natives)
        free(d.hosts)
        free(d.lines)
        free(d.locals)
        free(d.tries)
        free(d.dbg_offsets)
        free(d.dbg)

    cdef int reserve(self, list programs) except -1:
        """Tables with room for all rows."""
        cdef ProgramData *d = &self.data
        cdef const ProgramData *p
        cdef Program program
        cdef uint64_t code = len(programs) * INIT_WORDS + 2, funcs = 1, kinds = 0, types = 0, fields = 0, vtables = 0
        cdef uint64_t impls = 0, globals_ = 0, consts = 0, lits = 0, lits_len = 0, natives = 0, hosts = 0, lines = 0, locals_ = 0, tries = 0
        cdef uint64_t dbg = 0, dbg_len = 0
        for program in programs:
            p = &program.data
            code += p.ncode
            funcs += p.nfuncs
            kinds += p.nkinds
            types += p.ntypes
            fields += p.nfields
            vtables += p.nvtables
            impls += p.nimpls
            globals_ += p.nglobals
            consts += p.nconsts
            lits += p.nlits
            lits_len += p.lits_len
            natives += p.nnatives
            hosts += p.nhosts
            lines += p.nlines
            locals_ += p.nlocals
            tries += p.ntries
            dbg += p.ndbg
            dbg_len += p.dbg_len
        if max(code, kinds, lits_len, dbg_len, lines, locals_, funcs, fields) >= NO_FUNC >> 1:
            raise LoadError("linked programs", "together they are too large")
        d.code = <uint64_t *>table(code, sizeof(uint64_t))
        d.funcs = <FuncDef *>table(funcs, sizeof(FuncDef))
        d.kinds = <uint32_t *>table(kinds, sizeof(uint32_t))
        d.types = <TypeDef *>table(types, sizeof(TypeDef))
        d.fields = <FieldDef *>table(fields, sizeof(FieldDef))
        d.vtables = <uint32_t *>table(vtables, sizeof(uint32_t))
        d.impls = <ImplDef *>table(impls, sizeof(ImplDef))
        d.globals = <GlobalDef *>table(globals_, sizeof(GlobalDef))
        d.consts = <uint64_t *>table(consts, sizeof(uint64_t))
        d.const_kinds = <uint8_t *>table(consts, 1)
        d.lit_offsets = <uint32_t *>table(lits + 1, sizeof(uint32_t))
        d.lits = <char *>table(lits_len, 1)
        d.natives = <ExternDef *>table(natives, sizeof(ExternDef))
        d.hosts = <ExternDef *>table(hosts, sizeof(ExternDef))
        d.lines = <LineDef *>table(lines, sizeof(LineDef))
        d.locals = <LocalDef *>table(locals_, sizeof(LocalDef))
        d.tries = <TryDef *>table(tries, sizeof(TryDef))
        d.dbg_offsets = <uint32_t *>table(dbg + 1, sizeof(uint32_t))
        d.dbg = <char *>table(dbg_len, 1)
        return 0

    cdef int place_types(self, const ProgramData *p, uint32_t *types, dict known, dict shared, bint containers) except -1:
        """Rows for the types of a program: first those that have a name, then containers, which are one for all programs.

        shared: row -> name of each shared class and interface.
        """
        cdef ProgramData *d = &self.data
        cdef const TypeDef *t
        cdef uint32_t i
        cdef bint container
        for i in range(p.ntypes):
            t = &p.types[i]
            container = t.sort == TY_ARRAY or t.sort == TY_DICT or t.sort == TY_WEAK or t.sort == TY_FUNC
            if i < TYPE_FIRST:
                types[i] = i
                if d.ntypes <= i:
                    d.types[i] = t[0]
                    d.ntypes = i + 1
                continue
            if container != containers:
                continue
            key = None
            if t.sort == TY_FUNC:
                key = signature_key(p, t, types)
            elif t.flags & TD_VALUE:
                key = (t.sort, t.id, value_layout(p, t))
            elif t.sort != TY_CLASS and t.sort != TY_INTERFACE:
                key = (t.sort, t.id) if not container else type_key(t, types)
            elif i in shared:
                key = (t.sort, shared[i])
            if key is not None and key in known:
                types[i] = known[key]
                continue
            types[i] = d.ntypes
            d.types[d.ntypes] = t[0]
            if key is not None:
                known[key] = d.ntypes
            d.ntypes += 1
        return 0

    cdef void move_types(
        self, const ProgramData *p, const uint32_t *types, const uint32_t *funcs, const Bases *b
    ) noexcept nogil:
        """What the rows of types refer to; those that an earlier program placed are done."""
        cdef ProgramData *d = &self.data
        cdef const TypeDef *from_
        cdef TypeDef *t
        cdef uint32_t i
        for i in range(p.ntypes):
            from_ = &p.types[i]
            t = &d.types[types[i]]
            if i < TYPE_FIRST or t.flags & MOVED:
                continue
            t.flags |= MOVED
            t.elem = moved_kind(from_.elem, types)
            t.name = from_.name + b.dbg if from_.name else 0
            t.base = moved_kind(from_.base, types) if from_.sort == TY_DICT else types[from_.base]
            t.fields = from_.fields + b.fields if from_.nfields else 0
            t.vtable = from_.vtable + b.vtables if from_.nvtable else 0
            t.impls = from_.impls + b.impls if from_.nimpls else 0
            if from_.dtor != NO_FUNC:
                t.dtor = funcs[from_.dtor]

    cdef int place_functions(
        self, Program program, uint32_t program_number, const uint32_t *types, uint32_t *funcs, dict known, set free_
    ) except -1:
        """Numbers for the functions of a program: a shared one, or a member of a shared type, that is there already keeps its.

        free_: rows of the shared functions that are no members. known: what is shared, by type, name and declaration.
        """
        cdef const ProgramData *p = &program.data
        cdef const FuncDef *f
        cdef uint32_t i, n = self.data.nfuncs, other
        cdef dict own = {}
        for i in range(p.nfuncs):
            f = &p.funcs[i]
            key = None
            if i in free_ or (f.owner and types[f.owner] in self.shared_types):
                key = (types[f.owner], program.debug_str(f.name), program.debug_str(f.decl), f.flags)
                own[key] = own.get(key, 0) + 1
        for i in range(p.nfuncs):
            f = &p.funcs[i]
            funcs[i] = n
            if i in free_ or (f.owner and types[f.owner] in self.shared_types):
                key = (types[f.owner], program.debug_str(f.name), program.debug_str(f.decl), f.flags)
                if own[key] == 1 and key in known:
                    other = known[key]
                    if self.equal_kinds(p, f, types, &self.data.funcs[other]):
                        funcs[i] = other
                        continue
                elif own[key] == 1:
                    known[key] = n
            n += 1
        return 0

    cdef bint equal_kinds(self, const ProgramData *p, const FuncDef *f, const uint32_t *types, const FuncDef *other) noexcept:
        cdef uint32_t i
        if f.nparams != other.nparams or f.nouts != other.nouts or moved_kind(f.ret, types) != other.ret:
            return 0
        for i in range(f.nparams):
            if moved_kind(p.kinds[f.kinds + i], types) != self.data.kinds[other.kinds + i]:
                return 0
        for i in range(f.nouts):
            if moved_kind(p.kinds[f.outs + i], types) != self.data.kinds[other.outs + i]:
                return 0
        return 1

    cdef void sort_impls(self) noexcept nogil:
        """Rows of interfaces stand by rising type, which unification may have changed."""
        cdef uint32_t i, k, j
        cdef ImplDef row
        cdef ImplDef *rows
        for i in range(self.data.ntypes):
            rows = self.data.impls + self.data.types[i].impls
            for k in range(1, self.data.types[i].nimpls):
                row = rows[k]
                j = k
                while j > 0 and rows[j - 1].iface > row.iface:
                    rows[j] = rows[j - 1]
                    j -= 1
                rows[j] = row

    cdef int append(self, const ProgramData *p, const uint32_t *types, const uint32_t *funcs) except -1:
        """The rows of one program."""
        cdef ProgramData *d = &self.data
        cdef Bases b
        cdef uint32_t i
        cdef FuncDef *f
        b = Bases(
            code=d.ncode - EXIT_WORDS if d.ncode else 0, kinds=d.nkinds, fields=d.nfields, vtables=d.nvtables,
            impls=d.nimpls, globals=d.nglobals, consts=d.nconsts, lits=d.nlits, lits_len=d.lits_len, natives=d.nnatives,
            hosts=d.nhosts, lines=d.nlines, locals=d.nlocals, tries=d.ntries, dbg=d.ndbg, dbg_len=d.dbg_len,
        )
        i = EXIT_WORDS if d.ncode else 0        # the words that every program begins with stand there once
        memcpy(d.code + d.ncode, p.code + i, (p.ncode - i) * sizeof(uint64_t))
        if not move_code(d.code + d.ncode, p.ncode - i, &b, types, funcs):
            raise LoadError("linked programs", "together they have more than 65,535 types or constants")
        d.ncode += p.ncode - i
        for i in range(p.nfuncs):
            if funcs[i] < d.nfuncs:
                continue                        # the first program's stands for it; its code is left over
            f = &d.funcs[d.nfuncs]
            f[0] = p.funcs[i]
            f.code += b.code
            f.kinds += b.kinds
            f.ret = moved_kind(f.ret, types)
            f.outs = f.outs + b.kinds if f.nouts else 0
            f.name = f.name + b.dbg if f.name else 0
            f.decl = f.decl + b.dbg if f.decl else 0
            f.section = f.section + b.dbg if f.section else 0
            f.lines += b.lines
            f.locals += b.locals
            f.tries += b.tries
            f.owner = types[f.owner]
            d.nfuncs += 1
        for i in range(p.nkinds):
            d.kinds[d.nkinds + i] = moved_kind(p.kinds[i], types)
        d.nkinds += p.nkinds
        for i in range(p.nfields):
            d.fields[d.nfields] = FieldDef(
                kind=moved_kind(p.fields[i].kind, types), decl=p.fields[i].decl + b.dbg if p.fields[i].decl else 0,
                flags=p.fields[i].flags,
            )
            d.nfields += 1
        for i in range(p.nvtables):
            d.vtables[d.nvtables + i] = funcs[p.vtables[i]]
        d.nvtables += p.nvtables
        for i in range(p.nimpls):
            d.impls[d.nimpls] = ImplDef(
                iface=types[p.impls[i].iface],
                methods=NO_FUNC if p.impls[i].methods == NO_FUNC else p.impls[i].methods + b.vtables,
            )
            d.nimpls += 1
        for i in range(p.nglobals):
            d.globals[d.nglobals] = GlobalDef(
                kind=moved_kind(p.globals[i].kind, types), name=p.globals[i].name + b.dbg if p.globals[i].name else 0,
                flags=p.globals[i].flags, func=funcs[p.globals[i].func] if p.globals[i].flags & GL_FUNC else 0,
            )
            d.nglobals += 1
        memcpy(d.consts + d.nconsts, p.consts, p.nconsts * sizeof(uint64_t))
        memcpy(d.const_kinds + d.nconsts, p.const_kinds, p.nconsts)
        d.nconsts += p.nconsts
        for i in range(p.nlits):
            d.lit_offsets[d.nlits] = p.lit_offsets[i] + b.lits_len
            d.nlits += 1
        memcpy(d.lits + d.lits_len, p.lits, p.lits_len)
        d.lits_len += p.lits_len
        d.lit_offsets[d.nlits] = d.lits_len
        for i in range(p.nnatives):
            d.natives[d.nnatives] = moved_extern(&p.natives[i], &b)
            d.nnatives += 1
        for i in range(p.nhosts):
            d.hosts[d.nhosts] = moved_extern(&p.hosts[i], &b)
            d.nhosts += 1
        memcpy(d.lines + d.nlines, p.lines, p.nlines * sizeof(LineDef))
        d.nlines += p.nlines
        for i in range(p.nlocals):
            d.locals[d.nlocals] = p.locals[i]
            d.locals[d.nlocals].name += b.dbg if p.locals[i].name else 0
            d.locals[d.nlocals].type += b.dbg if p.locals[i].type else 0
            d.nlocals += 1
        memcpy(d.tries + d.ntries, p.tries, p.ntries * sizeof(TryDef))
        d.ntries += p.ntries
        for i in range(p.ndbg):
            d.dbg_offsets[d.ndbg] = p.dbg_offsets[i] + b.dbg_len
            d.ndbg += 1
        memcpy(d.dbg + d.dbg_len, p.dbg, p.dbg_len)
        d.dbg_len += p.dbg_len
        d.dbg_offsets[d.ndbg] = d.dbg_len
        self.move_types(p, types, funcs, &b)
        return 0

    cdef int join_inits(self, list inits) except -1:
        """The function that initialises the globals of all: it calls those of the programs, which are private from now on."""
        cdef ProgramData *d = &self.data
        cdef FuncDef *f = &d.funcs[d.nfuncs]
        cdef uint32_t scratch[2 * (MAX_PROGRAMS * INIT_WORDS + 2)]
        cdef uint32_t where = 0, start = d.ncode, index
        cdef int64_t cost
        for index in inits:
            d.funcs[index].flags |= FN_PRIVATE
            d.code[d.ncode] = OP_CALL0 | <uint64_t>index << 32
            d.code[d.ncode + 1] = <uint64_t>NO_REG << 32
            d.ncode += INIT_WORDS
        d.code[d.ncode] = OP_RETV
        d.ncode += 1
        cost = compute_costs(d.code + start, d.ncode - start, NULL, 0, scratch, True, &where)
        if cost < 0:
            raise LoadError("linked programs", "the initialisation of the globals costs too much")
        memset(f, 0, sizeof(FuncDef))
        f.code = start
        f.ncode = d.ncode - start
        f.cost = <uint32_t>cost
        f.flags = FN_GLOBAL_INIT
        f.lines = d.nlines
        f.locals = d.nlocals
        f.tries = d.ntries
        d.init = d.nfuncs
        d.nfuncs += 1
        return 0


cdef inline ExternDef moved_extern(const ExternDef *x, const Bases *b) noexcept nogil:
    cdef ExternDef moved = x[0]
    moved.kinds += b.kinds
    moved.decl = x.decl + b.dbg if x.decl else 0
    moved.enums = x.enums + b.dbg if x.enums else 0
    return moved


cdef dict shared_rows(Program program, dict entities, dict place):
    """Type rows of the shared classes and interfaces of a program, with their names, after comparing them with what earlier
    programs share (entities: by name; place: the program of each)."""
    cdef uint32_t i
    cdef dict rows = {}, types = {}
    for entity in program.shared:
        if entity.sort == "function" and entity.function >= program.data.nfuncs:
            raise LoadError("manifest", f"function {entity.function} of {program.data.nfuncs}")
        function = program.debug_str(program.data.funcs[<uint32_t>entity.function].decl) if entity.sort == "function" else ""
        key = entity.sort == "function", entity.name, function
        other = entities.setdefault(key, entity)
        if other.sort != entity.sort or other.digest != entity.digest:
            at = f"{other.section} line {other.line}"
            if (other.section, other.line) == (entity.section, entity.line):
                at += ", built from another text of it: rebuild() the unit that uses it"
            else:
                at += f", {entity.section} line {entity.line}"
            raise LoadError(f"shared {entity.sort} {entity.name!r}",
                            f"it differs from that of {place[key] or 'another program'!r}: {at}")
        place.setdefault(key, program.name)
        if entity.sort == "class" or entity.sort == "interface":
            types[entity.name] = entity.sort
    for i in range(TYPE_FIRST, program.data.ntypes):
        if program.data.types[i].sort == TY_INTERFACE and program.data.types[i].id:      # the host's
            rows[i] = program.data.types[i].id
        elif types and (program.data.types[i].sort == TY_CLASS or program.data.types[i].sort == TY_INTERFACE):
            name = program.debug_str(program.data.types[i].name)
            if name in types:
                rows[i] = name
    return rows


cdef int bind_programs(Program linked, list programs, list names, list maps) except -1:
    """Find what the imports of the programs lead to. maps: the new rows of each program's functions."""
    cdef uint32_t hosts = 0
    cdef Program program
    cdef list parts = [], bindings = [], shared = []
    for program, name, funcs in zip(programs, names, maps):
        parts.append((name, frozenset(funcs)))
        for row, fn in program.bindings or ():
            bindings.append((row + hosts, funcs[fn]))
        for entity in program.shared:
            shared.append(entity._replace(function=funcs[entity.function]) if entity.sort == "function" else entity)
        hosts += program.data.nhosts
    found, problems = linked_imports(linked, parts)
    if problems:
        raise LoadError("linked programs", "; ".join(problems))
    linked.bindings = bindings + found or None
    linked.shared_ = shared
    return 0


cdef str unit_label(Program program, list others):
    """How messages call a program among those that it is linked with."""
    name = program.name or (program.section_names or ["?"])[0]
    taken = {part[0] for part in others}
    label, number = name, 2
    while label in taken:
        label = f"{name}#{number}"
        number += 1
    return label


cdef Program link_programs(list programs, list names):
    cdef Linker linker = Linker()
    cdef ProgramData *d = &linker.data
    cdef Program program, linked
    cdef uint32_t i, number
    cdef list maps = [], inits = [], shared = [], numbers = []
    cdef dict known = {}, functions = {}, entities = {}, place = {}
    cdef list origins = []
    cdef set free_
    cdef uint32_t[::1] types, funcs
    if len(programs) > MAX_PROGRAMS:
        raise LoadError("linked programs", f"at most {<int>MAX_PROGRAMS} can be linked")
    linker.reserve(programs)
    linker.shared_types = set()
    for program in programs:
        maps.append(array("I", b"\xff" * (4 * program.data.ntypes)))
        numbers.append(array("I", bytes(4 * (program.data.nfuncs + 1))))
        shared.append(shared_rows(program, entities, place))
    for containers in (False, True):
        for program, row, names_of in zip(programs, maps, shared):
            types = row
            linker.place_types(&program.data, &types[0], known, names_of, containers)
    for row, names_of in zip(maps, shared):
        linker.shared_types.update([row[i] for i in names_of])
    for number, program in enumerate(programs):
        types = maps[number]
        funcs = numbers[number]
        free_ = {entity.function for entity in program.shared if entity.sort == "function"}
        linker.place_functions(program, number, &types[0], &funcs[0], functions, free_)
        if program.data.init != NO_FUNC:
            inits.append(funcs[program.data.init])
        i = d.nglobals
        linker.append(&program.data, &types[0], &funcs[0])
        origins.append((unit_label(program, origins), range(i, d.nglobals), frozenset(maps[number])))
    for i in range(d.ntypes):
        d.types[i].flags &= ~<uint32_t>MOVED
    linker.sort_impls()
    d.init = NO_FUNC
    if len(inits) == 1:
        d.init = inits[0]
    elif inits:
        linker.join_inits(inits)
    fingerprints = {(<Program>program).ffi_fingerprint_ for program in programs}
    linked = program_from_tables(d, fingerprints.pop() if len(fingerprints) == 1 else None, LONG_CODE)
    linked.parts = origins
    bind_programs(linked, programs, names, [list(row)[:len(row) - 1] for row in numbers])
    return linked


def link(programs, names=None):
    """One program that is all of these; see `link_programs`. A single one is returned as it is.

    `names`: of the units that imports name, if others than those that the programs were built with.
    """
    found = list(programs)
    for program in found:
        if not isinstance(program, Program):
            raise TypeError(f"programs expected, not {type(program).__name__}")
    if not found:
        raise ValueError("no program to link")
    if len(found) == 1:
        return found[0]
    return link_programs(found, list(names) if names is not None else [program.name for program in found])
