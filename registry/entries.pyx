"""What modules hold while a context is sealed: an item with the place where it was installed, and their canonical order.

What it is: one small object for each function, type and constant, and the sorting of those of one kind. What it is not:
the items themselves (`items.py`), which modules keep, or what is done with them (`builder.py`).
"""
# cython: language_level=3, boundscheck=False, wraparound=False

from seraphscript.registry.items import FunctionItem as _FunctionItem

cdef object FunctionItem = _FunctionItem


cdef class Entry:
    """An item with the place that it was installed at; `owner` is the type of a member."""

    def __init__(self, module, item, owner=None, Py_ssize_t number=0, Py_ssize_t index=0, Py_ssize_t sub=0):
        self.module = module
        self.item = item
        self.owner = owner
        self.number = number
        self.index = index
        self.sub = sub

    cpdef Entry member(self, Py_ssize_t sub, item, owner):
        """The entry of a member of this one."""
        return self.within(sub, item, owner)

    cdef Entry within(self, Py_ssize_t sub, object item, object owner):
        cdef Entry made = Entry.__new__(Entry)
        made.module = self.module
        made.item = item
        made.owner = owner
        made.number = self.number
        made.index = self.index
        made.sub = sub
        return made

    @property
    def order(self):
        """Where it was registered, to compare with others: problems are told in that order."""
        return self.number, self.index, self.sub

    @property
    def parts(self):
        """The namespace that the item stands in."""
        return () if self.is_global() else self.module.parts

    cdef bint is_global(self):
        """Whether it is a function that stands in the global scope, whatever its module."""
        return type(self.item) is FunctionItem and self.item.in_global_scope

    def qualified(self, str name):
        """A name with the item's namespace in front."""
        return "::".join([*self.parts, name])

    cdef str name(self):
        return (<tuple>(<tuple>self.item)[0])[0] if type(self.item) is FunctionItem else self.item.name

    cdef str overload(self):
        """Position among what has the same name."""
        return str((<tuple>self.item)[0]) if type(self.item) is FunctionItem else ""


def _overload(Entry entry):
    return entry.overload()


cdef int add_by_name(list found, list entries) except -1:
    """Entries of one namespace and owner, by name, then by declaration."""
    cdef list names = [(<Entry>entry).name() for entry in entries]
    cdef Py_ssize_t n = len(entries), at, start = 0
    cdef str name
    cdef bint ordered = True
    for at in range(1, n):
        if not (<str>names[at - 1]) < (<str>names[at]):
            ordered = False
            break
    if ordered:
        found += entries
        return 0
    numbers = sorted(range(n), key=names.__getitem__)
    for at in range(1, n + 1):
        name = <str>names[numbers[start]]
        if at == n or name != <str>names[numbers[at]]:
            if at - start > 1:
                found += sorted([entries[number] for number in numbers[start:at]], key=_overload)
            else:
                found.append(entries[numbers[start]])
            start = at
    return 0


def in_order(list entries):
    """The canonical order of entries of one kind: by namespace, owner and name, then by declaration."""
    cdef list runs = [], run = None, found = []
    cdef Entry entry, last = None
    cdef tuple one
    # What modules and classes registered in a row has one namespace and owner; very often it is in order by itself.
    for entry in entries:
        if last is None or entry.module is not last.module or entry.owner is not last.owner or (
            entry.owner is None and entry.is_global() != last.is_global()
        ):
            run = []
            runs.append((entry.parts, "" if entry.owner is None else entry.owner.name, len(runs), run))
        run.append(entry)
        last = entry
    runs.sort()
    run = None
    last_key = None
    for one in runs:
        key = one[:2]
        if run is not None and key == last_key:
            run += <list>one[3]
            continue
        if run is not None:
            add_by_name(found, run)
        run = <list>one[3]
        last_key = key
    if run is not None:
        add_by_name(found, run)
    return found
