# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""Native functions: the process-wide table of C functions that programs can use by id.

What it is: registration while modules are imported, lookup by id and the comparison of a program's row with what was
registered. What it is not: the call (interpreter), or host functions written in Python (the bridge has those).

Invariants
- Entries are never changed or removed, so a pointer that a program has resolved stays good for the life of the process.
- All access is with the GIL held, or by readers that found their entry before.
- A row that check_native accepted has exactly the kinds that the C function was written for: it need not look again,
  except at the kinds that its own signature leaves open.
"""
from libc.stdint cimport uint8_t, uint16_t, uint32_t, uint64_t
from libc.stdlib cimport calloc, free, malloc
from libc.string cimport memcpy

from .layout cimport (
    ExternDef, MAX_OUTS, MAX_PARAMS, ProgramData, TD_VALUE, TY_ANY, TY_ARRAY, TY_CLASS, TY_DICT, TY_FUNC, TY_NONE, TY_WEAK, TYPE_FIBER, TypeDef,
)
from .opcodes cimport HANDLE_KINDS, K_ARR, K_OBJ, K_STR, K_VOID
from .vmstate cimport NativeFn

import re

from .kinds import KINDS

cdef NativeDef **slots = NULL       # open addressing, keyed by id; a power of two, at most half full
cdef uint32_t nslots = 0
cdef uint32_t nused = 0

_CODES = {name.lower(): i for i, name in enumerate(KINDS)}
_CODES.update({"A": SIG_ANY_ARRAY, "A0": SIG_SAME_ARRAY, "T": SIG_ELEMENT, "?": SIG_ANY})
_CODES.update({"C": SIG_CONTAINER, "D": SIG_ANY_DICT, "K": SIG_KEY, "V": SIG_VALUE, "[K]": SIG_KEYS, "[V]": SIG_VALUES})
_CODES.update({"Y": SIG_ANY_BOX, "W": SIG_ANY_WEAK, "E": SIG_TARGET, "F": SIG_FIBER, "H": SIG_FUNCTION})
_CODES.update({"S": SIG_STRUCT})
_CODES.update({f"[{name.lower()}]": SIG_ARRAY_OF | i for i, name in enumerate(KINDS) if i})
_NAMES = {code: name for name, code in _CODES.items()}
_SIGNATURE = re.compile(r"\s*(\S+?)\s*\(([^()]*)\)\s*(.*?)\s*", re.ASCII)


cdef uint32_t home(uint64_t id) noexcept nogil:
    return <uint32_t>((id ^ id >> 32) & (nslots - 1))


cdef const NativeDef *find_native(uint64_t id) noexcept nogil:
    cdef uint32_t i
    if nslots == 0:
        return NULL
    i = home(id)
    while slots[i] != NULL and slots[i].id != id:
        i = (i + 1) & (nslots - 1)
    return slots[i]


cdef uint32_t native_count() noexcept:
    return nused


cdef dict native_ids():
    """The ids of all functions by their keys: "math.sin.f64"."""
    cdef uint32_t i
    return {slots[i].decl.decode(): slots[i].id for i in range(nslots) if slots[i] != NULL}


cdef void insert(NativeDef *native) noexcept nogil:
    cdef uint32_t i = home(native.id)
    while slots[i] != NULL:
        i = (i + 1) & (nslots - 1)
    slots[i] = native


cdef int grow() except -1:
    global slots, nslots
    cdef NativeDef **old = slots
    cdef uint32_t count = nslots, i
    cdef NativeDef **new = <NativeDef **>calloc(max(2 * count, 256), sizeof(NativeDef *))
    if new == NULL:
        raise MemoryError
    slots = new
    nslots = max(2 * count, 256)
    for i in range(count):
        if old[i] != NULL:
            insert(old[i])
    free(old)
    return 0


cdef list parse_codes(str text, str signature):
    codes = []
    for word in text.split(","):
        code = _CODES.get(word.strip())
        if code is None or code == K_VOID:
            raise ValueError(f"signature {signature!r}: {word.strip()!r} is no kind")
        codes.append(code)
    return codes


cdef int register_native(uint64_t id, NativeFn fn, str signature, str decl, bint yields=False,
                         bint offered=False) except -1:
    global nused
    cdef const NativeDef *known = find_native(id)
    cdef NativeDef *native
    cdef bytes text = decl.encode()
    cdef bytes codes
    if id == 0 or fn == NULL:
        raise ValueError(f"{decl}: id and function must not be 0")
    if known != NULL:
        if known.decl != text or known.fn != fn:
            raise ValueError(f"id {id:#x} of {decl!r} is taken by {(<bytes>known.decl).decode()!r}")
        return 0
    match = _SIGNATURE.fullmatch(signature)
    if match is None or match[1] not in _CODES:
        raise ValueError(f"bad signature {signature!r}")
    words = match[2].strip()
    variadic = words == "*" or words.endswith(",*") or words.endswith(", *")
    if variadic:
        words = words.rstrip("* ").rstrip(",")
    params = parse_codes(words, signature) if words else []
    outs = parse_codes(match[3], signature) if match[3] else []
    if len(params) > MAX_PARAMS or len(outs) > MAX_OUTS:
        raise ValueError(f"signature {signature!r} is too long")
    used = {*params, *outs, _CODES[match[1]]}
    first = params[0] if params else 0
    if SIG_ELEMENT in used and first != SIG_ANY_ARRAY and first < SIG_ARRAY_OF:
        raise ValueError(f"signature {signature!r} refers to the array in parameter 0, which is none")
    if used & {SIG_KEY, SIG_VALUE, SIG_KEYS, SIG_VALUES} and first != SIG_ANY_DICT:
        raise ValueError(f"signature {signature!r} refers to the dictionary in parameter 0, which is none")
    if SIG_TARGET in used and first != SIG_ANY_WEAK:
        raise ValueError(f"signature {signature!r} refers to the weak reference in parameter 0, which is none")
    if SIG_SAME_ARRAY in used and first < SIG_ARRAY_OF and first not in (
            SIG_ANY_ARRAY, SIG_CONTAINER, SIG_ANY_DICT, SIG_ANY_BOX):
        raise ValueError(f"signature {signature!r} refers to the container in parameter 0, which is none")
    codes = bytes([*params, _CODES[match[1]], *outs])
    if nused >= nslots // 2:
        grow()
    native = <NativeDef *>malloc(sizeof(NativeDef) + len(codes) + len(text) + 1)
    if native == NULL:
        raise MemoryError
    native.id = id
    native.fn = fn
    native.nparams = <uint16_t>len(params)
    native.nouts = <uint16_t>len(outs)
    native.variadic = variadic
    native.yields = yields
    native.offered = offered
    native.varargs = (<uint32_t>2 << K_STR) - 2 if variadic else 0          # primitives and strings
    native.codes = <uint8_t *>(native + 1)
    native.decl = <char *>native.codes + len(codes)
    memcpy(native.codes, <const char *>codes, len(codes))
    memcpy(<char *>native.decl, <const char *>text, len(text) + 1)
    insert(native)
    nused += 1
    return 0


def signature_of(id: int) -> str | None:
    """The signature of the function with that id, as register_native takes it; None if there is none."""
    cdef const NativeDef *native = find_native(id)
    if native == NULL:
        return None
    codes = native.codes[:native.nparams + 1 + native.nouts]
    names = [_NAMES[code] for code in codes]
    params = names[:native.nparams] + (["*"] if native.variadic else [])
    return f"{names[native.nparams]}({', '.join(params)}) {', '.join(names[native.nparams + 1:])}".rstrip()


cdef inline uint32_t sort_of(const ProgramData *p, uint32_t kind) noexcept nogil:
    """Sort of the type in a kind word of an array or object; TY_NONE of everything else."""
    return p.types[kind >> 8].sort if kind & 0xff == K_ARR or kind & 0xff == K_OBJ else <uint32_t>TY_NONE


cdef inline bint is_array_of(const ProgramData *p, uint32_t kind, uint32_t element) noexcept nogil:
    return sort_of(p, kind) == TY_ARRAY and p.types[kind >> 8].elem == element


cdef bint fits(uint32_t code, uint32_t kind, const ProgramData *p, uint32_t first) noexcept nogil:
    """Does a kind word of a row fit a signature code? `first` is the kind word of parameter 0."""
    cdef uint32_t sort = sort_of(p, kind)
    cdef const TypeDef *type = p.types + (first >> 8)
    if code < SIG_ANY_ARRAY:
        return kind == code
    if code == SIG_ANY:
        return True
    if code == SIG_ANY_ARRAY:
        return sort == TY_ARRAY
    if code == SIG_SAME_ARRAY:
        return kind == first
    if code == SIG_ELEMENT:
        return sort_of(p, first) == TY_ARRAY and kind == type.elem
    if code == SIG_ANY_DICT:
        return sort == TY_DICT
    if code == SIG_ANY_BOX:
        return sort == TY_ANY
    if code == SIG_CONTAINER:
        return sort == TY_ARRAY or sort == TY_DICT or sort == TY_ANY or sort == TY_WEAK
    if code == SIG_ANY_WEAK:
        return sort == TY_WEAK
    if code == SIG_TARGET:
        return sort_of(p, first) == TY_WEAK and kind == type.elem
    if code == SIG_FIBER:
        return kind == (K_OBJ | <uint32_t>TYPE_FIBER << 8)
    if code == SIG_FUNCTION:
        return sort == TY_FUNC
    if code == SIG_STRUCT:
        return sort == TY_CLASS and p.types[kind >> 8].flags & TD_VALUE != 0
    if code >= SIG_ARRAY_OF:
        return is_array_of(p, kind, code - SIG_ARRAY_OF)
    if sort_of(p, first) != TY_DICT:
        return False
    if code == SIG_KEY:
        return kind == type.base
    if code == SIG_KEYS:
        return is_array_of(p, kind, type.base)
    if type.elem == K_VOID:                 # values of any kind
        return kind != K_VOID if code == SIG_VALUE else False
    return kind == type.elem if code == SIG_VALUE else is_array_of(p, kind, type.elem)


cdef int check_native(const NativeDef *native, const ProgramData *p, const ExternDef *row) noexcept nogil:
    cdef const uint32_t *kinds = p.kinds + row.kinds
    cdef uint32_t i, first = kinds[0], extra = row.nparams - native.nparams
    if row.nouts != native.nouts or row.nparams < native.nparams or (extra and not native.variadic):
        return -1
    for i in range(native.nparams):
        if not fits(native.codes[i], kinds[i], p, first):
            return <int>i + 1
    for i in range(native.nparams, row.nparams):
        if not native.varargs >> (kinds[i] & 0xff) & 1:
            return <int>i + 1
    for i in range(1 + <uint32_t>native.nouts):         # the result and the outs stand behind the last argument
        if not fits(native.codes[native.nparams + i], kinds[row.nparams + i], p, first):
            return <int>(row.nparams + i) + 1
    return 0
