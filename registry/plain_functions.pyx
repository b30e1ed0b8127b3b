"""Plain functions and methods of the host when a context is sealed: the short way for what a host has by the thousand.

What it is: `declare_function` of `builder.py` without constructors, lists, templates and value types, with everything
that functions have in common looked up once: their scope, the types of their results and parameters, the beginning of
their keys. What it is not: another rule; whatever is not plain, or wrong, goes the long way, which notes the problem.
"""
# cython: language_level=3, boundscheck=False, wraparound=False

from libc.stdint cimport uint32_t

from seraphscript.registry.entries cimport Entry
from seraphscript.registry.ffi_writer cimport ParamList, RegistryWriter

from seraphscript.registry import exprs
from seraphscript.registry.datatype import RefMode
from seraphscript.registry.views import FUNCTION_FLAGS
from seraphscript.registry.host_kinds import NOHANDLE, SCOPED
from seraphscript.registry.items import OTHERS as _OTHERS, HostType as _HostType

cdef object HostType = _HostType
cdef tuple OTHERS = _OTHERS
cdef uint32_t HOST = FUNCTION_FLAGS["host"], CONST = FUNCTION_FLAGS["const"]

cdef tuple LITERAL = (
    type(None), exprs.IntExpr, exprs.UIntExpr, exprs.FloatExpr, exprs.BoolExpr, exprs.StringExpr, exprs.NullExpr,
)
"""Defaults that mean the same in every scope."""


cdef class Shape:
    """Result and parameters that functions share, resolved."""
    cdef uint32_t returns, flags
    cdef ParamList params
    cdef object required            # bits of HostFunction.required, without an object that the function is called on
    cdef object required_method
    cdef object result, parameters  # of the declarations that have this shape


cdef class Home:
    """Where functions stand: in a namespace, or as methods of a class."""
    cdef object module, type        # these two
    cdef uint32_t scope, owner
    cdef str key
    cdef dict own                   # its methods by name, if a class inherits them or it inherits others


cdef class PlainFunctions:
    """Declares what is plain of the functions of one build of a registry."""
    cdef RegistryWriter writer
    cdef Home home                  # of the last function
    cdef Shape shape
    cdef dict shapes

    def __init__(self, RegistryWriter writer not None):
        self.writer = writer
        self.shapes = {}

    def declare(self, build, Entry entry not None):
        """The function's reference; 0: there is none, and a problem is noted; None: it has to go the long way."""
        cdef tuple item = <tuple>entry.item, declaration
        cdef Home home = self.home
        cdef Shape shape = self.shape
        cdef uint32_t ref
        cdef str signature
        declaration = <tuple>item[0]
        implementation = item[1]
        if item[2] or item[3] or item[5] or declaration[4] or declaration[5] or <tuple>declaration[6]:
            return None                 # a constructor, of the global scope, with a list; a property, explicit, a template
        if type(implementation) in OTHERS:
            return None
        if home is None or home.module is not entry.module or home.type is not entry.owner:
            home = self.home_of(build, entry)
            if home is None:
                return None
            self.home = home
            shape = None
        if shape is None or shape.result is not declaration[1] or shape.parameters is not declaration[2]:
            shape = self.shape_of(build, entry, home)
            if shape is None:
                return 0
        signature = <str>item[4] or <str>entry.item.declaration.signature
        ref = self.writer.put_function(
            home.scope, home.owner, <str>declaration[0], shape.returns, shape.flags | (CONST if declaration[3] else 0),
            shape.params, implementation, home.key + signature,
            shape.required_method if home.owner else shape.required, None, 0,
        )
        if not ref:
            return None
        if home.own is not None:
            home.own.setdefault(declaration[0], []).append(ref)
        return ref

    cdef Home home_of(self, object build, Entry entry):
        """None: it is no plain place."""
        cdef Home made
        cdef uint32_t base
        item = entry.owner
        made = Home.__new__(Home)
        made.module = entry.module
        made.type = item
        if item is None:
            made.scope = build.scope(entry.module.parts)
            made.key = f"{entry.module.namespace}::"
            return made
        if type(item) is not HostType or item.template_params:
            return None
        base = build.refs.get(id(item), 0)
        if not base:
            return None
        made.scope = self.writer.members(base)
        made.owner = self.writer.array_of_self(base)
        made.key = f"{entry.module.namespace}::{item.name}::"
        if made.owner in build.families:
            made.own = build.own.setdefault(made.owner, {})
        return made

    cdef Shape shape_of(self, object build, Entry entry, Home home):
        """None: there is none, and a problem is noted."""
        cdef Shape shape
        item = entry.item
        declaration = item.declaration
        returns, params = declaration.returns, declaration.params
        everywhere = id(returns), id(params)
        self.shape = self.shapes.get(everywhere) or self.shapes.get((home.scope, *everywhere))
        if self.shape is not None:
            return self.shape
        ref, known = build.result(entry, item, home.scope), build.parameters(entry, item, home.scope)
        if ref is None or known is None:
            return None
        kind = self.writer.host_kind(ref)
        shape = Shape.__new__(Shape)
        shape.returns, shape.params = ref, known.list
        shape.flags = HOST | (FUNCTION_FLAGS["variadic"] if declaration.is_variadic else 0)
        shape.flags |= FUNCTION_FLAGS["ref"] if returns.mode is RefMode.RESULT else 0
        shape.required = required_values(item, known, False, kind)
        shape.required_method = required_values(item, known, True, kind)
        shape.result, shape.parameters = returns, params
        self.shape = shape
        # What is made of primitive types is the same in every scope; anything else is looked up again in the next.
        for param in params:
            if param.type.ref is None or type(param.default) not in LITERAL:
                break
        else:
            if returns.ref is not None:
                self.shapes[everywhere] = shape
                return shape
        self.shapes[(home.scope, *everywhere)] = shape
        return shape


def required_values(item, params, bint own, kind):
    """Which values the host wants not to be null: a bit for each argument of the callable, the result's behind them.
    `own`: its first argument is the object that it is a method of. `kind`: that of the result's class."""
    bits = params.required << own
    required = item.declaration.returns.required or kind in (SCOPED, NOHANDLE)
    return bits | (1 << params.inputs + own if required else 0)
