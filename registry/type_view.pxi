# TypeView: a type of either tier.


cdef class TypeView:
    """A type of a registry or a unit."""

    def __cinit__(self, token=None):
        if token is not MADE_HERE:
            raise TypeError("types of a registry come from its methods")

    @property
    def tier(self):
        """Which tier it is in: "ffi", the sealed one of the host, or "script"."""
        return "ffi" if self.ref & TIER_FFI else "script"

    @property
    def name(self):
        """The qualified name, with template arguments."""
        return self.tables.type_text(self.ref)

    @property
    def namespace(self):
        return self.tables.scope_text(ctx_type(&self.tables.cx, self.ref).scope)

    @property
    def id(self):
        return ctx_type(&self.tables.cx, self.ref).id

    @property
    def sort(self):
        cdef const TypeRec *rec = ctx_type(&self.tables.cx, self.ref)
        if rec.sort == TS_INSTANCE and rec.members != ctx_type(&self.tables.cx, rec.base).members:
            return "specialization"
        return _SORTS[rec.sort]

    @property
    def base(self):
        """The base class, the integer type of an enum, the template of an instance; "" if there is none."""
        base = ctx_type(&self.tables.cx, self.ref).base
        return self.tables.type_text(base) if base else ""

    @property
    def base_classes(self):
        """The base class, its base class and so on."""
        cdef uint32_t base = ctx_type(&self.tables.cx, self.ref).base & REF_MASK
        if ctx_type(&self.tables.cx, self.ref).sort != TS_TEMPLATE:
            base = ctx_base(&self.tables.cx, self.ref)
        found = []
        while base and len(found) < 1000:
            found.append(self.tables.type_view(base))
            base = ctx_base(&self.tables.cx, base)
        return found

    @property
    def interfaces(self):
        """The interfaces that a class of a script implements, or an interface extends; inherited ones, too."""
        return self.tables.interfaces_of(self.ref)

    def is_subclass_of(self, other):
        """Whether a type (a view or a name) is a base class or an interface of it, at any distance."""
        name = other.name if isinstance(other, TypeView) else other
        return any([one.name == name for one in [*self.base_classes, *self.interfaces]])

    @property
    def kind(self):
        """The kind of a class of the host (`kinds.py`), "" for other types."""
        cdef const TypeRec *rec = ctx_type(&self.tables.cx, self.ref)
        if rec.sort != TS_CLASS or not self.ref & TIER_FFI or not self.tables.is_host_type(rec.id):
            return ""
        return [name for name, kind in KINDS.items() if kind.number == host_kind(rec)][0]

    @property
    def allows_weak(self):
        """Whether the host lets weak references refer to objects of this class."""
        cdef const TypeRec *rec = ctx_type(&self.tables.cx, self.ref)
        return rec.sort == TS_CLASS and self.ref & TIER_FFI != 0 and rec.offset & HB_WEAK != 0

    @property
    def is_template(self):
        return ctx_type(&self.tables.cx, self.ref).sort == TS_TEMPLATE

    @property
    def arguments(self):
        """Template parameters or arguments."""
        return [
            self.tables.type_text(ctx_targ(&self.tables.cx, self.ref, i))
            for i in range(ctx_type(&self.tables.cx, self.ref).nargs)
        ]

    @property
    def validation(self):
        """What a template of the host asks about its instances, `template_callback`; None if it takes all."""
        cdef const TypeRec *rec = ctx_type(&self.tables.cx, self.ref)
        if rec.sort != TS_TEMPLATE or not rec.flags & TF_HOST or not rec.offset or not self.ref & TIER_FFI:
            return None
        return self.tables.function_view(rec.offset | TIER_FFI)

    @property
    def values(self):
        """The values of an enum."""
        cdef uint32_t members = ctx_type(&self.tables.cx, self.ref).members
        cdef uint32_t i
        cdef const GlobalRec *g
        found = {}
        for i in range(1, self.tables.own.nglobals):
            g = &self.tables.own.globals[i]
            if g.flags & GF_ENUM_VALUE and g.scope == members:
                found[self.tables.name_of(g.name)] = g.value
        return found

    @property
    def is_bits(self):
        """Whether it is an enum whose values are bits that a host combines: an enum.IntFlag."""
        cdef const TypeRec *rec = ctx_type(&self.tables.cx, self.ref)
        return rec.sort == TS_ENUM and rec.flags & TF_PYTHON != 0

    @property
    def fields(self):
        """The declarations of the fields of a value type, or of a class of a script without inherited ones."""
        cdef const TypeRec *rec = ctx_type(&self.tables.cx, self.ref)
        cdef uint32_t i
        if rec.sort == TS_VALUE and self.ref & TIER_FFI:
            return fields_of_text(c_text(self.tables.own.text + rec.node, rec.offset))
        found = []
        if rec.sort == TS_CLASS and not self.ref & TIER_FFI:
            for i in range(1, self.tables.own.nfields):
                if self.tables.own.fields[i].owner & REF_MASK == self.ref:
                    found.append(f"{self.tables.type_text(self.tables.own.fields[i].type)} "
                                 f"{self.tables.name_of(self.tables.own.fields[i].name)}")
        return tuple(found)

    cdef list own_functions(self, uint32_t wanted, uint32_t unwanted):
        """Functions within the type that have one of the flags `wanted` (0: any) and none of `unwanted`."""
        cdef uint32_t members = ctx_type(&self.tables.cx, self.ref).members
        cdef Declarations at = self.tables.home(members)
        cdef uint32_t instance = self.ref if ctx_type(&self.tables.cx, self.ref).sort == TS_INSTANCE else 0
        cdef uint32_t i
        cdef const FuncRec *f
        cdef set seen = set()
        found = []
        if not members:
            return found
        for i in range(1, at.own.nfuncs):
            f = &at.own.funcs[i]
            if f.scope != members or (wanted and not f.flags & wanted) or f.flags & unwanted or not at.is_shown(i):
                continue
            if at.bit:                      # derived classes have copies of what they inherit
                if f.id in seen:
                    continue
                seen.add(f.id)
            found.append(self.tables.member_view(i | at.bit, instance))
        return found

    @property
    def methods(self):
        """All functions within the type: methods, operators, accessors, constructors, behaviours; inherited ones are not."""
        return self.own_functions(0, 0)

    @property
    def all_methods(self):
        """What can be called on an object: methods, operators and accessors, then inherited ones that nothing replaces."""
        cdef TypeView one
        found, seen = [], set()
        for one in [self, *self.base_classes, *(self.interfaces if self.sort == "interface" else ())]:
            for view in one.own_functions(0, FF_CONSTRUCTOR | FF_LIST | FF_DESTRUCTOR):
                key = view.name, tuple(view.param_types), "const" in view.traits
                if key not in seen and not view.name.startswith(_HIDDEN) and not (view.tier == "ffi" and "private" in view.traits):
                    seen.add(key)
                    found.append(view)
        return found

    def find_methods(self, str name not None):
        """The overloads of a method or operator ("opAdd"), inherited ones included."""
        return [view for view in self.all_methods if view.name == name]

    def find_method(self, str name not None, *types, is_const=None):
        """The method with parameters of these types; `is_const` tells which of two that differ in nothing else. None: there is none."""
        for view in self.find_methods(name):
            if (is_const is None or ("const" in view.traits) == is_const) and fits(view, types):
                return view
        return None

    @property
    def constructors(self):
        """What makes objects: constructors, or factories if there are handles to these (then the result is one)."""
        return self.own_functions(FF_CONSTRUCTOR, FF_LIST)

    def find_constructor(self, *types):
        """The constructor or factory with parameters of these types, None if there is none."""
        for view in self.constructors:
            if fits(view, types):
                return view
        return None

    @property
    def copy_constructor(self):
        """The constructor with one parameter, an object of the type itself by reference; None if there is none."""
        for view in self.constructors:
            if view.param_count == 1 and view.params[0][1] in ("&in", "&inout") and (
                    view.params[0][0].removeprefix("const ") == self.name):
                return view
        return None

    @property
    def list_constructor(self):
        """What takes the initialisation lists of a type of the host, None if nothing does."""
        found = self.own_functions(FF_LIST, 0)
        return found[0] if found else None

    @property
    def properties(self):
        """Fields and what accessors make look like them; inherited ones are not."""
        found = []
        for field in self.fields:
            kind, _, name = field.rpartition(" ")
            found.append(PropertyView(name, f"{self.name}::{name}", kind, None, None, kind.startswith("const ")))
        return found + of_accessors(self.own_functions(FF_PROPERTY, 0))

    @property
    def all_properties(self):
        """... and inherited ones that nothing replaces."""
        found = {}
        for one in [self, *self.base_classes]:
            for each in one.properties:
                found.setdefault(each.name, each)
        return list(found.values())

    def find_property(self, str name not None):
        """A property or field by its name, inherited ones included; None if there is none."""
        for each in self.all_properties:
            if each.name == name:
                return each
        return None

    @property
    def signature(self):
        """What the functions behind handles of a funcdef are like, None for other types."""
        if ctx_type(&self.tables.cx, self.ref).sort != TS_FUNCDEF:
            return None
        found = self.tables.overloads(ctx_type(&self.tables.cx, self.ref).members, NAME_opCall, 0)
        return found[0] if found else None

    def accepts(self, FunctionView function not None):
        """Whether a function, or a method with an object, can stand behind a handle of a funcdef."""
        wanted = self.signature
        return wanted is not None and (
            (wanted.return_type, wanted.param_types, "ref" in wanted.traits)
            == (function.return_type, function.param_types, "ref" in function.traits))

    def __reduce__(self):
        raise no_pickle("a type of a registry", "take its name")

    def __repr__(self):
        return f"<TypeView {self.sort} {self.name}>"


cdef list of_accessors(list functions):
    """The properties that accessors stand for, in order of name."""
    cdef dict found = {}
    for view in functions:
        prefix, name = view.name[:4], view.name[4:]
        if prefix not in ("get_", "set_") or not name:
            continue
        key = view.qualified_name.removesuffix(view.name) + name
        kind, _, getter, setter = found.get(key, ("", name, None, None))
        if prefix == "get_" and getter is None:
            found[key] = view.return_type, name, view, setter
        elif prefix == "set_" and setter is None:
            found[key] = kind or view.params[-1][0].removeprefix("const ") if view.params else kind, name, getter, view
    return [PropertyView(name, key, kind, getter, setter, setter is None)
            for key, (kind, name, getter, setter) in sorted(found.items())]
